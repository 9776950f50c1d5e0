# SPDX-License-Identifier: Apache-2.0
"""Reading files of our own plain form: what stamping wrote, and at most one signature behind it.

Everything is held against one exact grammar: revisions that follow one another without a gap, each
with a classic cross-reference table (ISO 32000-1 §7.5.4), dictionaries of plain tokens with single
blanks between. What fits can mean nothing else to any reader; whatever does not is left to the
general parser.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from esign.model import doubtful_references

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADER = b"%PDF-1.7\n"
MOST_REVISIONS = 2
TAIL = 64  # bytes; more than `startxref`, a place and the end of the file

_ENTRY = rb"\d{10} 00000 n \n"
_TABLE = re.compile(
    rb"xref\n0 (?P<count>\d+)\n0000000000 65535 f \n(?P<first>(?:" + _ENTRY + rb")*)"
    rb"(?P<later>(?:\d+ \d+\n(?:" + _ENTRY + rb")+)*)"
    rb"trailer\n<<\n/Size (?P<size>\d+)\n/Root (?P<root>\d+) 0 R\n/Info (?P<info>\d+) 0 R\n"
    rb"/ID \[ <(?P<id>[0-9a-f]+)> <[0-9a-f]{32}> \]\n(?:/Prev (?P<prev>\d+)\n)?>>\n"
    rb"startxref\n(?P<start>\d+)\n%%EOF\n"
)
_SECTION = re.compile(rb"(\d+) (\d+)\n((?:" + _ENTRY + rb")+)")
_START = re.compile(rb"\nstartxref\n(\d{1,10})\n%%EOF\n\Z")
_NESTING = 4
_NAME = rb"/[0-9A-Za-z_.+-]+"
_SCALAR = (
    rb"\d+ 0 R|-?\d+(?:\.\d+)?|"
    + _NAME
    + rb"|\((?:[0-9A-Za-z ]|\\[0-7]{3})*\)|<[0-9a-f]*>|true|false|null"
)


def _value(nesting: int) -> bytes:
    """A pattern for values, laid out as pyHanko does, that are nested no deeper."""
    if not nesting:
        return _SCALAR
    inner = _value(nesting - 1)
    array = rb"\[ (?:(?:" + inner + rb") )*\]"
    dictionary = rb"<<\n(?:" + _NAME + rb" (?:" + inner + rb")\n)*>>"
    return rb"|".join((_SCALAR, array, dictionary))


_PAIR = re.compile(rb"(" + _NAME + rb") (" + _value(_NESTING) + rb")\n")
_OBJECT = re.compile(
    rb"(?P<number>\d+) 0 obj\n<<\n(?P<entries>(?:"
    + _NAME
    + rb" (?:"
    + _value(_NESTING)
    + rb")\n)*)>>\n(?P<end>endobj|stream)\n"
)
# A stream of the layout engine or of pyHanko, without strings; its length stands in it as a number.
_STREAM = re.compile(
    rb"\d+ 0 obj\n<<(?:"
    + _NAME
    + rb"|<<|>>|[\[\] \n]|-?\d+(?:\.\d+)?|R(?![0-9A-Za-z])|true|false)*?>>\nstream\n"
)
_LENGTH = re.compile(rb"/Length (\d+)(?=[/\n]|>>)(?! 0 R)")
_STREAM_END = re.compile(rb"\n?endstream\nendobj\n")
_REFERENCE = re.compile(rb"(\d+) 0 R")


class NotPlainError(ValueError):
    """A file, or a part of it, is not in our own plain form."""


class PlainObject(NamedTuple):
    """A dictionary, or that of a stream.

    Attributes:
        entries: its values as they are written, by key.
        end: where it ends, and the stream's data begin.
        stream: whether it is that of a stream.
    """

    entries: Mapping[bytes, bytes]
    end: int
    stream: bool


class PlainRevision(NamedTuple):
    """One revision.

    Attributes:
        places: where each object that it writes starts, by number.
        first: where the first of them starts.
        start: where its cross-reference table starts.
        end: where it ends.
        before: where the table of the revision before starts; None for the first.
        size: one more than the largest number of an object.
        skeleton: numbers of catalogue and information, and the file's first identifier.
    """

    places: Mapping[int, int]
    first: int
    start: int
    end: int
    before: int | None
    size: int
    skeleton: tuple[bytes, bytes, bytes]


class PlainFile:
    """A file of our own plain form.

    Attributes:
        data: the file.
        revisions: in the order they were written; one or two.

    Raises:
        NotPlainError: it is not of that form.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.revisions = _revisions(data)
        self._places = {
            number: place
            for revision in self.revisions
            for number, place in revision.places.items()
        }

    @property
    def last(self) -> PlainRevision:
        """The revision that was written last."""
        return self.revisions[-1]

    def catalog(self) -> Mapping[bytes, bytes]:
        """The entries of the catalogue."""
        return self.read(int(self.last.skeleton[0])).entries

    def read(self, number: int) -> PlainObject:
        """The object of that number.

        Raises:
            NotPlainError: there is none, or it is no plain dictionary.
        """
        found = _OBJECT.match(self.data, self.place(number))
        if found is None or int(found["number"]) != number:
            raise NotPlainError(number)
        listed = _PAIR.findall(found["entries"])
        entries = dict(listed)
        if len(entries) != len(listed):
            raise NotPlainError(number)
        return PlainObject(entries, found.end(), stream=found["end"] == b"stream")

    def stream(self, number: int) -> bytes:
        """The data of a stream that no filter is applied to.

        Raises:
            NotPlainError: there is none, or one is.
        """
        found = self.read(number)
        length = found.entries.get(b"/Length", b"")
        if not found.stream or not length.isdigit() or b"/Filter" in found.entries:
            raise NotPlainError(number)
        end = found.end + int(length)
        if not self.data.startswith(b"\nendstream\nendobj\n", end):
            raise NotPlainError(number)
        return self.data[found.end : end]

    def place(self, number: int) -> int:
        """Where an object starts.

        Raises:
            NotPlainError: there is none of that number.
        """
        try:
            return self._places[number]
        except KeyError as fault:
            raise NotPlainError(number) from fault

    def complete(self) -> bool:
        """Whether each revision's bytes show that they refer to known objects only."""
        known: set[int] = set()
        start = 0
        for revision in self.revisions:
            known |= revision.places.keys()
            doubtful = doubtful_references(self.data[start : revision.end], known)
            if not all(self._within_stream(start + place, revision) for place in doubtful):
                return False
            start = revision.end
        return True

    def _within_stream(self, place: int, revision: PlainRevision) -> bool:
        """Whether a place lies in the data of a stream, where nothing is a reference."""
        start = max((entry for entry in revision.places.values() if entry < place), default=-1)
        head = _STREAM.match(self.data, start) if start >= 0 else None
        if head is None or head[0].count(b"<<") != head[0].count(b">>"):
            return False
        lengths = _LENGTH.findall(head[0])
        if len(lengths) != 1:
            return False
        end = head.end() + int(lengths[0])
        return head.end() <= place < end and _STREAM_END.match(self.data, end) is not None


