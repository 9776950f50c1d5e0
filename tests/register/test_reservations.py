# SPDX-License-Identifier: Apache-2.0
"""Numbers kept free: never somebody else's, never lost, never dated backwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, InputError
from esign.kinds import Books
from esign.model import Book
from esign.register import Duty, Roles, State
from support.books import AGENCY, COPY, DECISION, a_request
from support.crashing import OCCASIONS, crashes

if TYPE_CHECKING:
    from esign.register import Register
    from support.places import Place
    from support.ports import FixedClock

NOTICE = replace(DECISION, name="notice", type_name="Thông báo", symbol="TB-{agency}")
ELSEWHERE = replace(AGENCY, code="H99.13", name="Cơ quan khác")
NOTE = "Giữ cho quyết định khen thưởng"


def _refused(register: Register, text: str, code: str, request_id: str = "request-0001") -> None:
    with pytest.raises(InputError) as refusal:
        register.number(a_request(request_id), DECISION, AGENCY, reserved=text)
    assert refusal.value.code == code
    assert refusal.value.message("vi")
    assert refusal.value.remedy("vi")
    assert register.find(request_id) is None


def test_a_number_that_was_never_reserved_cannot_be_used(register: Register) -> None:
    register.number(a_request("request-0009"), DECISION, AGENCY)
    _refused(register, "2", "register.not_reserved")
    _refused(register, "reserved:H99.12:outgoing:2026:1", "register.not_reserved")
    _refused(register, "x", "register.not_reserved")
    _refused(register, "1", "register.reservation_used")


def test_another_offices_reservation_cannot_be_used(register: Register) -> None:
    (kept,) = register.bookkeeping.reserve(DECISION, ELSEWHERE, NOTE, actor="clerk")
    _refused(register, "01/QĐ-SGDĐT", "register.reserved_elsewhere")
    _refused(register, kept.request_id, "register.reserved_elsewhere")


def test_another_kinds_reservation_cannot_be_used(register: Register) -> None:
    register.bookkeeping.reserve(NOTICE, AGENCY, NOTE, actor="clerk")
    _refused(register, "01/TB-SGDĐT", "register.reserved_for_other_kind")
    _refused(register, "1", "register.reserved_for_other_kind")


def test_a_voided_reservation_cannot_be_used_and_stays_in_the_register(register: Register) -> None:
    (kept,) = register.bookkeeping.reserve(DECISION, AGENCY, NOTE, actor="clerk")
    register.lifecycle.void(kept.request_id, "Không ban hành", "clerk")
    _refused(register, "1", "register.voided")
    voided = register.find(kept.request_id)
    assert voided is not None
    assert (voided.state, voided.reason) == (State.VOIDED, "Không ban hành")
    assert register.number(a_request(), DECISION, AGENCY).number.value == 2
    assert register.bookkeeping.check_series() == ()


def test_a_reservation_serves_one_document_only(register: Register) -> None:
    register.bookkeeping.reserve(DECISION, AGENCY, NOTE, actor="clerk")
    register.number(a_request("request-0002"), DECISION, AGENCY, reserved="1")
    _refused(register, "1", "register.reservation_used")


@pytest.mark.parametrize("count", [0, -1, 101])
def test_only_so_many_numbers_are_reserved_at_once(register: Register, count: int) -> None:
    with pytest.raises(InputError) as refusal:
        register.bookkeeping.reserve(DECISION, AGENCY, NOTE, actor="clerk", count=count)
    assert refusal.value.code == "register.reserve_count"
    assert register.unfinished() == ()


@pytest.mark.parametrize("note", ["", "   ", "x" * 501, "ghi\u200bchú"])
def test_a_reservation_says_what_for(register: Register, note: str) -> None:
    with pytest.raises(InputError) as refusal:
        register.bookkeeping.reserve(DECISION, AGENCY, note, actor="clerk")
    assert refusal.value.code == "register.form"
    assert register.unfinished() == ()


def test_only_a_clerk_reserves(place: Place) -> None:
    roles = Roles({Duty.CLERK: frozenset({"lan"}), Duty.SIGNER: frozenset({"chau"})})
    with place.open(roles=roles) as register:
        with pytest.raises(ConfigurationError) as refusal:
            register.bookkeeping.reserve(DECISION, AGENCY, NOTE, actor="chau")
        assert refusal.value.code == "register.not_entrusted"
        assert len(register.bookkeeping.reserve(DECISION, AGENCY, NOTE, actor="lan")) == 1


def test_a_request_that_has_a_number_takes_no_other(register: Register) -> None:
    first = register.number(a_request(), DECISION, AGENCY)
    register.bookkeeping.reserve(DECISION, AGENCY, NOTE, actor="clerk", count=2)
    with pytest.raises(InputError) as refusal:
        register.number(a_request(), DECISION, AGENCY, reserved="2")
    assert refusal.value.code == "register.numbered_otherwise"
    assert register.number(a_request(), DECISION, AGENCY, reserved="1") == first
    assert [entry.state for entry in register.unfinished()].count(State.RESERVED) == 2


@pytest.mark.parametrize("typed", ["2", " 02 ", "02/QĐ-SGDĐT", "2/qd-sgddt", "{id}"])
def test_a_reserved_number_keeps_its_day_and_its_place(
    register: Register, clock: FixedClock, typed: str
) -> None:
    kept = register.bookkeeping.reserve(DECISION, AGENCY, NOTE, actor="clerk", count=3)
    assert [entry.number.value for entry in kept] == [1, 2, 3]
    assert {entry.state for entry in kept} == {State.RESERVED}
    clock.moment += timedelta(days=2)
    later = register.number(a_request("request-0009"), DECISION, AGENCY)
    assert later.number.value == 4
    text = typed.format(id=kept[1].request_id)
    used = register.number(a_request(), DECISION, AGENCY, "https://tra.vn/v", reserved=text)
    assert (used.number.value, used.issued_on) == (2, date(2026, 11, 20))
    assert used.document_id == "H99.12,2026/11/20,02/QĐ-SGDĐT"
    assert used.lookup_url == f"https://tra.vn/v/{kept[1].lookup_code}"
    entry = register.find("request-0001")
    assert entry is not None
    assert (entry.state, entry.note) == (State.NUMBERED, NOTE)
    assert (entry.id, entry.subject) == (kept[1].id, "Về việc khen thưởng")
    assert register.number(a_request(), DECISION, AGENCY, "https://x.vn", reserved=text) == used
    assert register.number(a_request(), DECISION, AGENCY) == used
    assert register.bookkeeping.check_series() == ()
    assert register.audit_check() == 5


def test_a_reservation_of_last_year_is_still_to_be_had(
    register: Register, clock: FixedClock
) -> None:
    register.bookkeeping.reserve(DECISION, AGENCY, NOTE, actor="clerk")
    clock.moment += timedelta(days=60)
    register.number(a_request("request-0009"), DECISION, AGENCY)
    used = register.number(a_request(), DECISION, AGENCY, reserved="01")
    assert (used.number.year, used.issued_on) == (2026, date(2026, 11, 20))


def test_a_reservation_in_a_councils_book_bears_its_symbol(place: Place) -> None:
    council = Book("council", "Sổ văn bản của Hội đồng", "HĐTV")
    with place.open(books=Books(of_kinds={"decision": council})) as register:
        (kept,) = register.bookkeeping.reserve(DECISION, AGENCY, NOTE, actor="clerk")
        copy = register.number(a_request("request-0009"), COPY, AGENCY)
        used = register.number(a_request(), DECISION, AGENCY, reserved="1")
    assert kept.number.text == used.number.text == "01/QĐ-HĐTV"
    assert (used.number.book, used.agency.abbreviation) == ("council", "HĐTV")
    assert (copy.number.text, copy.number.book) == ("01/BS-SGDĐT", "copies")


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_crash_while_reserving_or_using_leaves_no_trace(
    register: Register, occasion: str
) -> None:
    def reserve() -> None:
        register.bookkeeping.reserve(DECISION, AGENCY, NOTE, actor="clerk", count=2)

    for _crash in crashes(register, occasion, reserve):
        assert register.unfinished() == ()
    for _crash in crashes(
        register,
        occasion,
        lambda: register.number(a_request(), DECISION, AGENCY, reserved="2"),
    ):
        assert {entry.state for entry in register.unfinished()} == {State.RESERVED}
    states = [entry.state for entry in register.unfinished()]
    assert states == [State.RESERVED, State.NUMBERED]
    assert register.bookkeeping.check_series() == ()
    assert register.audit_check() == 3
