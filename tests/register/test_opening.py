# SPDX-License-Identifier: Apache-2.0
"""A register is opened whole or refused with a reason; bad circumstances leave nothing behind."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from esign.errors import ConfigurationError, EsignError, OutputError
from esign.messages import Language
from esign.register.schema import REVISION, metadata
from support.books import AGENCY, DECISION, a_request
from support.clerk import clerks

if TYPE_CHECKING:
    from esign.register import Register
    from support.places import Place


def refused(place: Place, *, writable: bool = True) -> EsignError:
    with pytest.raises(EsignError) as refusal:
        place.open(writable=writable)
    for language in Language:
        assert refusal.value.message(language)
        assert refusal.value.remedy(language)
    return refusal.value


@pytest.mark.parametrize("writable", [True, False])
def test_a_register_of_a_newer_program_is_refused(place: Place, *, writable: bool) -> None:
    place.change("UPDATE alembic_version SET version_num = '9999'")
    error = refused(place, writable=writable)
    assert isinstance(error, ConfigurationError)
    assert (error.code, error.facts["revision"]) == ("register.newer", "9999")


@pytest.mark.parametrize("writable", [True, False])
def test_a_database_of_another_program_is_refused_and_left_alone(
    free_place: Place, *, writable: bool
) -> None:
    free_place.folder.mkdir()
    free_place.change("CREATE TABLE invoices (id INTEGER)")
    assert refused(free_place, writable=writable).code == "register.not_a_register"
    assert free_place.tables() == ["invoices"]


def test_a_register_that_is_not_there_yet_is_not_made_by_looking(free_place: Place) -> None:
    assert refused(free_place, writable=False).code == "register.absent"
    free_place.folder.mkdir()
    assert refused(free_place, writable=False).code == "register.absent"
    assert free_place.tables() == []


def test_a_register_of_an_older_program_is_not_migrated_by_looking(place: Place) -> None:
    place.change("UPDATE alembic_version SET version_num = '0001'")
    error = refused(place, writable=False)
    assert (error.code, error.facts["revision"]) == ("register.older", "0001")
    assert place.rows("SELECT version_num FROM alembic_version") == [("0001",)]


def test_whoever_only_looks_cannot_write(register: Register, place: Place) -> None:
    register.number(a_request(), DECISION, AGENCY)
    with place.open(writable=False) as looking:
        assert looking.find("request-0001") is not None
        with pytest.raises(OutputError) as refusal:
            looking.number(a_request("request-0002"), DECISION, AGENCY)
    assert refusal.value.code == "register.not_writable"
    assert register.find("request-0002") is None


def test_whoever_looks_sees_what_is_written_meanwhile(register: Register, place: Place) -> None:
    with place.open(writable=False) as looking:
        assert looking.unfinished() == ()
        register.number(a_request(), DECISION, AGENCY)
        assert len(looking.unfinished()) == 1


def test_a_writer_that_takes_too_long_is_reported_and_no_number_taken(
    register: Register, place: Place
) -> None:
    with place.open() as other:
        with (
            other._database.writing(),
            pytest.raises(OutputError) as refusal,
        ):
            register.number(a_request(), DECISION, AGENCY)
        assert refusal.value.code == "register.busy"
        assert register.find("request-0001") is None
    assert register.number(a_request(), DECISION, AGENCY).number.value == 1


def test_readers_do_not_wait_for_the_writer(register: Register, place: Place) -> None:
    register.number(a_request(), DECISION, AGENCY)
    with place.open() as other, other._database.writing():
        assert len(register.unfinished()) == 1


def test_first_starts_at_once_do_not_collide(free_place: Place) -> None:
    assert sorted(taken for (taken,) in clerks(free_place, "abc", 1)) == [1, 2, 3]


def test_opening_again_changes_nothing(register: Register, place: Place) -> None:
    register.number(a_request(), DECISION, AGENCY)
    register.close()
    with place.open() as again:
        assert again.number(a_request("request-0002"), DECISION, AGENCY).number.value == 2
    before = place.rows("SELECT * FROM audit ORDER BY seq")
    place.open().close()
    assert place.rows("SELECT * FROM audit ORDER BY seq") == before


def test_opening_an_up_to_date_register_does_not_load_alembic(place: Place) -> None:
    program = (
        "import sys; from pathlib import Path; from esign.register import Register\n"
        f"Register.open(Path({str(place.folder)!r}), clock=None, random=None,"
        f" database={place.database!r}).close()\n"
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
