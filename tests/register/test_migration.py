# SPDX-License-Identifier: Apache-2.0
"""Registers that older programs made, one dump each in `schemas`, and what becomes of them.

A dump is called REVISION.DATABASE.sql. It is what `sqlite3 .dump` or `pg_dump --inserts --no-owner`
wrote of a register of that release with numbers in several states, kept files and two years; every
release that changes the tables adds its own and leaves the others as they are.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from esign.register import Query, Standing, State, Waits
from esign.register.schema import REVISION
from support.books import AGENCY, DECISION, a_request
from support.clerk import clerks
from support.places import Place
from support.ports import FixedClock
from support.postgres import ACCOUNT, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.postgres import Cluster

DUMPS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))

RECORD = (
    "SELECT seq, at, actor, action, subject, payload, prev_hash, entry_hash FROM audit ORDER BY seq"
)
SERIES = "SELECT agency_code, book, year, last, last_day FROM series ORDER BY book, year"
_NUMBER = (
    "SELECT request_id, agency_code, book, year, value, symbol, issued_on, document_id,"
    " lookup_code, lookup_url, digest, request, agency, subject, recipients, numbered_at, state,"
)
_FILE = "artefact.stage, artefact.sha256, artefact.size, artefact.kept_at FROM artefact"
NUMBERS = {
    "0001": f"{_NUMBER} void_reason FROM register ORDER BY audit_seq",
    "0002": f"{_NUMBER} state_reason FROM register ORDER BY id",
    "0003": f"{_NUMBER} state_reason FROM register ORDER BY id",
    "0004": f"{_NUMBER} state_reason FROM register ORDER BY id",
    "0005": f"{_NUMBER} state_reason FROM register ORDER BY id",
    "0006": f"{_NUMBER} state_reason FROM register ORDER BY id",
    "0007": f"{_NUMBER} state_reason FROM register ORDER BY id",
    "0008": f"{_NUMBER} state_reason FROM register ORDER BY id",
    "0009": f"{_NUMBER} state_reason FROM register ORDER BY id",
    "0010": f"{_NUMBER} state_reason FROM register ORDER BY id",
    "0011": f"{_NUMBER} state_reason FROM register ORDER BY id",
    "0012": f"{_NUMBER} state_reason FROM register ORDER BY id",
}
FILES = {
    "0001": f"SELECT request_id, {_FILE} ORDER BY request_id, stage",
    "0002": f"SELECT request_id, {_FILE} JOIN register ON id = entry_id ORDER BY request_id, stage",
    "0003": f"SELECT request_id, {_FILE} JOIN register ON id = entry_id ORDER BY request_id, stage",
    "0004": f"SELECT request_id, {_FILE} JOIN register ON id = entry_id ORDER BY request_id, stage",
    "0005": f"SELECT request_id, {_FILE} JOIN register ON id = entry_id ORDER BY request_id, stage",
    "0006": f"SELECT request_id, {_FILE} JOIN register ON id = entry_id ORDER BY request_id, stage",
    "0007": f"SELECT request_id, {_FILE} JOIN register ON id = entry_id ORDER BY request_id, stage",
    "0008": f"SELECT request_id, {_FILE} JOIN register ON id = entry_id ORDER BY request_id, stage",
    "0009": f"SELECT request_id, {_FILE} JOIN register ON id = entry_id ORDER BY request_id, stage",
    "0010": f"SELECT request_id, {_FILE} JOIN register ON id = entry_id ORDER BY request_id, stage",
    "0011": f"SELECT request_id, {_FILE} JOIN register ON id = entry_id ORDER BY request_id, stage",
    "0012": f"SELECT request_id, {_FILE} JOIN register ON id = entry_id ORDER BY request_id, stage",
}


@pytest.fixture(params=DUMPS, ids=lambda dump: dump.name)
def dump(request: pytest.FixtureRequest) -> Path:
    """A register of an older release."""
    chosen: Path = request.param
    return chosen


@pytest.fixture
def old_place(dump: Path, folder: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """Where that register lies, untouched."""
    if ".postgres." not in dump.name:
        folder.mkdir()
        with closing(sqlite3.connect(folder / "register.sqlite3")) as database:
            database.executescript(dump.read_text("utf-8"))
        yield Place(folder)
        return
    if reason := missing():
        pytest.skip(reason)
    cluster: Cluster = request.getfixturevalue("cluster")
    place = Place(folder, cluster, cluster.create())
    lines = dump.read_text("utf-8").splitlines()
    script = "\n".join(line for line in lines if not line.startswith("\\"))  # for psql itself
    cluster.execute(f"SET ROLE {ACCOUNT};\n{script}", place.name)
    yield place
    cluster.drop(place.name)


def test_no_number_file_or_act_is_lost_or_changed(old_place: Place, dump: Path) -> None:
    revision = dump.name.partition(".")[0]
    before = [old_place.rows(sql) for sql in (NUMBERS[revision], FILES[revision], RECORD, SERIES)]
    assert all(before)
    with old_place.open(patience=5) as register:
        assert register.record.check().rows == len(before[2])
    after = [old_place.rows(sql) for sql in (NUMBERS[REVISION], FILES[REVISION], RECORD, SERIES)]
    assert after == before


def test_states_reasons_and_history_are_told_as_before(old_place: Place) -> None:
    with old_place.open(patience=5) as register:
        entries = [register.find(f"request-{turn:04d}") for turn in range(1, 6)]
        told = [(entry.state, entry.reason, entry.numbered_by) for entry in entries if entry]
        story = [
            (event.act.value, event.actor) for event in register.lifecycle.history("request-0003")
        ]
    assert told == [
        (State.RELEASED, "", "clerk"),
        (State.VOIDED, "Trình nhầm người ký", "clerk"),
        (State.VOIDED, "Không ban hành nữa", "clerk"),
        (State.SEALED, "", "clerk"),
        (State.NUMBERED, "", "clerk"),
    ]
    assert (story[0], story[-1]) == (("numbered", "clerk"), ("voided", "chief"))


def test_numbering_goes_on_where_it_stood(old_place: Place) -> None:
    clock = FixedClock(datetime(2027, 1, 5, 3, 0, tzinfo=UTC))
    with old_place.open(clock, patience=5) as register:
        again = register.number(a_request("request-0005", "Số đầu năm sau"), DECISION, AGENCY)
        following = register.number(a_request("request-0006"), DECISION, AGENCY)
        assert (again.number.text, following.number.text) == ("01/QĐ-SGDĐT", "02/QĐ-SGDĐT")
        assert register.record.check().rows > 0


def test_what_waited_for_a_number_waits_still(old_place: Place, dump: Path) -> None:
    if dump.name < "0004":
        pytest.skip("no document could wait then")
    with old_place.open(patience=5) as register:
        found = [register.unnumbered.find(f"open-{turn:04d}") for turn in range(1, 4)]
        waits = [each.waits for each in found if each]
        signed = register.unnumbered.waiting(Waits.NUMBER)[0]
    assert waits == [Waits.SIGNATURE, Waits.NUMBER, Waits.DROPPED]
    assert (signed.document.symbol, signed.signed_by) == ("QĐ-SGDĐT", "chief")


def test_what_had_arrived_stands_as_it_did(old_place: Place, dump: Path) -> None:
    if dump.name < "0008":
        pytest.skip("nothing could arrive then")
    with old_place.open(patience=5) as register:
        inbox = register.inbox
        states = [message.state for message in inbox.messages(tuple(Standing))]
        recalled = inbox.messages((Standing.RECALLED,))[0]
        assert recalled.incoming_id is not None
        assert [each.withdrawn for each in register.bookkeeping.arrivals(Query())] == ["recalled"]
    assert [str(state) for state in states] == [
        *("task", "quarantined", "quarantined", "waiting"),
        *("recalled", "returned", "duplicate", "answered"),
    ]


def test_the_list_of_agencies_stands_as_it_did(old_place: Place, dump: Path) -> None:
    if dump.name < "0009":
        pytest.skip("there was no list then")
    with old_place.open(patience=5) as register:
        directory = register.directory
        listed, moved = directory.latest(), directory.find("000.00.01.H99")
        refused = directory.check("H99.08")
    assert listed is None  # what was taken over was part of a list
    assert moved is not None
    assert (moved.code, moved.parent_code) == ("H99.01", "H99")
    assert refused is not None
    assert [each.agency.code for each in refused.suggestions] == ["H99.15"]


def test_programs_that_start_at_once_migrate_once(old_place: Place) -> None:
    before = old_place.rows("SELECT max(last) FROM series WHERE year = 2026")[0][0]
    old_place.change("DELETE FROM series WHERE year = 2027")  # so that a clock of 2026 may go on
    told = clerks(old_place, "abc", 1)
    assert sorted(taken for (taken,) in told) == [before + 1, before + 2, before + 3]


def test_what_came_under_both_codes_of_an_agency_is_one_senders_from_then_on(folder: Path) -> None:
    """Two documents that stood here twice keep both places, and every act still checks out."""
    folder.mkdir()
    dump = Path(__file__).parent / "two_codes.0010.sqlite.sql"
    with closing(sqlite3.connect(folder / "register.sqlite3")) as database:
        database.executescript(dump.read_text("utf-8"))
    place = Place(folder)
    before = place.rows(RECORD)
    with place.open(patience=5) as register:
        assert register.record.check().rows == len(before)
        register.audit_check()
        sent = [each for each in register.outbox.of("old-0001") if each.state == "sent"]
        states = {each.code: each.state.value for each in sent[0].deliveries}
        first, second, third = register.inbox.messages((Standing.WAITING, Standing.REGISTERED))
    assert states == {"H99.05": "accepted", "H99.6": "arrived"}
    assert place.rows(RECORD) == before
    keys = "SELECT sender_code, sender_agency, document_key, twin FROM arrived ORDER BY id"
    assert place.rows(keys) == [
        ("H99.12", "H99.12", "H99.12,2026/11/20,05/QĐ-SGDĐT", 0),
        ("000.00.12.H99", "H99.12", "H99.12,2026/11/20,05/QĐ-SGDĐT", 1),
        ("000.00.12.H99", "H99.12", "H99.12,2026/11/20,09/QĐ-SGDĐT", 0),
    ]
    assert {first.id, second.id, third.id} == {
        row[0] for row in place.rows("SELECT id FROM arrived")
    }
