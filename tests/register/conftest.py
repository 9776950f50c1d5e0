# SPDX-License-Identifier: Apache-2.0
"""A register of its own for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from support.places import Place
from support.ports import FixedClock
from support.postgres import Cluster, missing, running_cluster

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


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register that has no number yet, for copying."""
    folder = tmp_path_factory.mktemp("empty") / "books"
    Place(folder).open().close()
    return folder


@pytest.fixture(scope="session")
def empty_database(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with a register that has no number yet, for copying."""
    place = Place(tmp_path_factory.mktemp("empty"), cluster, cluster.create())
    place.open(patience=10).close()
    return place.name


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
        shutil.copytree(request.getfixturevalue("empty_file"), folder)
        yield Place(folder)
        return
    running: Cluster = request.getfixturevalue("cluster")
    place = Place(folder, running, running.create(request.getfixturevalue("empty_database")))
    yield place
    running.drop(place.name)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def register(place: Place, clock: FixedClock) -> Iterator[Register]:
    with place.open(clock) as opened:
        yield opened
