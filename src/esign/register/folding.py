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

MOST_SYLLABLES: Final = 8192
"""The language is written in syllables, and has about as many; more are folded anew each time."""


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


class _Syllables(dict[str, str]):
    """What becomes of each syllable; learnt as they come.

    A dictionary that fills instead of a cache that forgets: a number folds dozens of words, and a
    look-up here costs a third of one there.
    """

    def __missing__(self, word: str) -> str:
        folded = word.translate(_BARE)
        if len(word) <= LONGEST_SYLLABLE and len(self) < MOST_SYLLABLES:
            self[word] = folded
        return folded


_SYLLABLES = _Syllables()


def fold(text: str) -> str:
    """`text` in lower case, without tone and vowel marks, white space made single spaces.

    Folding what is folded already changes nothing.
    """
    return " ".join(filter(None, map(_SYLLABLES.__getitem__, text.split())))


@lru_cache(maxsize=256)  # an office has a few dozen
def folded_symbol(symbol: str) -> str:
    """The symbol of a document's number, folded."""
    return fold(symbol)
