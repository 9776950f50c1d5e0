# SPDX-License-Identifier: Apache-2.0
"""Opens ZIP archives that nobody vouches for, of few entries without folders, within a budget.

Everything is settled before `zipfile` reads a directory, for that may have millions of entries; and
what unfolds is counted as it unfolds, whatever the archive says of it.
"""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from typing import IO, TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from esign.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

_PIECE: Final = 1 << 20
"""Bytes inflated at once."""

_DIRECTORY_END = struct.Struct("<4s4H2LH")
_ENTRY: Final = b"PK\x01\x02"
"""Opens each entry of a central directory."""
_ONE_ENTRY: Final = 46 + 3 * 0xFFFF
"""The longest part of a central directory that one entry can have (APPNOTE 4.3.12)."""

_FAULTS: Final = (BadZipFile, EOFError, OSError, RuntimeError, ValueError, zlib.error)
_PATH = re.compile(r"[/\\]|\.\.")


class Budget:
    """Bytes that the files of one package may still take, unwrapped.

    Args:
        limit: how many in all.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.left = limit

    def spend(self, size: int) -> None:
        """Take them away.

        Raises:
            InputError: `edxml.A2.size` there are not as many.
        """
        self.left -= size
        if self.left < 0:
            raise InputError("edxml.A2.size", limit=self._limit)


class FlatZip:
    """A ZIP archive (APPNOTE.TXT 6.3) of stored or deflated files, none of them in a folder.

    Args:
        data: the archive.
        most: entries that it may have; it has one at least.

    Attributes:
        names: of its entries, in their order; none twice.

    Raises:
        InputError: `edxml.A2.zip` it is no such archive.
    """

    def __init__(self, data: bytes, most: int) -> None:
        stated = _stated_entries(data, most)
        try:
            self._zip = ZipFile(BytesIO(data))
        except (*_FAULTS, NotImplementedError):
            raise InputError("edxml.A2.zip") from None
        # Some readers stop after the stated count, some at the end of the directory.
        if len(self._zip.infolist()) != stated:
            raise InputError("edxml.A2.zip")
        entries = {entry.filename: entry for entry in self._zip.infolist()}
        usual = {entry.compress_type for entry in entries.values()} <= {ZIP_STORED, ZIP_DEFLATED}
        if len(entries) != len(self._zip.infolist()) or any(map(_PATH.search, entries)):
            raise InputError("edxml.A2.zip")
        if not (usual and entries):
            raise InputError("edxml.A2.zip")
        self._entries = entries
        self.names = tuple(entries)

    def start(self, name: str, length: int) -> bytes:
        """As many of the first bytes of an entry, or all that it has.

        Raises:
            InputError: `edxml.A2.zip` it is encrypted or damaged.
        """
        return self._read(name, lambda content: content.read(length))

    def read(self, name: str, budget: Budget) -> bytes:
        """An entry; what came before it broke off is spent all the same.

        Raises:
            InputError: `edxml.A2.zip` it is encrypted or damaged; `edxml.A2.size` it unfolds to
                more than the budget: one byte more is inflated at most.
        """
        return self._read(name, lambda content: _inflated(content, budget))

    def _read(self, name: str, take: Callable[[IO[bytes]], bytes]) -> bytes:
        try:
            with self._zip.open(self._entries[name]) as content:
                return take(content)
        except _FAULTS:
            raise InputError("edxml.A2.zip") from None


def _inflated(content: IO[bytes], budget: Budget) -> bytes:
    pieces: list[bytes] = []
    while piece := content.read(min(_PIECE, budget.left + 1)):
        budget.spend(len(piece))
        pieces.append(piece)
    return b"".join(pieces)


def _stated_entries(data: bytes, most: int) -> int:
    """How many entries the end of the directory states (APPNOTE 4.3.16).

    Raises:
        InputError: `edxml.A2.zip` there are none or more than `most`, whatever it states.
    """
    start = data.rfind(b"PK\x05\x06")
    if start < 0 or len(data) < start + _DIRECTORY_END.size:
        raise InputError("edxml.A2.zip")
    end = _DIRECTORY_END.unpack_from(data, start)
    here, entries, length = end[3:6]
    has_zip64 = data[max(0, start - 20) : start].startswith(b"PK\x06\x07")
    if not 1 <= entries <= most or length > most * _ONE_ENTRY or has_zip64 or here != entries:
        raise InputError("edxml.A2.zip")
    if data.count(_ENTRY, max(0, start - length), start) > most:
        raise InputError("edxml.A2.zip")
    return int(entries)
