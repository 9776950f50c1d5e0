# SPDX-License-Identifier: Apache-2.0
"""Whoever may alter the tables themselves is found out as well, and nothing ends in a crash."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.register import chain, portion_crew, portions
from esign.register.portion_crew import Crew
from support.recorded import refused, rehash, work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.register import Register
    from support.places import Place


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of a test fill several blocks."""
    monkeypatch.setattr(chain, "BLOCK", 2)


@pytest.fixture
def office(register: Register) -> Register:
    work(register)
    return register


def alter_sqlite(place: Place, table: str, before: str, after: str) -> None:
    """Change what SQLite believes a table to be; its rows stay as they are."""
    place.change(
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET sql = replace(sql, '{before}', '{after}')"  # noqa: S608
        f" WHERE name = '{table}'",
    )
    place.change("PRAGMA writable_schema = RESET")


def without_key(place: Place, table: str) -> None:
    """A table like the one there was, but for its keys."""
    if place.cluster:
        place.change(f"ALTER TABLE {table} DROP CONSTRAINT pk_{table} CASCADE")
        return
    place.change(
        f"CREATE TABLE loose AS SELECT * FROM {table}",  # noqa: S608
        f"DROP TABLE {table}",
        f"ALTER TABLE loose RENAME TO {table}",
    )


@pytest.mark.parametrize("table", ["history", "artefact", "register", "audit", "message"])
def test_a_table_without_its_key_is_named(office: Register, place: Place, table: str) -> None:
    without_key(place, table)
    error = refused(office)
    assert error.code == "register.table_altered"
    assert error.facts["table"] == f"table.{table}"


def test_tables_of_others_are_not_asked_for_keys(office: Register, place: Place) -> None:
    place.change("CREATE TABLE of_a_job_engine (anything TEXT)")
    assert office.record.check().rows == 9


def test_no_change_stands_for_another_that_was_taken_out(office: Register, place: Place) -> None:
    without_key(place, "history")
    place.change(
        "INSERT INTO history SELECT * FROM history WHERE audit_seq = 4",
        "DELETE FROM history WHERE act = 'voided'",
    )
    assert refused(office).code == "register.table_altered"


def test_a_bar_to_nothing_that_was_taken_away_is_named(office: Register, place: Place) -> None:
    if place.cluster:
        place.change("ALTER TABLE history ALTER COLUMN state DROP NOT NULL")
    else:
        alter_sqlite(place, "history", "state VARCHAR NOT NULL", "state VARCHAR")
    error = refused(office)
    assert error.code == "register.table_altered"
    assert error.facts["table"] == "table.history"


@pytest.mark.parametrize("column", ["state", "at", "actor"])
@pytest.mark.parametrize("kind", ["sqlite"])
def test_nothing_in_the_place_of_something_is_found_under_a_bar_put_back(
    office: Register, place: Place, column: str
) -> None:
    alter_sqlite(place, "history", f"{column} VARCHAR NOT NULL", f"{column} VARCHAR")
    place.change(f"UPDATE history SET {column} = NULL WHERE act = 'voided'")  # noqa: S608
    alter_sqlite(place, "history", f"{column} VARCHAR", f"{column} VARCHAR NOT NULL")
    error = refused(office)
    assert (error.code, error.facts.get("seq")) == ("register.history_differs", 8)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE register SET retain_until = x'' WHERE id = 2", "entry_changed"),
        ("UPDATE register SET note = x'' WHERE id = 2", "entry_changed"),
        ("UPDATE register SET issued_on = 1e300 WHERE id = 2", "entry_changed"),
        ("UPDATE register SET copies = copies + 0.5 WHERE id = 2", "entry_changed"),
        ("UPDATE audit SET actor = x'' WHERE seq = 5", "audit_changed"),
        (
            "UPDATE audit SET payload = CAST(payload AS BLOB) WHERE seq = 5",
            "audit_changed",
        ),
        ("UPDATE audit SET actor = CAST(x'ff80' AS TEXT) WHERE seq = 5", "audit_changed"),
        (
            "UPDATE audit SET entry_hash = CAST(entry_hash AS BLOB) WHERE seq = 4",
            "audit_changed",
        ),
        ("UPDATE audit SET salt = x'' WHERE seq = 5", "audit_changed"),
        ("UPDATE audit_head SET seq = x'39'", "audit_unlinked"),
        ("UPDATE audit_head SET entry_hash = x'39'", "audit_changed"),
    ],
)
@pytest.mark.parametrize("age", ["salted", "of the first release"])
def test_what_is_no_text_is_named_in_rows_of_every_age(
    office: Register, place: Place, change: str, code: str, age: str
) -> None:
    if age != "salted":
        place.change("UPDATE audit SET salt = ''")
        rehash(place, 0)
    assert office.record.check().rows == 9
    place.change(change)
    assert refused(office).code == f"register.{code}"


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    "change", ["last_day = 'x'", "last = 'x'", "year = x''", "last = 4294967297"]
)
def test_a_series_that_cannot_be_hides_no_other_fault(
    office: Register, place: Place, change: str
) -> None:
    place.change(f"UPDATE series SET {change}")  # noqa: S608
    assert refused(office).code in {"register.damaged", "register.series_faulty"}
    place.change("UPDATE audit SET actor = 'x' WHERE seq = 2")
    error = refused(office)
    assert (error.code, error.facts["seq"]) == ("register.audit_changed", 2)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_with_helpers_a_row_that_is_no_text_is_named_in_its_turn(
    office: Register, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "LENGTH", 2)
    monkeypatch.setattr(portion_crew, "_PATIENCE", 60)
    place.change("UPDATE audit SET entry_hash = CAST(entry_hash AS BLOB) WHERE seq = 4")
    with office._database.view() as view, Crew(view, 9, helpers=1) as crew:
        (helper,) = crew._starting
        while not helper.is_ready:
            helper._listening.join(0.01)
        with pytest.raises(ConfigurationError) as refusal:
            list(crew.portions())
    assert refusal.value.facts["seq"] == 4


class _Interrupted:
    """Ctrl-C a moment from now, whatever this thread waits for then."""

    def __enter__(self) -> None:
        self._before = signal.signal(signal.SIGALRM, self._interrupt)
        signal.setitimer(signal.ITIMER_REAL, 0.2)

    def __exit__(self, *_error: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._before)

    @staticmethod
    def _interrupt(*_signal: object) -> None:
        raise KeyboardInterrupt


@pytest.fixture
def waiting(register: Register, place: Place) -> Iterator[sa.TextClause]:
    if not place.cluster:
        pytest.skip("nothing to wait for")
    yield sa.text("SELECT pg_sleep(20)")
    assert register.record.check().rows == 0


def test_ctrl_c_while_a_server_works_stays_ctrl_c(
    register: Register, waiting: sa.TextClause
) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        register._database.view() as view,
        _Interrupted(),
    ):
        view.connection.execute(waiting)
