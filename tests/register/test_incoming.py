# SPDX-License-Identifier: Apache-2.0
"""The register of incoming documents: from 1 each year, without gap, nothing entered twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, InputError
from esign.model import IncomingLine
from esign.register import Duty, Forwarding, Incoming, Query, Roles
from support.books import AGENCY
from support.crashing import OCCASIONS, crashes

if TYPE_CHECKING:
    from esign.register import Register
    from support.places import Place
    from support.ports import FixedClock

LETTER = Incoming(
    author="Ủy ban nhân dân tỉnh Ví Dụ",
    symbol="123/UBND-VX",
    dated_on=date(2026, 11, 18),
    subject="Công văn về việc rà soát văn bằng",
    sha256="a" * 64,
    message_id="H99.01/2026/0001",
)
BY_POST = replace(LETTER, message_id=None, sha256=None)


def test_a_message_that_comes_twice_is_entered_once(register: Register, clock: FixedClock) -> None:
    first = register.bookkeeping.receive(LETTER, AGENCY, actor="clerk")
    clock.moment += timedelta(days=1)
    assert register.bookkeeping.receive(LETTER, AGENCY, actor="other") == first
    passed = Forwarding(number=1, year=2026, addressee="Phòng QLCL")
    register.bookkeeping.forward(passed, AGENCY, actor="clerk")
    again = register.bookkeeping.receive(LETTER, AGENCY, actor="clerk")
    assert (again.number, again.document.addressee) == (1, "Phòng QLCL")
    assert register.bookkeeping.receive(BY_POST, AGENCY, actor="clerk").number == 2
    assert register.bookkeeping.receive(BY_POST, AGENCY, actor="clerk").number == 3


def test_a_message_id_stands_for_one_document(register: Register) -> None:
    register.bookkeeping.receive(LETTER, AGENCY, actor="clerk")
    with pytest.raises(InputError) as refusal:
        register.bookkeeping.receive(replace(LETTER, sha256="b" * 64), AGENCY, actor="clerk")
    assert refusal.value.code == "register.message_changed"
    assert refusal.value.remedy("vi")


def test_a_document_from_the_future_is_not_received(register: Register) -> None:
    ahead = replace(LETTER, dated_on=date(2026, 11, 21))
    with pytest.raises(InputError) as refusal:
        register.bookkeeping.receive(ahead, AGENCY, actor="clerk")
    assert refusal.value.code == "register.dated_ahead"
    assert register.bookkeeping.receive(LETTER, AGENCY, actor="clerk").number == 1


def test_faults_are_named_by_column(register: Register) -> None:
    with pytest.raises(InputError) as refusal:
        register.bookkeeping.receive(
            replace(LETTER, author="", subject="Công\nvăn"), AGENCY, actor="clerk"
        )
    paths = [(fault.path, fault.title) for fault in refusal.value.details]
    assert paths == [("author", "Tác giả"), ("subject", "Tên loại và trích yếu")]


def test_arrivals_count_from_1_each_year_and_each_agency(
    register: Register, clock: FixedClock
) -> None:
    clock.moment = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
    elsewhere = replace(AGENCY, code="H99.13")
    assert register.bookkeeping.receive(BY_POST, AGENCY, actor="clerk").number == 1
    assert register.bookkeeping.receive(BY_POST, AGENCY, actor="clerk").number == 2
    assert register.bookkeeping.receive(BY_POST, elsewhere, actor="clerk").number == 1
    clock.moment += timedelta(minutes=1)
    first = register.bookkeeping.receive(BY_POST, AGENCY, actor="clerk")
    assert (first.number, first.year, first.arrived_on) == (1, 2027, date(2027, 1, 1))
    assert register.bookkeeping.check_series() == ()


def test_the_clock_may_not_step_back_over_new_year(register: Register, clock: FixedClock) -> None:
    clock.moment = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    register.bookkeeping.receive(BY_POST, AGENCY, actor="clerk")
    clock.moment -= timedelta(minutes=1)
    with pytest.raises(ConfigurationError) as refusal:
        register.bookkeeping.receive(BY_POST, AGENCY, actor="clerk")
    assert refusal.value.code == "register.clock_behind"


def test_what_was_passed_on_stands_in_its_columns(register: Register, clock: FixedClock) -> None:
    register.bookkeeping.receive(LETTER, AGENCY, actor="clerk")
    clock.moment += timedelta(days=2)
    passed = Forwarding(number=1, year=2026, addressee="Phòng QLCL", on=date(2026, 11, 21))
    register.bookkeeping.forward(passed, AGENCY, actor="clerk")
    signed = Forwarding(number=1, year=2026, received_by="Lê Văn Dụ")
    register.bookkeeping.forward(signed, AGENCY, actor="clerk")
    acts = register.audit_check()
    register.bookkeeping.forward(signed, AGENCY, actor="clerk")
    assert register.audit_check() == acts == 3
    assert register.bookkeeping.incoming(AGENCY, 2026) == (
        IncomingLine(
            arrived_on=date(2026, 11, 20),
            arrival_number=1,
            author="Ủy ban nhân dân tỉnh Ví Dụ",
            symbol="123/UBND-VX",
            dated_on=date(2026, 11, 18),
            subject="Công văn về việc rà soát văn bằng",
            addressee="Phòng QLCL",
            forwarded_on=date(2026, 11, 21),
            received_by="Lê Văn Dụ",
            note="",
        ),
    )


@pytest.mark.parametrize(
    ("passed", "code"),
    [
        (Forwarding(number=2, year=2026, addressee="P"), "register.unknown_arrival"),
        (Forwarding(number=1, year=2025, addressee="P"), "register.unknown_arrival"),
        (Forwarding(number=1, year=2026), "register.form"),
        (
            Forwarding(number=1, year=2026, addressee="P", on=date(2026, 11, 19)),
            "register.forwarded_when",
        ),
        (
            Forwarding(number=1, year=2026, addressee="P", on=date(2026, 11, 21)),
            "register.forwarded_when",
        ),
    ],
)
def test_nothing_is_passed_on_that_cannot_be(
    register: Register, passed: Forwarding, code: str
) -> None:
    register.bookkeeping.receive(LETTER, AGENCY, actor="clerk")
    with pytest.raises(InputError) as refusal:
        register.bookkeeping.forward(passed, AGENCY, actor="clerk")
    assert refusal.value.code == code


def test_only_a_clerk_receives_and_passes_on(place: Place) -> None:
    with place.open(roles=Roles({Duty.CLERK: frozenset({"lan"})})) as register:
        with pytest.raises(ConfigurationError):
            register.bookkeeping.receive(LETTER, AGENCY, actor="chau")
        register.bookkeeping.receive(LETTER, AGENCY, actor="lan")
        with pytest.raises(ConfigurationError):
            register.bookkeeping.forward(
                Forwarding(number=1, year=2026, addressee="P"), AGENCY, actor="chau"
            )


def test_arrivals_are_found_without_accents(register: Register) -> None:
    register.bookkeeping.receive(LETTER, AGENCY, actor="clerk")
    register.bookkeeping.receive(replace(BY_POST, symbol="7/BGDĐT"), AGENCY, actor="clerk")

    def found(**asked: object) -> list[int]:
        query = Query(**asked)  # type: ignore[arg-type]
        return [arrival.number for arrival in register.bookkeeping.arrivals(query)]

    assert found(words="van bang ra soat") == [2, 1]
    assert found(words="vi du 123/ubnd") == [1]
    assert found(number="2") == [2]
    assert found(number="7/bgddt") == [2]
    assert found(since=date(2026, 11, 21)) == []
    assert found(words="100%") == []


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_crash_while_receiving_takes_no_number(register: Register, occasion: str) -> None:
    for _crash in crashes(
        register, occasion, lambda: register.bookkeeping.receive(LETTER, AGENCY, actor="clerk")
    ):
        assert register.bookkeeping.incoming(AGENCY, 2026) == ()
    assert [line.arrival_number for line in register.bookkeeping.incoming(AGENCY, 2026)] == [1]
    assert register.bookkeeping.check_series() == ()
