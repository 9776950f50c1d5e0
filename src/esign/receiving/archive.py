# SPDX-License-Identifier: Apache-2.0
"""Reads the members of a ZIP archive that nobody vouches for, in memory and within bounds.

Refused as a whole: what other programs could unpack to other files (names that lead out of the
folder, stand twice or cannot be read, entries that overlap, data before the first entry), what
unfolds too far, and forms that no honest sender of documents needs. Nothing is written anywhere.
"""

from __future__ import annotations

import stat
import struct
import unicodedata
import weakref
import zlib
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from esign.errors import InputError
from esign.files import LARGEST_RECEIVED
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO
    from zipfile import ZipInfo

MOST_MEMBERS: Final = 20_000
MOST_INFLATED: Final = 2 * 1024**3
"""Bytes of all members together, by their own word; each is held to it when it is read."""
MOST_TIMES: Final = 200
"""How many times smaller than its content a member may be; documents reach some 20."""
_SMALL: Final = 1 << 20
_MOST_DIRECTORY: Final = 8 * 1024**2
_END: Final = struct.Struct("<4s4H2LH")  # APPNOTE 4.3.16
_LOCAL: Final = 30
_TAIL: Final = _END.size + 0xFFFF
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
_FAULTS = (BadZipFile, EOFError, OSError, RuntimeError, ValueError, struct.error, zlib.error)


class Archive:
    """A ZIP archive (APPNOTE.TXT 6.3), opened and found harmless.

    Args:
        source: the archive, seekable; closed when nobody has this object any more.
        name: how errors call it.

    Attributes:
        members: names of its files in order; folders, symbolic links and hidden files are not among
            them.
        left_out: how many symbolic links and hidden files it has.

    Raises:
        InputError: `receiving.zip_…`.
    """

    def __init__(self, source: BinaryIO, name: str) -> None:
        self._name = name
        weakref.finalize(self, source.close)
        _refuse_endless(source, name)
        try:
            self._zip = ZipFile(source)
        except (*_FAULTS, NotImplementedError):
            raise InputError("receiving.zip_unreadable", name=name) from None
        entries = self._zip.infolist()
        self._refuse_form(entries)
        self._refuse_names(entries)
        files = [entry for entry in entries if not entry.is_dir()]  # of names that are names
        self._refuse_bomb(files)
        kept = {entry.filename: entry for entry in files if not _left_out(entry)}
        self._entries = dict(sorted(kept.items()))
        self.members = tuple(self._entries)
        self.left_out = len(files) - len(kept)

    def __contains__(self, member: object) -> bool:
        return member in self._entries

    def read(self, member: str) -> bytes:
        """The content of a member; several threads may read at once.

        Raises:
            InputError: it is too large, damaged, or larger than it says.
        """
        entry, name = self._entries[member], f"{self._name}/{shown(member)}"
        if entry.file_size > LARGEST_RECEIVED:
            raise InputError("input.too_large", name=name, limit_mb=LARGEST_RECEIVED // 1024**2)
        try:
            with self._zip.open(entry) as content:
                data = content.read(entry.file_size + 1)
        except _FAULTS:
            raise InputError("receiving.zip_unreadable", name=name) from None
        if len(data) != entry.file_size:
            raise InputError("receiving.zip_unreadable", name=name)
        return data

    def start(self, member: str, length: int) -> bytes:
        """As many of the first bytes of a member; none of one that is damaged."""
        try:
            with self._zip.open(self._entries[member]) as content:
                return content.read(length)
        except _FAULTS:
            return b""

    def _refuse_form(self, entries: list[ZipInfo]) -> None:
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise InputError("receiving.zip_encrypted", name=self._name)
        usual = all(entry.compress_type in {ZIP_STORED, ZIP_DEFLATED} for entry in entries)
        if not usual or any(_overlaps(entries, self._zip.start_dir)):
            raise InputError("receiving.zip_form", name=self._name)

    def _refuse_names(self, entries: list[ZipInfo]) -> None:
        seen: set[str] = set()
        for entry in entries:
            name = entry.filename
            same = unicodedata.normalize("NFC", name).casefold().rstrip("/")
            if _leads_out(entry.orig_filename) or _leads_out(name) or same in seen:
                raise InputError(
                    "receiving.zip_names", name=self._name, member=shown(entry.orig_filename)
                )
            seen.add(same)

    def _refuse_bomb(self, files: list[ZipInfo]) -> None:
        tight = any(
            entry.file_size > _SMALL and entry.file_size > MOST_TIMES * entry.compress_size
            for entry in files
        )
        if tight or sum(entry.file_size for entry in files) > MOST_INFLATED:
            raise InputError("receiving.zip_bomb", name=self._name)


def _refuse_endless(source: BinaryIO, name: str) -> None:
    """Settle the size of the directory before `ZipFile` reads all of it."""
    size = source.seek(0, 2)
    source.seek(max(0, size - _TAIL))
    tail = source.read(_TAIL)
    source.seek(0)
    start = tail.rfind(b"PK\x05\x06")
    if start < 0 or len(tail) < start + _END.size:
        raise InputError("receiving.zip_unreadable", name=name)
    _, disk, first, here, entries, length, offset, comment = _END.unpack_from(tail, start)
    has_zip64 = tail[max(0, start - 20) : start].startswith(b"PK\x06\x07")
    if has_zip64 or disk or first or here != entries:
        raise InputError("receiving.zip_form", name=name)
    if entries > MOST_MEMBERS or length > _MOST_DIRECTORY:
        raise InputError("receiving.zip_bomb", name=name)
    place = size - len(tail) + start
    if place != offset + length or size != place + _END.size + comment:
        # something before, behind or in between
        raise InputError("receiving.zip_form", name=name)


def _overlaps(entries: list[ZipInfo], end: int) -> Iterator[bool]:
    """Whether each entry reaches into the next, or the first does not begin the archive."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    starts = [entry.header_offset for entry in ordered]
    yield bool(starts) and starts[0] != 0
    for entry, following in zip(ordered, [*starts[1:], end], strict=True):
        least = _LOCAL + len(entry.orig_filename) + entry.compress_size
        yield entry.header_offset + least > following


def _leads_out(name: str) -> bool:
    """Whether a name is none within the archive's own folder, on some platform."""
    parts = name.removesuffix("/").split("/")
    return (
        not name
        or any(char in name for char in "\\\0")
        or name[1:2] == ":"
        or any(part in {"", ".", ".."} for part in parts)
    )


def _left_out(entry: ZipInfo) -> bool:
    parts = entry.filename.split("/")
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return hidden or stat.S_ISLNK(entry.external_attr >> 16)
