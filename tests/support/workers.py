# SPDX-License-Identifier: Apache-2.0
"""What processes that may be killed at any moment do: issue one list of requests, again and again.

A request's id and content follow from its place in the list, so that every process has the same
list without being told it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from esign.issuance import issue
from esign.kinds import read_request
from esign.register import Query, Register, State
from esign.system import SystemRandom
from esign.wiring import open_office
from support.books import AGENCY, a_request
from support.books import DECISION as PLAIN_KIND
from support.office import DECISION, DIPLOMA_COPY, write_office
from support.ports import CountingPrompt, FixedClock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from esign.issuance import Office
    from esign.model import Request
    from esign.ports import Clock, KindCatalogue
    from esign.register import Stage

PATIENCE = 10.0
"""Seconds that an office waits for another writer."""

_NEIGHBOURS = 4
"""Requests that workers take in different orders, so that they neither keep step nor miss."""


@dataclass(frozen=True)
class Site:
    """Where an office works: a folder, and for some a database on a server."""

    folder: Path
    database: str = ""

    @property
    def register(self) -> Path:
        return self.folder / "register"

    @property
    def output(self) -> Path:
        return self.folder / "issued"

    def write(self) -> Site:
        """Make the files of the office."""
        settings = write_office(self.folder)
        if self.database:
            text = settings.read_text("utf-8")
            table = f'[register]\ndatabase = "{self.database}"'
            settings.write_text(text.replace("[register]", table), "utf-8")
        return self

    def open(self) -> Office:
        """The office."""
        settings = self.folder / "esign.toml"
        return open_office(settings, prompt=CountingPrompt(), clock=FixedClock())

    def open_register(self, clock: Clock | None = None, patience: float = PATIENCE) -> Register:
        """Its register alone."""
        return Register.open(
            self.register,
            clock=clock or FixedClock(),
            random=SystemRandom(),
            database=self.database,
            patience=patience,
        )


@dataclass(frozen=True)
class Task:
    """A list of requests to issue.

    Attributes:
        site: where.
        count: how many requests.
        turn: which worker this is; no two take the requests in quite the same order.
        everything: issue also those that were released when the worker came.
    """

    site: Site
    count: int
    turn: int = 0
    everything: bool = False

    def left(self, released: Collection[str]) -> list[int]:
        """The places of the requests to issue, in the order of issuing."""
        todo = [
            place
            for place in range(self.count)
            if self.everything or request_id(place) not in released
        ]
        random = Random(self.turn)  # noqa: S311 - a repeatable choice, no secret
        for start in range(0, len(todo), _NEIGHBOURS):
            block = todo[start : start + _NEIGHBOURS]
            todo[start : start + _NEIGHBOURS] = random.sample(block, len(block))
        return todo


@dataclass(frozen=True)
class News:
    """What a worker tells of its work.

    Attributes:
        released: requests that are released by now, each with book and number.
        beaten: how often a request taken for unreleased turned out to be issued by another.
        refusal: code of the error that made the worker give up.
    """

    released: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    beaten: int = 0
    refusal: str = ""


def request_ids(count: int) -> list[str]:
    return [request_id(place) for place in range(count)]


def request_id(place: int) -> str:
    return f"request-{place:04d}"


def has_receivers(place: int) -> bool:
    """Whether there is a package to be made."""
    return place % 3 != 2


def issue_all(task: Task) -> Iterator[News]:
    """The whole story of issuing, for decisions and copies of diplomas."""
    with task.site.open() as office:
        released = _released(office.register)
        yield News(released)
        for place in task.left(released):
            request = demo_request(place, office.kinds)
            issued = issue(request, office)
            number = issued.numbered.number
            told = {request.request_id: (number.book, number.value)}
            yield News(told, int(issued.repeated))


def register_all(task: Task) -> Iterator[News]:
    """What the register alone is asked to do for each request: most time goes into transactions."""
    with task.site.open_register() as register:
        released = _released(register)
        yield News(released)
        for place in task.left(released):
            yield _registered(place, task.turn, register)


def _registered(place: int, turn: int, register: Register) -> News:
    """Bring a request from wherever it stands to its release."""
    request = a_request(request_id(place))
    name = request.request_id
    entry = register.entry_to_issue(request)
    if entry is not None and entry.state is State.RELEASED:
        return News({name: (entry.number.book, entry.number.value)}, beaten=1)
    number = register.number(request, PLAIN_KIND, AGENCY).number
    mine = f"{name} by worker {turn}".encode()
    register.keep(name, {"signed": mine + b", signed"})
    files: dict[Stage, bytes] = {"pdf": mine + b", sealed"}
    if has_receivers(place):
        files["package"] = mine + b", packed"
    register.keep(name, files)
    register.release(name)
    return News({name: (number.book, number.value)})


def demo_request(place: int, kinds: KindCatalogue) -> Request:
    """The request at that place of the list: decisions with and without receivers, and copies."""
    text = _example(place)
    text = re.sub(
        r'^request_id = ".*"$', f'request_id = "{request_id(place)}"', text, flags=re.MULTILINE
    )
    if not has_receivers(place):
        text = re.sub(
            r"^receivers = \[$.*?^\]$", "receivers = []", text, flags=re.MULTILINE | re.DOTALL
        )
    return read_request(text.encode(), "toml", kinds)


def _example(place: int) -> str:
    return _text(DIPLOMA_COPY if place % 3 == 1 else DECISION)


@cache
def _text(path: Path) -> str:
    return path.read_text("utf-8")


def _released(register: Register) -> dict[str, tuple[str, int]]:
    found = register.search(Query(state=State.RELEASED.value, limit=1_000_000))
    return {entry.request_id: (entry.number.book, entry.number.value) for entry in found}
