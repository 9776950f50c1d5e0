# SPDX-License-Identifier: Apache-2.0
"""Portions of the record checked by several processes at once, and handed over in their order.

The others only help: what one of them does not answer, or not as being good, is checked here. So
whatever is wrong is found and named in this process, the first fault first.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final, Self, cast

from esign.errors import EsignError
from esign.limits import processors
from esign.register import portions
from esign.register.chain import ranges

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import BinaryIO

    from esign.register.chain import Range
    from esign.register.database import View
    from esign.register.portions import Portion

HELPER: Final = ("-I", "-X", "utf8", "-m", "esign.register.portion_helper")
WORTH: Final = 200_000
"""Rows for each helper; starting one takes as long as checking half of them."""
MOST: Final = 7
"""Helpers; more would wait for whoever hashes the tree over all portions."""
_ASKED: Final = 2
"""Portions that a helper has at a time: one to check, and the one to go on with."""
_AHEAD: Final = 4
"""Portions for each process that wait for an earlier one, however long the record is."""
_PATIENCE: Final = 30
"""Seconds after which a helper is taken to be lost; it needs a tenth of one for a portion."""


class Crew:
    """This process, and those that help it.

    Args:
        view: what is checked.
        last: the last row of the record.
        helpers: how many; by default as many as are worth while.
    """

    def __init__(self, view: View, last: int, helpers: int | None = None) -> None:
        self._view = view
        self._upcoming = ranges(0, last, portions.LENGTH)
        self._next = next(self._upcoming, None)
        self._starting: list[_Helper] = []
        self._helpers: list[_Helper] = []
        wanted = min(processors() - 1, last // WORTH, MOST) if helpers is None else helpers
        if view.opening is not None and sys.executable:
            head: dict[str, object] = {
                "program": portions.__file__,
                "opening": dict(view.opening),
                "shown": view.shown,
            }
            with suppress(OSError):  # no process can be started: nobody helps
                self._starting += (_Helper(head) for _ in range(wanted))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for helper in (*self._starting, *self._helpers):
            helper.end()

    def portions(self) -> Iterator[Portion]:
        """All portions, in their order.

        Raises:
            ConfigurationError: as `portions.checked`, of the first portion that is not good.
        """
        coming: deque[tuple[Range, Future[Portion | None]]] = deque()
        while self._next or coming:
            for helper in self._ready():
                while helper.takes and (rows := self._taken()):
                    coming.append((rows, helper.ask(rows)))
            is_there = bool(coming) and coming[0][1].done()
            is_full = len(coming) >= _AHEAD * (1 + len(self._helpers))
            if not is_there and not is_full and (rows := self._taken()):
                coming.append((rows, self._checked(rows)))
            else:
                yield self._answer(*coming.popleft())

    def _taken(self) -> Range | None:
        """The next portion; None when there is no other."""
        rows, self._next = self._next, next(self._upcoming, None)
        return rows

    def _ready(self) -> list[_Helper]:
        """The helpers that see what we see."""
        for helper in [each for each in self._starting if each.is_ready]:
            self._starting.remove(helper)
            if self._view.same():
                self._helpers.append(helper)
            else:
                helper.end()
        return self._helpers

    def _checked(self, rows: Range) -> Future[Portion | None]:
        """What this process finds; told in its turn, as an earlier portion may be faulty too."""
        found: Future[Portion | None] = Future()
        try:
            found.set_result(portions.checked(self._view.connection, rows))
        except EsignError as fault:
            found.set_exception(fault)
            self._next, self._upcoming = None, iter(())
        return found

    def _answer(self, rows: Range, found: Future[Portion | None]) -> Portion:
        portion = None
        try:
            portion = found.result(_PATIENCE)
        except TimeoutError:
            while self._helpers:
                self._helpers.pop().end()
        return portion or portions.checked(self._view.connection, rows)


class _Helper:
    """A process that checks portions, and the thread that listens to it.

    Args:
        head: what it is told first.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(self, head: dict[str, object]) -> None:
        self.is_ready = False
        self._is_lost = False
        self._lock = Lock()
        self._expected: deque[tuple[Range, Future[Portion | None]]] = deque()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own module
            [sys.executable, *HELPER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._asked = cast("BinaryIO", self._process.stdin)
        self._answers = cast("BinaryIO", self._process.stdout)
        self._listening = Thread(target=self._listen, daemon=True)
        self._listening.start()
        self._say(head)

    @property
    def takes(self) -> bool:
        """Whether it can be given a portion."""
        return not self._is_lost and len(self._expected) < _ASKED

    def ask(self, rows: Range) -> Future[Portion | None]:
        """The portion, once it is checked; None if that cannot be said of it."""
        answer: Future[Portion | None] = Future()
        with self._lock:
            if self._is_lost:
                answer.set_result(None)
                return answer
            self._expected.append((rows, answer))
        self._say(rows)
        return answer

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._listening.join()
        for stream in (self._asked, self._answers):
            with suppress(OSError):  # what was not taken is lost
                stream.close()
        self._process.wait()

    def _say(self, said: object) -> None:
        with suppress(OSError):  # it is gone, which whoever listens notices
            self._asked.write(json.dumps(said).encode() + b"\n")
            self._asked.flush()

    def _listen(self) -> None:
        try:
            with suppress(OSError, ValueError):
                self.is_ready = self._answers.readline() == portions.NOTHING
                while self.is_ready and (line := self._answers.readline()) and self._expected:
                    rows, answer = self._expected[0]
                    good = line != portions.NOTHING
                    answer.set_result(portions.read(line, self._answers, rows) if good else None)
                    self._expected.popleft()
        finally:
            with self._lock:
                self._is_lost = True
                while self._expected:
                    self._expected.popleft()[1].set_result(None)
