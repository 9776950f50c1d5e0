# SPDX-License-Identifier: Apache-2.0
"""Writing objects into folders so that they appear whole or not at all, many for one disk wait."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from esign.files import output_fault, sync_folder
from esign.register.store import UNFINISHED

if TYPE_CHECKING:
    from collections.abc import Mapping

READ_ONLY: Final = 0o440
MOST_AT_ONCE: Final = 16
"""Files whose way to the disk is awaited together: file systems then write one journal for all."""


def write_objects(objects: Mapping[Path, bytes]) -> None:
    """Write objects that are missing or damaged; another process may be at the same.

    All get a temporary name beside their place, then all reach the disk, then all get their names.

    Raises:
        OutputError: a folder is missing or not writable, or the disk is full. Nothing unfinished is
            left behind; some of the objects may be there, whole.
    """
    parts: dict[Path, Path] = {}
    try:
        if len(objects) == 1:
            for path, data in objects.items():
                _write(path, data, parts)
        else:
            with ThreadPoolExecutor(min(len(objects), MOST_AT_ONCE)) as writers:
                list(writers.map(_write, objects, objects.values(), [parts] * len(objects)))
        for path in objects:
            _name(path, parts)
        for folder in {path.parent for path in objects}:
            _sync(folder)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _write(path: Path, data: bytes, parts: dict[Path, Path]) -> None:
    """Write an object under a temporary name, which is noted in `parts` at once."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=".", suffix=UNFINISHED, dir=path.parent)
        parts[path] = Path(name)
        with os.fdopen(descriptor, "wb", buffering=0) as target:
            view = memoryview(data)
            while view:
                view = view[target.write(view) :]
            os.fsync(target.fileno())
    except OSError as error:
        raise output_fault(error, str(path)) from error


def _name(path: Path, parts: dict[Path, Path]) -> None:
    try:
        parts[path].replace(path)
        del parts[path]
        path.chmod(READ_ONLY)
    except OSError as error:
        raise output_fault(error, str(path)) from error


def _sync(folder: Path) -> None:
    try:
        sync_folder(folder)
    except OSError as error:
        raise output_fault(error, str(folder)) from error
