# SPDX-License-Identifier: Apache-2.0
"""A register that exchanges documents, on SQLite and on PostgreSQL, and an axis in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.outbox import Post
from support.ports import FixedClock
from support.postgres import Cluster, missing, running_cluster
from support.ready import ready_place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.register import Register
    from support.places import Place


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A server that does not wait for the disk."""
    with running_cluster() as running:
        yield running


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Where the register of the test is."""
    return ready_place(tmp_path / "books")


@pytest.fixture(params=["sqlite", "postgres"])
def either_place(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """Where a register is, on one database after the other."""
    if request.param == "sqlite":
        yield ready_place(tmp_path / "books")
        return
    if reason := missing():
        pytest.skip(reason)
    running: Cluster = request.getfixturevalue("cluster")
    place = ready_place(tmp_path / "books", running)
    yield place
    running.drop(place.name)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def register(place: Place, clock: FixedClock) -> Iterator[Register]:
    with place.open(clock, exchanges=True) as opened:
        yield opened


@pytest.fixture
def post(register: Register, clock: FixedClock, tmp_path: Path) -> Post:
    """The office's post room."""
    return Post(register, clock, tmp_path / "circuits.json")


@pytest.fixture
def either_post(either_place: Place, clock: FixedClock, tmp_path: Path) -> Iterator[Post]:
    """The same on one database after the other."""
    with either_place.open(clock, exchanges=True) as opened:
        yield Post(opened, clock, tmp_path / "circuits.json")
