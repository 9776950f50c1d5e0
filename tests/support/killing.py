# SPDX-License-Identifier: Apache-2.0
"""A crew of processes that is killed again and again while it works, and the server with it.

Which process is struck, after how much work and how much later follows from a seed. Whatever
becomes of the test, no process stays: the kernel kills the crew along with whoever started it.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from random import Random
from threading import Event
from time import monotonic
from types import ModuleType
from typing import TYPE_CHECKING, Self
from unittest.mock import patch

from esign.errors import EsignError
from support.workers import News, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext
    from multiprocessing.process import BaseProcess

    from support.postgres import Cluster
    from support.workers import Site

    Work = Callable[[Task], Iterator[News]]

LATEST = 0.9
"""The part of the requests that is released when the last blow falls, so that some are left."""

UNREACHABLE = "register.server_unreachable"
"""What a worker is told whose server was stopped."""

_PR_SET_PDEATHSIG = 1


def missing() -> str:
    """Why nobody can be killed here; empty when they can."""
    return "" if sys.platform == "linux" else "processes are killed and stopped as on Linux"


@dataclass(frozen=True)
class Blow:
    """Somebody is struck.

    Attributes:
        after: how many requests are released by then.
        later: seconds to let pass from that moment on.
        aim: which of the crew, from 0 to 1.
        at_server: it is the server that is stopped, `later` seconds long as well.
    """

    after: int
    later: float
    aim: float
    at_server: bool = False


@dataclass(frozen=True)
class Onslaught:
    """What a crew has to live through.

    Attributes:
        seed: decides on every blow.
        requests: to be released.
        kills: of workers, by `kill -9`.
        stops: of the server, without any warning.
        pause: seconds within which a blow falls once its turn has come; about one request's time.
        workers: at work at once.
        limit: seconds after which the test has failed.
    """

    seed: int
    requests: int
    kills: int
    stops: int = 0
    pause: float = 0.3
    workers: int = 2
    limit: float = 240.0

    def blows(self) -> list[Blow]:
        """Every blow in the order of falling."""
        random = Random(self.seed)  # noqa: S311 - a repeatable choice, no secret
        latest = int(LATEST * self.requests)
        blows = [
            Blow(random.randint(0, latest), random.uniform(0, self.pause), random.random(), server)
            for server in [False] * self.kills + [True] * self.stops
        ]
        return sorted(blows, key=lambda blow: blow.after)


@dataclass
class Toll:
    """What happened to a crew."""

    started: int = 0
    kills: int = 0
    stops: int = 0
    beaten: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    released: dict[str, tuple[str, int]] = field(default_factory=dict)


class Crew:
    """Processes that do the same work at once; a context manager that leaves none behind.

    Args:
        work: what each does, from the beginning whenever one is started.
        site: where.
        onslaught: how many they are, and for how long at most.
        cluster: the server that may be stopped.
    """

    def __init__(
        self, work: Work, site: Site, onslaught: Onslaught, cluster: Cluster | None = None
    ) -> None:
        self.toll = Toll()
        self._work = work
        self._site = site
        self._onslaught = onslaught
        self._cluster = cluster
        self._pipes: dict[Connection, BaseProcess] = {}
        self._end = monotonic() + onslaught.limit

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        for process in self._pipes.values():
            process.kill()
        for pipe, process in self._pipes.items():
            process.join()
            pipe.close()

    def live_through(self) -> None:
        """Work under all blows; who is killed is replaced, and the last blow ends the work."""
        for blow in self._onslaught.blows():
            while len(self.toll.released) < blow.after:
                self._listen(0.5)
            self._let_pass(blow.later)
            if blow.at_server:
                self._stop_server(blow.later)
            else:
                self._kill(blow.aim)

    def _let_pass(self, seconds: float) -> None:
        until = monotonic() + seconds
        while (left := until - monotonic()) > 0:
            self._listen(left)

    def _listen(self, seconds: float) -> None:
        """Keep the crew complete, and hear what it has to tell within this time."""
        assert monotonic() < self._end, f"too slow: {len(self.toll.released)} requests by now"
        while len(self._pipes) < self._onslaught.workers:
            self._start()
        ready = wait(list(self._pipes), seconds)
        for pipe in [pipe for pipe in self._pipes if pipe in ready]:
            self._hear(pipe)

    def _start(self) -> None:
        self.toll.started += 1
        task = Task(self._site, self._onslaught.requests, self.toll.started)
        pipe, process = start(self._work, task)
        self._pipes[pipe] = process

    def _hear(self, pipe: Connection) -> None:
        try:
            news: News = pipe.recv()
        except (EOFError, OSError):  # OSError: killed in the middle of telling
            self._bury(pipe)
            return
        for name, number in news.released.items():
            before = self.toll.released.setdefault(name, number)
            assert before == number, f"{name}: was released as {before}, and now as {number}"
        self.toll.beaten += news.beaten
        if news.refusal:
            self.toll.refusals[news.refusal] += 1
            allowed = {UNREACHABLE} if self.toll.stops else set()
            assert news.refusal in allowed, f"a worker was refused: {news.refusal}"

    def _bury(self, pipe: Connection) -> None:
        process = self._pipes.pop(pipe)
        process.join()
        pipe.close()
        if process.exitcode == -signal.SIGKILL:
            self.toll.kills += 1
        else:
            assert process.exitcode == 0, last_words(self._site)

    def _kill(self, aim: float) -> None:
        """Kill one that is alive at this moment."""
        before = self.toll.kills
        while self.toll.kills == before:
            self._listen(0)
            alive = list(self._pipes.items())
            pipe, process = alive[int(aim * len(alive))]
            process.kill()
            while pipe in self._pipes:
                self._hear(pipe)

    def _stop_server(self, seconds: float) -> None:
        assert self._cluster is not None
        self.toll.stops += 1
        self._cluster.stop("immediate")
        Event().wait(seconds)
        self._cluster.start()


def start(work: Work, task: Task) -> tuple[Connection, BaseProcess]:
    """A process of its own that does the work, and where it tells of it."""
    context = _context(work.__module__)
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(work, task, theirs), daemon=True)
    path = os.pathsep.join(sys.path)  # where the fork server looks for what it preloads
    nobody = ModuleType("__main__")  # else each worker would begin by importing the test runner
    with patch.dict(os.environ, PYTHONPATH=path), patch.dict(sys.modules, __main__=nobody):
        process.start()
    theirs.close()
    return ours, process


def last_words(site: Site) -> str:
    """What workers said that died of themselves."""
    files = sorted(site.folder.glob("worker-*.err"))
    return "\n".join(filter(None, (file.read_text("utf-8") for file in files)))


def _context(module: str) -> ForkServerContext:
    """Processes forked from one that has imported everything and done nothing."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, module])
    return context


def _serve(work: Work, task: Task, told: Connection) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # Stays open: what the process dies of is written last of all.
    sys.stderr = (task.site.folder / f"worker-{task.turn}.err").open("w", encoding="utf-8")
    try:
        for news in work(task):
            told.send(news)
    except EsignError as error:
        told.send(News(refusal=error.code))