def referred(value: bytes) -> int:
    """The number of the object that a value refers to.

    Raises:
        NotPlainError: it is no reference.
    """
    found = _REFERENCE.fullmatch(value)
    if found is None:
        raise NotPlainError(value)
    return int(found[1])


def _revisions(data: bytes) -> tuple[PlainRevision, ...]:
    tail = _START.search(data, max(len(data) - TAIL, 0))
    if tail is None or not data.startswith(HEADER):
        raise NotPlainError("no plain end")
    found = [_revision(data, int(tail[1]), len(data))]
    while (before := found[0].before) is not None and len(found) < MOST_REVISIONS:
        found.insert(0, _revision(data, before, found[0].first))
    first, last = found[0], found[-1]
    plain = (
        first.before is None
        and first.first >= len(HEADER)
        and list(first.places) == list(range(1, first.size))
        and first.skeleton == last.skeleton
    )
    if not plain:
        raise NotPlainError("no plain skeleton")
    return tuple(found)


def _revision(data: bytes, start: int, end: int) -> PlainRevision:
    """The revision whose table starts and that ends there."""
    table = _TABLE.match(data, start)
    if table is None or table.end() != end or int(table["start"]) != start:
        raise NotPlainError("no plain table")
    places = _places(table)
    if not places or max(places.values()) >= start:
        raise NotPlainError("no plain table")
    return PlainRevision(
        places=places,
        first=min(places.values()),
        start=start,
        end=end,
        before=int(table["prev"]) if table["prev"] else None,
        size=int(table["size"]),
        skeleton=(table["root"], table["info"], table["id"]),
    )


def _places(table: re.Match[bytes]) -> dict[int, int]:
    """Where the objects of a table start, by number."""
    places = dict(enumerate(_numbers(table["first"]), 1))
    if len(places) + 1 != int(table["count"]):
        raise NotPlainError("no plain table")
    for section in _SECTION.finditer(table["later"]):
        first, count = int(section[1]), int(section[2])
        numbers = _numbers(section[3])
        if len(numbers) != count or first <= max(places, default=0):
            raise NotPlainError("no plain table")
        places.update(enumerate(numbers, first))
    return places


def _numbers(entries: bytes) -> list[int]:
    return [int(entries[place : place + 10]) for place in range(0, len(entries), 20)]
