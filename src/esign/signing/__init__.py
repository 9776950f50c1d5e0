# SPDX-License-Identifier: Apache-2.0
"""Signing and sealing: keys, marks, and PAdES baseline signatures (ETSI EN 319 142-1, level B-B).

A signature fills one prepared field and changes nothing else in the document. Statements that are
no documents are sealed by a CMS beside them, which a time-stamp may follow.
"""

from esign.signing.book import seal_book
from esign.signing.key import open_key
from esign.signing.mark import Mark
from esign.signing.sign import seal, sign
from esign.signing.signatory import Signatory
from esign.signing.statement import seal_statement
from esign.signing.timestamp import HttpTimestampAuthority

__all__ = [
    "HttpTimestampAuthority",
    "Mark",
    "Signatory",
    "open_key",
    "seal",
    "seal_book",
    "seal_statement",
    "sign",
]
