# SPDX-License-Identifier: Apache-2.0
"""A document is signed on the day it bears, or soon after (NĐ 30/2020 Đ18 k1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, InputError
from esign.issuance import issue, load_request, prepare
from esign.kinds import Books
from esign.messages import Language
from esign.model import Book
from esign.register import State
from esign.rehearsal import rehearse
from support.office import DECISION, make_office
from support.ports import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.issuance import Office
    from esign.model import Request


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Iterator[Office]:
    with make_office(tmp_path, clock=clock) as opened:
        yield opened


@pytest.fixture
def request_(office: Office) -> Request:
    return load_request(DECISION, office.kinds)


def _reserve(office: Office, count: int = 1) -> None:
    kind = office.kinds.kind("decision")
    office.register.bookkeeping.reserve(kind, office.agency, "Giữ", actor="clerk", count=count)


def test_a_number_that_is_too_old_is_not_signed(
    office: Office, clock: FixedClock, request_: Request
) -> None:
    prepare(request_, office)
    clock.moment += timedelta(days=4)
    for attempt in (
        lambda: issue(request_, office),
        lambda: rehearse(request_, office.desk),
    ):
        with pytest.raises(InputError) as refusal:
            attempt()
        assert refusal.value.code == "register.too_late_to_sign"
        assert (refusal.value.facts["days"], refusal.value.facts["limit"]) == (4, 3)
        assert "esign void" in refusal.value.remedy("vi")
    entry = office.register.find(request_.request_id)
    assert entry is not None
    assert entry.state is State.NUMBERED


def test_a_reservation_that_is_too_old_is_not_used_up(
    office: Office, clock: FixedClock, request_: Request
) -> None:
    _reserve(office)
    clock.moment += timedelta(days=4)
    with pytest.raises(InputError) as refusal:
        issue(request_, office, reserved="1")
    assert refusal.value.code == "register.too_late_to_sign"
    assert office.register.find(request_.request_id) is None
    assert [entry.state for entry in office.register.unfinished()] == [State.RESERVED]
    assert issue(request_, office).numbered.number.value == 2


def test_what_is_signed_a_day_late_says_so(
    office: Office, clock: FixedClock, request_: Request
) -> None:
    _reserve(office)
    clock.moment += timedelta(days=3)
    issued = issue(request_, office, reserved="1")
    assert issued.numbered.issued_on == date(2026, 11, 20)
    (remark,) = issued.remarks
    assert (remark.code, remark.facts["days"]) == ("register.signed_late", 3)
    assert "20/11/2026" in remark.message(Language.VIETNAMESE)
    assert issue(request_, office).remarks == ()


def test_days_are_counted_in_viet_nam(office: Office, clock: FixedClock, request_: Request) -> None:
    clock.moment += timedelta(hours=13, minutes=59)  # 23:59 in Viet Nam
    prepare(request_, office)
    clock.moment += timedelta(minutes=1)
    (remark,) = issue(request_, office).remarks
    assert remark.facts["days"] == 1


def test_the_office_says_how_many_days(
    office: Office, clock: FixedClock, request_: Request
) -> None:
    strict = replace(office, days_to_sign=0)
    prepare(request_, strict)
    assert issue(request_, strict).remarks == ()
    clock.moment += timedelta(days=1)
    other = replace(request_, request_id="request-0002")
    _reserve(office)
    clock.moment += timedelta(days=1)
    with pytest.raises(InputError):
        issue(other, strict, reserved="2")


def test_nothing_is_signed_before_the_day_it_bears(
    office: Office, clock: FixedClock, request_: Request
) -> None:
    prepare(request_, office)
    clock.moment -= timedelta(days=1)
    with pytest.raises(ConfigurationError) as refusal:
        issue(request_, office)
    assert refusal.value.code == "register.clock_behind"


def test_a_councils_book_shows_on_the_page_and_in_the_file_names(
    tmp_path: Path, clock: FixedClock
) -> None:
    settings = """
[[book]]
name = "council"
title = "Sổ văn bản của Hội đồng tư vấn"
kinds = ["decision"]
abbreviation = "HĐTV"
"""
    with make_office(tmp_path, clock=clock, extra_settings=settings) as office:
        request = load_request(DECISION, office.kinds)
        issued = issue(request, office)
        council = Book("council", "Sổ văn bản của Hội đồng tư vấn", "HĐTV")
        assert office.books == Books({"decision": council}, {"council": council})
    assert issued.numbered.number.text == "01/QĐ-HĐTV"
    assert issued.pdf.name == "01-QD-HDTV-2026-council.pdf"
    assert issued.report.document["number"] == "01/QĐ-HĐTV"
