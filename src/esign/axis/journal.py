# SPDX-License-Identifier: Apache-2.0
"""What a simulated axis remembers: an append-only journal, and the packages by their digests.

An answer is given only after the line that it rests on has reached the disk; a line that was cut
off by a crash is taken off when the axis starts again.
"""

from __future__ import annotations

import fcntl
import json
import os
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Protocol

from esign.errors import ConfigurationError
from esign.files import make_folder, output_fault, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

JOURNAL: Final = "journal.jsonl"
PACKAGES: Final = "packages"
SECRETS: Final = "secrets.json"


class Journal(Protocol):
    """Where events and packages are kept."""

    def events(self) -> Iterator[dict[str, Any]]:
        """What was noted before this start, in order."""
        ...

    def note(self, event: Mapping[str, object]) -> None:
        """Keep an event; when this returns it is kept."""
        ...

    def put(self, data: bytes) -> str:
        """Keep a package; returns its SHA-256 (hex)."""
        ...

    def get(self, digest: str) -> bytes:
        """A package that was kept."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class MemoryJournal:
    """Remembers until the program ends."""

    def __init__(self) -> None:
        self._packages: dict[str, bytes] = {}

    def events(self) -> Iterator[dict[str, Any]]:
        """None."""
        return iter(())

    def note(self, event: Mapping[str, object]) -> None:
        """Nothing needs to be kept beyond what the axis itself holds."""

    def put(self, data: bytes) -> str:
        """Keep a package."""
        digest = sha256(data).hexdigest()
        self._packages[digest] = data
        return digest

    def get(self, digest: str) -> bytes:
        """A package that was kept."""
        return self._packages[digest]

    def close(self) -> None:
        """Nothing to let go of."""


class FolderJournal:
    """Remembers in a folder; one program at a time.

    Args:
        folder: made, for its owner alone, where there is none.

    Raises:
        ConfigurationError: another axis is at work in it, or its journal is damaged.
        OutputError: it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        make_folder(folder, mode=0o700)
        make_folder(folder / PACKAGES, mode=0o700)
        self._folder = folder
        path = folder / JOURNAL
        try:
            self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        except OSError as error:
            raise output_fault(error, str(path)) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise ConfigurationError("axis.folder_in_use", name=str(folder)) from error

    def events(self) -> Iterator[dict[str, Any]]:
        """The lines of the journal; an end that was cut off is taken off."""
        self._file.seek(0)
        whole, _, cut = self._file.read().rpartition(b"\n")
        if cut:
            self._file.truncate(len(whole) + 1 if whole else 0)
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                yield json.loads(line)
            except ValueError as error:
                name = str(self._folder / JOURNAL)
                raise ConfigurationError("axis.journal_damaged", name=name, line=number) from error
        self._file.seek(0, os.SEEK_END)

    def note(self, event: Mapping[str, object]) -> None:
        """Append a line and wait until the disk has it.

        Raises:
            OutputError: the disk is full or not writable.
        """
        line = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        end = self._file.seek(0, os.SEEK_END)
        try:
            self._file.write(line)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            os.ftruncate(self._file.fileno(), end)
            raise output_fault(error, str(self._folder / JOURNAL)) from error

    def put(self, data: bytes) -> str:
        """Keep a package under its digest; the same one again is not written again.

        Raises:
            OutputError: the disk is full or not writable.
        """
        digest = sha256(data).hexdigest()
        path = self._folder / PACKAGES / digest
        if not path.is_file():
            write_whole(path, data, overwrite=True)
        return digest

    def get(self, digest: str) -> bytes:
        """A package that was kept."""
        return (self._folder / PACKAGES / digest).read_bytes()

    def close(self) -> None:
        """Let another program have the folder."""
        self._file.close()


def kept_secrets(folder: Path) -> dict[str, str]:
    """The secrets that an axis keeps in its folder, by system.

    Raises:
        ConfigurationError: the file is damaged.
    """
    path = folder / SECRETS
    try:
        found = json.loads(path.read_bytes())
        return {str(system): str(secret) for system, secret in found.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError) as error:
        raise ConfigurationError("axis.journal_damaged", name=str(path), line=1) from error


def keep_secrets(folder: Path, secrets: Mapping[str, str]) -> None:
    """Keep the secrets, for the owner of the folder alone.

    Raises:
        OutputError: the folder cannot be written.
    """
    make_folder(folder, mode=0o700)
    data = json.dumps(secrets, ensure_ascii=False, indent=2).encode()
    write_whole(folder / SECRETS, data, overwrite=True)
