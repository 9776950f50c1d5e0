# SPDX-License-Identifier: Apache-2.0
"""Reading files within a bound, and writing them so that they appear whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from esign.errors import InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

LARGEST_INPUT = 50 * 1024 * 1024
"""Bytes; the largest file most entrances read, as provincial hubs limit them."""
LARGEST_RECEIVED = 200 * 1024 * 1024
"""Bytes; the largest file that is read to be judged or shown: what others sent may be larger."""

_FAULTS = {
    errno.ENOSPC: "output.disk_full",
    errno.EDQUOT: "output.disk_full",
    errno.EROFS: "output.not_writable",
    errno.EACCES: "output.not_writable",
    errno.EPERM: "output.not_writable",
    errno.ENOENT: "output.no_folder",
    errno.ENOTDIR: "output.no_folder",
}


def read_bounded(path: Path, limit: int = LARGEST_INPUT) -> bytes:
    """The content of `path`, at most `limit` bytes.

    Raises:
        InputError: the file is missing, unreadable, a folder, or larger than `limit`.
    """
    try:
        with path.open("rb") as source:
            return read_stream(source, str(path), limit)
    except FileNotFoundError as error:
        raise InputError("input.missing", name=str(path)) from error
    except OSError as error:
        if path.is_dir():
            raise InputError("input.folder", name=str(path)) from error
        raise InputError("input.unreadable", name=str(path), reason=error.strerror) from error


def read_regular(path: Path, limit: int = LARGEST_RECEIVED) -> bytes:
    """The content of a file that nobody vouches for, at most `limit` bytes.

    Pipes, devices and the like are never opened: they may have no end, or wait for ever.

    Raises:
        InputError: the file is missing, unreadable, no regular file, larger than `limit`, or being
            written.
    """
    try:
        with open_regular(path) as source:
            size = os.fstat(source.fileno()).st_size
            if size > limit:
                raise InputError("input.too_large", name=str(path), limit_mb=limit // 1024**2)
            data = source.read(size + 1)
    except FileNotFoundError as error:
        raise InputError("input.missing", name=str(path)) from error
    except OSError as error:
        raise InputError("input.unreadable", name=str(path), reason=error.strerror) from error
    if len(data) != size:
        raise InputError("input.changing", name=str(path))
    return data


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading, without waiting.

    Raises:
        InputError: it is a folder, a pipe, a device or the like.
        OSError: it cannot be opened.
    """
    _refuse_irregular(path.stat(), path)
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    source = os.fdopen(os.open(path, flags), "rb")
    try:
        _refuse_irregular(os.fstat(source.fileno()), path)  # what was opened may be another file
    except InputError:
        source.close()
        raise
    return source


def _refuse_irregular(status: os.stat_result, path: Path) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise InputError("input.folder", name=str(path))
    if not stat.S_ISREG(status.st_mode):
        raise InputError("input.not_regular", name=str(path))


def read_stream(source: BinaryIO, name: str, limit: int = LARGEST_INPUT) -> bytes:
    """All that is left in `source`, at most `limit` bytes; errors call it `name`.

    Raises:
        InputError: there is more.
        OSError: it cannot be read.
    """
    data = source.read(limit + 1)
    if len(data) > limit:
        raise InputError("input.too_large", name=name, limit_mb=limit // 1024**2)
    return data


def write_whole(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Write `data` to `path`: temporary name beside it, fsync, then the final name.

    Raises:
        OutputError: `path` exists (and `overwrite` is off), the folder is missing or not writable,
            or the disk is full; nothing is left behind then.
    """
    temporary: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        if overwrite:
            temporary.replace(path)
        else:
            _move_to_free_name(temporary, path)
        sync_folder(path.parent)
    except FileExistsError as error:
        raise OutputError("output.exists", name=str(path)) from error
    except OSError as error:
        raise output_fault(error, str(path)) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder and those above it, unless it is there; `mode` counts for itself only.

    Raises:
        OutputError: it cannot be made, or a file of that name is in the way.
    """
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except FileExistsError as error:
        raise OutputError("output.not_a_folder", name=str(folder)) from error
    except OSError as error:
        raise output_fault(error, str(folder)) from error


def refuse_unwritable(folder: Path) -> None:
    """Make sure that files can be written into a folder; nothing is left in it.

    Raises:
        OutputError: they cannot, or the folder cannot be made.
    """
    make_folder(folder)
    try:
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(b"\0")
    except OSError as error:
        raise output_fault(error, str(folder)) from error


@contextmanager
def appearing_folder(folder: Path) -> Iterator[Path]:
    """A new folder, for its owner alone, that gets its name when the block has ended well.

    Until then it lies beside that place under another name; if the block fails, it is gone. An
    empty folder of that name is replaced.

    Raises:
        OutputError: it cannot be written, or its name is taken by then.
    """
    make_folder(folder.parent)
    part = None
    try:
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
        yield part
        sync_folder(part)
        if folder.is_dir():
            folder.rmdir()
        part.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise output_fault(error, str(folder)) from error
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)


def output_fault(error: OSError, name: str) -> OutputError:
    """What the operating system's refusal to write `name` means."""
    code = _FAULTS.get(error.errno or 0, "output.failed")
    return OutputError(code, name=name, reason=error.strerror or type(error).__name__)


def _move_to_free_name(temporary: Path, path: Path) -> None:
    """Give the file its final name only if no other file has it."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # FAT and some network folders know no hard links
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        temporary.rename(path)


def sync_folder(folder: Path) -> None:
    """Make the new name durable, where the platform can open a folder."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def open_to_others(path: Path) -> bool:
    """Whether other accounts may use a file or folder; never so where modes say nothing."""
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
