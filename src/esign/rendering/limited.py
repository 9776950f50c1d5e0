# SPDX-License-Identifier: Apache-2.0
"""Sheets laid out in a limited process, for templates that nobody vouches for.

Typst cannot be interrupted, and what it asks of memory ends the whole process. So a process of its
own does the work; it stays for the next sheet, and is ended when a sheet takes too much.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, cast

from esign.errors import ConfigurationError
from esign.kinds import PAGE
from esign.limits import Bounds
from esign.rendering.book_source import BOOK_PAGE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from esign.rendering.book_source import BookSheet
    from esign.rendering.fonts import TextFont
    from esign.rendering.source import Sheet

CHILD: Final = "esign.rendering.child"
PAGE_BOUNDS: Final = Bounds(seconds=60, megabytes=3072)
"""What one document may cost; the largest request makes some 600 pages of tables."""
BOOK_BOUNDS: Final = Bounds(seconds=900, megabytes=6144)
"""What one book may cost: a year of a large office has tens of thousands of rows."""
STARTING: Final = 60
"""Seconds for loading Typst and its font; a second is usual."""


class LimitedLayout:
    """Lays sheets out in one limited process, one after the other, from any thread.

    Args:
        root: the folder of the template folders.
        font: the text font.
        bounds: what one sheet may cost.
    """

    def __init__(self, root: Path, font: TextFont, bounds: Bounds = PAGE_BOUNDS) -> None:
        self._bounds = bounds
        self._head = {
            "root": str(root),
            "family": font.family,
            "fonts": None if font.folder is None else str(font.folder),
            "seconds": bounds.seconds,
            "megabytes": bounds.megabytes,
        }
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._end: weakref.finalize[..., LimitedLayout] | None = None

    def pdf(self, sheet: Sheet, created: datetime) -> bytes:
        """The PDF of a sheet.

        Raises:
            ConfigurationError: its template is unsound, or takes more than the bounds allow.
        """
        facts = asdict(sheet)
        facts["attached"] = None if sheet.attached is None else sheet.attached.decode()
        return self._laid_out({"sheet": facts}, created, f"{sheet.kind}/{PAGE}")

    def book(self, sheet: BookSheet, created: datetime) -> bytes:
        """The PDF of a book.

        Raises:
            ConfigurationError: as `pdf`.
        """
        return self._laid_out({"book": asdict(sheet)}, created, BOOK_PAGE)

    def _laid_out(self, facts: dict[str, object], created: datetime, page: str) -> bytes:
        asked = json.dumps({**facts, "created": created.isoformat()}).encode() + b"\n"
        with self._turn:
            said = self._answer(asked)
        if said is None:
            raise ConfigurationError(
                "template.limits",
                file=page,
                seconds=self._bounds.seconds,
                megabytes=self._bounds.megabytes,
            )
        if "code" in said:
            raise ConfigurationError(str(said["code"]), **cast("dict[str, Any]", said["facts"]))
        return base64.b64decode(str(said["pdf"]))

    def _answer(self, asked: bytes) -> Mapping[str, object] | None:
        """What the process says of the sheet; None when it had to be ended, or ended itself."""
        line = _exchanged(self._living(), asked, self._bounds.seconds)
        if line:
            return cast("Mapping[str, object]", json.loads(line))
        self._drop()
        return None

    def _living(self) -> subprocess.Popen[bytes]:
        """The process, started when there is none of our own: not one from before a fork."""
        if self._child is None or self._owner != os.getpid():
            child = subprocess.Popen(  # noqa: S603 - our own interpreter with our own module
                [sys.executable, "-I", "-X", "utf8", "-m", CHILD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._child, self._owner = child, os.getpid()
            self._end = weakref.finalize(self, _ended, child)
            _exchanged(child, json.dumps(self._head).encode() + b"\n", STARTING)
        return self._child

    def _drop(self) -> None:
        self._child = None
        if self._end is not None:
            self._end()


def _exchanged(child: subprocess.Popen[bytes], said: bytes, seconds: int) -> bytes:
    """The line that the process answers; empty when it ended, or was ended after so long."""
    if child.stdin is None or child.stdout is None:
        raise TypeError("a process with pipes is needed")
    clock = threading.Timer(seconds, child.kill)
    clock.start()
    try:
        with suppress(OSError):
            child.stdin.write(said)
            child.stdin.flush()
        line = child.stdout.readline()
    finally:
        clock.cancel()
    return line if line.endswith(b"\n") else b""


def _ended(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    with suppress(OSError):
        child.communicate()
