# SPDX-License-Identifier: Apache-2.0
"""From the laid-out page to the page ready for signing: metadata and signature fields.

Everything that changes the page or its metadata happens here, in one write, before any signature.
"""

from esign.stamping.adopting import (
    EXAMINATION,
    Adoptable,
    Attached,
    adoptable,
    dress,
    preview,
)
from esign.stamping.book import stamp_book
from esign.stamping.stamp import stamp

__all__ = [
    "EXAMINATION",
    "Adoptable",
    "Attached",
    "adoptable",
    "dress",
    "preview",
    "stamp",
    "stamp_book",
]
