# SPDX-License-Identifier: Apache-2.0
"""Vietnamese text as people type it in haste: without accents and capitals.

What is searched and what is searched for are folded alike, so that either may lack the accents.
"""

from __future__ import annotations

import unicodedata


class _Bare(dict[int, int | None]):
    """What becomes of each character, by code point; learnt from Unicode's tables as they come."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_BARE = _Bare({ord("đ"): ord("d")})
"""The stroke of đ is part of the letter to Unicode, an accent to whoever types."""


def fold(text: str) -> str:
    """`text` in lower case, without tone and vowel marks, white space made single spaces.

    Folding what is folded already changes nothing.
    """
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())
    return " ".join(apart.translate(_BARE).split())
