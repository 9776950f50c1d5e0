# SPDX-License-Identifier: Apache-2.0
"""Numbers rise by one without gap, whoever asks and whatever breaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, InputError
from esign.register import State
from support.books import AGENCY, COPY, DECISION, a_request
from support.clerk import clerks
from support.crashing import OCCASIONS, crashes
from support.ports import FixedClock, SeededRandom

if TYPE_CHECKING:
    from esign.register import Register
    from support.places import Place

NEW_YEAR = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
"""Midnight in Viet Nam."""


def test_a_voided_number_is_never_given_again(register: Register) -> None:
    register.number(a_request(), DECISION, AGENCY)
    assert (
        register.lifecycle.void("request-0001", "  Trình nhầm  ", "clerk").number.text
        == "01/QĐ-SGDĐT"
    )
    entry = register.find("request-0001")
    assert entry is not None
    assert (entry.state, entry.reason) == (State.VOIDED, "Trình nhầm")
    with pytest.raises(InputError) as refusal:
        register.number(a_request(), DECISION, AGENCY)
    assert refusal.value.code == "register.voided"
    assert "Trình nhầm" in str(refusal.value)
    following = register.number(a_request("request-0002"), DECISION, AGENCY)
    assert following.number.text == "02/QĐ-SGDĐT"


def test_the_same_id_with_other_content_is_refused_and_takes_no_number(register: Register) -> None:
    register.number(a_request(), DECISION, AGENCY)
    with pytest.raises(InputError) as refusal:
        register.number(a_request(text="Về việc khác"), DECISION, AGENCY)
    assert refusal.value.code == "register.request_changed"
    assert refusal.value.facts["request_id"] == "request-0001"
    assert register.number(a_request("request-0002"), DECISION, AGENCY).number.value == 2


def test_a_clock_that_steps_back_takes_no_number(register: Register, clock: FixedClock) -> None:
    register.number(a_request(), DECISION, AGENCY)
    clock.moment -= timedelta(days=1)
    with pytest.raises(ConfigurationError) as refusal:
        register.number(a_request("request-0002"), DECISION, AGENCY)
    assert refusal.value.code == "register.clock_behind"
    assert refusal.value.facts["last"] == "20/11/2026"
    assert register.find("request-0002") is None
    clock.moment += timedelta(days=1)
    assert register.number(a_request("request-0002"), DECISION, AGENCY).number.value == 2


def test_two_books_may_not_give_the_same_number_and_symbol_in_a_year(register: Register) -> None:
    register.number(a_request(), DECISION, AGENCY)
    careless = replace(DECISION, name="other", book="other")
    with pytest.raises(ConfigurationError) as refusal:
        register.number(a_request("request-0002"), careless, AGENCY)
    assert refusal.value.code == "register.number_taken"
    assert register.record.check().rows == 1


def test_a_document_gets_its_number_date_and_id(register: Register) -> None:
    numbered = register.number(a_request(), DECISION, AGENCY, "https://tra-cuu.example/v/")
    assert numbered.number.text == "01/QĐ-SGDĐT"
    assert numbered.issued_on == date(2026, 11, 20)
    assert numbered.document_id == "H99.12,2026/11/20,01/QĐ-SGDĐT"
    assert numbered.lookup_url == f"https://tra-cuu.example/v/{numbered.lookup_code}"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 4, 17, 0, tzinfo=UTC), date(2026, 1, 5)),
        (datetime(2026, 6, 9, 16, 59, 59, tzinfo=UTC), date(2026, 6, 9)),
        (datetime(2026, 10, 29, 23, 0, tzinfo=UTC), date(2026, 10, 30)),
    ],
)
def test_the_date_is_the_day_in_viet_nam(
    register: Register, clock: FixedClock, moment: datetime, day: date
) -> None:
    clock.moment = moment
    assert register.number(a_request(), DECISION, AGENCY).issued_on == day


def test_the_year_changes_at_midnight_in_viet_nam_and_begins_with_01(
    register: Register, clock: FixedClock
) -> None:
    numbers = []
    for turn, before in enumerate((2, 1, 0, -1)):
        clock.moment = NEW_YEAR - timedelta(microseconds=before)
        numbered = register.number(a_request(f"request-{turn:04d}"), DECISION, AGENCY)
        numbers.append((numbered.number.text, numbered.number.year, numbered.issued_on))
    assert numbers == [
        ("01/QĐ-SGDĐT", 2026, date(2026, 12, 31)),
        ("02/QĐ-SGDĐT", 2026, date(2026, 12, 31)),
        ("01/QĐ-SGDĐT", 2027, date(2027, 1, 1)),
        ("02/QĐ-SGDĐT", 2027, date(2027, 1, 1)),
    ]


def test_every_agency_and_every_book_counts_for_itself(register: Register) -> None:
    council = replace(AGENCY, code="H99.12.HD", abbreviation="HĐ")
    taken = [
        register.number(a_request(f"request-{turn:04d}"), kind, issuer).number.text
        for turn, (kind, issuer) in enumerate(
            [(DECISION, AGENCY), (COPY, AGENCY), (DECISION, council), (DECISION, AGENCY)]
        )
    ]
    assert taken == ["01/QĐ-SGDĐT", "01/BS-SGDĐT", "01/QĐ-HĐ", "02/QĐ-SGDĐT"]


def test_the_same_request_gets_the_same_result_even_under_other_settings(
    register: Register, clock: FixedClock
) -> None:
    first = register.number(a_request(), DECISION, AGENCY, "https://tra-cuu.example")
    clock.moment += timedelta(days=400)
    renamed = replace(AGENCY, name="Sở mới", place="Nơi khác", email="so@vidu.example")
    assert register.number(a_request(), DECISION, renamed, "https://khac.example") == first
    assert register.number(a_request("request-0002"), DECISION, renamed).agency == renamed


def test_a_look_up_code_that_is_taken_is_drawn_again(place: Place) -> None:
    class Stuck(SeededRandom):
        def bits(self, count: int) -> int:
            self.drawn += 1
            return 7 if self.drawn <= 3 else 2**count - 1

    with place.open(random=Stuck()) as register:
        first = register.number(a_request(), DECISION, AGENCY)
        second = register.number(a_request("request-0002"), DECISION, AGENCY)
    assert first.lookup_code == "0000-0000-0007"
    assert second.lookup_code == "ZZZZ-ZZZZ-ZZZZ"
    assert second.number.value == 2


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_crash_at_any_statement_leaves_no_gap_and_no_trace(
    register: Register, occasion: str
) -> None:
    for value in (1, 2):  # the first of a series takes another path than the others
        request = a_request(f"request-{value:04d}")
        for _crash in crashes(
            register, occasion, lambda request=request: register.number(request, DECISION, AGENCY)
        ):
            assert register.find(request.request_id) is None
            assert register.record.check().rows == value - 1
        assert numbers(register) == list(range(1, value + 1))


def numbers(register: Register) -> list[int]:
    return [entry.number.value for entry in register.unfinished()]


def test_clerks_in_several_processes_leave_no_gap_and_no_duplicate(place: Place) -> None:
    work_at_once(place, "abcdefgh", 60)


@pytest.mark.long
def test_eight_clerks_take_two_thousand_numbers(place: Place) -> None:
    work_at_once(place, "abcdefgh", 250)


def work_at_once(place: Place, names: str, count: int) -> None:
    whole = list(range(1, len(names) * count + 1))
    told = clerks(place, names, count)
    assert all(taken == sorted(taken) for taken in told)
    assert sorted(chain.from_iterable(told)) == whole
    with place.open() as register:
        assert numbers(register) == whole
        assert register.record.check().rows == len(whole)


def test_the_register_holds_how_many_copies_a_document_states(place: Place) -> None:
    plain, three = a_request(), a_request("request-0002")
    three = replace(three, content={**three.content, "copies": 3})
    with place.open() as register:
        for request in (plain, three):
            register.number(request, DECISION, AGENCY)
        found = [register.find(each.request_id) for each in (plain, three)]
    assert [entry.copies for entry in found if entry is not None] == [1, 3]
