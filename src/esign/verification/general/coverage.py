# SPDX-License-Identifier: Apache-2.0
"""Which version of a file a signature covers, whatever form its cross-references have.

A signature covers a version when it covers the file's first bytes up to an end marker that names
the cross-references of its own revision, and those of all revisions before lie in front of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from esign.verification.source import attempt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.verification.source import Source

_END: Final = re.compile(rb"startxref[\0\t\n\f\r ]+(\d{1,10})[\0\t\n\f\r ]+%%EOF[\0\t\n\f\r ]*\Z")
_TAIL: Final = 256
_SPACE: Final = b"\0\t\n\f\r "
_STREAM: Final = re.compile(rb"\bstream\r?\n")
_STREAM_END: Final = b"endstream"
_OBJECT: Final = re.compile(
    rb"(?<![0-9])([0-9]{1,10})[\0\t\n\f\r ]+([0-9]{1,5})[\0\t\n\f\r ]+obj\b"
)
_TOLERANCE: Final = 3
"""Bytes by which the cross-references of real files are sometimes off."""


def covers_version(source: Source, covered: int, revision: int) -> bool:
    """Whether the first so many bytes are the whole file as of a revision."""
    data, table = source.data, source.reader.xrefs
    if covered >= source.end and not data[covered:].strip(_SPACE):
        return True
    end = _END.search(data, max(0, covered - _TAIL), covered)
    start = attempt(lambda: table.get_startxref_for_revision(revision))
    if end is None or start is None or int(end[1]) != start:
        return False
    ends = attempt(
        lambda: [table.get_xref_container_info(n).end_location for n in range(revision + 1)]
    )
    return ends is not None and max(ends) <= covered


def blank_tail(source: Source) -> bool:
    """Whether nothing but white space follows the end of the last revision."""
    return not source.data[source.end :].strip(_SPACE)


def has_unlisted_objects(source: Source, start: int, revision: int) -> bool:
    """Whether objects were appended that no table of references lists.

    Readers that mend a file before they show it may take such objects for the newer ones.

    Args:
        source: the file.
        start: the end of what was signed.
        revision: the one that was signed.
    """
    table = source.reader.xrefs
    listed: set[int] = set()
    for number in range(revision + 1, table.total_revisions):
        listed.add(table.get_startxref_for_revision(number))
        for reference in table.explicit_refs_in_revision(number):
            place = table.get_historical_ref(reference, number)
            if isinstance(place, int):
                listed.add(place)
    known = {place + off for place in listed for off in range(-_TOLERANCE, _TOLERANCE + 1)}
    return any(
        place + found.start() not in known
        for place, piece in _between_streams(source.data, start, source.end)
        for found in _OBJECT.finditer(piece)
    )


def _between_streams(data: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """What stands outside streams, each piece with its place; a stream without an end is none."""
    while True:
        opening = _STREAM.search(data, start, end)
        closing = -1 if opening is None else data.find(_STREAM_END, opening.end(), end)
        if opening is None or closing < 0:
            yield start, data[start:end]
            return
        yield start, data[start : opening.start()]
        start = closing
