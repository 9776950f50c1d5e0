# SPDX-License-Identifier: Apache-2.0
"""What is named to be judged, taken apart into single files: folders and archives, in order.

Hidden files, symbolic links and what is no file are left out and counted. Nothing is opened before
its turn but archives, for their directories.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from esign.errors import InputError
from esign.files import open_regular, read_regular
from esign.receiving.archive import Archive
from esign.receiving.judged import Nature
from esign.receiving.judging import MOST_DEPTH, content_name
from esign.receiving.nature import ARCHIVE, SIGNATURES, holds_package, nature_at, nature_of
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence
    from typing import BinaryIO

MOST_FILES: Final = 1_000_000
MOST_FOLDERS: Final = 64
"""Folders within one another."""


@dataclass(frozen=True, slots=True)
class Item:
    """One file to be judged.

    Attributes:
        path: how it is named; what lies in an archive by both names, `a.zip/b.pdf`.
        files: where it lies, and behind it what it is over if it is a detached signature.
        load: fetches the same bytes, for what lies in no folder.
        content_name: how that is called which it is over.
        accompanied: whether a detached signature over it came along.
        fault: why it cannot even be tried.
        depth: how many archives it lies in.
        known_as: codes of a package's sender by a list of agencies; empty without one.
    """

    path: str
    files: tuple[Path, ...] = ()
    load: Callable[[], tuple[bytes, ...]] | None = None
    content_name: str = ""
    accompanied: bool = False
    fault: InputError | None = None
    depth: int = 0
    known_as: tuple[str, ...] = ()

    def read(self) -> tuple[bytes, ...]:
        """Its bytes, and those of what it is over.

        Raises:
            InputError: they cannot be read.
        """
        if self.fault is not None:
            raise self.fault
        return self.load() if self.load else tuple(map(read_regular, self.files))


@dataclass(frozen=True, slots=True)
class Given:
    """Bytes under a name, for what came on standard input or over a network.

    `known_as` is as `Item` has it.
    """

    name: str
    data: bytes
    known_as: tuple[str, ...] = ()


class Sources:
    """The single files of what was named; iterate once.

    Args:
        named: files, folders and archives by their paths, or bytes under a name.
        content: what a detached signature among them is over, if it does not lie beside it.

    Attributes:
        found: how many files there are, as far as is known.
        left_out: how many were left out, as far as is known.
    """

    def __init__(self, named: Sequence[Path | Given], content: Path | None = None) -> None:
        self._content = content
        self._listed: list[Item | _Packed] = []
        self.left_out = 0
        for each in named:
            self._listed.extend(self._given(each) if isinstance(each, Given) else self._at(each))
        self.found = len(self._listed)

    @property
    def plain(self) -> bool:
        """Whether one file was named, neither a folder, an archive nor a package."""
        item = self._listed[0] if len(self._listed) == 1 else None
        if not isinstance(item, Item):
            return False
        nature = nature_at(item.files[0]) if item.files else nature_of(item.path, b"")
        return nature is not Nature.PACKAGE

    def single(self) -> tuple[Item]:
        """The one file that was named.

        Raises:
            InputError: it is a folder or an archive, or there are several.
        """
        item = self._listed[0] if len(self._listed) == 1 else None
        if isinstance(item, _Packed):
            item = item.as_package(item.archive())
        if not isinstance(item, Item):
            raise InputError("receiving.not_single")
        return (item,)

    def __iter__(self) -> Iterator[Item]:
        for each in self._listed:
            if isinstance(each, Item):
                yield each
            else:
                self.found -= 1
                yield from self._unpacked(each)

    def _given(self, given: Given) -> Iterator[Item | _Packed]:
        if nature_of(given.name, given.data) is Nature.ARCHIVE:
            yield _Packed(given.name, given.data)
        else:
            over = self._content.name if self._content else ""
            load = self._loading(given)
            yield Item(given.name, load=load, content_name=over, known_as=given.known_as)

    def _loading(self, given: Given) -> Callable[[], tuple[bytes, ...]]:
        content = self._content

        def load() -> tuple[bytes, ...]:
            if content is None:
                return (given.data,)
            return given.data, read_regular(content)

        return load

    def _at(self, path: Path) -> Iterator[Item | _Packed]:
        if path.is_dir():
            yield from self._folder(path, path, 0)
        elif path.suffix.lower() == ARCHIVE:
            yield _Packed(str(path), path)
        else:
            beside = Path(content_name(str(path)) or path)
            content = self._content or (beside if beside != path and beside.is_file() else None)
            if content is None:
                yield Item(str(path), (path,))
            else:
                yield Item(str(path), (path, content), content_name=content.name)

    def _folder(self, folder: Path, top: Path, depth: int) -> Iterator[Item | _Packed]:
        if depth > MOST_FOLDERS or len(self._listed) > MOST_FILES:
            yield _unreadable(folder, InputError("receiving.too_deep", name=shown(str(folder))))
            return
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError:
            yield _unreadable(folder, InputError("input.no_access", name=shown(str(folder))))
            return
        names = {entry.name for entry in entries}
        for entry in entries:
            path = Path(entry.path)
            if entry.name.startswith(".") or entry.is_symlink():
                self.left_out += 1
            elif entry.is_dir(follow_symlinks=False):
                yield from self._folder(path, top, depth + 1)
            elif not entry.is_file(follow_symlinks=False):
                self.left_out += 1
            elif path.suffix.lower() == ARCHIVE:
                yield _Packed(entry.path, path)
            else:
                yield _beside(path, names)

    def _unpacked(self, packed: _Packed) -> Iterator[Item]:
        try:
            archive = packed.archive()
        except InputError as fault:
            self.found += 1
            yield Item(packed.path, fault=fault)
            return
        if package := packed.as_package(archive):
            self.found += 1
            yield package
            return
        self.found += len(archive.members)
        self.left_out += archive.left_out
        for member in archive.members:
            path = f"{packed.path}/{member}"
            if member.lower().endswith(ARCHIVE):
                self.found -= 1
                yield from self._nested(archive, member, path, packed.depth + 1)
            else:
                yield _member(archive, member, path, packed.depth + 1)

    def _nested(self, archive: Archive, member: str, path: str, depth: int) -> Iterator[Item]:
        try:
            data = archive.read(member)
        except InputError as fault:
            self.found += 1
            yield Item(path, fault=fault)
        else:
            yield from self._unpacked(_Packed(path, data, depth))


@dataclass(frozen=True, slots=True)
class _Packed:
    """An archive that is taken apart when its turn comes."""

    path: str
    source: Path | bytes
    depth: int = 0

    def archive(self) -> Archive:
        """Itself, opened.

        Raises:
            InputError: it is missing, unreadable, or no harmless archive.
        """
        return Archive(self._opened(), shown(self.path))

    def as_package(self, archive: Archive) -> Item | None:
        """Itself as a single file, where it is one package and no collection."""
        if not holds_package(archive):
            return None
        if isinstance(self.source, Path):
            return Item(self.path, (self.source,), depth=self.depth)
        data = self.source
        return Item(self.path, load=lambda: (data,), depth=self.depth)

    def _opened(self) -> BinaryIO:
        if self.depth >= MOST_DEPTH:
            raise InputError("receiving.zip_depth", name=shown(self.path))
        if isinstance(self.source, bytes):
            return BytesIO(self.source)
        try:
            return open_regular(self.source)
        except FileNotFoundError as error:
            raise InputError("input.missing", name=shown(self.path)) from error
        except OSError as error:
            reason = error.strerror
            raise InputError("input.unreadable", name=shown(self.path), reason=reason) from error


def _beside(path: Path, names: set[str]) -> Item:
    signed = content_name(path.name)
    there = signed in names
    return Item(
        str(path),
        (path, path.with_name(signed)) if there else (path,),
        content_name=signed if there else "",
        accompanied=_accompanied(path.name, names),
    )


def _accompanied(name: str, names: Container[str]) -> bool:
    return any(name + ending in names for ending in SIGNATURES)


def _member(archive: Archive, member: str, path: str, depth: int) -> Item:
    signed = content_name(member)
    wanted = (member, signed) if signed in archive else (member,)
    return Item(
        path,
        load=lambda: tuple(map(archive.read, wanted)),
        content_name=PurePosixPath(signed).name if len(wanted) > 1 else "",
        accompanied=_accompanied(member, archive),
        depth=depth,
    )


def _unreadable(folder: Path, fault: InputError) -> Item:
    return Item(str(folder), fault=fault)
