# SPDX-License-Identifier: Apache-2.0
"""Work beside the caller, in a thread that nobody waits for at the end of the program."""

from __future__ import annotations

import weakref
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    Jobs = SimpleQueue[Callable[[], None] | None]

T = TypeVar("T")


class Beside:
    """A thread that does one thing after the other.

    Whatever hangs in it holds up nobody: it can be left alone, and ends with the program. It ends
    by itself, once it is through, when nobody knows it any more.

    Args:
        name: what the thread is called.
    """

    def __init__(self, name: str) -> None:
        self._jobs: Jobs = SimpleQueue()
        Thread(target=_do_all, args=(self._jobs,), name=name, daemon=True).start()
        weakref.finalize(self, self._jobs.put, None)

    def begin(self, work: Callable[[], T]) -> Future[T]:
        """Do something once all that was begun before is done, unless it is cancelled until then.

        Returns:
            What comes of it, or what it raises.
        """
        told = Future[T]()
        self._jobs.put(partial(_do, told, work))
        return told


def _do_all(jobs: Jobs) -> None:
    while job := jobs.get():
        job()
        del job  # while it waits for the next one it keeps nothing alive


def _do(told: Future[T], work: Callable[[], T]) -> None:
    if not told.set_running_or_notify_cancel():
        return
    with _Telling(told):
        told.set_result(work())


class _Telling:
    """Tells whoever waits what was raised."""

    def __init__(self, told: Future[T]) -> None:
        self._tell = told.set_exception

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:
        if error is not None:
            self._tell(error)
        return True
