# SPDX-License-Identifier: Apache-2.0
"""Issued files under the names of their own digests: `objects/ab/ab12…`, written once, read-only.

Knows bytes only; which document an object belongs to is said by the table `artefact`.
"""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING

from esign.errors import ConfigurationError, OutputError
from esign.files import sync_folder, write_whole

if TYPE_CHECKING:
    from pathlib import Path


class ObjectStore:
    """A folder of objects; `folder` is made with the first object."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Keep `data`; it is on the disk for good when this returns its SHA-256 (hex).

        An object that lies there undamaged is left alone; a damaged one is replaced.

        Raises:
            OutputError: the folder is not writable or the disk is full; nothing is left behind.
        """
        digest = sha256(data).hexdigest()
        path = self._path(digest)
        if not _holds(path, data):
            if not path.parent.is_dir():
                self._make_folders()
            write_whole(path, data, overwrite=True)
            path.chmod(0o440)
        return digest

    def get(self, digest: str) -> bytes:
        """The object of that SHA-256 (hex).

        Raises:
            ConfigurationError: it is missing, or its content has another digest.
        """
        path = self._path(digest)
        try:
            data = path.read_bytes()
        except OSError as error:
            reason = error.strerror
            raise ConfigurationError(
                "register.object_lost", name=str(path), reason=reason
            ) from error
        if sha256(data).hexdigest() != digest:
            raise ConfigurationError("register.object_damaged", name=str(path))
        return data

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    def _make_folders(self) -> None:
        """All folders at once: made one by one, each would cost the disk a wait of its own."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            for first in range(256):
                (self._folder / f"{first:02x}").mkdir(mode=0o700, exist_ok=True)
            sync_folder(self._folder)
            sync_folder(self._folder.parent)
        except OSError as error:
            name, reason = str(self._folder), os.strerror(error.errno or 0)
            raise OutputError("register.folder_unusable", name=name, reason=reason) from error


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:  # missing or unreadable: written anew, which tells what is wrong
        return False
