# SPDX-License-Identifier: Apache-2.0
"""The sections of a file as they were appended (ISO 32000-1 §7.5.6), read from the bytes.

Only the plain form is recognised: a classic cross-reference table at the place `startxref` names,
a trailer, and `%%EOF`. Anything else is no section here, however tolerant other readers are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import DictionaryObject, Reference, StreamObject, read_object

from esign.verification.source import attempt

if TYPE_CHECKING:
    from pyhanko.pdf_utils.generic import PdfObject

    from esign.verification.source import Source

_START = re.compile(rb"xref[ \t]*(?:\r\n|\n|\r)")
_RANGE = re.compile(rb"(\d{1,10}) (\d{1,10})[ \t]*(?:\r\n|\n|\r)")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)")
_TRAILER = re.compile(rb"trailer\s*(?=<<)")
_END = re.compile(rb"\s*startxref\s+(\d{1,10})\s+%%EOF(?:\r\n|\n|\r)?")
_HEADER = re.compile(rb"(\d{1,10}) (\d{1,10}) obj\s*")
_CLOSE = re.compile(rb"\s*endobj")
_FREE_HEAD = (0, 65535)
_WORDS = re.compile(  # ISO 32000-1 §7.2, §7.3; without comments and parentheses within strings
    rb"(?:[\0\t\n\f\r ]++|<<|>>|[\[\]]|/[^\0\t\n\f\r ()<>\[\]{}/%]*+|[-+]?[0-9.]++|R|true|false"
    rb"|null|\((?:\\.|[^()\\]++)*+\)|<[0-9A-Fa-f\0\t\n\f\r ]*+>)*+",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Section:
    """One appended section.

    Attributes:
        objects: place of each object by its number; all are of generation 0.
        start: where the table starts.
        end: where the section, and the file as it was then, ends.
        trailer: the trailer dictionary.
    """

    objects: dict[int, int]
    start: int
    end: int
    trailer: DictionaryObject


def read_sections(source: Source) -> tuple[Section | None, ...]:
    """The sections in the order they were appended; None where one is not of the plain form."""
    cache = source.reader.xrefs
    starts = attempt(
        lambda: [cache.get_startxref_for_revision(n) for n in range(cache.total_revisions)]
    )
    return tuple(_section(source, start) for start in starts or ())


def _section(source: Source, start: int) -> Section | None:
    head = _START.match(source.data, start)
    if head is None:
        return None
    table = _table(source.data, head.end())
    if table is None:
        return None
    objects, place = table
    opening = _TRAILER.match(source.data, place)
    if opening is None:
        return None
    trailer, place = _value(source, opening.end(), 0)
    closing = _END.match(source.data, place)
    if closing is None or int(closing[1]) != start or not isinstance(trailer, DictionaryObject):
        return None
    return Section(objects, start, closing.end(), trailer)


def _table(data: bytes, place: int) -> tuple[dict[int, int], int] | None:
    """The entries of a table and where it ends; None if an object is freed or stands twice."""
    objects: dict[int, int] = {}
    while heading := _RANGE.match(data, place):
        place = heading.end()
        for number in range(int(heading[1]), int(heading[1]) + int(heading[2])):
            entry = _ENTRY.match(data, place)
            if entry is None:
                return None
            place = entry.end()
            if entry[3] == b"f":
                if (number, int(entry[2])) != _FREE_HEAD:
                    return None
            elif number in objects or int(entry[2]):
                return None
            else:
                objects[number] = int(entry[1])
    return objects, place


def _value(source: Source, place: int, number: int) -> tuple[PdfObject | None, int]:
    """The object at a place and where it ends; `number` is its own, 0 for the trailer."""
    stream = source.reader.stream
    stream.seek(place)
    owner = Reference(number, 0, source.reader)
    found: PdfObject | None = attempt(lambda: read_object(stream, owner))
    return found, stream.tell()


def read_section_objects(
    source: Source, section: Section, start: int
) -> dict[int, PdfObject] | None:
    """The objects of a section that begins at `start`, if they fill it without a gap.

    None if anything but white space stands between them, a comment hides within one, or an object
    is not where the table says.
    """
    objects: dict[int, PdfObject] = {}
    place = start
    for number, offset in sorted(section.objects.items(), key=lambda entry: entry[1]):
        header = _HEADER.match(source.data, offset)
        if header is None or int(header[1]) != number or int(header[2]):
            return None
        if offset < place or source.data[place:offset].strip():
            return None
        found = _object(source, number, header.end())
        if found is None:
            return None
        objects[number], place = found
    return None if source.data[place : section.start].strip() else objects


def is_plainly_written(data: bytes, section: Section) -> bool:
    """Whether trailer and objects, up to their streams, are made of whole words of the language.

    The library forgives more: it takes any sign for the second bracket at a dictionary's end.
    """
    placed = section.objects.items()
    if any(object_words(data, offset, number) is None for number, offset in placed):
        return False
    opening = data.find(b"trailer", section.start, section.end)
    words = _WORDS.match(data, opening + len(b"trailer"))
    return opening >= 0 and words is not None and data.startswith(b"startxref", words.end())


def object_words(data: bytes, offset: int, number: int) -> bytes | None:
    """An object at its place, up to its stream.

    None if it is not made of whole words, or another one stands there.
    """
    header = _HEADER.match(data, offset)
    if header is None or int(header[1]) != number or int(header[2]):
        return None
    words = _WORDS.match(data, header.end())
    if words is None or not data.startswith((b"endobj", b"stream"), words.end()):
        return None
    return words[0]


def _object(source: Source, number: int, start: int) -> tuple[PdfObject, int] | None:
    """An object and where it ends; `start` is behind its header."""
    value, place = _known(source, number, start) or _value(source, start, number)
    closing = _CLOSE.match(source.data, place)
    if value is None or closing is None:
        return None
    text, _, _ = source.data[start:place].partition(b"stream")
    return None if b"%" in text else (value, closing.end())


def _known(source: Source, number: int, start: int) -> tuple[PdfObject, int] | None:
    """The object if the reader has parsed it at this very place, to spare long strings a second.

    The reader has seen to it that nothing but white space stands before `endobj`; should a string
    hold that word, the place found is too early and the rest is taken for a gap.
    """
    value = source.reader.cache_get_indirect_object(0, number)
    if value is None or isinstance(value, StreamObject):
        return None
    place = source.reader.xrefs[Reference(number, 0, source.reader)]
    header = _HEADER.match(source.data, place) if isinstance(place, int) else None
    if header is None or header.end() != start:
        return None
    end = source.data.find(b"endobj", start)
    return None if end < 0 else (value, start + len(source.data[start:end].rstrip()))
