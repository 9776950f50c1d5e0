# SPDX-License-Identifier: Apache-2.0
"""A folder of this machine, or one that it has mounted, which another program watches as well."""

from __future__ import annotations

import os
import stat
from contextlib import nullcontext
from typing import TYPE_CHECKING

from esign.errors import InputError, OutputError, ServiceError
from esign.exchange.transports.boxes import BoxTransport, FileFacts
from esign.exchange.transports.faults import Faults
from esign.files import read_regular, sync_folder, write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from esign.ports import Clock


class LocalFiles:
    """Files below a folder, which must be there: a share that is not mounted holds nothing.

    Args:
        root: the folder.
        faults: makes the errors.
    """

    def __init__(self, root: Path, faults: Faults) -> None:
        self._root = root
        self._faults = faults

    def bounded(self) -> AbstractContextManager[None]:
        """The system's own calls are bounded as it pleases; nobody trickles here."""
        return nullcontext()

    def listed(self, *folder: str) -> Sequence[FileFacts]:
        """What lies in a folder, of whatever sort."""
        try:
            with os.scandir(self._root.joinpath(*folder)) as entries:
                found = [(each.name, each.stat(follow_symlinks=False)) for each in entries]
        except OSError as error:
            raise self._fault(error, folder) from error
        return [_facts(name, status) for name, status in found]

    def facts(self, *path: str) -> FileFacts | None:
        """Of one file; None where there is none."""
        try:
            self._root.joinpath(path[0]).stat()  # without the box, nothing can be said of a file
            status = self._root.joinpath(*path).lstat()
        except FileNotFoundError as error:
            if self._root.joinpath(path[0]).is_dir():
                return None
            raise self._fault(error, path) from error
        except OSError as error:
            raise self._fault(error, path) from error
        found = _facts(path[-1], status)
        return found if found.regular else None

    def read(self, limit: int, *path: str) -> bytes:
        """A file's content; symbolic links and what is no file are refused."""
        place = self._root.joinpath(*path)
        if place.is_symlink():
            raise InputError("input.not_regular", name=path[-1])
        try:
            return read_regular(place, limit)
        except InputError as error:
            if error.code == "input.unreadable":
                raise self._faults.unreachable(error.facts.get("reason", "")) from error
            raise

    def write(self, data: bytes, *path: str) -> None:
        """Make a file appear whole and lasting."""
        try:
            write_whole(self._root.joinpath(*path), data)
        except OutputError as error:
            raise self._not_written(error, path) from error

    def move(self, source: tuple[str, ...], target: tuple[str, ...]) -> bool:
        """Give a file another name; False if that is taken."""
        old, new = self._root.joinpath(*source), self._root.joinpath(*target)
        try:
            new.parent.mkdir(exist_ok=True)
            os.link(old, new, follow_symlinks=False)
            sync_folder(new.parent)
            old.unlink()
            sync_folder(old.parent)
        except FileExistsError:
            return False
        except FileNotFoundError:
            return True  # somebody else has moved it
        except OSError as error:
            if new.exists():
                return False
            self._rename(old, new, source, error)
        return True

    def _rename(self, old: Path, new: Path, source: Sequence[str], error: OSError) -> None:
        """The same where the file system knows no second name for a file."""
        try:
            old.rename(new)
        except OSError:
            raise self._fault(error, source) from error

    def _not_written(self, error: OutputError, path: tuple[str, ...]) -> ServiceError:
        """A file that is there after all is one whose name could not be made lasting."""
        if self.facts(*path) is not None:
            return self._faults.no_answer(error.facts.get("reason", error.code))
        return self._missing(path) or self._faults.unreachable(
            error.facts.get("reason", error.code)
        )

    def _fault(self, error: OSError, path: Sequence[str]) -> ServiceError:
        return self._missing(path) or self._faults.unreachable(
            error.strerror or type(error).__name__
        )

    def _missing(self, path: Sequence[str]) -> ServiceError | None:
        """The box that is not there, if that is what is wrong."""
        box = self._root.joinpath(path[0])
        return None if box.is_dir() else self._faults.no_folder(box)


def folder_transport(
    name: str, root: Path, clock: Clock, settle_seconds: float, most_bytes: int
) -> BoxTransport:
    """The way over a folder with `in/` and `out/`; see `BoxTransport`."""
    files = LocalFiles(root, Faults(name))
    return BoxTransport(name, files, clock, settle_seconds, most_bytes)


def _facts(name: str, status: os.stat_result) -> FileFacts:
    regular = stat.S_ISREG(status.st_mode)
    return FileFacts(name, status.st_size, status.st_mtime, regular)
