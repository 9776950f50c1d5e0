# SPDX-License-Identifier: Apache-2.0
"""The long strings of digits that hold signatures, each read at once.

The PDF library reads a string digit by digit: two containers cost as much as all the rest of a
file. What is found here is what it would have found; where that is not plain, it reads by itself.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import (
    DictionaryObject,
    NameObject,
    Reference,
    StreamObject,
    pdf_string,
    read_object,
)

from esign.verification.source import attempt

if TYPE_CHECKING:
    from esign.verification.source import Source

_KEY: Final = "/Contents"
_MOST_STRINGS: Final = 64
_MOST_BEFORE: Final = 400
"""Bytes of an object before the string."""
_BEFORE: Final = re.compile(
    rb"(\d{1,10}) 0 obj[\r\n ]*+(<<[^()<>\[\]%]*/Contents[\r\n ]*+)\Z", re.DOTALL
)
"""No other bracket, string or remark is open there."""
_STRING: Final = re.compile(rb"[\r\n ]{0,2}<((?:[0-9A-Fa-f]{2}){256,}+)>")
_STAND_IN: Final = b"<00>"
_END: Final = b"endobj"
_WHITE: Final = b"\0\t\n\f\r "


def read_long_strings(source: Source) -> None:
    """Let the reader know the objects that hold such a string, unless the file is encrypted."""
    if source.encrypted:
        return
    place = 0
    for _ in range(_MOST_STRINGS):
        place = source.data.find(_KEY.encode(), place, source.end) + len(_KEY)
        if place < len(_KEY):
            return
        string = _STRING.match(source.data, place, source.end)
        if string is not None:
            _read(source, string)


def _read(source: Source, string: re.Match[bytes]) -> None:
    opening, closing = string.start(1) - 1, string.end()
    start = max(opening - _MOST_BEFORE, 0)
    before = _BEFORE.search(source.data[start:opening])
    end = source.data.find(_END, closing, source.end)
    if before is None or end < 0:
        return
    reference = Reference(int(before[1]), 0, source.reader)
    if attempt(lambda: source.reader.xrefs[reference]) != start + before.start():
        return
    written = BytesIO(before[2] + _STAND_IN + source.data[closing:end] + _END)
    found = attempt(lambda: read_object(written, reference))
    if not isinstance(found, DictionaryObject) or isinstance(found, StreamObject):
        return
    if written.read().lstrip(_WHITE) != _END or dict.get(found, _KEY) != b"\0":
        return
    found[NameObject(_KEY)] = pdf_string(bytes.fromhex(string[1].decode("ascii")))
    source.reader.cache_indirect_object(0, reference.idnum, found)
