# SPDX-License-Identifier: Apache-2.0
"""Objects in a local folder: durable when `put` returns, read-only, `objects/ab/ab12…`."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from esign.errors import ConfigurationError, OutputError
from esign.files import output_fault, sync_folder
from esign.register.object_writing import write_objects
from esign.register.store import BLOCK, SHARDS, Held, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class FolderStore:
    """A folder of objects; `folder` is made with the first object. See `store.ObjectStore`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where the objects lie."""
        return self._folder

    def put(self, data: bytes) -> str:
        """Keep `data`; it is on the disk for good when this returns its SHA-256 (hex).

        Raises:
            OutputError: the folder is not writable or the disk is full; nothing is left behind.
        """
        return self.put_all((data,))[0]

    def put_all(self, several: Sequence[bytes]) -> tuple[str, ...]:
        """Keep several objects, with hardly more waits for the disk than one needs.

        Raises:
            OutputError: as `put` does; some of them may be kept.
        """
        digests = tuple(sha256(data).hexdigest() for data in several)
        missing = {
            self._path(digest): data
            for digest, data in dict(zip(digests, several, strict=True)).items()
            if not self._refreshed(self._path(digest), digest)
        }
        if not all(path.parent.is_dir() for path in missing):
            self._make_folders()
        if missing:
            write_objects(missing)
        return digests

    def get(self, digest: str) -> bytes:
        """The object of that SHA-256 (hex).

        Raises:
            ConfigurationError: it is missing, or its content has another digest.
        """
        return b"".join(self._compared(digest))

    def examine(self, digest: str) -> None:
        """Compare an object with its digest.

        Raises:
            ConfigurationError: as `get` does.
        """
        for _block in self._compared(digest):
            pass

    def size(self, digest: str) -> int | None:
        """How many bytes the object has; None when it is not there."""
        try:
            return self._path(digest).stat().st_size
        except OSError:
            return None

    def listing(self, shard: str) -> Iterator[Held]:
        """The files in one shard, and folders, which do not belong there."""
        yield from self._listed(self._folder / shard, f"{shard}/")

    def strays(self) -> Iterator[Held]:
        """What lies beside the shards."""
        for held in self._listed(self._folder, ""):
            if held.name not in _SHARDS or not (self._folder / held.name).is_dir():
                yield held

    def remove(self, name: str) -> None:
        """Remove the file at that place, if it is there.

        Raises:
            OutputError: it cannot be removed.
        """
        path = self._folder / name
        try:
            if os.name == "nt" and path.exists():
                path.chmod(0o640)  # Windows removes nothing read-only
            path.unlink(missing_ok=True)
        except OSError as error:
            raise output_fault(error, str(path)) from error

    def _path(self, digest: str) -> Path:
        return self._folder / place(digest)

    def _compared(self, digest: str) -> Iterator[bytes]:
        """The object's blocks; what was read is not to be used before the last has come."""
        path = self._path(digest)
        found = sha256()
        try:
            with path.open("rb") as source:
                while block := source.read(BLOCK):
                    found.update(block)
                    yield block
        except OSError as error:
            raise ConfigurationError(
                "register.object_lost", name=str(path), reason=error.strerror
            ) from error
        if found.hexdigest() != digest:
            raise ConfigurationError("register.object_damaged", name=str(path))

    def _refreshed(self, path: Path, digest: str) -> bool:
        """Whether the object lies there undamaged; it counts as put now."""
        try:
            self.examine(digest)
            os.utime(path)
        except (ConfigurationError, OSError):  # written anew, which tells what is wrong
            return False
        return True

    def _listed(self, folder: Path, prefix: str) -> Iterator[Held]:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except FileNotFoundError:
            return
        for entry in entries:
            with suppress(FileNotFoundError):  # a file just finished has lost its first name
                facts = entry.stat(follow_symlinks=False)
                modified = datetime.fromtimestamp(facts.st_mtime, UTC)
                yield Held(prefix + entry.name, facts.st_size, modified)

    def _make_folders(self) -> None:
        """All folders at once: made one by one, each would cost the disk a wait of its own."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            for shard in SHARDS:
                (self._folder / shard).mkdir(mode=0o700, exist_ok=True)
            sync_folder(self._folder)
            sync_folder(self._folder.parent)
        except OSError as error:
            name, reason = str(self._folder), os.strerror(error.errno or 0)
            raise OutputError("register.folder_unusable", name=name, reason=reason) from error


_SHARDS = frozenset(SHARDS)
