# SPDX-License-Identifier: Apache-2.0
"""Bounds how long something may take altogether, whatever it waits for meanwhile.

Whoever waits for each answer alone can be held for ever by one that comes in single bytes. So an
alarm is set beside the work; when it rings, the connection is cut, and the work ends by itself.
"""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Alarm(Protocol):
    """Calls somebody once a time has passed; what it returns stops it before."""

    def __call__(self, seconds: float, ring: Callable[[], None], /) -> Callable[[], None]:
        """Set it, for so many seconds from now."""
        ...


def timer(seconds: float, ring: Callable[[], None], /) -> Callable[[], None]:
    """An alarm that rings by the machine's own clock, in a thread of its own."""
    alarm = Timer(seconds, ring)
    alarm.daemon = True
    alarm.start()
    return alarm.cancel


class Deadline:
    """One bound for all that is done in a block.

    Args:
        seconds: how long that may take.
        cut: ends what is under way; may be called from any thread.
        alarm: rings when the time is up.

    Attributes:
        passed: whether the time of the present block is up.
    """

    def __init__(self, seconds: float, cut: Callable[[], None], alarm: Alarm = timer) -> None:
        self.seconds = seconds
        self.passed = False
        self._cut = cut
        self._alarm = alarm
        self._block = 0
        self._turn = Lock()

    @contextmanager
    def running(self) -> Iterator[None]:
        """The block; blocks do not stand within one another."""
        with self._turn:
            self._block += 1
            self.passed = False
            block = self._block
        stop = self._alarm(self.seconds, lambda: self._ring(block))
        try:
            yield
        finally:
            stop()
            with self._turn:
                self._block += 1
                self.passed = False

    def _ring(self, block: int) -> None:
        """Cut the block; one that has ended meanwhile is not, nor is the one after it."""
        with self._turn:
            if block == self._block:
                self.passed = True
                self._cut()
