# SPDX-License-Identifier: Apache-2.0
"""A date is held against the Vietnamese day, at night too, and no clock of a sender hides it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus
from esign.exchange import Level, LintContext, lint
from esign.intake.opening import Known, opened
from esign.receiving.carrying import to_plain
from support.edxml_samples import DOCUMENT, STATUS

if TYPE_CHECKING:
    from pathlib import Path

NIGHT = datetime(2026, 3, 4, 17, 30, tzinfo=UTC)  # 00:30 on 5 March in Viet Nam
NEW_YEAR = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)  # 00:30 on 1 January 2027
YEARS = ("2098", "2099", "9998", "9999")


def dated(day: str, sent: str = "") -> bytes:
    text = DOCUMENT.replace("2026/03/05 09:10:11", "SENT 00:20:00").replace("2026/03/05", day)
    return text.replace("SENT", sent or day).encode()


def of_days(data: bytes, now: datetime | None, *, alone: bool = False) -> list[str]:
    found = lint(data, LintContext(now=now, own_clock_alone=alone))
    return [each.code.removeprefix("edxml.") for each in found if each.rule in {"D2", "T1"}]


@pytest.mark.parametrize(
    ("now", "day"), [(NIGHT, "2026/03/05"), (NEW_YEAR, "2027/01/01")], ids=["night", "new year"]
)
def test_a_document_dated_today_is_not_of_tomorrow_in_the_vietnamese_night(
    now: datetime, day: str
) -> None:
    assert of_days(dated(day), now) == []


@pytest.mark.parametrize(
    ("now", "tomorrow", "later"),
    [(NIGHT, "2026/03/06", "2026/03/07"), (NEW_YEAR, "2027/01/02", "2027/01/03")],
)
def test_in_that_night_tomorrow_is_the_next_vietnamese_day(
    now: datetime, tomorrow: str, later: str
) -> None:
    assert of_days(dated(tomorrow), now) == ["D2.tomorrow"]
    assert "D2.ahead" in of_days(dated(later), now)


def test_the_inbox_takes_the_vietnamese_day_too() -> None:
    for now, day in ((NIGHT, "2026/03/05"), (NEW_YEAR, "2027/01/01")):
        options = {"now": now.isoformat(), "known": to_plain(Known())}
        faults = opened({})(dated(day), options)["faults"]
        assert not [each["code"] for each in faults if each["rule"] in {"D2", "T1"}]


def test_a_sender_whose_clock_is_years_slow_is_not_set_aside_for_it() -> None:
    slow = dated("2026/03/05", sent="2010/01/01")
    assert of_days(slow, NIGHT, alone=True) == []
    assert of_days(slow, NIGHT) == ["D2.future"]


@pytest.mark.parametrize("year", YEARS)
def test_a_day_to_come_is_found_though_the_trace_headers_say_the_same(year: str) -> None:
    found = lint(dated(f"{year}/12/31"), LintContext(now=NIGHT))
    levels = {each.code: each.level for each in found}
    assert levels["edxml.D2.ahead"] is Level.ERROR
    assert {"edxml.T1.ahead", "edxml.T1.year"} & levels.keys()


def test_a_day_after_the_sending_is_found_long_afterwards() -> None:
    late = datetime(2030, 1, 1, tzinfo=UTC)
    assert of_days(dated("2026/03/09", sent="2026/03/05"), late) == ["D2.future"]


def test_the_year_9999_is_doubted_where_today_is_not_known() -> None:
    assert of_days(dated("9999/12/31"), None) == ["D2.year", "T1.year"]


def test_a_report_of_the_year_2099_is_remarked_on() -> None:
    report = STATUS.replace("2026/03/05 14:20:00", "2099/03/05 14:20:00").encode()
    assert of_days(report, NIGHT) == ["T1.ahead"]
    assert of_days(STATUS.encode(), NIGHT) == []


def test_the_command_finds_it_without_being_told_that_it_is_to_be_sent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.edxml").write_bytes(dated("2099/03/05"))
    assert run(esign, ["lint", str(tmp_path / "a.edxml")]) == ExitStatus.INPUT
    assert "Ngày ban hành 2099/03/05 còn ở phía trước" in capsys.readouterr().out
