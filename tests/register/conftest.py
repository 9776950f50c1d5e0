# SPDX-License-Identifier: Apache-2.0
"""A register of its own for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.places import Place
from support.ports import FixedClock
from support.postgres import Cluster, missing, running_cluster
from support.ready import ready_place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.register import Register


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    """The database of the test; stories that only one of them can tell name it."""
    chosen: str = request.param
    if chosen == "postgres" and (reason := missing()):
        pytest.skip(reason)
    return chosen


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A server that does not wait for the disk."""
    with running_cluster() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a register is, or can be."""
    return tmp_path / "books"


@pytest.fixture
def free_place(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """Where no register is yet."""
    if kind == "sqlite":
        yield Place(folder)
        return
    running: Cluster = request.getfixturevalue("cluster")
    place = Place(folder, running, running.create())
    yield place
    running.drop(place.name)


@pytest.fixture
def place(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """Where a register is that has no number yet."""
    if kind == "sqlite":
        yield ready_place(folder)
        return
    running: Cluster = request.getfixturevalue("cluster")
    place = ready_place(folder, running)
    yield place
    running.drop(place.name)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def register(place: Place, clock: FixedClock) -> Iterator[Register]:
    with place.open(clock) as opened:
        yield opened
