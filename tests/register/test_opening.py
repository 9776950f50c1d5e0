# SPDX-License-Identifier: Apache-2.0
"""A register is opened whole or refused with a reason; bad circumstances leave nothing behind."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections import deque
from contextlib import closing
from importlib.resources import files
from itertools import count
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event

from esign.errors import ConfigurationError, EsignError, OutputError
from esign.messages import Language
from esign.register import Register
from esign.register.schema import REVISION, metadata
from support.books import AGENCY, DECISION, a_request
from support.clerk import clerks
from support.ports import FixedClock, SeededRandom

if TYPE_CHECKING:
    from pathlib import Path


def reopen(folder: Path, patience: float = 0.05) -> Register:
    return Register.open(folder, clock=FixedClock(), random=SeededRandom(), patience=patience)


def refused(folder: Path) -> EsignError:
    with pytest.raises(EsignError) as refusal:
        reopen(folder)
    for language in Language:
        assert refusal.value.message(language)
        assert refusal.value.remedy(language)
    return refusal.value


def run_sql(folder: Path, script: str) -> None:
    with closing(sqlite3.connect(folder / "register.sqlite3")) as database:
        database.executescript(script)


@pytest.mark.usefixtures("register")
def test_a_register_of_a_newer_program_is_refused(folder: Path) -> None:
    run_sql(folder, "UPDATE alembic_version SET version_num = '9999'")
    error = refused(folder)
    assert isinstance(error, ConfigurationError)
    assert (error.code, error.facts["revision"]) == ("register.newer", "9999")


def test_a_database_of_another_program_is_refused_and_left_alone(folder: Path) -> None:
    folder.mkdir()
    run_sql(folder, "CREATE TABLE invoices (id INTEGER)")
    before = (folder / "register.sqlite3").read_bytes()
    assert refused(folder).code == "register.not_a_register"
    assert (folder / "register.sqlite3").read_bytes() == before


@pytest.mark.parametrize("content", [b"%PDF-1.7 not a database" * 100, b"x" * 100])
def test_a_file_that_is_no_database_is_refused_and_left_alone(folder: Path, content: bytes) -> None:
    folder.mkdir()
    file = folder / "register.sqlite3"
    file.write_bytes(content)
    error = refused(folder)
    assert isinstance(error, ConfigurationError)
    assert error.code == "register.not_a_database"
    assert file.read_bytes() == content


def test_a_damaged_database_is_refused(register: Register, folder: Path) -> None:
    for turn in range(50):
        register.number(a_request(f"request-{turn:04d}"), DECISION, AGENCY)
    register.close()
    file = folder / "register.sqlite3"
    data = bytearray(file.read_bytes())
    data[4096:] = b"\xa5" * len(data[4096:])
    file.write_bytes(data)
    with pytest.raises(ConfigurationError) as refusal, reopen(folder) as damaged:
        damaged.audit_check()
    assert refusal.value.code == "register.damaged"


def test_a_file_in_place_of_the_folder_is_reported(folder: Path) -> None:
    folder.write_bytes(b"")
    assert refused(folder).code == "register.folder_unusable"
    assert refused(folder / "deeper").code == "register.folder_unusable"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere"
)
def test_a_folder_without_permission_to_write_is_reported(folder: Path) -> None:
    folder.mkdir(mode=0o500)
    assert refused(folder).code == "register.folder_unusable"


def test_a_locked_register_is_reported_after_waiting_and_takes_no_number(
    register: Register, folder: Path
) -> None:
    with closing(sqlite3.connect(folder / "register.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OutputError) as refusal:
            register.number(a_request(), DECISION, AGENCY)
        assert refusal.value.code == "register.busy"
        assert register.find("request-0001") is None
        other.rollback()
    assert register.number(a_request(), DECISION, AGENCY).number.value == 1


@pytest.mark.parametrize(
    ("pragma", "code"),
    [
        ("max_page_count = 1", "register.disk_full"),
        ("query_only = ON", "register.not_writable"),
    ],
)
def test_a_full_or_read_only_disk_is_reported_and_takes_no_number(
    register: Register, pragma: str, code: str
) -> None:
    engine = register._database.engine

    def hinder(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    taken = count(1)

    def take() -> int:
        turn = next(taken)
        return register.number(a_request(f"request-{turn:04d}"), DECISION, AGENCY).number.value

    event.listen(engine, "connect", hinder)
    engine.dispose()
    with pytest.raises(OutputError) as refusal:
        deque(iter(take, 0), maxlen=0)  # until the pages that the file has are used up
    assert refusal.value.code == code
    event.remove(engine, "connect", hinder)
    engine.dispose()
    before = len(register.unfinished())
    assert take() == before + 1
    assert register.audit_check() == before + 1


def test_first_starts_at_once_do_not_collide(folder: Path) -> None:
    assert sorted(taken for (taken,) in clerks(folder, "abc", 1)) == [1, 2, 3]


def test_opening_again_changes_nothing(register: Register, folder: Path) -> None:
    register.number(a_request(), DECISION, AGENCY)
    register.close()
    before = (folder / "register.sqlite3").read_bytes()
    with reopen(folder) as again:
        assert again.number(a_request("request-0002"), DECISION, AGENCY).number.value == 2
    assert (folder / "register.sqlite3").read_bytes() != before
    after = (folder / "register.sqlite3").read_bytes()
    reopen(folder).close()
    assert (folder / "register.sqlite3").read_bytes() == after


def test_the_database_keeps_what_it_has_committed(register: Register) -> None:
    with register._database.reading() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert settings == ["wal", 2, 1]


@pytest.mark.usefixtures("register")
def test_opening_an_up_to_date_register_does_not_load_alembic(folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from esign.register import Register\n"
        f"Register.open(Path({str(folder)!r}), clock=None, random=None).close()\n"
        "sys.exit('alembic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, timeout=60)


def test_the_migrations_lead_to_the_tables_the_program_uses(register: Register) -> None:
    with register._database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_program_stands_at_the_newest_shipped_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "esign.register:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_the_migrations_are_files_of_the_package() -> None:
    migrations = files("esign.register") / "migrations"
    assert (migrations / "env.py").is_file()
    assert [
        each.name for each in (migrations / "versions").iterdir() if each.name.startswith("v0001")
    ] == ["v0001_first_register.py"]
