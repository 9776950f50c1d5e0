# SPDX-License-Identifier: Apache-2.0
"""A file that was received: by its path, or on standard input for `-`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from esign.files import LARGEST_RECEIVED, read_regular, read_stream
from esign.receiving import Given, Nature, nature_of

STANDARD_INPUT: Final = Path("-")
_NAMED: Final = {
    Nature.PACKAGE: Path("stdin.edxml"),
    Nature.SIGNATURE: Path("stdin.p7s"),
    Nature.ARCHIVE: Path("stdin.zip"),
}
_PDF: Final = Path("stdin.pdf")
_ZIP: Final = (b"PK\3\4", b"PK\5\6")


@dataclass(frozen=True, slots=True)
class Received:
    """A file's content, and where it lies or would lie."""

    path: Path
    content: bytes


def receive(path: Path) -> Received:
    """Read the file, at most as much as is ever read to be judged or shown.

    What comes on standard input is called by what it is, also where pages are written beside it.

    Raises:
        InputError: it is missing, unreadable, no regular file, or too large.
    """
    if path != STANDARD_INPUT:
        return Received(path, read_regular(path))
    content = read_stream(sys.stdin.buffer, str(_PDF), LARGEST_RECEIVED)
    name = _NAMED[Nature.ARCHIVE] if content.startswith(_ZIP) else _PDF
    return Received(_NAMED.get(nature_of(name.stem, content), name), content)


def named(path: Path) -> Path | Given:
    """What is to be judged, by its path; what comes on standard input is read at once.

    Raises:
        InputError: standard input holds too much.
    """
    if path != STANDARD_INPUT:
        return path
    received = receive(path)
    return Given(received.path.name, received.content)
