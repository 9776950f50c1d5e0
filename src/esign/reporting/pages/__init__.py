# SPDX-License-Identifier: Apache-2.0
"""The pages of a stranger's file: drawn, compared, and the version that was signed cut out."""

from esign.reporting.pages.pictures import (
    Comparison,
    PageComparison,
    PagePicture,
    Pictures,
    compare_pages,
    draw_pages,
)
from esign.reporting.pages.signed_version import SignedVersion, came_later, signed_version

__all__ = [
    "Comparison",
    "PageComparison",
    "PagePicture",
    "Pictures",
    "SignedVersion",
    "came_later",
    "compare_pages",
    "draw_pages",
    "signed_version",
]
