# SPDX-License-Identifier: Apache-2.0
"""When two names are the same; those who sign and those who check must not differ about it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_LEAST_WORDS = 2


def same_name(one: str, other: str) -> bool:
    """Whether two names differ in nothing but case and Unicode normal form.

    They are compared whole: a space, an accent or an invisible character makes another name.
    """
    return name_key(one) == name_key(other)


def same_person_spelt(one: str, other: str) -> bool:
    """Whether two names may be one person's in two spellings.

    Nothing may differ but case, the marks on letters, and middle names that one of them leaves out:
    family name and given name, the first word and the last, are in both.
    """
    shorter, longer = sorted((_bare_words(one), _bare_words(other)), key=len)
    if len(shorter) < _LEAST_WORDS or (shorter[0], shorter[-1]) != (longer[0], longer[-1]):
        return False
    middle = iter(longer[1:-1])
    return all(word in middle for word in shorter[1:-1])


@dataclass(frozen=True, slots=True)
class Spellings:
    """Names that certificates spell otherwise than pages print them, as an office has them set up.

    `pairs` holds each name as it is certified and as it is printed.
    """

    pairs: tuple[tuple[str, str], ...] = ()

    def certified(self, printed: str) -> str:
        """How the certificate spells a printed name; empty where nothing is known of that."""
        found = (own for own, shown in self.pairs if same_name(shown, printed))
        return next(found, "")

    def allow(self, certified: str, printed: str) -> bool:
        """Whether the two are set up as spellings of one name."""
        return any(
            same_name(own, certified) and same_name(shown, printed) for own, shown in self.pairs
        )


def name_key(name: str) -> str:
    """What `same_name` compares of a name."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _bare_words(name: str) -> list[str]:
    """The words without case and marks; the bar of đ counts as a mark."""
    letters = unicodedata.normalize("NFD", name_key(name).replace("đ", "d"))
    return "".join(each for each in letters if not unicodedata.combining(each)).split()
