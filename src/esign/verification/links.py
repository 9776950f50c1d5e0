# SPDX-License-Identifier: Apache-2.0
"""What the objects of plain sections refer to, each read once, from its words where they are plain.

ISO 32000-1 §7.3.10 writes a reference `12 0 R`. Where an object is made of whole words, and every
keyword R in it, outside of names and texts, ends one in that spelling, it need not be parsed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import Reference

from esign.verification.sections import object_words
from esign.verification.source import attempt, references

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyhanko.pdf_utils.generic import PdfObject

    from esign.verification.source import Source

NOWHERE: Final = -1
"""Stands for what no number tells: what cannot be read, or a reference of another generation."""
_NO_KEYWORDS: Final = re.compile(
    rb"\((?:[^()\\]++|\\.)*+\)|/[^\0\t\n\f\r ()<>\[\]{}/%]*+", re.DOTALL
)
_REFERENCE: Final = re.compile(rb"(?<![^\0\t\n\f\r \[>)])(\d{1,10})\s+0\s+R")


class Links:
    """The references within the objects of a file that is made of plain sections."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: dict[tuple[int, int], tuple[int, ...]] = {}

    def of(self, number: int, place: int, revision: int) -> tuple[int, ...]:
        """Numbers of the objects that one refers to, `NOWHERE` among them where one is none.

        Args:
            number: the object's.
            place: where its newest section up to the revision says that it is.
            revision: as of which it is meant.
        """
        found = self._known.get((number, place))
        if found is None:
            words = object_words(self._source.data, place, number)
            told = None if words is None else referred_to(words)
            found = self._parsed(number, revision) if told is None else told
            self._known[number, place] = found
        return found

    def _parsed(self, number: int, revision: int) -> tuple[int, ...]:
        value = _object_then(self._source, number, revision)
        return (NOWHERE,) if value is None else numbers(references(value))


def referred_to(words: bytes) -> tuple[int, ...] | None:
    """Numbers that an object in plain words refers to; None if one might be spelt otherwise."""
    words = _NO_KEYWORDS.sub(b"()", words)
    found = _REFERENCE.findall(words)
    return tuple(map(int, found)) if len(found) == words.count(b"R") else None


def numbers(found: Iterable[Reference]) -> tuple[int, ...]:
    """The numbers of references, `NOWHERE` for those of another generation than 0."""
    return tuple(NOWHERE if each.generation else each.idnum for each in found)


def _object_then(source: Source, number: int, revision: int) -> PdfObject | None:
    """An object as of a revision; the one already parsed where it has stayed the same."""
    reader, reference = source.reader, Reference(number, 0, source.reader)
    last = attempt(lambda: reader.xrefs.get_last_change(reference))
    if last is None or last > revision:
        return source.at_revision(reference, revision)
    found: PdfObject | None = attempt(lambda: reader.get_object(reference))
    return found
