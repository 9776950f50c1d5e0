# SPDX-License-Identifier: Apache-2.0
"""Telling from a PDF's bytes alone that it refers to nothing unknown (ISO 32000-1 §7.3.10)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

WHITE: Final = b"\0\t\n\f\r "
DELIMITERS: Final = WHITE + b"()<>[]{}/%"
NUMERIC: Final = b"0123456789+-."
LONGEST: Final = 32
"""Bytes; more than a reference in its plainest spelling."""
FAR: Final = 4096
USUAL: Final = b" 0 "
"""What stands between number and keyword in the plainest spelling."""
WINDOW: Final = 14
"""Bytes before the keyword that a number of up to ten digits with a delimiter fits into."""
NUMBER: Final = re.compile(rb"[" + re.escape(DELIMITERS) + rb"](\d{1,10})\Z")
OTHER: Final = re.compile(rb"\d[" + re.escape(WHITE) + rb"]+\d+[" + re.escape(WHITE) + rb"]+\Z")
"""What stands before the keyword in a reference of another spelling or generation."""


def doubtful_references(
    data: bytes, known: Container[int], start: int = 0, end: int | None = None
) -> Iterator[int]:
    """Where the keyword R stands and might end a reference to something unknown.

    Every reference ends in the keyword R. In a document of ours each stands in the plainest
    spelling, `12 0 R`. What is doubtful has to be parsed to tell, as after a comment or within an
    image.

    Args:
        data: whole sections of a file without object streams.
        known: numbers of objects, all of generation 0.
        start: where the part that is meant starts; a copy of a large one would cost its memory.
        end: where it ends; None for the end of the data.
    """
    judged: dict[bytes, bool] = {}
    end = len(data) if end is None else end
    place = data.find(b"R", start + 1, end)
    while place >= 0:
        if data[place - len(USUAL) : place] == USUAL:
            _, blank, word = data[place - WINDOW : place - len(USUAL)].rpartition(b" ")
            word = blank + word
            doubtful = judged.get(word)
            if doubtful is None:
                number = NUMBER.search(word)
                doubtful = judged[word] = number is None or int(number[1]) not in known
            if doubtful:
                yield place
        elif data[place - 1] in WHITE and _might_refer(data, place):
            yield place  # without white space before it, it is no word of its own
        place = data.find(b"R", place + 1, end)


def _might_refer(data: bytes, place: int) -> bool:
    """Whether the R at a place could end a reference in some other spelling, comments and all."""
    if OTHER.search(data[max(place - LONGEST, 0) : place]):
        return True
    if data[place + 1 : place + 2] and data[place + 1] not in DELIMITERS + NUMERIC:
        return False
    line = data[max(place - FAR, 0) : place]
    words = line.rstrip(WHITE)
    start = max(words.rfind(b"\n"), words.rfind(b"\r"))
    return not words or start < 0 or words[-1] in NUMERIC or words.find(b"%", start) >= 0
