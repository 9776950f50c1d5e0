# SPDX-License-Identifier: Apache-2.0
"""Telling from a PDF's bytes alone that it refers to nothing unknown (ISO 32000-1 §7.3.10)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container

WHITE: Final = b"\0\t\n\f\r "
DELIMITERS: Final = WHITE + b"()<>[]{}/%"
NUMERIC: Final = b"0123456789+-."
LONGEST: Final = 32
"""Bytes; more than a reference in its plainest spelling."""
FAR: Final = 4096
PLAIN: Final = re.compile(rb"(?:^|[" + re.escape(DELIMITERS) + rb"])(\d{1,10}) (\d{1,5}) \Z")


def refers_to_known_only(data: bytes, known: Container[int]) -> bool:
    """Whether the bytes show at once that every reference in them is to a known object.

    Every reference ends in the keyword R. In a document of ours each stands in the plainest
    spelling, `12 0 R`. False means: parse to tell, as after a comment or within an image.

    Args:
        data: whole sections of a file without object streams.
        known: numbers of objects, all of generation 0.
    """
    place = data.find(b"R")
    while place >= 0:
        found = PLAIN.search(data[max(place - LONGEST, 0) : place])
        if found is not None:
            if int(found[2]) or int(found[1]) not in known:
                return False
        elif _might_refer(data, place):
            return False
        place = data.find(b"R", place + 1)
    return True


def _might_refer(data: bytes, place: int) -> bool:
    """Whether the R at a place could end a reference in some other spelling, comments and all."""
    if data[place + 1 : place + 2] and data[place + 1] not in DELIMITERS + NUMERIC:
        return False
    line = data[max(place - FAR, 0) : place]
    words = line.rstrip(WHITE)
    if words == line:
        return False
    start = max(words.rfind(b"\n"), words.rfind(b"\r"))
    return not words or start < 0 or words[-1] in NUMERIC or words.find(b"%", start) >= 0
