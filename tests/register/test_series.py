# SPDX-License-Identifier: Apache-2.0
"""Series over New Year, books at a glance, and what is found when somebody tampers with numbers."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError
from esign.kinds import Books
from esign.messages import Language
from esign.model import Book
from esign.register import Incoming, State
from support.books import AGENCY, COPY, DECISION, a_request

if TYPE_CHECKING:
    from esign.register import Register
    from support.places import Place
    from support.ports import FixedClock

NEW_YEAR = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
LETTER = Incoming(author="UBND tỉnh", symbol="1/UBND", dated_on=None, subject="Công văn")


@pytest.mark.parametrize("begun", [True, False])
def test_a_clock_that_steps_back_over_new_year_takes_no_number(
    register: Register, clock: FixedClock, *, begun: bool
) -> None:
    """Whether or not the old year's series had begun, and whatever its last date."""
    clock.moment = NEW_YEAR - timedelta(days=40)
    if begun:
        register.number(a_request(), DECISION, AGENCY)
    clock.moment = NEW_YEAR
    register.number(a_request("request-0002"), DECISION, AGENCY)
    clock.moment = NEW_YEAR - timedelta(seconds=1)
    for take in (
        lambda: register.number(a_request("request-0003"), DECISION, AGENCY),
        lambda: register.bookkeeping.reserve(DECISION, AGENCY, "x", actor="clerk"),
    ):
        with pytest.raises(ConfigurationError) as refusal:
            take()
        assert refusal.value.code == "register.clock_behind"
        assert refusal.value.facts["last"] == "01/01/2027"
    assert register.number(a_request("request-0009"), COPY, AGENCY).number.year == 2026
    assert register.bookkeeping.check_series() == ()


_GUARDS = ("series_no_delete", "series_by_one", "register_place_fixed", "register_name_fixed")


def _tamper(place: Place, *statements: str) -> None:
    with closing(place.connect()) as connection:
        for trigger in _GUARDS:
            table = trigger.partition("_")[0]
            of_table = f" ON {table}" if place.cluster else ""
            connection.execute(f"DROP TRIGGER {trigger}{of_table}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE series SET last = 5 WHERE book = 'outgoing'", "series_missing"),
        ("UPDATE series SET last = 2 WHERE book = 'outgoing'", "series_beyond"),
        ("UPDATE series SET last = 9 WHERE book = 'incoming'", "series_missing"),
        ("UPDATE series SET last_day = '2026-11-19' WHERE book = 'outgoing'", "series_last_day"),
        ("DELETE FROM series WHERE book = 'copies'", "series_unknown"),
        ("UPDATE register SET value = 7 WHERE book = 'outgoing' AND value = 2", "series_missing"),
        (
            "UPDATE register SET issued_on = '2026-11-01' WHERE book = 'outgoing' AND value = 3",
            "series_misdated",
        ),
        (
            "UPDATE register SET issued_on = '2025-11-20' WHERE book = 'copies'",
            "series_misdated",
        ),
    ],
)
def test_numbers_that_were_tampered_with_are_named(place: Place, statement: str, code: str) -> None:
    with place.open() as register:
        for turn in range(1, 4):
            register.number(a_request(f"request-{turn:04d}"), DECISION, AGENCY)
        register.number(a_request("request-0009"), COPY, AGENCY)
        register.bookkeeping.receive(LETTER, AGENCY, actor="clerk")
        assert register.bookkeeping.check_series() == ()
    _tamper(place, statement)
    with place.open() as register:
        faults = register.bookkeeping.check_series()
    assert f"register.{code}" in {fault.code for fault in faults}
    assert all(fault.path.startswith("H99.12 ") for fault in faults)
    assert all(fault.message(Language.VIETNAMESE) for fault in faults)


def test_the_books_at_a_glance(place: Place, clock: FixedClock) -> None:
    council = Book("council", "Sổ Hội đồng", "HĐ")
    notice = replace(DECISION, name="notice", symbol="TB-{agency}")
    with place.open(clock, books=Books(of_kinds={"notice": council})) as register:
        register.number(a_request(), DECISION, AGENCY)
        register.number(a_request("request-0002"), DECISION, AGENCY)
        register.lifecycle.void("request-0001", "Trình nhầm", "clerk")
        clock.moment += timedelta(days=1)
        register.bookkeeping.reserve(notice, AGENCY, "Giữ", actor="clerk", count=2)
        register.bookkeeping.receive(LETTER, AGENCY, actor="clerk")
        books = {each.book.name: each for each in register.bookkeeping.list_books(AGENCY, 2026)}
        assert register.bookkeeping.list_books(AGENCY, 2025)[0].last == 0
    assert list(books) == ["outgoing", "copies", "certified-copies", "council", "incoming"]
    outgoing = books["outgoing"]
    assert (outgoing.last, outgoing.last_day) == (2, date(2026, 11, 20))
    assert outgoing.states == {State.NUMBERED: 1, State.VOIDED: 1}
    assert (books["copies"].last, books["copies"].last_day) == (0, None)
    assert [entry.number.text for entry in books["council"].reserved] == ["01/TB-HĐ", "02/TB-HĐ"]
    assert (books["incoming"].last, books["incoming"].book.title) == (1, "Sổ đăng ký văn bản đến")
    with place.open(clock) as register:  # the settings no longer speak of the council
        books = {each.book.name: each for each in register.bookkeeping.list_books(AGENCY, 2026)}
    assert books["council"].book.title == "Sổ đăng ký “council”"
