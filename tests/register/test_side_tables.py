# SPDX-License-Identifier: Apache-2.0
"""What clerks enter beside the numbers is held against the record as well."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from esign.messages import Language
from esign.register import Dispatch, Forwarding, Incoming
from esign.register.fingerprint import DOSSIER
from support.attempts import begin
from support.books import AGENCY
from support.lives import released
from support.recorded import refused

if TYPE_CHECKING:
    from esign.register import Register
    from support.places import Place


@pytest.fixture
def office(register: Register) -> Register:
    """Two documents sent, one of them recalled; two received, one passed on; a dossier for them."""
    first, second = (released(register, f"request-000{turn}") for turn in (1, 2))
    for recipient in ("Sở Nội vụ", "Trường Tiểu học Ví Dụ"):
        sending = Dispatch(recipient=recipient, received_by="Trần Thị B")
        register.lifecycle.dispatch("request-0001", sending, "clerk")
    books, dossiers = register.bookkeeping, register.dossiers
    for subject in ("Công văn về việc báo cáo", "Giấy mời họp"):
        letter = Incoming(author="UBND tỉnh", symbol="1/UBND", dated_on=None, subject=subject)
        books.receive(letter, AGENCY, actor="clerk")
    passed = Forwarding(number=1, year=2026, addressee="Văn phòng", on=date(2026, 11, 20))
    books.forward(passed, AGENCY, actor="clerk")
    own = dossiers.open(AGENCY.code, "12.KTKĐ", "Khen thưởng", "10 năm", actor="clerk")
    dossiers.add(own, entries=[first], arrivals=[(1, 2026)], actor="clerk")
    dossiers.add(own, entries=[second], actor="clerk")
    register.lifecycle.recall("request-0002", "Trái thẩm quyền", "clerk")
    (told,) = register.sending.claim(1)
    begun = begin(register, told, "axis")
    assert begun is not None
    assert register.sending.accepted(begun, "S1", "clerk")
    return register


NEW_DISPATCH = (
    "INSERT INTO dispatch SELECT 17, entry_id, recipient, sent_on, received_by, note, at, "
    "actor FROM dispatch WHERE audit_seq = 9"
)
NEW_DOSSIER = (
    "INSERT INTO dossier SELECT 15, agency_code, year, 'x', title, maintenance, opened_at, "
    "opened_by FROM dossier"
)
CHANGED = "message changed"
NEW_MESSAGE = (
    "INSERT INTO message SELECT 'x', 9, entry_id, arrived_id, act, status_code, document_id, "
    "other_id, reason, queued_at, state, payload, payload_size, transport, axis_id, attempts, "
    "not_before, give_up_at, claimed_until, fault_code, fault_text, settled_at, absent_attempts "
    "FROM message"
)
NEW_DELIVERY = (
    "INSERT INTO delivery SELECT message_id, 'H9', 'x', state, state_at, note, 'H9' "
    "FROM delivery ORDER BY receiver_code LIMIT 1"
)
NEW_ARRIVAL = (
    "INSERT INTO incoming (id, agency_code, year, arrival_number, arrived_on, author, symbol, "
    "subject, addressee, received_by, note, folded, entered_at, entered_by) "
    "SELECT 1, agency_code, year, 3, arrived_on, author, symbol, subject, addressee, received_by, "
    "note, folded, entered_at, entered_by FROM incoming WHERE arrival_number = 2"
)


UNCHECKED = """
DO $$ DECLARE each record; BEGIN
FOR each IN SELECT conname AS name, conrelid::regclass AS place FROM pg_constraint
    WHERE contype = 'c' AND connamespace = 'public'::regnamespace
LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', each.place, each.name); END LOOP; END $$
"""


def test_what_nobody_touched_is_good(office: Register, place: Place) -> None:
    told = dict(place.rows("SELECT seq, action FROM audit WHERE seq > 8"))
    assert told == {
        9: "dispatched",
        10: "dispatched",
        11: "received",
        12: "received",
        13: "forwarded",
        14: "dossier_opened",
        15: "dossier_filled",
        16: "dossier_filled",
        17: "recalled",
        18: "message_sent",
    }
    assert office.record.check().rows == len(told) + 8


@pytest.mark.parametrize(
    ("statement", "fault", "act"),
    [
        ("UPDATE dispatch SET recipient = 'x' WHERE audit_seq = 9", "dispatch changed", 9),
        ("UPDATE dispatch SET received_by = ''", "dispatch changed", 9),
        ("UPDATE dispatch SET sent_on = '2026-11-21'", "dispatch changed", 9),
        ("UPDATE dispatch SET entry_id = 5 WHERE audit_seq = 10", "dispatch changed", 10),
        ("DELETE FROM dispatch WHERE audit_seq = 10", "dispatch removed", 10),
        (NEW_DISPATCH, "dispatch inserted", 17),
        ("UPDATE incoming SET subject = 'x' WHERE id = 12", "incoming changed", 12),
        ("UPDATE incoming SET addressee = 'x' WHERE id = 11", "incoming changed", 13),
        ("UPDATE incoming SET forwarded_on = NULL WHERE id = 11", "incoming changed", 13),
        ("UPDATE incoming SET dated_on = '2026-11-01' WHERE id = 12", "incoming changed", 12),
        ("DELETE FROM incoming WHERE id = 12", "incoming removed", 12),
        ("DELETE FROM incoming WHERE id = 11", "incoming removed", 13),
        (NEW_ARRIVAL, "incoming inserted", 1),
        ("UPDATE dossier SET title = 'x'", "dossier changed", 14),
        ("UPDATE dossier SET maintenance = 'Vĩnh viễn'", "dossier changed", 14),
        ("DELETE FROM dossier", "dossier removed", 14),
        (NEW_DOSSIER, "dossier inserted", 15),
        (
            "UPDATE dossier_document SET entry_id = NULL, incoming_id = 12 WHERE ordinal = 1",
            "dossier_document changed",
            15,
        ),
        ("DELETE FROM dossier_document WHERE ordinal = 2", "dossier_document removed", 15),
        ("DELETE FROM dossier_document WHERE ordinal = 3", "dossier_document removed", 16),
        ("INSERT INTO dossier_document VALUES (14, 4, NULL, 12)", "dossier_document inserted", 14),
        ("UPDATE message SET reason = 'x'", "message changed", 17),
        ("UPDATE message SET document_id = 'x'", "message changed", 17),
        ("UPDATE message SET id = 'x'", "message changed", 17),
        ("UPDATE message SET axis_id = 'x'", "message changed", 18),
        ("UPDATE message SET transport = 'x'", "message changed", 18),
        ("UPDATE message SET state = 'waiting'", "message changed", 18),
        ("UPDATE message SET state = 'cancelled'", "message changed", 18),
        ("UPDATE message SET fault_code = 'outbox.given_up', fault_text = 'x'", CHANGED, 18),
        ("DELETE FROM message", "delivery inserted", None),
        ("UPDATE delivery SET receiver_name = 'x'", "message changed", 17),
        ("UPDATE delivery SET receiver_code = 'x' WHERE receiver_code = 'H99.5'", CHANGED, 17),
        ("UPDATE delivery SET state = 'done'", "delivery changed", 17),
        ("UPDATE delivery SET state = 'waiting'", "delivery changed", 17),
        ("DELETE FROM delivery WHERE receiver_code = 'H99.5'", "message changed", 17),
        (NEW_DELIVERY, "message changed", 17),
        (NEW_MESSAGE, "message changed", 9),
    ],
)
def test_a_row_that_was_touched_is_named(
    office: Register, place: Place, statement: str, fault: str, act: int
) -> None:
    place.change(statement)
    error = refused(office)
    table, how = fault.split()
    assert error.code == f"register.row_{how}"
    assert (error.facts["table"], error.facts["seq"]) == (f"table.{table}", act)
    assert "table." not in error.message(Language.VIETNAMESE)


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE message SET state = 'lost'", "table.message"),
        ("INSERT INTO audit_head SELECT 2, seq, entry_hash FROM audit_head", "table.audit_head"),
    ],
)
def test_a_row_that_no_revision_could_have_written_is_named(
    office: Register, place: Place, statement: str, table: str
) -> None:
    place.change(UNCHECKED if place.cluster else "PRAGMA ignore_check_constraints = ON", statement)
    error = refused(office)
    assert error.code in {"register.row_changed", "register.row_inserted"}
    assert (error.facts["table"], error.facts["seq"]) == (table, 18)


def test_the_record_holds_digests_of_what_clerks_write_and_not_the_text(
    office: Register, place: Place
) -> None:
    del office
    text = str(place.rows("SELECT subject, payload FROM audit"))
    words = ("Trần Thị B", "Tiểu học", "Giấy mời", "Văn phòng", "Khen thưởng", "Trái thẩm quyền")
    assert not [word for word in words if word in text]


@pytest.mark.parametrize(
    ("statement", "code", "seq"),
    [
        ("DELETE FROM configured", "register.row_removed", 1),
        ("DELETE FROM configured WHERE name = 'seal'", "register.row_removed", 2),
        ("UPDATE configured SET value = 'ff' WHERE name = 'signer'", "register.row_changed", 1),
        ("INSERT INTO configured VALUES ('kinds', 'aa')", "register.row_inserted", 2),
    ],
)
def test_the_recorded_configuration_is_held_against_the_record(
    register: Register, place: Place, statement: str, code: str, seq: int
) -> None:
    register.note_configuration({"signer": "aa", "seal": "bb", "kinds": "cc"}, actor="clerk")
    register.note_configuration({"signer": "aa", "seal": "dd"}, actor="clerk")
    assert register.record.check().rows == 2
    place.change(statement)
    error = refused(register)
    assert (error.code, error.facts["seq"]) == (code, seq)


def test_a_row_is_digested_whatever_its_columns_hold() -> None:
    names = [column.name for column in DOSSIER.columns]
    plain = {name: name for name in names} | {"year": 2026}
    tampered = plain | {"title": b"x", "opened_by": None}
    for row in (plain, tampered):
        texts = ["" if each is None else str(each) for each in map(row.get, names)]
        assert DOSSIER.digest(row) == sha256("\x1f".join(texts).encode()).hexdigest()


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE register SET lookup_code = CAST(x'ff80' AS TEXT) WHERE id = 1",
        "UPDATE register SET issued_on = 'yesterday' WHERE id = 1",
        "UPDATE register SET issued_on = CAST(x'ff80' AS TEXT) WHERE id = 1",
        "UPDATE incoming SET dated_on = 'yesterday'",
        "UPDATE incoming SET dated_on = x''",
        "UPDATE incoming SET author = CAST(x'ff80' AS TEXT)",
    ],
)
def test_what_cannot_be_read_at_all_is_an_error_and_no_crash(
    office: Register, place: Place, change: str
) -> None:
    place.change(change)
    assert refused(office).code in {"register.damaged", "register.entry_changed"}
