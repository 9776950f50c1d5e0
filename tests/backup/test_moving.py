# SPDX-License-Identifier: Apache-2.0
"""The register of an office that grows goes from its one machine onto a server."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from esign.errors import EsignError, OutputError
from esign.register import Dispatch, Incoming
from esign.register.schema import metadata
from support.backups import back_up, bring_back, digest_of, issue, pdf, restate
from support.books import AGENCY, DECISION, a_request
from support.places import Place
from support.postgres import missing
from support.recorded import sealed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import sqlalchemy as sa

    from esign.register import Register
    from support.postgres import Cluster


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty database on a server."""
    if reason := missing():
        pytest.skip(reason)
    cluster: Cluster = request.getfixturevalue("cluster")
    place = Place(tmp_path / "moved", cluster, cluster.create())
    yield place
    cluster.drop(place.name)


@pytest.fixture
def backup(register: Register, target: Path) -> Path:
    """A register with something in nearly every table."""
    kept = register.bookkeeping
    letter = Incoming(author="UBND tỉnh", symbol="1/UBND", dated_on=None, subject="Công văn")
    kept.receive(letter, AGENCY, actor="clerk")
    kept.reserve(DECISION, AGENCY, "Khen thưởng", actor="clerk")
    register.lifecycle.dispatch("request-0001", Dispatch(recipient="Trường"), "clerk")
    register.lifecycle.recall("request-0002", "Trái thẩm quyền", "clerk")
    opened = register.dossiers.open(AGENCY.code, "01.TH", "Tổng hợp", "10 năm", actor="clerk")
    entry = register.find("request-0001")
    assert entry is not None
    register.dossiers.add(opened, entries=[entry], arrivals=[(1, 2026)], actor="clerk")
    sealed(register)
    return back_up(register, target).folder


def contents(place: Place) -> dict[str, list[Any]]:
    """Every row of every table, days as they are written."""
    return {
        table.name: [tuple(str(value) for value in row) for row in place.rows(_everything(table))]
        for table in metadata.sorted_tables
    }


def _everything(table: sa.Table) -> str:
    columns = ", ".join(column.name for column in table.columns)
    key = ", ".join(column.name for column in table.primary_key)
    return f"SELECT {columns} FROM {table.name} ORDER BY {key}"  # noqa: S608 - names of our own


def test_every_row_is_on_the_server_as_it_was(
    register: Register, backup: Path, server: Place, tmp_path: Path
) -> None:
    acts = register.audit_check()
    bring_back(backup, Place(tmp_path / "again"))
    done = bring_back(backup, server)
    assert contents(server) == contents(Place(tmp_path / "again"))
    assert {(each.book, each.last) for each in done.waiting} == {("outgoing", 3), ("incoming", 1)}
    with server.open(patience=10) as moved:
        assert moved.audit_check() == acts  # the backup's own act is not in it, the restore's is
        assert moved.kept("request-0001", "pdf") == pdf(1)
        assert moved.store.check().faults == []
        for book in ("outgoing", "incoming"):
            moved.bookkeeping.confirm(book, AGENCY, 2026, actor="clerk")
        moved.bookkeeping.confirm_unused("outgoing", AGENCY, 2026, ["3"], actor="clerk")
        issue(moved, 4)
        assert moved.number(a_request("request-0009"), DECISION, AGENCY).number.value == 5
        assert moved.audit_check() > acts
    assert not list(server.folder.glob(".moving-*"))
    with closing(server.connect()) as connection, pytest.raises(Exception, match="deleted"):
        connection.execute("DELETE FROM register")


def test_a_register_is_never_moved_onto_another(backup: Path, server: Place) -> None:
    server.open(patience=10).close()
    before = contents(server)
    with pytest.raises(OutputError) as refusal:
        bring_back(backup, Place(server.folder.with_name("other"), server.cluster, server.name))
    assert refusal.value.code == "backup.not_empty"
    assert contents(server) == before


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE audit SET actor = 'somebody else' WHERE seq = 2", "register.audit_changed"),
        ("UPDATE register SET note = 'khác'", "register.entry_changed"),
    ],
)
def test_what_was_changed_in_the_backup_does_not_arrive(
    backup: Path, server: Place, sql: str, code: str
) -> None:
    file = backup / "register.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        names = database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            database.execute(f"DROP TRIGGER {name}")
        database.execute(sql)
        database.commit()
    restate(backup, database__sha256=digest_of(file))
    with pytest.raises(EsignError) as refusal:
        bring_back(backup, server)
    assert refusal.value.code == code
    assert server.tables() == []
    assert not server.folder.exists()
