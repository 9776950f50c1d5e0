# SPDX-License-Identifier: Apache-2.0
"""Several limited processes that share the inputs between them; the answers come in order."""

from __future__ import annotations

import os
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from esign.errors import InputError
from esign.limits.running import Bounds, LimitedChild

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from concurrent.futures import Future
    from types import TracebackType

MOST_ASKED: Final = 2000
"""Inputs that one process reads before another takes its place, so that no leak adds up."""
AHEAD: Final = 4
"""Inputs taken on for each process before the oldest answer is handed over."""


class Asked(NamedTuple):
    """An input for one of the processes.

    Attributes:
        name: how errors call it.
        options: what the task is told beside, writable as JSON.
        load: fetches its bytes, perhaps in several parts, when its turn comes.
    """

    name: str
    options: Mapping[str, object]
    load: Callable[[], tuple[bytes, ...]]


class LimitedCrew:
    """Limited processes for one task; started when there is work, replaced when one is lost.

    Args:
        task, opening, bounds: as `LimitedChild`.
        size: how many processes at most; by default as many as the machine has processors.
    """

    def __init__(
        self,
        task: str,
        opening: Mapping[str, object],
        *,
        bounds: Bounds | None = None,
        size: int | None = None,
    ) -> None:
        self._task, self._opening = task, opening
        self._bounds = bounds or Bounds()
        self._size = size or processors()
        self._own = threading.local()
        self._children: set[LimitedChild] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._threads = ThreadPoolExecutor(self._size, thread_name_prefix="limited")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes, whatever they are doing; nothing more can be asked."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            self._closed = True
            children = list(self._children)
        for child in children:
            child.kill()
        self._threads.shutdown(wait=True)
        for child in children:
            child.end()

    def ask(self, asked: Asked) -> dict[str, object]:
        """The answer for one input; errors as `LimitedChild.ask`."""
        return self._threads.submit(self._answer, asked).result()

    def each(self, inputs: Iterable[Asked]) -> Iterator[dict[str, object] | InputError]:
        """The answers in the order of the inputs, of which only a few are taken on ahead.

        Raises:
            ConfigurationError, UsageError: what preparing the task raised as such.
        """
        waiting: deque[Future[dict[str, object]]] = deque()
        for asked in inputs:
            waiting.append(self._threads.submit(self._answer, asked))
            if len(waiting) >= AHEAD * self._size:
                yield _outcome(waiting.popleft())
        while waiting:
            yield _outcome(waiting.popleft())

    def _answer(self, asked: Asked) -> dict[str, object]:
        inputs = asked.load()
        return self._child(asked.name).ask(asked.name, *inputs, options=asked.options)

    def _child(self, name: str) -> LimitedChild:
        """This thread's process; a new one if it has none, or has used it up."""
        child: LimitedChild | None = getattr(self._own, "child", None)
        if child is not None and child.asked < MOST_ASKED and child.alive:
            return child
        with self._lock:
            if self._closed:
                raise InputError("limited.crashed", name=name)
            started = self._own.child = LimitedChild(
                self._task, opening=self._opening, bounds=self._bounds
            )
            self._children.add(started)
            if child is not None:
                self._children.discard(child)
        if child is not None:
            child.end()
        return started


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _outcome(answer: Future[dict[str, object]]) -> dict[str, object] | InputError:
    try:
        return answer.result()
    except InputError as error:
        return error
