# SPDX-License-Identifier: Apache-2.0
"""Signing and sealing: keys, marks, and PAdES baseline signatures (ETSI EN 319 142-1, level B-B).

A signature fills one prepared field and changes nothing else in the document.
"""

from esign.signing.key import open_key
from esign.signing.mark import Mark
from esign.signing.sign import seal, sign
from esign.signing.signatory import Signatory

__all__ = ["Mark", "Signatory", "open_key", "seal", "sign"]
