# SPDX-License-Identifier: Apache-2.0
"""Whoever edits one row and evens it out with another is found out as well."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest

from esign.register import Incoming, PaperDocument
from support.books import AGENCY, DECISION
from support.recorded import refused, work

if TYPE_CHECKING:
    from esign.register import Register
    from support.places import Place

FORGED: Final = "0" * 64
LETTER: Final = Incoming(author="UBND tỉnh", symbol="1/UBND", dated_on=None, subject="Giấy mời họp")
PAPER: Final = PaperDocument(
    kind=DECISION,
    subject="Về việc cử người",
    signer_title="GIÁM ĐỐC",
    signer_name="Nguyễn Minh Châu",
    recipients=("Lưu: VT",),
)
ANOTHER_NUMBERED: Final = (
    "INSERT INTO history SELECT seq, seq, 'numbered', 'numbered', at, actor, '', NULL FROM audit "
    "WHERE action = 'numbered' AND subject = 'request-0003'"
)
"""A row of history as no act writes one, though nothing in it is wrong by itself."""


@pytest.fixture
def office(register: Register) -> Register:
    """Released, voided, numbered and written on paper; something arrived and lies in a dossier."""
    work(register)
    register.bookkeeping.enter_paper(PAPER, AGENCY, actor="clerk", entry_id="paper-0001")
    register.bookkeeping.receive(LETTER, AGENCY, actor="clerk")
    own = register.dossiers.open(AGENCY.code, "12.KTKĐ", "Khen thưởng", "10 năm", actor="clerk")
    register.dossiers.add(own, arrivals=[(1, 2026)], actor="clerk")
    register.record.check()
    return register


def test_a_void_cannot_be_undone_by_putting_another_change_in_its_place(
    office: Register, place: Place
) -> None:
    place.change(
        "DELETE FROM history WHERE act = 'voided'",
        "UPDATE register SET state = 'numbered', state_at = numbered_at, state_reason = '' "
        "WHERE request_id = 'request-0002'",
        ANOTHER_NUMBERED,
    )
    assert refused(office).code == "register.history_differs"


def test_a_signature_cannot_be_taken_out_of_history(office: Register, place: Place) -> None:
    place.change("DELETE FROM history WHERE act = 'signed'", ANOTHER_NUMBERED)
    assert refused(office).code == "register.history_differs"


def test_a_change_that_no_act_wrote_is_found_by_itself(office: Register, place: Place) -> None:
    place.change(ANOTHER_NUMBERED)
    assert refused(office).code == "register.history_differs"


@pytest.mark.parametrize("stage", ["signed", "pdf", "package", "prepared"])
def test_no_file_can_be_given_to_a_paper_document(
    office: Register, place: Place, stage: str
) -> None:
    place.change(
        f"INSERT INTO artefact SELECT id, '{stage}', '{FORGED}', 6, 'x' FROM register "  # noqa: S608
        "WHERE request_id = 'paper-0001'"
    )
    assert refused(office).code == "register.artefact_inserted"


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("moved", [2**32, -(2**32), 0, -(2**63), 2**63 - 1])
def test_an_entry_cannot_be_moved_to_where_no_act_is(
    office: Register, place: Place, moved: int
) -> None:
    place.change(
        f"UPDATE register SET id = {moved}, subject = 'GIẢ MẠO' "  # noqa: S608
        "WHERE request_id = 'request-0003'"
    )
    assert refused(office).code == "register.entry_inserted"


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("column", ["at", "actor", "action", "subject", "payload", "salt"])
def test_an_act_cannot_be_hidden_by_the_type_of_its_value(
    office: Register, place: Place, column: str
) -> None:
    """Bytes are no text to a condition, though the same is hashed."""
    place.change(
        f"UPDATE audit SET {column} = CAST({column} AS BLOB) WHERE action = 'received'",  # noqa: S608
        "DELETE FROM dossier_document",
        "DELETE FROM incoming",
        "UPDATE series SET last = last - 1 WHERE book = 'incoming'",
    )
    assert refused(office).code == "register.audit_changed"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_an_entry_cannot_be_hidden_by_the_type_of_its_value(office: Register, place: Place) -> None:
    place.change("UPDATE register SET kind = CAST(kind AS BLOB) WHERE request_id = 'request-0003'")
    assert refused(office).code == "register.entry_changed"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_place_far_beyond_costs_nothing_and_is_named(office: Register, place: Place) -> None:
    ((last,),) = place.rows("SELECT max(seq) FROM audit")
    place.change(
        f"UPDATE audit SET seq = 1099511627776 WHERE seq = {last}"  # noqa: S608
    )
    assert refused(office).code == "register.audit_missing"


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("column", ["retain_until", "value"])
def test_what_is_no_value_of_its_column_is_named_and_no_crash(
    office: Register, place: Place, column: str
) -> None:
    place.change(f"UPDATE register SET {column} = 'x' WHERE request_id = 'request-0003'")  # noqa: S608
    assert refused(office).code == "register.entry_changed"


@pytest.mark.parametrize("at", ["garbage", "2026-11-20T03:00:00", "9999-12-31T23:00:00+00:00"])
def test_a_row_that_was_tampered_with_keeps_nobody_from_asking_for_its_time(
    office: Register, place: Place, at: str
) -> None:
    place.change(f"UPDATE audit SET at = '{at}'")  # noqa: S608
    told = office.record.last_act_at()
    assert told in {None, datetime(9999, 12, 31, 23, tzinfo=UTC)}
    assert refused(office).code == "register.audit_changed"
