# SPDX-License-Identifier: Apache-2.0
"""Signature wrapping: what was signed is moved apart, and something else put in between."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from support.sealed import sealed_page
from support.stories import Attempt, Story, foreign
from support.updates import Shape, forged_content, layout, signature_text, update

if TYPE_CHECKING:
    from collections.abc import Iterator


def forms() -> Iterator[tuple[str, Attempt]]:
    for origin, data in (("ours", sealed_page()), ("foreign", foreign())):
        for name, changed in wrapped(data):
            yield f"{origin}: {name}", Attempt(changed)


def wrapped(data: bytes) -> Iterator[tuple[str, bytes]]:
    yield "moved apart, with a second range", moved(data, early=False)
    yield "moved apart, with a second range and second digits", moved(data, early=True)
    yield "moved apart, the range rewritten", moved(data, early=None)
    first, second = gap(data)
    digits = data[first + 1 : second - 1]
    evil = b"> 9 0 obj << >> endobj <"
    yield (
        "objects among the digits",
        (data[: first + 1] + digits[: -len(evil)] + evil + data[second - 1 :]),
    )
    yield (
        "a name among the digits",
        (data[: first + 1] + digits[:-12] + b">/X <000000>"[:12] + data[second - 1 :]),
    )
    yield (
        "a comment among the digits",
        (data[: first + 1] + digits[:-9] + b"%comment\n" + data[second - 1 :]),
    )
    yield "digits as a text", data[:first] + b"(" + digits + b")" + data[second:]
    for name, ranges in other_ranges(data).items():
        yield name, rewritten(data, ranges)
    yield (
        "the rest covered by a second signature's range",
        update(data, forged_content(data), Shape(behind=b"% /ByteRange [0 9 9 9]\n")),
    )


def gap(data: bytes) -> tuple[int, int]:
    """Where the digits of the last signature start and end, brackets included."""
    found = list(map(int, re.findall(rb"\d+", signature_text(data).byte_range)))
    return found[1], found[2]


def other_ranges(data: bytes) -> dict[str, list[int]]:
    first, second = gap(data)
    rest = len(data) - second
    return {
        "a range that starts late": [1, first - 1, second, rest],
        "a range that ends early": [0, first, second, rest - 1],
        "a range that leaves out more": [0, first - 100, second + 100, rest - 100],
        "a range past the end": [0, first, second, rest + 1],
        "a range over the digits": [0, second, second, rest],
        "three parts": [0, first, second, rest - 10, len(data) - 10, 10],
        "parts exchanged": [second, rest, 0, first],
    }


def rewritten(data: bytes, ranges: list[int]) -> bytes:
    """The file with another range in the space of the one it had."""
    found = signature_text(data)
    place = data.rindex(found.byte_range)
    text = b"/ByteRange [%b]" % b" ".join(b"%d" % number for number in ranges)
    end = max(place + len(found.byte_range), place + len(text))
    return data[:place] + text.ljust(end - place) + data[end:]


def moved(data: bytes, *, early: bool | None) -> bytes:
    """The second part behind a forged table, which stands where the signed end points to.

    Args:
        data: the file.
        early: whether a second range stands in front of the digits; None rewrites the signed one.
    """
    first, second = gap(data)
    found, rest, (number, content) = (
        signature_text(data),
        data[second:],
        forged_content(data).popitem(),
    )
    start, known = layout(data).end, layout(data)
    signed_rows = data[start : data.index(b"trailer", start)]
    table = signed_rows + b"%d 1\n%%010d 00000 n \n" % number
    table += b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\n" % (
        *(known.size, known.root, previous(data)),
    )
    table %= start + len(table % 0)
    shadow = table + b"%d 0 obj\n%b\nendobj\n" % (number, content)
    ranges = b"/ByteRange [0 %d %d %d]" % (first, start + len(shadow), len(rest))
    digits = data[first:second]
    if early is None:
        head, rest = digits, rest.replace(found.byte_range, ranges)
    else:
        kind = b"/Type /Sig /SubFilter /" + found.rest.split(b"/SubFilter /")[1].split()[0]
        more = b"/Contents <00> " if early else b""
        head = b"%b %b %b%b >>\nendobj\n" % (digits, ranges, more, kind)
    head = data[:first] + head
    assert len(head) <= start, (len(head), start)
    return head.ljust(start) + shadow + rest


def previous(data: bytes) -> int:
    """Where the cross-references before the last ones stand."""
    return int(re.findall(rb"/Prev (\d+)", data)[-1])


STORY = Story(
    "Signature wrapping",
    "The two signed parts are moved apart with forged objects between them, or `/ByteRange` is made"
    " to cover something else, also by a second one in the part that is not signed",
    forms,
)
