# SPDX-License-Identifier: Apache-2.0
"""What the pages of an issued document print, held against what its metadata say.

A reader goes by the page, registers by the metadata: number, date and signer must be the same in
both (NĐ 30/2020 Đ8-9, Annex I §II.3, §II.4, §II.7).
"""

from esign.verification.printed.agreement import RULE, printed_agrees
from esign.verification.printed.finding import read_if_sound

__all__ = ["RULE", "printed_agrees", "read_if_sound"]
