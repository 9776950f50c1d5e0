# SPDX-License-Identifier: Apache-2.0
"""Numbers, symbols and DocumentIds as different systems write them, brought to one spelling; pure.

Keyboards and converters put other letters, dashes and spaces in them that look alike. What is
brought to one spelling is compared and looked up, and never kept or sent.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys("ÐƉ", "Đ"),
        **dict.fromkeys("ðɖ", "đ"),
        **dict.fromkeys("‐‑‒–—―−﹘﹣", "-"),
        **dict.fromkeys(";、；", ","),
        "⁄": "/",
        "∕": "/",
    }
)
_WITHOUT_STROKE: Final = str.maketrans("đ", "d")
_INVISIBLE: Final = "Cf"


def folded(text: str) -> str:
    """Without white space and invisible characters, in one form of letters, dashes and commas."""
    alike = unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE)
    visible = (each for each in alike if unicodedata.category(each) != _INVISIBLE)
    return "".join("".join(visible).split())


def folded_symbol(text: str) -> str:
    """The same of a symbol: in small letters and without diacritics, as some systems send it."""
    plain = unicodedata.normalize("NFD", folded(text).casefold()).translate(_WITHOUT_STROKE)
    return "".join(each for each in plain if not unicodedata.combining(each))
