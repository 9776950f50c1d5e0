# SPDX-License-Identifier: Apache-2.0
"""Two offices that exchange documents by `esign outbox send` and `esign inbox receive`, killed.

Their clocks run fast, so that what a killed process has claimed is free again after a second.
"""

from __future__ import annotations

import io
import json
import time
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from signal import SIGKILL
from threading import Event
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

import pytest

from esign.axis import DEFAULT
from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus
from esign.register import Standing
from support.axes import SECRETS
from support.correspondents import Correspondent, at_simulator
from support.killing import last_words, start
from support.pki import make_pki
from support.places import Place
from support.ports import FIXED_NOW
from support.workers import News, Site, Task

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from esign.model import Agency
    from support.postgres import Cluster

SPEED: Final = 600
"""How many seconds pass in the offices for each one here."""

SETTINGS: Final = """
[agency]
name = "{agency.name}"
heading = "{agency.heading}"
parent = "{agency.parent}"
abbreviation = "{agency.abbreviation}"
code = "{agency.code}"
place = "{agency.place}"
[register]
folder = "register"
{database}
[trust]
folder = "trust"
[credentials]
folder = "credentials"
[exchange]
transport = "axis"
[transport.axis]
kind = "vxp"
url = "{url}/XrdAdapter/adapter"
system_id = "{system_id}"
"""
COMMANDS: Final = (("outbox", "send"), ("inbox", "receive"))
LONGEST: Final = 600
"""Seconds that a pass over hundreds of messages may take where others are at work as well."""
BETWEEN: Final = 0.5
"""The part of the blows that fall soon after a pass; the others fall in the middle of any."""
PAUSE: Final = 0.8
"""Seconds within which a blow falls once its turn has come."""
AMISS: Final = ("failed", "stopped", "shut")
"""What a pass may say of no message while the axis answers: then only somebody else is in the way.

Where another one has noted the end of a message meanwhile, its outcome is `unknown` to this one."""


class FastClock:
    """Goes faster than others, from the moment on that a file tells."""

    def __init__(self, file: Path) -> None:
        self._began = float(file.read_text("utf-8"))

    def now(self) -> datetime:
        passed = (time.time() - self._began) * SPEED
        return FIXED_NOW + timedelta(seconds=passed)


@dataclass(frozen=True)
class Post:
    """An office of the exchange: its agency, where it lies, and the axis's name for it."""

    agency: Agency
    site: Site
    place: Place
    url: str
    system_id: str

    def open(self) -> Correspondent:
        """The office for looking at, and for acts of people."""
        credential = self.system_id, SECRETS[self.system_id]
        clock = FastClock(self.site.folder / "began")
        return at_simulator(self.url, credential, self.agency, self.place, clock)


def make_post(folder: Path, agency: Agency, url: str, cluster: Cluster | None) -> Post:
    """An office with an empty register, on a server or not."""
    (system_id,) = {each.system_id for each in DEFAULT if each.code == agency.code}
    name = "" if cluster is None else cluster.create()
    site = Site(folder, "" if cluster is None else cluster.address(name))
    folder.mkdir()
    database = f'database = "{site.database}"' if site.database else ""
    text = SETTINGS.format(agency=agency, url=url, system_id=system_id, database=database)
    (folder / "esign.toml").write_text(text, encoding="utf-8")
    (folder / "began").write_text(repr(time.time()), encoding="utf-8")
    make_pki().trust_dir(folder / "trust")
    (folder / "credentials").mkdir(mode=0o700)
    secret = folder / "credentials" / "axis"
    secret.write_text(SECRETS[system_id], encoding="utf-8")
    secret.chmod(0o600)
    return Post(agency, site, Place(site.register, cluster, name), url, system_id)


def exchange_all(task: Task) -> Iterator[News]:
    """Send what is due and take in what waits, one command after the other without end."""
    while True:
        with as_on_fast_clocks(task.site.folder):
            for command in COMMANDS:
                status, told = typed(task.site.folder, *command)
                fine = status == ExitStatus.DONE or is_rivalry(status, told)
                yield News(refusal="" if fine else f"{command}: {status} {told}")


