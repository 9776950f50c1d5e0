# SPDX-License-Identifier: Apache-2.0
"""Damage done to files, at random but repeatable: to bytes, and to what they mean in a PDF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from support.updates import Shape, body, layout, update

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    Damage = Callable[[bytes, Random], bytes]

_OBJECT = re.compile(rb"(?<!\d)(\d{1,6}) 0 obj\b")
_NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9]*")
_NUMBER = re.compile(rb"(?<![0-9.])[0-9]{1,6}(?![0-9.])")
_REFERENCE = re.compile(rb"\d{1,6} 0 R")
_ENTRY = re.compile(rb"/[A-Za-z0-9]+ ?(?:/[A-Za-z0-9.]+|\d+ 0 R|\d+|\([^()]*\)|\[[^\[\]]*\])")
_ROW = re.compile(rb"\d{10} \d{5} n")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_FILTERS = (
    b"/Filter /ASCIIHexDecode",
    b"/Filter [/FlateDecode /FlateDecode]",
    b"/F (x)",
    b"/Filter 7",
)
_VALUES = (b"null", b"true", b"-1", b"[]", b"<<>>", b"()", b"<>", b"99999999999", b"/X", b"0.5")


def damaged(data: bytes, random: Random) -> bytes:
    """The bytes with a few of them changed, moved, doubled or gone."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 5))):
        place = random.randrange(len(changed) + 1)
        length = random.choice((1, 1, 2, 8, 64, 700))
        other = random.randrange(len(changed) + 1)
        pieces = (b"", random.randbytes(length), bytes(changed[other : other + length]))
        changed[place : place + random.choice((0, 1, length))] = random.choice(pieces)
    return bytes(changed)


def mutated(data: bytes, random: Random) -> tuple[str, bytes]:
    """A PDF with one thing in it meaning something else, and what was done."""
    while True:
        damage = random.choice(_DAMAGES)
        changed = damage(data, random)
        if changed != data:
            return damage.__name__.strip("_"), changed


def _replaced(pattern: re.Pattern[bytes], data: bytes, random: Random, by: bytes) -> bytes:
    found = random.choice(list(pattern.finditer(data)))
    return data[: found.start()] + by + data[found.end() :]


def _number(data: bytes, random: Random) -> bytes:
    value = random.choice((0, 1, 7, 65535, random.randrange(1 << 31)))
    return _replaced(_NUMBER, data, random, b"%d" % value)


def _name(data: bytes, random: Random) -> bytes:
    return _replaced(_NAME, data, random, random.choice(_NAME.findall(data)))


def _reference(data: bytes, random: Random) -> bytes:
    return _replaced(_REFERENCE, data, random, random.choice(_REFERENCE.findall(data)))


def _row(data: bytes, random: Random) -> bytes:
    rows = _ROW.findall(data)
    other = random.choice((*rows, b"%010d 00000 n" % random.randrange(len(data))))
    return _replaced(_ROW, data, random, other)


def _entry_gone(data: bytes, random: Random) -> bytes:
    return _replaced(_ENTRY, data, random, b"")


def _entry_doubled(data: bytes, random: Random) -> bytes:
    found = random.choice(list(_ENTRY.finditer(data)))
    key = found[0].split(b" ")[0].split(b"(")[0]
    return data[: found.end()] + b" " + key + b" " + random.choice(_VALUES) + data[found.end() :]


def _entry_of_another_kind(data: bytes, random: Random) -> bytes:
    found = random.choice(list(_ENTRY.finditer(data)))
    text = found[0].split(b" ")[0] + b" " + random.choice(_VALUES)
    return data[: found.start()] + text.ljust(len(found[0])) + data[found.end() :]


def _objects_exchanged(data: bytes, random: Random) -> bytes:
    first, second = random.sample(list(_OBJECT.finditer(data)), 2)
    if first.start() > second.start():
        first, second = second, first
    parts = (data[: first.start()], second[0], data[first.end() : second.start()], first[0])
    return b"".join((*parts, data[second.end() :]))


def _content_exchanged(data: bytes, random: Random) -> bytes:
    streams = list(_STREAM.finditer(data))
    into, other = random.choice(streams), random.choice(streams)
    text = other[1][: len(into[1])].ljust(len(into[1]))
    return data[: into.start(1)] + text + data[into.end(1) :]


def _filtered(data: bytes, random: Random) -> bytes:
    place = random.choice(list(_STREAM.finditer(data))).start()
    start = data.rfind(b"<<", 0, place)
    return data[: start + 2] + b" " + random.choice(_FILTERS) + data[start + 2 :]


def _object_renewed(data: bytes, random: Random) -> bytes:
    number = int(random.choice(_OBJECT.findall(data)))
    renewed = random.choice((body(data, number), damaged(body(data, number), random)))
    return update(data, {number: renewed})


def _object_freed(data: bytes, random: Random) -> bytes:
    return update(data, {}, freed=[int(random.choice(_OBJECT.findall(data)))])


def _object_moved(data: bytes, random: Random) -> bytes:
    number, place = (random.choice(list(_OBJECT.finditer(data))) for _ in range(2))
    return update(data, {}, moved={int(number[1]): place.start()})


def _root_moved(data: bytes, random: Random) -> bytes:
    return update(data, {}, Shape(root=int(random.choice(_OBJECT.findall(data)))))


def _chain_moved(data: bytes, random: Random) -> bytes:
    return update(data, {}, Shape(previous=random.randrange(layout(data).end)))


def _update_dropped(data: bytes, random: Random) -> bytes:
    ends = [found.end() for found in re.finditer(rb"%%EOF\n?", data)]
    return data[: random.choice(ends)]


_DAMAGES: tuple[Damage, ...] = (
    *(damaged, _number, _name, _reference, _row, _entry_gone, _entry_doubled),
    *(_entry_of_another_kind, _objects_exchanged, _content_exchanged, _filtered),
    *(_object_renewed, _object_freed, _object_moved, _root_moved, _chain_moved, _update_dropped),
)
