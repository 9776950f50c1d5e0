# SPDX-License-Identifier: Apache-2.0
"""A register comes back whole, into an empty place, or not at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config

from esign.errors import EsignError, OutputError
from esign.messages import Language
from esign.model.record import RecordRow
from esign.register.schema import REVISION
from esign.register.sqlite import SqliteDatabase
from support.backups import (
    back_up,
    bring_back,
    digest_of,
    issue,
    lying_in,
    manifest_of,
    pdf,
    restate,
)
from support.books import AGENCY, DECISION, a_request
from support.places import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.register import Register

EMPTY = "0" * 64
KILLED = """
import os, sys
from pathlib import Path
from esign.register import Destination, restore
from support.ports import FixedClock, SeededRandom

restore(
    Path(sys.argv[1]), Destination(Path(sys.argv[2])), clock=FixedClock(), random=SeededRandom(),
    actor="clerk", progress=lambda done, total: os._exit(9),
)
"""


@pytest.fixture
def backup(register: Register, target: Path) -> Path:
    return back_up(register, target).folder


@pytest.fixture
def again(new_place: Callable[[str], Place]) -> Place:
    """Where the register is to be restored."""
    return new_place("again")


def refused(backup: Path, place: Place) -> EsignError:
    """The refusal; nothing may be left behind that looks like a register."""
    with pytest.raises(EsignError) as refusal:
        bring_back(backup, place)
    for language in Language:
        assert refusal.value.message(language)
        assert refusal.value.remedy(language)
    assert not place.folder.exists()
    assert not list(place.folder.parent.glob(f".{place.folder.name}.*"))
    if place.cluster is not None:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        functions = "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        assert (place.rows(tables), place.rows(functions)) == ([(0,)], [(0,)])
    return refusal.value


def tamper(path: Path, place: int = -3) -> None:
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def change_copy(backup: Path, sql: str) -> None:
    """Change the copied database and let the manifest agree with it."""
    file = backup / "register.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        names = database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            database.execute(f"DROP TRIGGER {name}")
        database.execute(sql)
        database.commit()
    restate(backup, database__sha256=digest_of(file))


@pytest.mark.parametrize("kind", ["sqlite", "postgres"], indirect=True)
def test_a_register_is_never_restored_over_another(
    register: Register, backup: Path, place: Place
) -> None:
    register.close()
    before = lying_in(place.folder)
    with pytest.raises(OutputError) as refusal:
        bring_back(backup, place)
    assert refusal.value.code == "backup.not_empty"
    assert lying_in(place.folder) == before
    with place.open(patience=10) as untouched:
        assert len(untouched.unfinished()) == 0
        assert untouched.kept("request-0001", "pdf") == pdf(1)


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
def test_a_database_that_holds_anything_is_refused_and_left_alone(
    backup: Path, again: Place
) -> None:
    again.change("CREATE TABLE invoices (id integer)")
    with pytest.raises(OutputError) as refusal:
        bring_back(backup, again)
    assert refusal.value.code == "backup.not_empty"
    assert "esign@" not in str(refusal.value)
    assert not again.folder.exists()
    assert again.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == [
        ("invoices",)
    ]


@pytest.mark.parametrize("there", ["file", "folder with a file"])
def test_a_place_that_is_taken_is_refused_and_left_alone(
    backup: Path, again: Place, there: str
) -> None:
    if there == "file":
        again.folder.write_bytes(b"letter")
    else:
        again.folder.mkdir()
        (again.folder / "letter.txt").write_bytes(b"letter")
    with pytest.raises(OutputError) as refusal:
        bring_back(backup, again)
    assert refusal.value.code == "backup.not_empty"
    found = [path for path in (again.folder, *again.folder.rglob("*")) if path.is_file()]
    assert [path.read_bytes() for path in found] == [b"letter"]


@pytest.mark.parametrize("which", ["database", "list", "object"])
def test_a_backup_with_a_changed_byte_is_refused(backup: Path, again: Place, which: str) -> None:
    (database,) = (path for path in backup.iterdir() if path.suffix in {".sqlite3", ".dump"})
    objects = sorted((backup.parent / "objects").rglob("*/*"))
    tamper({"database": database, "list": backup / "objects.txt", "object": objects[0]}[which])
    error = refused(backup, again)
    if which == "object":
        assert error.code == "backup.objects_faulty"
        assert objects[0].name in str(error)
    else:
        assert error.code == "backup.file_changed"


def test_a_backup_that_lacks_a_file_is_refused(backup: Path, again: Place) -> None:
    lost = next((backup.parent / "objects").rglob("*/*"))
    lost.unlink()
    error = refused(backup, again)
    assert (error.code, error.exit_status) == ("backup.objects_faulty", 5)
    assert lost.name in str(error)


def test_a_backup_taken_away_from_its_files_is_refused(
    backup: Path, again: Place, tmp_path: Path
) -> None:
    shutil.copytree(backup, tmp_path / "stick" / backup.name)
    error = refused(tmp_path / "stick" / backup.name, again)
    assert error.code == "backup.objects_faulty"
    assert len(error.details) == 6


@pytest.mark.parametrize("kind", ["sqlite", "postgres"], indirect=True)
def test_a_list_without_one_of_the_files_is_noticed(backup: Path, again: Place) -> None:
    path = backup / "objects.txt"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[1:]))
    restate(backup, objects__sha256=digest_of(path))
    error = refused(backup, again)
    assert error.code == "backup.objects_unlisted"
    assert lines[0][:64] in str(error)


@pytest.mark.parametrize("line", ["../../etc/passwd", f"{EMPTY}  ../objects/11/{EMPTY}"])
def test_a_list_of_another_form_is_refused(backup: Path, again: Place, line: str) -> None:
    path = backup / "objects.txt"
    path.write_text(f"{line}\n")
    restate(backup, objects__sha256=digest_of(path))
    assert refused(backup, again).code == "backup.list_unreadable"


def test_a_rewritten_row_is_noticed_even_where_the_manifest_agrees(
    backup: Path, again: Place
) -> None:
    change_copy(backup, "UPDATE audit SET actor = 'somebody else' WHERE seq = 2")
    assert refused(backup, again).code == "register.audit_changed"


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE register SET subject = 'Về việc khác' WHERE id = 1", "register.entry_changed"),
        ("UPDATE register SET state = 'sealed'", "register.state_differs"),
        ("DELETE FROM history WHERE act = 'sealed'", "register.history_differs"),
        (
            "INSERT INTO dossier VALUES (99, 'H99.12', 2026, '01.TH', 'Lạ', '1 năm', '2026', 'x')",
            "register.row_inserted",
        ),
    ],
)
def test_a_table_that_says_other_than_the_record_is_noticed(
    backup: Path, again: Place, sql: str, code: str
) -> None:
    change_copy(backup, sql)
    assert refused(backup, again).code == code


@pytest.mark.parametrize("kind", ["sqlite", "postgres"], indirect=True)
def test_another_record_than_the_one_backed_up_is_noticed(backup: Path, again: Place) -> None:
    restate(backup, audit__hash="f" * 64)
    assert refused(backup, again).code == "backup.other_chain"


def test_a_backup_of_a_newer_program_is_refused(backup: Path, again: Place) -> None:
    change_copy(backup, "UPDATE alembic_version SET version_num = '9999'")
    assert refused(backup, again).code == "register.newer"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "backup.manifest_unreadable"),
        (b"[]", "backup.manifest_unreadable"),
        (b'{"schema": "esign.backup/1"}', "backup.manifest_unreadable"),
        (b"\xff", "backup.manifest_unreadable"),
        (b'{"schema": "esign.backup/2"}', "backup.manifest_other"),
    ],
)
def test_a_manifest_of_another_form_is_refused(
    backup: Path, again: Place, content: bytes, code: str
) -> None:
    (backup / "manifest.json").write_bytes(content)
    assert refused(backup, again).code == code


def test_a_manifest_of_an_unknown_database_is_refused(backup: Path, again: Place) -> None:
    restate(backup, database__kind="oracle")
    assert refused(backup, again).code == "backup.manifest_unreadable"


def test_a_folder_without_a_backup_is_refused(again: Place, tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere", again).code == "backup.none"


@pytest.mark.parametrize("kind", ["sqlite", "postgres"], indirect=True)
def test_a_servers_backup_needs_a_server(
    kind: str, backup: Path, again: Place, tmp_path: Path
) -> None:
    if kind == "postgres":
        assert refused(backup, Place(tmp_path / "other")).code == "backup.needs_server"
    else:
        restate(backup, database__kind="postgresql")
        assert refused(backup, again).code == "backup.needs_server"


def test_a_restore_that_is_killed_half_way_leaves_no_register(backup: Path, again: Place) -> None:
    tests = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(backup), str(again.folder)],
        env={**os.environ, "PYTHONPATH": tests},
        check=False,
    )
    assert done.returncode == 9
    assert not again.folder.exists()
    bring_back(backup, again)


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
def test_a_server_that_fails_while_it_is_filled_stays_empty(backup: Path, again: Place) -> None:
    again.change("CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'")
    with pytest.raises(EsignError) as refusal:
        bring_back(backup, again)
    assert refusal.value.code == "backup.tool_failed"
    assert "refuse_change" in str(refusal.value)
    assert not again.folder.exists()
    assert again.rows("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"], indirect=True)
def test_a_restored_register_goes_on_where_the_backup_was_made(
    register: Register, backup: Path, again: Place
) -> None:
    acts = manifest_of(backup)["audit"]["seq"]
    issue(register, 3)  # after the backup, so lost with the office's disk
    done = bring_back(backup, again)
    assert (done.manifest.objects, done.manifest.audit_seq) == (6, acts)
    with again.open(patience=10) as restored:
        assert restored.find("request-0003") is None
        for turn in (1, 2):
            found = restored.find(f"request-{turn:04d}")
            assert found == register.find(f"request-{turn:04d}")
            assert restored.kept(f"request-{turn:04d}", "pdf") == pdf(turn)
        assert restored.audit_check() == acts + 1
        assert restored.store.check().faults == []
        restored.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="clerk")
        number = restored.number(a_request("request-0009"), DECISION, AGENCY)
        assert number.number.value == 3
    ((subject, actor),) = again.rows("SELECT subject, actor FROM audit WHERE action = 'restored'")
    assert (subject, actor) == (backup.name, "clerk")


@pytest.mark.parametrize("kind", ["sqlite", "postgres"], indirect=True)
def test_a_restored_register_still_refuses_to_forget(backup: Path, again: Place) -> None:
    """Its triggers came back as well."""
    bring_back(backup, again)
    with closing(again.connect()) as connection, pytest.raises(Exception, match="deleted"):
        connection.execute("DELETE FROM register")


def test_the_latest_of_several_backups_is_chosen(
    register: Register, backup: Path, again: Place
) -> None:
    del backup
    issue(register, 3)
    latest = back_up(register, again.folder.parent / "backups").folder
    assert bring_back(latest.parent, again).backup == latest
    with again.open(patience=10) as restored:
        assert restored.kept("request-0003", "pdf") == pdf(3)


def test_an_empty_folder_may_be_restored_into(backup: Path, again: Place) -> None:
    again.folder.mkdir()
    bring_back(backup, again)
    with again.open(patience=10) as restored:
        assert restored.kept("request-0001", "pdf") == pdf(1)


def test_a_backup_of_an_older_revision_is_migrated(tmp_path: Path) -> None:
    backup = tmp_path / "backups" / "20260701-080000"
    backup.mkdir(parents=True)
    entry_hash = older_register(backup / "register.sqlite3")
    (backup / "objects.txt").write_bytes(b"")
    (backup / "manifest.json").write_text("{}", encoding="utf-8")
    restate(
        backup,
        schema="esign.backup/1",
        at="2026-07-01T01:00:00+00:00",
        program="0.1.0",
        revision="0001",
        database={"kind": "sqlite", "sha256": digest_of(backup / "register.sqlite3")},
        audit={"seq": 1, "hash": entry_hash},
        rows={"audit": 1},
        objects={"count": 0, "sha256": digest_of(backup / "objects.txt"), "lost": []},
    )
    again = Place(tmp_path / "again")
    assert bring_back(backup, again).manifest.revision == "0001"
    with again.open() as restored:
        assert restored.audit_check() == 2
    assert again.rows("SELECT version_num FROM alembic_version") == [(REVISION,)]


def older_register(file: Path) -> str:
    """A database as the first revision left it, with one act; returns the act's hash."""
    file.touch()
    database = SqliteDatabase(file, 1)
    settings = Config()
    settings.set_main_option("script_location", "esign.register:migrations")
    with closing(database), database.migrating() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0001")
    row = RecordRow(
        prev_hash=EMPTY,
        seq=1,
        at="2026-07-01T01:00:00.000000+00:00",
        actor="clerk",
        action="noted",
        subject="request-0001",
        payload="{}",
        salt="",
    )
    values = (row.seq, row.at, row.actor, row.action, row.subject, row.payload, row.prev_hash)
    with closing(sqlite3.connect(file)) as plain:
        plain.execute(
            "INSERT INTO audit (seq, at, actor, action, subject, payload, prev_hash, entry_hash) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, row.entry_hash),
        )
        plain.execute("UPDATE audit_head SET seq = 1, entry_hash = ?", (row.entry_hash,))
        plain.commit()
    return row.entry_hash
