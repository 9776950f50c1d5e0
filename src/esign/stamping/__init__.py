# SPDX-License-Identifier: Apache-2.0
"""From the laid-out page to the page ready for signing: metadata and signature fields.

Everything that changes the page or its metadata happens here, in one write, before any signature.
"""

from esign.stamping.adopting import (
    ANNEX_EXAMINATION,
    COPY_EXAMINATION,
    EXAMINATION,
    MM,
    NOTE_MM,
    Adoptable,
    Attached,
    Sealable,
    adoptable,
    dress,
    dress_alone,
    preview,
    sealable,
)
from esign.stamping.book import stamp_book
from esign.stamping.open_fields import stamp_open
from esign.stamping.sole import stamp_annex, stamp_copy
from esign.stamping.stamp import stamp

__all__ = [
    "ANNEX_EXAMINATION",
    "COPY_EXAMINATION",
    "EXAMINATION",
    "MM",
    "NOTE_MM",
    "Adoptable",
    "Attached",
    "Sealable",
    "adoptable",
    "dress",
    "dress_alone",
    "preview",
    "sealable",
    "stamp",
    "stamp_annex",
    "stamp_book",
    "stamp_copy",
    "stamp_open",
]
