# SPDX-License-Identifier: Apache-2.0
"""The little of DER (ITU-T X.690) that a signature container needs, written and read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

INTEGER, OCTET_STRING, OBJECT, SEQUENCE, SET = 0x02, 0x04, 0x06, 0x30, 0x31
CONTEXT_0 = 0xA0
SHORT_FORM = 0x80
NULL = b"\x05\x00"


def tlv(tag: int, *contents: bytes) -> bytes:
    """A value with its tag and length in front."""
    body = b"".join(contents)
    if len(body) < SHORT_FORM:
        return bytes((tag, len(body))) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, SHORT_FORM | len(length))) + length + body


def set_of(*members: bytes, tag: int = SET) -> bytes:
    """A SET OF; its members are ordered as §11.6 demands."""
    return tlv(tag, *sorted(members))


def integer(value: int) -> bytes:
    """An INTEGER."""
    return tlv(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def object_identifier(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER (§8.19)."""
    first, second, *arcs = map(int, dotted.split("."))
    return tlv(OBJECT, *map(_base_128, (40 * first + second, *arcs)))


def _base_128(value: int) -> bytes:
    """A number in groups of seven bits, all but the last of which are marked."""
    octets = [value & 0x7F]
    while value := value >> 7:
        octets.append(value & 0x7F | SHORT_FORM)
    return bytes(reversed(octets))


class Element(NamedTuple):
    """A value read: its tag, its content, and the whole with tag and length."""

    tag: int
    content: bytes
    whole: bytes


def elements(data: bytes) -> Iterator[Element]:
    """The values that follow one another in `data`.

    Raises:
        ValueError: a length points beyond the end, or is of a form DER forbids here.
    """
    start = 0
    while start < len(data):
        size, head = _length(data, start + 1)
        end = head + size
        if end > len(data):
            raise ValueError("a value runs beyond its end")
        yield Element(data[start], data[head:end], data[start:end])
        start = end


def _length(data: bytes, at: int) -> tuple[int, int]:
    """The length written at `at`, and the place behind it."""
    if at >= len(data):
        raise ValueError("a length is missing")
    first = data[at]
    if first < SHORT_FORM:
        return first, at + 1
    octets = first - SHORT_FORM
    return int.from_bytes(data[at + 1 : at + 1 + octets], "big"), at + 1 + octets
