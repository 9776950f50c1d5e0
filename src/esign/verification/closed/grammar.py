# SPDX-License-Identifier: Apache-2.0
"""A file cut into revisions and objects without a byte left over (ISO 32000-1 §7.5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HEADER: Final = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"
MOST_REVISIONS: Final = 3
"""The page, the person's signature, the agency's."""

_RANGE: Final = re.compile(rb"(\d{1,7}) (\d{1,7})\n")
_ENTRIES: Final = re.compile(rb"(?:\d{10} 00000 n \n)+")
_ENTRY: Final = 20  # bytes
_FREE: Final = b"xref\n0 %d\n0000000000 65535 f \n"
_TRAILER: Final = re.compile(
    rb"trailer\n<<\n/Size (?P<size>\d{1,7})\n/Root (?P<root>\d{1,7}) 0 R\n"
    rb"/Info (?P<info>\d{1,7}) 0 R\n/ID \[ <(?P<id>[0-9a-f]{2,64})> <[0-9a-f]{32}> \]\n"
    rb"(?:/Prev (?P<prev>\d{1,10})\n)?>>\nstartxref\n(?P<start>\d{1,10})\n%%EOF\n"
)
_LAST_START: Final = re.compile(rb"startxref\n(\d{1,10})\n%%EOF\n\Z")
_TAIL: Final = 40  # bytes that the last start fits into
_LENGTH: Final = re.compile(rb"/Length[ ]?(\d{1,9})(?=[/\n>])")
_STREAM, _OBJECT_END = b"\nstream\n", b"endobj\n"
_STREAM_ENDS: Final = {b"\nendstream\nendobj\n", b"endstream\nendobj\n"}


class NotOwnError(ValueError):
    """The file is not, byte for byte, what this program writes."""


class OwnObject(NamedTuple):
    """An object: what stands between `obj` and `endobj` or `stream`, and a stream's data."""

    head: bytes
    stream: bytes | None


class OwnRevision(NamedTuple):
    """One revision.

    Attributes:
        objects: by number, in the order in which they stand.
        start, end: where it starts and ends; the next one starts there.
        size: one more than the largest number of an object so far.
        skeleton: numbers of catalogue and information, and the file's first identifier.
    """

    objects: Mapping[int, OwnObject]
    start: int
    end: int
    size: int
    skeleton: tuple[bytes, bytes, bytes]


class _Table(NamedTuple):
    start: int
    end: int
    places: Mapping[int, int]
    trailer: re.Match[bytes]


def read_revisions(data: bytes) -> list[OwnRevision]:
    """The revisions in the order they were written.

    Raises:
        NotOwnError: a byte of the file is not accounted for.
    """
    revisions: list[OwnRevision] = []
    start = len(HEADER)
    if not data.startswith(HEADER):
        raise NotOwnError("header")
    for table in _tables(data):
        if revisions and table.trailer["prev"] is None:
            raise NotOwnError("a beginning in between")
        objects = dict(_objects(data, start, table))
        trailer = table.trailer
        skeleton = (trailer["root"], trailer["info"], trailer["id"])
        revisions.append(OwnRevision(objects, start, table.end, int(trailer["size"]), skeleton))
        start = table.end
    _follow_one_another(revisions)
    return revisions


def _tables(data: bytes) -> list[_Table]:
    """The cross-reference tables, the first revision's first."""
    last = _LAST_START.search(data, max(len(data) - _TAIL, 0))
    if last is None:
        raise NotOwnError("end")
    found = [_table(data, int(last[1]))]
    if found[0].end != len(data):
        raise NotOwnError("end")
    while (before := found[0].trailer["prev"]) is not None:
        if len(found) == MOST_REVISIONS or int(before) >= found[0].start:
            raise NotOwnError("revisions")
        found.insert(0, _table(data, int(before)))
    return found


def _table(data: bytes, start: int) -> _Table:
    heading = _RANGE.match(data, start + len(b"xref\n"))
    if heading is None or int(heading[1]) or not data.startswith(_FREE % int(heading[2]), start):
        raise NotOwnError("table")
    place, first, count = start + len(_FREE % int(heading[2])), 1, int(heading[2]) - 1
    places: dict[int, int] = {}
    while True:
        end = place + count * _ENTRY
        block = data[place:end]
        if count and (len(block) != count * _ENTRY or _ENTRIES.fullmatch(block) is None):
            raise NotOwnError("table")
        places.update(
            enumerate((int(block[at : at + 10]) for at in range(0, len(block), _ENTRY)), first)
        )
        heading = _RANGE.match(data, end)
        if heading is None:
            break
        place, first, count = heading.end(), int(heading[1]), int(heading[2])
        if not count or first <= max(places, default=0):
            raise NotOwnError("table")
    trailer = _TRAILER.match(data, end)
    if trailer is None or int(trailer["start"]) != start:
        raise NotOwnError("trailer")
    return _Table(start, trailer.end(), places, trailer)


def _objects(data: bytes, start: int, table: _Table) -> Iterator[tuple[int, OwnObject]]:
    """The objects of a revision, which fill it from its start to its table."""
    ordered = sorted((place, number) for number, place in table.places.items())
    ends = [place for place, _ in ordered[1:]]
    for (place, number), end in zip(ordered, [*ends, table.start], strict=True):
        head = b"%d 0 obj\n" % number
        if place != start or not data.startswith(head, place):
            raise NotOwnError("place")
        yield number, _object(data[place + len(head) : end])
        start = end


def _object(written: bytes) -> OwnObject:
    """What stands behind `obj`, to the end of its lines."""
    body, closing, blank = written.rpartition(_OBJECT_END)
    if not closing or blank not in {b"", b"\n"}:
        raise NotOwnError("object")
    head, stream, rest = body.partition(_STREAM)
    if not stream:
        if b"endobj" in body or not body.endswith(b"\n"):
            raise NotOwnError("object")
        return OwnObject(body[:-1], None)
    lengths = _LENGTH.findall(head)
    if len(lengths) != 1 or b"endobj" in head or head.count(b"/Length") != 1:
        raise NotOwnError("stream")
    length = int(lengths[0])
    if rest[length:] + closing not in _STREAM_ENDS:
        raise NotOwnError("stream")
    return OwnObject(head, rest[:length])


def _follow_one_another(revisions: list[OwnRevision]) -> None:
    """Refuse numbers that the sizes do not account for, and a change of the skeleton."""
    first = revisions[0]
    if {*first.objects} != {*range(1, first.size)}:
        raise NotOwnError("numbers")
    size = first.size
    for revision in revisions[1:]:
        largest = max(revision.objects, default=0) + 1
        if revision.size != max(size, largest) or revision.skeleton != first.skeleton:
            raise NotOwnError("skeleton")
        size = revision.size
