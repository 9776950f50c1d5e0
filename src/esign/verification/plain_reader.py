# SPDX-License-Identifier: Apache-2.0
"""A reader that takes an object written in plain words at once, leaving all others to the library.

The library reads byte by byte, which is half of what a verdict costs. What is found here is what it
would have found: whatever could be read in two ways (escapes, remarks, repeated keys, lengths that
do not fit, other generations, anything encrypted) is not read here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    Reference,
    StreamObject,
    pdf_string,
)
from pyhanko.pdf_utils.reader import PdfFileReader

from esign.verification.window import FROM, opened

if TYPE_CHECKING:
    from collections.abc import Callable

_HEADER: Final = re.compile(rb"(\d{1,10}) 0 obj[\n\r ]{1,2}")
_TOKEN: Final = re.compile(  # the alternatives exclude one another by how they begin and end
    rb"[\n\r ]{0,8}(?:(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|(?P<name>/[A-Za-z0-9_.+-]{1,64})(?=[\n\r />\[\]<(])"
    rb"|(?P<reference>[1-9]\d{0,9}) 0 R(?=[\n\r />\[\]])|(?P<whole>-?\d{1,9})(?=[\n\r />\[\]])"
    rb"|(?P<real>-?\d{1,9}\.\d{1,9})(?=[\n\r />\[\]])|(?P<truth>true|false)(?=[\n\r />\[\]])"
    rb"|\((?P<text>(?:[^()\\]|\\[0-3][0-7]{2}){0,4096}+)\)|<(?P<digits>(?:[0-9A-Fa-f]{2}){0,4096}+)>)"
)
_OCTAL: Final = re.compile(rb"\\([0-3][0-7]{2})")
_END: Final = re.compile(rb"[\n\r ]{0,2}endobj")
_STREAM: Final = re.compile(rb"[\n\r ]{0,2}stream\n")
_STREAM_END: Final = re.compile(rb"[\n\r]{0,2}endstream[\n\r ]{1,2}endobj")
_DEEPEST: Final = 16
_MOST_TOKENS: Final = 20_000
_LENGTH: Final = "/Length"
_CLOSED_BY: Final = {b"<<": b">>", b"[": b"]"}


def _of_octal(found: re.Match[bytes]) -> bytes:
    return bytes((int(found[1], 8),))


_VALUES: Final[dict[str, Callable[[bytes], PdfObject]]] = {
    "name": lambda word: NameObject(word.decode("ascii")),
    "whole": lambda word: NumberObject(word.decode("ascii")),
    "real": lambda word: FloatObject(word.decode("ascii")),
    "truth": lambda word: BooleanObject(word == b"true"),
    "text": lambda word: pdf_string(_OCTAL.sub(_of_octal, word)),
    "digits": lambda word: pdf_string(bytes.fromhex(word.decode("ascii"))),
}


class _Level(NamedTuple):
    """A container that is not complete yet: how it was opened, and what it holds so far."""

    opening: bytes
    items: list[PdfObject]


class PlainReader(PdfFileReader):
    """The library's reader, quicker where an object is written plainly."""

    _whole: bytes = b""

    def get_object(self, ref: Any, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - the library's
        """An object; arguments and errors as in the library."""
        if self._whole and not (rest or more or ref.generation):
            _read_plainly(self, self._whole, ref.idnum)
        return PdfFileReader.get_object(self, ref, *rest, **more)


def _read_plainly(reader: PdfFileReader, data: bytes, number: int) -> None:
    if reader.cache_get_indirect_object(0, number) is not None:
        return
    owner = Reference(number, 0, reader)
    place = reader.xrefs[owner]
    found = plain_object(data, place, owner) if isinstance(place, int) else None
    if found is not None:
        reader.cache_indirect_object(0, number, found)


def read_file(data: bytes, *, strict: bool) -> PdfFileReader:
    """The library's view of a file; raises what the library raises."""
    reader = PlainReader(opened(data), strict=strict)
    if len(data) < FROM and "/Encrypt" not in reader.trailer:
        reader._whole = data  # noqa: SLF001 - made here, and complete only now
    return reader


def plain_object(data: bytes, place: int, owner: Reference) -> PdfObject | None:
    """The object of that number at a place of a file; None if it is not in plain words."""
    header = _HEADER.match(data, place)
    if header is None or int(header[1]) != owner.idnum:
        return None
    found = _value(data, header.end(), owner)
    if found is None:
        return None
    value, end = found
    if _END.match(data, end):
        return value
    return _stream(data, end, value) if isinstance(value, DictionaryObject) else None


def _value(data: bytes, place: int, owner: Reference) -> tuple[PdfObject, int] | None:
    """An array or dictionary and where it ends."""
    levels: list[_Level] = []
    for _ in range(_MOST_TOKENS):
        token = _TOKEN.match(data, place)
        if token is None or token.lastgroup is None:
            return None
        kind, word, place = token.lastgroup, token[token.lastgroup], token.end()
        if kind == "open":
            levels.append(_Level(word, []))
            if len(levels) > _DEEPEST:
                return None
            continue
        value = _ended(levels, word) if kind == "close" else _single(kind, word, owner)
        if value is None:
            return None
        value.container_ref = owner
        if not levels:
            return (value, place) if kind == "close" else None
        levels[-1].items.append(value)
    return None


def _single(kind: str, word: bytes, owner: Reference) -> PdfObject:
    if kind == "reference":
        return IndirectObject(int(word), 0, owner.get_pdf_handler())
    return _VALUES[kind](word)


def _ended(levels: list[_Level], word: bytes) -> PdfObject | None:
    """The innermost container, complete; None if it is not closed as it was opened."""
    if not levels or _CLOSED_BY[levels[-1].opening] != word:
        return None
    items = levels.pop().items
    if word == b"]":
        return ArrayObject(items)
    keys, values = items[::2], items[1::2]
    named = {key for key in keys if isinstance(key, NameObject)}
    if not len(named) == len(keys) == len(values):
        return None
    return DictionaryObject(dict(zip(keys, values, strict=True)))


def _stream(data: bytes, place: int, entries: DictionaryObject) -> StreamObject | None:
    """A stream whose length is stated and right."""
    opening, length = _STREAM.match(data, place), dict.get(entries, _LENGTH)
    if opening is None or not isinstance(length, NumberObject) or length < 0:
        return None
    end = opening.end() + length
    if not _STREAM_END.match(data, end):
        return None
    found = StreamObject(entries, encoded_data=data[opening.end() : end])
    found.container_ref = entries.container_ref
    return found
