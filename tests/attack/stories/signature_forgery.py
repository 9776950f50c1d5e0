# SPDX-License-Identifier: Apache-2.0
"""Universal signature forgery: the dictionary is broken so that nothing is left to check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.sealed import sealed_page
from support.stories import Attempt, Story, foreign
from support.updates import in_place, overridden, signature_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Place = Callable[[bytes, list[bytes]], bytes]

RANGES = {
    "missing": b"",
    "null": b"/ByteRange null",
    "empty": b"/ByteRange []",
    "zeros": b"/ByteRange [0 0 0 0]",
    "negative": b"/ByteRange [0 -1 -1 0]",
    "negative start": b"/ByteRange [-1 9 9 9]",
    "two numbers": b"/ByteRange [0 99]",
    "three numbers": b"/ByteRange [0 9 20]",
    "six numbers": b"/ByteRange [0 9 9 9 18 9]",
    "huge": b"/ByteRange [0 9 9 99999999999]",
    "fractions": b"/ByteRange [0.0 9.0 20.0 9.0]",
    "words": b"/ByteRange [/a (b) <00> true]",
    "a number": b"/ByteRange 0",
    "a text": b"/ByteRange (0 9 9 9)",
    "a dictionary": b"/ByteRange << >>",
    "nowhere": b"/ByteRange 999 0 R",
    "overlapping": b"/ByteRange [0 900 9 900]",
    "backwards": b"/ByteRange [900 9 0 9]",
}
CONTENTS = {
    "missing": b"",
    "null": b"/Contents null",
    "empty": b"/Contents <>",
    "empty text": b"/Contents ()",
    "one zero": b"/Contents <00>",
    "0x00 in a text": b"/Contents (\\000)",
    "a name": b"/Contents /x",
    "a number": b"/Contents 0",
    "an array": b"/Contents [<30>]",
    "a dictionary": b"/Contents << >>",
    "nowhere": b"/Contents 999 0 R",
    "a stub": b"/Contents <3080>",
}
BASES = {"ours": sealed_page, "foreign": foreign}
PLACES: dict[str, Place] = {"in place": in_place, "in an update": overridden}


def forms() -> Iterator[tuple[str, Attempt]]:
    for origin, base in BASES.items():
        data = base()
        for place, write in PLACES.items():
            for name, entries in broken(data):
                if origin == "ours" or place == "in an update":
                    yield f"{origin}, {place}: {name}", Attempt(write(data, entries))


def broken(data: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """The two entries, one of them broken, each in both orders."""
    found = signature_text(data)
    for name, entry in RANGES.items():
        yield f"ByteRange {name}, before", [entry, found.contents]
        yield f"ByteRange {name}, behind", [found.contents, entry]
    for name, entry in CONTENTS.items():
        yield f"Contents {name}, before", [entry, found.byte_range]
        yield f"Contents {name}, behind", [found.byte_range, entry]
    for bad in (b"/ByteRange null", b"/ByteRange [0 0 0 0]"):
        yield "two ByteRanges, good first", [found.contents, found.byte_range, bad]
        yield "two ByteRanges, bad first", [found.contents, bad, found.byte_range]
    for bad in (b"/Contents null", b"/Contents <00>"):
        yield "two Contents, good first", [found.contents, found.byte_range, bad]
        yield "two Contents, bad first", [bad, found.contents, found.byte_range]


STORY = Story(
    "Universal signature forgery",
    "`/ByteRange` or `/Contents` is left out, emptied, doubled or given another type, in place or"
    " in an update, so that a program finds nothing to check and calls the file signed",
    forms,
)
