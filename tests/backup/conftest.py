# SPDX-License-Identifier: Apache-2.0
"""A register with two documents, on either database, and a target for its backups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.backups import issue
from support.places import Place
from support.ports import FixedClock
from support.postgres import Cluster, missing, running_cluster
from support.ready import ready_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from esign.register import Register


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    if reason := missing():
        pytest.skip(reason)
    with running_cluster() as running:
        yield running


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """The database of the test: the file, unless a test says that it tells of servers as well."""
    chosen: str = getattr(request, "param", "sqlite")
    if chosen == "postgres" and (reason := missing()):
        pytest.skip(reason)
    return chosen


@pytest.fixture
def new_place(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Place]]:
    """Makes places where nothing is yet, by the name of their folder."""
    made: list[Place] = []

    def make(name: str) -> Place:
        if kind == "sqlite":
            return Place(tmp_path / name)
        running: Cluster = request.getfixturevalue("cluster")
        made.append(Place(tmp_path / name, running, running.create()))
        return made[-1]

    yield make
    for place in made:
        assert place.cluster is not None
        place.cluster.drop(place.name)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def place(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """Where a register is that has no number yet."""
    if kind == "sqlite":
        yield ready_place(tmp_path / "books")
        return
    running: Cluster = request.getfixturevalue("cluster")
    place = ready_place(tmp_path / "books", running)
    yield place
    running.drop(place.name)


@pytest.fixture
def register(place: Place, clock: FixedClock) -> Iterator[Register]:
    with place.open(clock, patience=10) as opened:
        issue(opened, 1)
        issue(opened, 2)
        yield opened


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "backups"
