# SPDX-License-Identifier: Apache-2.0
"""A register of its own for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
    with place.open(clock) as opened:
        yield opened
