# SPDX-License-Identifier: Apache-2.0
"""Vietnamese text as people type it in haste: without accents and capitals.

What is searched and what is searched for are folded alike, so that either may lack the accents.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LONGEST_SYLLABLE: Final = 7
"""Letters of `nghiêng`."""

MOST_SYLLABLES: Final = 8192
"""The language is written in syllables, and has about as many."""

LONGEST_LINE: Final = 40
"""Letters of a line that may come again; what is longer belongs to one document."""

MOST_LINES: Final = 4096


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


class _Learnt(dict[str, str]):
    """What becomes of each syllable or line; learnt as they come.

    A dictionary that fills instead of a cache that forgets: a number folds dozens of words, and a
    look-up here costs a third of one there.

    Args:
        folding: folds what is not known.
        longest: letters of what is worth knowing.
        most: how many are known at most; more are folded anew each time.
    """

    def __init__(self, folding: Callable[[str], str], longest: int, most: int) -> None:
        super().__init__()
        self._folding = folding
        self._longest = longest
        self._most = most

    def __missing__(self, text: str) -> str:
        folded = self._folding(text)
        if len(text) <= self._longest and len(self) < self._most:
            self[text] = folded
        return folded


_SYLLABLES = _Learnt(lambda word: word.translate(_BARE), LONGEST_SYLLABLE, MOST_SYLLABLES)


def fold(text: str) -> str:
    """`text` in lower case, without tone and vowel marks, white space made single spaces.

    Folding what is folded already changes nothing.
    """
    return " ".join(filter(None, map(_SYLLABLES.__getitem__, text.split())))


# What one document says several times, such as its title, is folded once for it.
_LINES = _Learnt(lru_cache(maxsize=8)(fold), LONGEST_LINE, MOST_LINES)

fold_line = _LINES.__getitem__
"""As `fold`, for what many documents have alike: symbols, types, signers, recipients."""


def fold_all(texts: Sequence[str]) -> str:
    """Several texts folded, one after the other."""
    return " ".join(filter(None, map(fold_line, texts)))