@contextmanager
def as_on_fast_clocks(folder: Path) -> Iterator[None]:
    """Commands of this process go by the office's clock."""
    with ExitStack() as patched:
        for module in ("delivery_wiring", "intake_wiring"):
            clock = FastClock(folder / "began")
            patched.enter_context(patch(f"esign.{module}.SystemClock", lambda clock=clock: clock))
        yield


def typed(folder: Path, *command: str) -> tuple[int, str]:
    """The exit status of a command line, and what it prints for programs."""
    with redirect_stdout(io.StringIO()) as told, redirect_stderr(io.StringIO()):
        status = run(esign, [*command, "--json", "--settings", str(folder / "esign.toml")])
    return int(status), told.getvalue()


def is_rivalry(status: int, told: str) -> bool:
    """Whether a pass ended so because another was at work at once, and for nothing else.

    The other one kept it from the database (9), or had a message that this one tried as well: so
    nothing got through here (8), or only some did (10).
    """
    said = json.loads(told)
    if said["schema"] == "esign.error/1":
        return status == ExitStatus.OUTPUT and bool(said["code"] == "register.busy")
    is_of_sending = said["schema"] == "esign.outbox-sent/1"
    return is_of_sending and not any(said[outcome] for outcome in AMISS)


@dataclass
class Burden:
    """Documents that one office releases to another from time to time, so that none is ever idle.

    Attributes:
        sender: releases them.
        receiver: gets them.
        documents: how many in all.
        released: how many so far.
    """

    sender: Correspondent
    receiver: Correspondent
    documents: int
    released: int = 0

    def grow(self, until: int) -> None:
        """Release further documents, until there are so many."""
        for turn in range(self.released, until):
            self.sender.release(f"document-{turn:04d}", [self.receiver.agency])
        self.released = until

    def is_under_way(self) -> bool:
        """Whether anything still has to be sent or taken in, receipts included."""
        outboxes = (each.register.outbox for each in (self.sender, self.receiver))
        return (
            any(outbox.all(most=1) for outbox in outboxes)
            or bool(self.receiver.register.inbox.messages({Standing.KEPT}))
            or any(each.way.offered() for each in (self.receiver, self.sender))
        )


@dataclass
class Fallen:
    """How many processes were killed, and of those how many while something was under way."""

    all: int = 0
    amid: int = 0


def live_through(posts: tuple[Post, ...], burden: Burden, *, seed: int, kills: int) -> Fallen:
    """A process of each office at work, and one more of the first; killed again and again."""
    random = Random(seed)  # noqa: S311 - a repeatable choice, no secret
    at_first = burden.documents // 3
    burden.grow(at_first)
    later = sorted(random.randint(at_first, burden.documents) for _ in range(kills - 1))
    sites = [post.site for post in (*posts, posts[0])]
    crew = [_started(site, turn) for turn, site in enumerate(sites)]
    fallen = Fallen()
    try:
        for turn, until in enumerate([*later, burden.documents]):
            struck = random.randrange(len(crew))
            pipe, process = crew[struck]
            if random.random() < BETWEEN:
                assert pipe.poll(LONGEST), "a process does nothing"
            burden.grow(until)
            Event().wait(random.uniform(0, PAUSE))
            for other, _ in crew:
                _hear(other, sites)
            fallen.amid += burden.is_under_way()
            process.kill()
            process.join()
            pipe.close()
            fallen.all += process.exitcode == -SIGKILL
            crew[struck] = _started(sites[struck], len(sites) + turn)
    finally:
        for pipe, process in crew:
            process.kill()
            process.join()
            pipe.close()
    return fallen


def _hear(pipe: Connection, sites: list[Site]) -> None:
    try:
        while pipe.poll():
            news = pipe.recv()
            assert not news.refusal, news.refusal
    except EOFError:
        pytest.fail("\n".join(map(last_words, sites)))


def _started(site: Site, turn: int) -> tuple[Connection, BaseProcess]:
    return start(exchange_all, Task(site, 0, turn))
