# SPDX-License-Identifier: Apache-2.0
"""Whoever edits the record, or the register behind its back, is found out and the place named."""

from __future__ import annotations

import re
from contextlib import closing
from hashlib import sha256
from sqlite3 import IntegrityError
from typing import TYPE_CHECKING

import psycopg
import pytest

from esign.errors import InputError
from esign.model.record import RecordRow
from esign.register import (
    chain,
    change_comparison,
    comparison,
    record_check,
    row_comparison,
    series_check,
)
from support.books import AGENCY, DECISION, a_request
from support.recorded import record_rows, refused, rehash, work

if TYPE_CHECKING:
    from esign.register import Register
    from support.places import Place

COMPARING = (comparison, change_comparison, row_comparison)
COPIED = """
INSERT INTO audit (seq, prev_hash, at, actor, action, subject, payload, salt, entry_hash)
SELECT 10, prev_hash, at, actor, action, subject, payload, salt, entry_hash
FROM audit WHERE seq = 9
"""


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of a test fill several blocks."""
    monkeypatch.setattr(chain, "BLOCK", 3)


@pytest.fixture
def office(register: Register) -> Register:
    work(register)
    return register


def test_what_nobody_touched_is_good(office: Register, place: Place) -> None:
    checked = office.record.check()
    assert (checked.rows, checked.entries, checked.heads) == (9, 3, ())
    rows = record_rows(place)
    assert [row.action for row in rows] == [
        *["numbered"] * 3,
        *("signed", "sealed", "kept", "released", "voided", "tried"),
    ]
    assert all(re.fullmatch("[0-9a-f]{32}", row.salt) for row in rows)
    assert len({row.salt for row in rows}) == len(rows)
    stored = [text for (text,) in place.rows("SELECT entry_hash FROM audit ORDER BY seq")]
    assert [row.entry_hash for row in rows] == stored


def test_rows_of_the_first_release_have_no_salt_and_are_as_good(
    office: Register, place: Place
) -> None:
    place.change("UPDATE audit SET salt = '' WHERE seq < 5")
    rehash(place, 0)
    assert office.record.check().rows == 9


def test_what_is_hashed_is_written_down(office: Register, place: Place) -> None:
    del office
    row = record_rows(place)[7]
    fields = [str(getattr(row, name)) for name in RecordRow._fields]
    assert sha256("\n".join(fields).encode()).hexdigest() == row.entry_hash
    first_release = RecordRow("0" * 64, 1, "2026", "clerk", "numbered", "a-1", '{"n":"ố"}', "")
    whole = '["' + "0" * 64 + r'",1,"2026","clerk","numbered","a-1","{\"n\":\"ố\"}"]'
    assert first_release.entry_hash == sha256(whole.encode()).hexdigest()


@pytest.mark.parametrize(
    "act", [("a\n", "tried", "x"), ("a", "tried\n", "x"), ("a", "tried", "x\ny")]
)
def test_what_parts_the_hashed_fields_is_in_none_of_them(
    register: Register, act: tuple[str, str, str]
) -> None:
    actor, action, subject = act
    with pytest.raises(InputError) as refusal:
        register.record.append(action, subject, {}, actor=actor)
    assert refusal.value.code == "register.control_character"
    assert register.record.check().rows == 0


def test_what_parts_the_columns_of_an_entry_is_in_none_of_them(register: Register) -> None:
    with pytest.raises(InputError) as refusal:
        register.number(a_request(text="Về\x1fviệc"), DECISION, AGENCY)
    assert refusal.value.facts["code_point"] == "U+001F"
    assert (register.record.check().rows, register.find("request-0001")) == (0, None)


def test_the_fast_way_is_taken_where_nothing_is_wrong(
    office: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "_checked_one_by_one", None)
    monkeypatch.setattr(change_comparison, "_STEPS", None)
    for rows in ("_ENTRIES", "_STATE", "_CHANGE_OTHERWISE", "_CHANGE_UNTOLD", "_FILES_TOLD"):
        (module,) = (each for each in COMPARING if hasattr(each, rows))
        monkeypatch.setattr(module, rows, None)
    assert office.record.check().rows == 9


@pytest.mark.parametrize("block", [1, 2, 3])
def test_a_whole_series_is_seen_without_sorting(
    office: Register, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(series_check, "BLOCK", block)
    monkeypatch.setattr(record_check, "series_faults", None)
    assert office.record.check().rows == 9


@pytest.mark.parametrize(
    ("statements", "code", "seq"),
    [
        (["UPDATE audit SET actor = 'other' WHERE seq = 2"], "register.audit_changed", 2),
        (["UPDATE audit SET payload = '{}' WHERE seq = 5"], "register.audit_changed", 5),
        (["UPDATE audit SET at = '2026' WHERE seq = 1"], "register.audit_changed", 1),
        (["UPDATE audit SET salt = '' WHERE seq = 9"], "register.audit_changed", 9),
        (["UPDATE audit SET prev_hash = salt WHERE seq = 3"], "register.audit_changed", 3),
        (["UPDATE audit SET entry_hash = salt WHERE seq = 6"], "register.audit_changed", 6),
        (
            ["UPDATE audit SET actor = actor || '\n' || action, action = subject WHERE seq = 7"],
            "register.audit_changed",
            7,
        ),
        (
            ["UPDATE audit SET subject = subject || '\n' || payload, payload = salt, salt = ''"],
            "register.audit_changed",
            1,
        ),
        (["UPDATE audit SET actor = actor || '\x1e' WHERE seq = 2"], "register.audit_changed", 2),
        (["DELETE FROM audit WHERE seq = 9"], "register.audit_missing", 9),
        (["UPDATE audit SET seq = 90 WHERE seq = 9"], "register.audit_missing", 9),
        (["UPDATE audit SET seq = 0 WHERE seq = 1"], "register.audit_missing", 1),
        (
            [
                "UPDATE audit SET seq = -7 WHERE seq = 8",
                "UPDATE audit SET seq = 8 WHERE seq = 9",
                "UPDATE audit SET seq = 9 WHERE seq = -7",
            ],
            "register.audit_changed",
            8,
        ),
        (
            [COPIED],
            "register.audit_changed",
            10,
        ),
        (["UPDATE audit_head SET seq = 8"], "register.audit_unlinked", 9),
        (["UPDATE audit_head SET seq = 10"], "register.audit_missing", 10),
        (["UPDATE audit_head SET entry_hash = 'x'"], "register.audit_changed", 9),
        (["DELETE FROM audit_head"], "register.audit_unlinked", 9),
    ],
)
def test_a_row_of_the_record_that_was_touched_is_named(
    office: Register, place: Place, statements: list[str], code: str, seq: int
) -> None:
    place.change(*statements)
    error = refused(office)
    assert (error.code, error.facts["seq"]) == (code, seq)


def test_a_row_whose_hash_was_made_to_fit_breaks_the_next(office: Register, place: Place) -> None:
    row = record_rows(place)[3]
    fields = {name: getattr(row, name) for name in RecordRow._fields}
    forged = RecordRow(**{**fields, "actor": "other"})
    place.change(
        f"UPDATE audit SET actor = 'other', entry_hash = '{forged.entry_hash}' WHERE seq = 4"  # noqa: S608
    )
    error = refused(office)
    assert (error.code, error.facts["seq"]) == ("register.audit_unlinked", 5)


@pytest.mark.parametrize(
    ("statement", "code", "named"),
    [
        ("UPDATE register SET subject = 'other' WHERE id = 1", "entry_changed", "01"),
        ("UPDATE register SET request = '{}' WHERE id = 2", "entry_changed", "02"),
        ("UPDATE register SET issued_on = '2026-01-02' WHERE id = 3", "entry_changed", "03"),
        ("UPDATE register SET retain_until = '2030-01-01' WHERE id = 3", "entry_changed", "03"),
        ("UPDATE register SET value = 7 WHERE id = 3", "entry_changed", "07"),
        ("UPDATE register SET numbered_by = 'x' WHERE id = 1", "entry_changed", "01"),
        (
            "UPDATE register SET state = 'voided', state_reason = 'x' WHERE id = 3",
            "state_differs",
            "03",
        ),
        ("UPDATE register SET state = 'numbered' WHERE id = 1", "state_differs", "01"),
        ("UPDATE register SET state_reason = 'x' WHERE id = 2", "state_differs", "02"),
        ("UPDATE register SET state_at = 'x' WHERE id = 1", "state_differs", "01"),
        ("UPDATE register SET id = 9 WHERE id = 3", "entry_inserted", "03"),
        ("DELETE FROM register WHERE id = 3", "entry_removed", 3),
        ("DELETE FROM history WHERE act = 'released'", "history_differs", 7),
        ("UPDATE history SET entry_id = 3 WHERE act = 'released'", "history_differs", 7),
        ("UPDATE history SET other_id = 3 WHERE act = 'voided'", "history_differs", 8),
        ("UPDATE history SET actor = 'x' WHERE act = 'voided'", "history_differs", 8),
        ("UPDATE history SET at = 'x' WHERE act = 'voided'", "history_differs", 8),
        ("UPDATE history SET act = 'sealed' WHERE act = 'voided'", "history_differs", 8),
        ("UPDATE history SET state = 'sealed' WHERE act = 'voided'", "history_differs", 8),
        ("UPDATE artefact SET sha256 = 'x' WHERE stage = 'pdf'", "artefact_differs", 5),
        ("UPDATE artefact SET sha256 = '%' WHERE stage = 'pdf'", "artefact_differs", 5),
        ("UPDATE artefact SET stage = 'x' WHERE stage = 'signed'", "artefact_differs", 4),
        ("DELETE FROM artefact WHERE stage = 'package'", "artefact_differs", 6),
        ("INSERT INTO artefact VALUES (3, 'pdf', 'x', 1, 'x')", "artefact_inserted", "03"),
    ],
)
def test_what_was_edited_behind_the_records_back_is_named(
    office: Register, place: Place, statement: str, code: str, named: str | int
) -> None:
    place.change(statement)
    error = refused(office)
    assert error.code == f"register.{code}"
    if isinstance(named, int):
        assert error.facts["seq"] == named
    else:
        assert error.facts["number"] == f"{named}/QĐ-SGDĐT"


def test_a_counter_that_was_turned_is_told(office: Register, place: Place) -> None:
    place.change("UPDATE series SET last = 5")
    error = refused(office)
    assert error.code == "register.series_faulty"
    assert [(each.code, each.facts["numbers"]) for each in error.details] == [
        ("register.series_missing", "4, 5")
    ]


def test_a_reason_told_otherwise_is_named(office: Register, place: Place) -> None:
    place.change(
        "UPDATE history SET reason = 'Khác' WHERE act = 'voided'",
        "UPDATE register SET state_reason = 'Khác' WHERE id = 2",
    )
    error = refused(office)
    assert (error.code, error.facts["seq"]) == ("register.history_differs", 8)


def test_an_entry_nobody_recorded_is_named(office: Register, place: Place) -> None:
    columns = [name for (name,) in place.rows(_COLUMNS[place.cluster is not None])]
    values = {"id": "9", "request_id": "'x'", "value": "9", "lookup_code": "'x'"}
    selected = ", ".join(values.get(name, name) for name in columns)
    listed = ", ".join(columns)
    place.change(f"INSERT INTO register ({listed}) SELECT {selected} FROM register WHERE id = 3")  # noqa: S608
    error = refused(office)
    assert (error.code, error.facts["number"]) == ("register.entry_inserted", "09/QĐ-SGDĐT")


_COLUMNS = (
    "SELECT name FROM pragma_table_info('register')",
    "SELECT column_name::text FROM information_schema.columns WHERE table_name = 'register'",
)


def test_many_entries_are_compared_block_by_block(
    office: Register, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "BLOCK", 1)
    assert office.record.check().entries == 3
    place.change("UPDATE register SET note = 'x' WHERE id = 3")
    assert refused(office).code == "register.entry_changed"


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'other'",
        "DELETE FROM audit",
        "DELETE FROM audit_head",
        "DELETE FROM register",
        "UPDATE register SET value = 9 WHERE value = 1",
        "UPDATE register SET issued_on = '2026-01-01'",
        "UPDATE register SET lookup_code = 'x' WHERE value = 1",
        "UPDATE register SET digest = 'x'",
        "UPDATE register SET request = '{}'",
        "UPDATE register SET state = 'numbered', state_reason = '' WHERE state = 'voided'",
        "UPDATE register SET state_reason = 'another' WHERE state = 'voided'",
        "UPDATE history SET actor = 'other'",
        "DELETE FROM history",
        "DELETE FROM artefact",
        "UPDATE artefact SET sha256 = 'x'",
        "DELETE FROM series",
        "UPDATE series SET last = last - 1",
        "UPDATE series SET last = last + 2",
    ],
)
def test_the_database_itself_refuses_to_rewrite(place: Place, statement: str) -> None:
    with (
        closing(place.connect()) as database,
        pytest.raises((IntegrityError, psycopg.errors.IntegrityConstraintViolation)),
    ):
        database.execute(statement)


@pytest.fixture
def acts(register: Register) -> None:
    """Three numbers, one voided, one signed and sealed."""
    for turn in (1, 2, 3):
        register.number(a_request(f"request-{turn:04d}"), DECISION, AGENCY, actor="clerk")
    register.lifecycle.void("request-0002", "Trình nhầm", "clerk")
    register.keep("request-0001", {"signed": b"%PDF without seal", "pdf": b"%PDF"})


@pytest.mark.usefixtures("acts")
def test_the_record_names_acts_and_numbers_and_no_person(place: Place) -> None:
    recorded = place.rows("SELECT actor, action, subject, payload FROM audit ORDER BY seq")
    assert [row[:3] for row in recorded] == [
        ("clerk", "numbered", "request-0001"),
        ("clerk", "numbered", "request-0002"),
        ("clerk", "numbered", "request-0003"),
        ("clerk", "voided", "request-0002"),
        ("esign", "signed", "request-0001"),
        ("esign", "sealed", "request-0001"),
    ]
    text = str(recorded)
    assert "01/QĐ-SGDĐT" in text
    assert not [word for word in ("Nguyễn", "GIÁM ĐỐC", "0900", "Trình nhầm") if word in text]


@pytest.mark.usefixtures("acts")
def test_acts_outside_the_register_are_recorded_too(register: Register, place: Place) -> None:
    register.record.append("configured", "esign.toml", {"sha256": "ab"}, actor="admin")
    told = place.rows("SELECT seq, actor, action, subject, payload FROM audit WHERE seq = 7")
    assert told == [(7, "admin", "configured", "esign.toml", '{"sha256":"ab"}')]
    assert register.record.check().rows == 7
