# SPDX-License-Identifier: Apache-2.0
"""A file that was received: by its path, or on standard input for `-`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from esign.files import read_bounded, read_stream

STANDARD_INPUT = Path("-")
# How what came on standard input is called, also where pages are written beside it.
NAMED = Path("stdin.pdf")


@dataclass(frozen=True, slots=True)
class Received:
    """A file's content, and where it lies or would lie."""

    path: Path
    content: bytes


def receive(path: Path) -> Received:
    """Read the file, at most as much as any entrance reads.

    Raises:
        InputError: it is missing, unreadable, a folder, or too large.
    """
    if path == STANDARD_INPUT:
        return Received(NAMED, read_stream(sys.stdin.buffer, NAMED.name))
    return Received(path, read_bounded(path))
