# SPDX-License-Identifier: Apache-2.0
"""Paper and electronic documents share one series (NĐ 30/2020 Đ15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.register import PaperDocument, State
from support.books import AGENCY, DECISION, a_request
from support.crashing import OCCASIONS, crashes

if TYPE_CHECKING:
    from esign.register import Register
    from support.places import Place
    from support.ports import FixedClock

PAPER = PaperDocument(
    kind=DECISION,
    subject="Về việc bổ nhiệm",
    signer_title="GIÁM ĐỐC",
    signer_name="Nguyễn Minh Châu",
    recipients=("Như Điều 3", "Lưu: VT, TCCB"),
    copies=12,
)


def test_paper_and_electronic_documents_count_together(register: Register) -> None:
    register.number(a_request(), DECISION, AGENCY)
    entered = register.bookkeeping.enter_paper(PAPER, AGENCY, actor="clerk")
    assert entered.number.text == "02/QĐ-SGDĐT"
    assert (entered.state, entered.medium, entered.copies) == (State.RELEASED, "paper", 12)
    assert entered.recipients == PAPER.recipients
    assert register.number(a_request("request-0002"), DECISION, AGENCY).number.value == 3
    assert register.bookkeeping.check_series() == ()
    assert register.audit_check() == 3
    assert [entry.number.value for entry in register.unfinished()] == [1, 3]


def test_a_paper_document_is_not_dated_back(register: Register) -> None:
    for day in (date(2026, 11, 19), date(2026, 11, 21)):
        with pytest.raises(InputError) as refusal:
            register.bookkeeping.enter_paper(replace(PAPER, dated_on=day), AGENCY, actor="clerk")
        assert refusal.value.code == "register.paper_date"
        assert refusal.value.facts["day"] == "20/11/2026"
    today = replace(PAPER, dated_on=date(2026, 11, 20))
    entered = register.bookkeeping.enter_paper(today, AGENCY, actor="clerk")
    assert (entered.number.value, entered.issued_on) == (1, date(2026, 11, 20))


def test_the_same_entry_takes_one_number(register: Register, clock: FixedClock) -> None:
    first = register.bookkeeping.enter_paper(PAPER, AGENCY, actor="clerk", entry_id="paper-0001")
    clock.moment += timedelta(days=9)
    again = register.bookkeeping.enter_paper(PAPER, AGENCY, actor="other", entry_id="paper-0001")
    assert again == first
    changed = replace(PAPER, subject="Về việc miễn nhiệm")
    with pytest.raises(InputError) as refusal:
        register.bookkeeping.enter_paper(changed, AGENCY, actor="clerk", entry_id="paper-0001")
    assert refusal.value.code == "register.request_changed"
    other = register.bookkeeping.enter_paper(PAPER, AGENCY, actor="clerk")
    assert other.number.value == 2
    assert other.request_id.startswith("paper-20261129-")


def test_a_request_and_a_paper_document_cannot_share_an_id(register: Register) -> None:
    register.number(a_request("request-0001"), DECISION, AGENCY)
    with pytest.raises(InputError) as refusal:
        register.bookkeeping.enter_paper(PAPER, AGENCY, actor="clerk", entry_id="request-0001")
    assert refusal.value.code == "register.request_changed"


def test_a_paper_document_fills_a_reservation_of_its_day(
    register: Register, clock: FixedClock
) -> None:
    register.bookkeeping.reserve(DECISION, AGENCY, "Quyết định giấy", actor="clerk", count=2)
    clock.moment += timedelta(days=1)
    dated = replace(PAPER, dated_on=date(2026, 11, 21))
    with pytest.raises(InputError) as refusal:
        register.bookkeeping.enter_paper(dated, AGENCY, actor="clerk", reserved="2")
    assert refusal.value.code == "register.paper_date"
    dated = replace(PAPER, dated_on=date(2026, 11, 20))
    used = register.bookkeeping.enter_paper(dated, AGENCY, actor="clerk", reserved="2")
    assert (used.number.value, used.issued_on) == (2, date(2026, 11, 20))
    assert (used.state, used.medium) == (State.RELEASED, "paper")
    assert used.note == "Quyết định giấy"
    with pytest.raises(InputError) as taken:
        register.number(a_request(), DECISION, AGENCY, reserved="2")
    assert taken.value.code == "register.reservation_used"
    assert register.audit_check() == 3


@pytest.mark.parametrize("limit", [3, 0])
def test_a_paper_document_does_not_fill_a_reservation_of_long_ago(
    place: Place, clock: FixedClock, limit: int
) -> None:
    with place.open(clock, days_to_sign=limit) as register:
        books = register.bookkeeping
        books.reserve(DECISION, AGENCY, "Quyết định giấy", actor="clerk", count=2)
        clock.moment += timedelta(days=limit)
        assert books.enter_paper(PAPER, AGENCY, actor="clerk", reserved="1").number.value == 1
        clock.moment += timedelta(days=1)
        with pytest.raises(InputError) as refusal:
            books.enter_paper(PAPER, AGENCY, actor="clerk", reserved="2")
        assert refusal.value.code == "register.too_late_to_sign"
        assert refusal.value.facts["days"] == limit + 1
        assert "days_to_sign" in refusal.value.remedy("vi")
        assert books.reservation("2", DECISION, AGENCY).state is State.RESERVED
        assert register.audit_check() == 3


def test_every_fault_of_a_form_is_named_at_once(register: Register) -> None:
    faulty = replace(
        PAPER, subject=" ", signer_name="Nguyễn\u202eChâu", recipients=("Lưu: VT", "x" * 201)
    )
    with pytest.raises(InputError) as refusal:
        register.bookkeeping.enter_paper(faulty, AGENCY, actor="clerk")
    assert [(fault.code, fault.path) for fault in refusal.value.details] == [
        ("register.form_missing", "subject"),
        ("register.form_character", "signer_name"),
        ("register.form_too_long", "recipients[2]"),
    ]
    with pytest.raises(InputError) as none:
        register.bookkeeping.enter_paper(replace(PAPER, copies=0), AGENCY, actor="clerk")
    assert none.value.code == "register.no_copies"
    with pytest.raises(InputError) as badly_named:
        register.bookkeeping.enter_paper(PAPER, AGENCY, actor="clerk", entry_id="a b")
    assert badly_named.value.code == "register.entry_id"
    assert register.bookkeeping.enter_paper(PAPER, AGENCY, actor="clerk").number.value == 1


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_crash_while_entering_takes_no_number(register: Register, occasion: str) -> None:
    for _crash in crashes(
        register,
        occasion,
        lambda: register.bookkeeping.enter_paper(
            PAPER, AGENCY, actor="clerk", entry_id="paper-0001"
        ),
    ):
        assert register.find("paper-0001") is None
    assert register.bookkeeping.check_series() == ()
    assert register.audit_check() == 1
