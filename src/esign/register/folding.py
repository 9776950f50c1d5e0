# SPDX-License-Identifier: Apache-2.0
"""Vietnamese text as people type it in haste: without accents and capitals.

What is searched and what is searched for are folded alike, so that either may lack the accents.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

LONGEST_SYLLABLE: Final = 7
"""Letters of `nghiêng`."""


class _Bare(dict[int, str]):
    """What becomes of each character, by code point; learnt from Unicode's tables as they come.

    Characters can be folded one by one, because only accents act on their neighbours, and those go.
    """

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFD", chr(code)).casefold()
        letters = [c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c)]
        # The stroke of đ is part of the letter to Unicode, an accent to whoever types.
        self[code] = "".join(letters).replace("đ", "d")
        return self[code]


_BARE = _Bare()


@lru_cache(maxsize=8192)  # the language is written in syllables, and has about as many
def _syllable(text: str) -> str:
    return text.translate(_BARE)


def fold(text: str) -> str:
    """`text` in lower case, without tone and vowel marks, white space made single spaces.

    Folding what is folded already changes nothing.
    """
    words = [
        _syllable(word) if len(word) <= LONGEST_SYLLABLE else word.translate(_BARE)
        for word in text.split()
    ]
    return " ".join(filter(None, words))


@lru_cache(maxsize=256)  # an office has a few dozen
def folded_symbol(symbol: str) -> str:
    """The symbol of a document's number, folded."""
    return fold(symbol)
