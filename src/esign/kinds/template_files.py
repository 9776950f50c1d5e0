# SPDX-License-Identifier: Apache-2.0
"""The files that a template is made of: their digest, and what none of them may be."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError
from esign.kinds.pictures import LARGEST_FILE, MOST_PIXELS, is_too_large

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BASE: Final = "_base"
# What a template is made of; an editor's backup or a desktop's droppings are not.
SUFFIXES: Final = frozenset({".toml", ".json", ".j2", ".typ", ".svg", ".png", ".jpg"})
# A package of Typst's universe would be fetched from the network while a document is laid out.
PACKAGE: Final = re.compile(r"""["']@[\w-]+/""")


def template_digest(folder: Path) -> str:
    """SHA-256 (hex) over the names and contents of the kind's and the base's files, in order.

    Raises:
        ConfigurationError: the first of `file_faults`.
    """
    summary = hashlib.sha256()
    for part in (folder.parent / BASE, folder):
        for fault in file_faults(part):
            raise fault
        for path in sorted(_template_files(part)):
            content = path.read_bytes()
            name = path.relative_to(folder.parent).as_posix().encode()
            summary.update(b"%d:%s%d:%s" % (len(name), name, len(content), content))
    return summary.hexdigest()


def file_faults(folder: Path) -> Iterator[ConfigurationError]:
    """Links out of the templates folder, packages from the network, pictures beyond the limits."""
    root = folder.parent.resolve()
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            yield ConfigurationError("kind.link_outside", file=str(path))
    for path in sorted(_template_files(folder)):
        content = path.read_bytes()
        if package := PACKAGE.search(content.decode("utf-8", errors="replace")):
            line = package.string.count("\n", 0, package.start()) + 1
            yield ConfigurationError("kind.package", file=str(path), line=line)
        if is_too_large(path, content):
            yield ConfigurationError(
                "kind.picture_too_large",
                file=str(path),
                megabytes=LARGEST_FILE // 1024**2,
                megapixels=MOST_PIXELS // 10**6,
            )


def _template_files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix in SUFFIXES and not hidden and path.is_file():
            yield path
