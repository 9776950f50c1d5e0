# SPDX-License-Identifier: Apache-2.0
"""A worker that is stopped at a chosen moment, and goes on when it is woken."""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any, Self
from unittest.mock import patch

from esign.register import Register, audit
from support.killing import last_words, start

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from support.killing import Work
    from support.workers import News, Task

PATIENCE = 60.0
"""Seconds that a process has to do what it must."""

_STEPS = {
    "numbered": ("number", ""),
    "signed": ("keep", "signed"),
    "sealed": ("keep", "pdf"),
    "released": ("release", ""),
}
"""What the register is asked to do for each act, and for which file."""


@dataclass(frozen=True)
class Moment:
    """When a worker falls asleep: on its way to an act, or with the act done and not committed."""

    act: str
    within: bool = False


class Sleeper:
    """A worker that is stopped once at a moment, as if the machine had forgotten it.

    Args:
        work: what it does.
        task: on which list.
        moment: when it stops.
    """

    def __init__(self, work: Work, task: Task, moment: Moment) -> None:
        self._pipe, self._process = start(partial(_falling_asleep, moment, work), task)
        self._site = task.site

    def __enter__(self) -> Self:
        with ExitStack() as ended_on_failure:
            ended_on_failure.push(self)
            self._wait_until_asleep()
            ended_on_failure.pop_all()
        return self

    def __exit__(self, *failure: object) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _wait_until_asleep(self) -> None:
        until = monotonic() + PATIENCE
        stat = Path(f"/proc/{self._process.pid}/stat")
        while True:
            assert self._process.is_alive(), last_words(self._site) or "it never fell asleep"
            if stat.read_text("utf-8").rpartition(")")[2].split()[0] == "T":
                return
            assert monotonic() < until, "it never fell asleep"
            Event().wait(0.01)

    def wake(self) -> Sequence[News]:
        """Let it go on to the end; what it had to tell."""
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGCONT)
        news = []
        while self._pipe.poll(PATIENCE):
            try:
                news.append(self._pipe.recv())
            except EOFError:
                self._process.join()
                assert self._process.exitcode == 0, last_words(self._site)
                return news
        raise AssertionError("it does not come to an end")


def _falling_asleep(moment: Moment, work: Work, task: Task) -> Iterator[News]:
    left = count(1, -1)

    def sleep() -> None:
        if next(left) == 1:
            os.kill(os.getpid(), signal.SIGSTOP)

    def append(connection: Any, act: Any, random: Any = None) -> int:
        place = entered(connection, act, random)
        if act.action == moment.act:
            sleep()
        return place

    def step(self: Register, request: Any, *arguments: Any, **options: Any) -> Any:
        if name != "keep" or stage in arguments[0]:
            sleep()
        return taken(self, request, *arguments, **options)

    entered = audit.append
    name, stage = _STEPS[moment.act]
    taken = getattr(Register, name)
    with (
        patch.object(audit, "append", append)
        if moment.within
        else patch.object(Register, name, step)
    ):
        yield from work(task)
