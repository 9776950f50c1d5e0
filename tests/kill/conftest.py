# SPDX-License-Identifier: Apache-2.0
"""Sites where a crew works, with their database in the folder or on a server of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support import killing, postgres
from support.workers import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.postgres import Cluster


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    if reason := killing.missing() or (chosen == "postgres" and postgres.missing()):
        pytest.skip(reason)
    return chosen


@pytest.fixture(scope="session")
def durable_cluster() -> Iterator[Cluster]:
    """A server that keeps what it has committed when it is stopped without warning."""
    with postgres.running_cluster(durable=True) as running:
        yield running


@pytest.fixture
def cluster(kind: str, request: pytest.FixtureRequest) -> Cluster | None:
    if kind == "sqlite":
        return None
    running: Cluster = request.getfixturevalue("durable_cluster")
    return running


@pytest.fixture
def site(tmp_path: Path, cluster: Cluster | None) -> Iterator[Site]:
    """An office that has issued nothing."""
    if cluster is None:
        yield Site(tmp_path).write()
        return
    name = cluster.create()
    yield Site(tmp_path, cluster.address(name)).write()
    cluster.drop(name)
