# SPDX-License-Identifier: Apache-2.0
"""Reading a PDF that nobody vouches for: every access yields a value or nothing, never a crash.

What could not be read is remembered (`broken`), so that no judgement overlooks it.
"""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DecryptedObjectProxy,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    Reference,
    StreamObject,
)
from pyhanko.pdf_utils.misc import PdfError

from esign.verification.plain_reader import read_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyhanko.pdf_utils.reader import PdfFileReader

T = TypeVar("T")

_SPACE = rb"[\0\t\n\f\r ]{1,8}"
_END = re.compile(rb"startxref" + _SPACE + rb"\d{1,10}" + _SPACE + rb"%%EOF(?:\r\n|\n|\r)?")
_MOST_ENDS = 1000

FAULTS = (
    PdfError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    NotImplementedError,
    OSError,
    struct.error,
    zlib.error,
)
"""What the PDF library is known to raise on malformed input."""


def attempt(call: Callable[[], T]) -> T | None:
    """The result of a call into the PDF library; None when the input defeats it.

    Our own code is never called through here: its faults must come to light, not pass for the
    file's.
    """
    try:
        return call()
    except FAULTS:
        return None


def _last_end(data: bytes) -> int | None:
    """Where the last revision ends (ISO 32000-1 §7.5.5); None when no revision does."""
    place = len(data)
    for _ in range(_MOST_ENDS):
        place = data.rfind(b"startxref", 0, place)
        if place < 1:
            return None
        found = _END.match(data, place)
        if found is not None and data[place - 1] in b"\r\n":
            return found.end()
    return None


class Source:
    """A parsed file with forgiving access to its objects.

    Attributes:
        data: the file.
        reader: the library's view of it.
        end: where its last revision ends; what follows belongs to none.
        broken: something could not be read.
        effort: steps that the general analysis of each revision has cost (see `effort`).
    """

    def __init__(self, data: bytes, reader: PdfFileReader, end: int) -> None:
        self.data = data
        self.reader = reader
        self.end = end
        self.broken = False
        self.effort: dict[int, int] = {}

    @classmethod
    def open(cls, data: bytes, *, strict: bool) -> Source | None:
        """The file, or None when it cannot be read as PDF in that manner.

        It is parsed up to its last end marker, whatever follows: the library would look for that
        marker byte by byte, and not far. What follows remains in `data`, covered by no revision.
        """
        end = _last_end(data)
        if end is None:
            return None
        reader = attempt(lambda: read_file(data[:end], strict=strict))
        if reader is None:
            return None
        source = cls(data, reader, end)
        return source if source.catalog is not None else None

    @property
    def encrypted(self) -> bool:
        """Whether the content is encrypted, or pretends to be."""
        return attempt(lambda: "/Encrypt" in self.reader.trailer) is not False

    def decrypt(self, password: bytes) -> bool:
        """Whether the password opens the file; its objects can be read from then on."""
        result = attempt(lambda: self.reader.decrypt(password))
        return result is not None and result.status is not AuthStatus.FAILED

    @property
    def catalog(self) -> DictionaryObject | None:
        """The document catalogue of the newest revision."""
        found = attempt(lambda: self.reader.trailer["/Root"])
        return found if isinstance(found, DictionaryObject) else None

    def resolve(self, value: object) -> object:
        """What a reference points at; other values as they are; None if it cannot be read."""
        if not isinstance(value, IndirectObject):
            return value
        found: object = attempt(value.get_object)
        if found is None:
            self.broken = True
        return found

    def entry(self, container: object, key: str) -> object:
        """A dictionary's entry, resolved; None if there is no dictionary or entry."""
        return self.resolve(self.raw(container, key))

    @staticmethod
    def raw(container: object, key: str) -> object:
        """A dictionary's entry as it stands."""
        return clear(dict.get(container, key)) if isinstance(container, DictionaryObject) else None

    def dictionary(self, container: object, key: str) -> DictionaryObject | None:
        """An entry that must be a dictionary."""
        found = self.entry(container, key)
        return found if isinstance(found, DictionaryObject) else None

    def items(self, container: object, key: str) -> tuple[object, ...]:
        """The raw items of an entry that must be an array."""
        found = self.entry(container, key)
        return tuple(map(clear, list.__iter__(found))) if isinstance(found, ArrayObject) else ()

    def name(self, container: object, key: str) -> str:
        """An entry that must be a name, with its slash; empty if it is none."""
        found = self.entry(container, key)
        return str(found) if isinstance(found, NameObject) else ""

    def at_revision(self, reference: Reference, revision: int) -> PdfObject | None:
        """An object as it was in an earlier revision."""
        resolver = attempt(lambda: self.reader.get_historical_resolver(revision))
        if resolver is None:
            return None
        then = Reference(reference.idnum, reference.generation, resolver)
        found: PdfObject | None = attempt(then.get_object)
        return found


def clear(value: object) -> object:
    """What an encrypted value says; others as they are."""
    return value.decrypted if isinstance(value, DecryptedObjectProxy) else value


def stream_bytes(stream: object, limit: int) -> bytes | None:
    """A stream's decoded content; None if it is no stream, defective or longer than `limit`."""
    if not isinstance(stream, StreamObject):
        return None
    content: bytes | None = attempt(lambda: stream.data)
    if content is None or len(content) > limit:
        return None
    return bytes(content)  # which may be a window on the file


def references(value: object) -> Iterator[Reference]:
    """Every reference within an object, not followed."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            yield item.reference
        elif isinstance(item, DictionaryObject):
            waiting.extend(dict.values(item))
        elif isinstance(item, ArrayObject):
            waiting.extend(list.__iter__(item))


def written(value: PdfObject) -> bytes:
    """An object's bytes as a writer would put them; for comparing two objects."""
    out = BytesIO()
    value.write_to_stream(out, None)
    return out.getvalue()
