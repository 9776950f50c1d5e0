# SPDX-License-Identifier: Apache-2.0
"""Digests of what an office issues with, so that a change can be noticed and nothing read off."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from esign.errors import ConfigurationError
from esign.model import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.settings.tables import Settings

_WITHOUT_EFFECT = {"credentials", "fonts"}
"""Tables that say where something is found, not what is issued."""


def fingerprints(settings: Settings) -> dict[str, str]:
    """SHA-256 (hex) of every table of the settings, of the trust file and of each template folder.

    Raises:
        ConfigurationError: a file cannot be read.
    """
    tables = settings.model_dump(
        mode="json", by_alias=True, exclude_none=True, exclude=_WITHOUT_EFFECT
    )
    found = {name: _digest(canonical_json(table).encode()) for name, table in tables.items()}
    trust = settings.trust.folder / "trust.toml"
    found["trust.toml"] = _digest(_content(trust))
    folders = sorted(path for path in settings.templates.folder.iterdir() if path.is_dir())
    return found | {f"templates/{folder.name}": _of_folder(folder) for folder in folders}


def _of_folder(folder: Path) -> str:
    """One digest over the names and contents of all files of a folder."""
    listed = [
        [path.relative_to(folder).as_posix(), _digest(_content(path))] for path in _files(folder)
    ]
    return _digest(canonical_json(listed).encode())


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder, in the order of their names; what is hidden does not count."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            "settings.unreadable", name=str(path), reason=error.strerror or ""
        ) from error


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
