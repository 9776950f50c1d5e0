# SPDX-License-Identifier: Apache-2.0
"""An agency that takes messages in: its register, an axis, and limited processes for strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.intake import Intake, Readers
from esign.receiving import Judges
from support.arriving import US, data, document, numbered
from support.pki import make_pki
from support.ports import FixedClock
from support.postgres import Cluster, missing, running_cluster
from support.ready import ready_place, with_register
from support.sealed import close_forge
from support.transports import MemoryAxis

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.register import Register
    from support.places import Place
    from support.transports import MemoryTransport


SETTINGS = f"""
[agency]
name = "{US.name}"
heading = "{US.heading}"
parent = "{US.parent}"
abbreviation = "{US.abbreviation}"
code = "{US.code}"
place = "{US.place}"
[register]
folder = "register"
[trust]
folder = "trust"
[transport.share]
kind = "folder"
folder = "share"
settle_seconds = 0
"""


@pytest.fixture(scope="session")
def trust_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield make_pki().trust_dir(tmp_path_factory.mktemp("recipient") / "trust")
    close_forge()


@pytest.fixture(scope="session")
def judges(trust_dir: Path) -> Iterator[Judges]:
    with Judges(trust_dir, clock=FixedClock(), processes=1) as judges:
        yield judges


@pytest.fixture(scope="session")
def readers() -> Iterator[Readers]:
    with Readers() as readers:
        yield readers


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A server that does not wait for the disk."""
    with running_cluster() as running:
        yield running


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(params=["sqlite", "postgres"])
def both_places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where a register is, on either database."""
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
def both(both_places: Place, clock: FixedClock) -> Iterator[Register]:
    """A register on either database."""
    with both_places.open(clock) as opened:
        yield opened


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return ready_place(tmp_path / "books")


@pytest.fixture
def register(place: Place, clock: FixedClock) -> Iterator[Register]:
    with place.open(clock) as opened:
        yield opened


@pytest.fixture
def axis() -> MemoryAxis:
    return MemoryAxis()


@pytest.fixture
def transport(axis: MemoryAxis) -> MemoryTransport:
    return axis.join(US.code)


@pytest.fixture
def intake(
    register: Register, transport: MemoryTransport, readers: Readers, judges: Judges
) -> Intake:
    return Intake(register, {"axis": transport}, readers, judges, US.code, "clerk")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An agency with a register and a watched folder, in which two packages and rubbish lie."""
    settings = tmp_path / "esign.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    with_register(settings)
    make_pki().trust_dir(tmp_path / "trust")
    incoming = tmp_path / "share" / "in"
    incoming.mkdir(parents=True)
    (tmp_path / "share" / "out").mkdir()
    (incoming / "a.edxml").write_bytes(data(document()))
    (incoming / "b.edxml").write_bytes(data(numbered("07")))
    (incoming / "c.edxml").write_bytes(b"<edXML>")
    monkeypatch.setenv("ESIGN_SETTINGS", str(settings))
    monkeypatch.chdir(tmp_path)
    return tmp_path
