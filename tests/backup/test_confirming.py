# SPDX-License-Identifier: Apache-2.0
"""A restored register gives no number before somebody has said which one was really the last."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, EsignError, InputError
from esign.messages import Language
from esign.register import Duty, Incoming, PaperDocument, Roles, State
from support.backups import back_up, bring_back, issue, pdf
from support.books import AGENCY, COPY, DECISION, a_request
from support.crashing import OCCASIONS, crashes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from esign.register import Register
    from support.places import Place
    from support.ports import FixedClock

BOTH = pytest.mark.parametrize("kind", ["sqlite", "postgres"], indirect=True)
LETTER = Incoming(author="UBND tỉnh", symbol="1/UBND", dated_on=None, subject="Công văn")
PAPER = PaperDocument(
    kind=DECISION,
    subject="Về việc bổ nhiệm",
    signer_title="GIÁM ĐỐC",
    signer_name="Nguyễn Văn A",
    dated_on=date(2026, 11, 20),
)
INSERTED = """
INSERT INTO confirmation
SELECT 1, restoration_id, agency_code, 'copies', year, found, last, confirmed_in FROM confirmation
"""
KILLED = """
import os, sys
from pathlib import Path
from esign.register import Destination, restore
from esign.register.backup_restoring import _Restoring
from support.ports import FixedClock, SeededRandom

backup, folder, database, step = sys.argv[1:]
setattr(_Restoring, step, lambda *_all: os._exit(9))
into = Destination(Path(folder), database)
restore(Path(backup), into, clock=FixedClock(), random=SeededRandom(), actor="clerk")
"""
LATER = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pytest.fixture
def again(register: Register, target: Path, new_place: Callable[[str], Place]) -> Place:
    """Where the register was restored; 01 and 02 are known, 03 was reserved, 04 begun."""
    register.bookkeeping.reserve(DECISION, AGENCY, "Khen thưởng", actor="clerk")
    register.number(a_request("request-0004"), DECISION, AGENCY)
    register.bookkeeping.receive(LETTER, AGENCY, actor="clerk")
    backup = back_up(register, target).folder
    place = new_place("again")
    bring_back(backup, place)
    return place


@pytest.fixture
def restored(again: Place, clock: FixedClock) -> Iterator[Register]:
    """Opened by somebody who vouches that what he numbers is new."""
    clock.moment = LATER
    with again.open(clock, patience=10, vouched=True) as opened:
        yield opened


def _named(place: Place) -> tuple[str, str]:
    return str(place.folder), place.database


def refused(number: Callable[[], object]) -> EsignError:
    """Why no number was given."""
    with pytest.raises(EsignError) as refusal:
        number()
    for language in Language:
        assert refusal.value.message(language)
        assert refusal.value.remedy(language)
    return refusal.value


def ways_to_a_number(register: Register) -> dict[str, Callable[[], object]]:
    kept = register.bookkeeping
    return {
        "number": lambda: register.number(a_request("request-0009"), DECISION, AGENCY),
        "another book": lambda: register.number(a_request("request-0009"), COPY, AGENCY),
        "reserve": lambda: kept.reserve(DECISION, AGENCY, "Khen thưởng", actor="clerk"),
        "enter": lambda: kept.enter_paper(replace(PAPER, dated_on=None), AGENCY, actor="clerk"),
        "receive": lambda: kept.receive(LETTER, AGENCY, actor="clerk"),
        "reserved": lambda: register.number(
            a_request("request-0009"), DECISION, AGENCY, reserved="3"
        ),
        "enter reserved": lambda: kept.enter_paper(PAPER, AGENCY, actor="clerk", reserved="3"),
    }


@BOTH
def test_no_way_leads_to_a_number_before_the_book_is_confirmed(
    restored: Register, again: Place
) -> None:
    before = again.rows("SELECT count(*) FROM register"), again.rows("SELECT * FROM audit_head")
    for way, number in ways_to_a_number(restored).items():
        error = refused(number)
        assert error.code == "register.unconfirmed", way
        assert isinstance(error, ConfigurationError)
        assert "20/11/2026" in error.message(Language.VIETNAMESE)
        assert "esign book confirm" in error.remedy(Language.ENGLISH)
    after = again.rows("SELECT count(*) FROM register"), again.rows("SELECT * FROM audit_head")
    assert after == before


@BOTH
def test_no_number_is_given_up_before_somebody_has_said_how_far_the_book_went(
    restored: Register,
) -> None:
    """What was reserved or begun before the backup may have been issued since."""
    reserved = "reserved:H99.12:outgoing:2026:3"
    for request_id in (reserved, "request-0004"):
        error = refused(partial(restored.lifecycle.void, request_id, "Không dùng", "clerk"))
        assert error.code == "register.unconfirmed"
    restored.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="clerk")
    assert restored.lifecycle.void(reserved, "Không dùng", "clerk").state == State.VOIDED


@BOTH
def test_all_that_needs_no_number_works_without_confirmation(restored: Register) -> None:
    assert restored.audit_check() > 0
    assert restored.store.check().faults == []
    assert restored.kept("request-0001", "pdf") == pdf(1)
    again = restored.number(a_request("request-0004"), DECISION, AGENCY)
    assert again.number.value == 4
    restored.keep("request-0004", {"signed": b"%PDF signed"})
    restored.keep("request-0004", {"pdf": b"%PDF sealed"})
    restored.release("request-0004")
    restored.lifecycle.recall("request-0001", "Trái thẩm quyền", "clerk")
    assert restored.audit_check() > 0


@BOTH
def test_numbers_that_were_given_since_are_never_given_again(
    restored: Register, again: Place
) -> None:
    kept = restored.bookkeeping
    done = kept.confirm("outgoing", AGENCY, 2026, actor="clerk", last=7)
    assert (done.found, done.last, done.anew) == (4, 7, True)
    assert [entry.number.value for entry in done.reserved] == [3]
    assert restored.number(a_request("request-0009"), DECISION, AGENCY).number.value == 8
    assert kept.check_series() == ()
    assert restored.audit_check() > 0
    lines = kept.outgoing(AGENCY, "outgoing", 2026)
    assert [line.number for line in lines][4:7] == [f"0{n}/?-văn-bản-đi" for n in (5, 6, 7)]
    for line in lines[4:7]:
        assert line.dated_on is None
        assert "Mất dữ liệu" in line.note
        assert "20/11/2026" in line.note
    ((actor, subject),) = again.rows("SELECT actor, subject FROM audit WHERE action = 'confirmed'")
    assert (actor, subject) == ("clerk", "H99.12:outgoing:2026")
    assert "outgoing" not in {each.book.name for each in kept.unconfirmed(AGENCY)}


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_crash_while_confirming_leaves_the_book_waiting(
    restored: Register, again: Place, occasion: str
) -> None:
    kept = restored.bookkeeping
    before = again.rows("SELECT * FROM series ORDER BY book, year")
    for _crash in crashes(
        restored, occasion, lambda: kept.confirm("outgoing", AGENCY, 2026, actor="clerk", last=5)
    ):
        assert again.rows("SELECT * FROM series ORDER BY book, year") == before
        assert "outgoing" in {each.book.name for each in kept.unconfirmed(AGENCY)}
    assert kept.check_series() == ()
    assert restored.number(a_request("request-0009"), DECISION, AGENCY).number.value == 6
    assert restored.audit_check() > 0


@pytest.mark.parametrize("step", ["_check", "_record"])
@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
def test_a_server_whose_restore_was_killed_can_be_opened_by_nobody(
    register: Register, target: Path, new_place: Callable[[str], Place], step: str
) -> None:
    place = new_place("again")
    done = subprocess.run(
        [sys.executable, "-c", KILLED, back_up(register, target).folder, *_named(place), step],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        check=False,
    )
    assert done.returncode == 9
    assert "register" in place.tables()
    for open_it in (place.open, partial(place.open, writable=False)):
        assert refused(partial(open_it, patience=10)).code == "register.half_restored"


@BOTH
def test_each_book_waits_for_itself(restored: Register) -> None:
    kept = restored.bookkeeping
    waiting = {each.book.name for each in kept.unconfirmed(AGENCY)}
    assert {"outgoing", "copies", "incoming"} <= waiting
    kept.confirm("incoming", AGENCY, 2026, actor="clerk", last=3)
    assert kept.receive(LETTER, AGENCY, actor="clerk").number == 4
    lost = kept.incoming(AGENCY, 2026)[1:3]
    assert [line.subject for line in lost] == ["(không còn dữ liệu)"] * 2
    kept.confirm("copies", AGENCY, 2026, actor="clerk", last=2)
    assert restored.number(a_request("request-0009"), COPY, AGENCY).number.value == 3
    error = refused(lambda: restored.number(a_request("request-0010"), DECISION, AGENCY))
    assert error.code == "register.unconfirmed"
    assert kept.check_series() == ()
    assert restored.audit_check() > 0


@BOTH
def test_a_series_that_the_backup_does_not_know_waits_too(
    restored: Register, clock: FixedClock
) -> None:
    """The backup may be older than the first number of a book, or of a year."""
    clock.moment = datetime(2027, 1, 5, 3, 0, tzinfo=UTC)
    asked = a_request("request-0009")
    assert refused(lambda: restored.number(asked, DECISION, AGENCY)).code == "register.unconfirmed"
    restored.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="clerk")
    assert refused(lambda: restored.number(asked, DECISION, AGENCY)).code == "register.unconfirmed"
    restored.bookkeeping.confirm("outgoing", AGENCY, 2027, actor="clerk", last=2)
    assert restored.number(asked, DECISION, AGENCY).number.text == "03/QĐ-SGDĐT"
    assert restored.bookkeeping.check_series() == ()
    assert restored.audit_check() > 0


@BOTH
def test_the_next_years_series_begin_by_themselves(restored: Register, clock: FixedClock) -> None:
    restored.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="clerk")
    clock.moment = datetime(2027, 1, 5, 3, 0, tzinfo=UTC)
    assert restored.number(a_request("request-0009"), DECISION, AGENCY).number.value == 1
    assert restored.audit_check() > 0
    asked = a_request("request-0010")
    assert refused(lambda: restored.number(asked, COPY, AGENCY)).code == "register.unconfirmed"


@pytest.mark.parametrize(
    ("book", "last", "code"),
    [
        ("outgoing", 3, "register.confirmed_too_low"),
        ("outgoing", 40_000, "register.confirmed_too_high"),
        ("sổ lạ", None, "printing.unknown_book"),
    ],
)
def test_a_number_that_cannot_be_the_last_is_refused(
    restored: Register, again: Place, book: str, last: int | None, code: str
) -> None:
    before = again.rows("SELECT * FROM audit_head")
    with pytest.raises(InputError) as refusal:
        restored.bookkeeping.confirm(book, AGENCY, 2026, actor="clerk", last=last)
    assert refusal.value.code == code
    assert refusal.value.remedy(Language.VIETNAMESE)
    assert again.rows("SELECT * FROM audit_head") == before


def test_what_was_confirmed_stays_and_may_be_said_again(restored: Register) -> None:
    confirm = restored.bookkeeping.confirm
    confirm("outgoing", AGENCY, 2026, actor="clerk", last=6)
    acts = restored.audit_check()
    for last in (None, 6):
        done = confirm("outgoing", AGENCY, 2026, actor="clerk", last=last)
        assert (done.anew, done.last) == (False, 6)
    with pytest.raises(InputError) as refusal:
        confirm("outgoing", AGENCY, 2026, actor="clerk", last=9)
    assert refusal.value.code == "register.nothing_to_confirm"
    assert restored.audit_check() == acts


def test_a_register_that_was_never_restored_waits_for_nothing(register: Register) -> None:
    assert register.bookkeeping.unconfirmed(AGENCY) == ()
    done = register.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="clerk")
    assert not done.anew
    with pytest.raises(InputError) as refusal:
        register.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="clerk", last=5)
    assert refusal.value.code == "register.nothing_to_confirm"


def test_a_clock_that_is_behind_confirms_nothing(restored: Register, clock: FixedClock) -> None:
    clock.moment = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
    with pytest.raises(ConfigurationError) as refusal:
        restored.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="clerk", last=9)
    assert refusal.value.code == "register.clock_behind"


def test_only_a_clerk_confirms(again: Place, restored: Register) -> None:
    del restored
    roles = Roles({Duty.CLERK: frozenset({"lan"}), Duty.AUDITOR: frozenset({"thanhtra"})})
    with again.open(roles=roles, patience=10) as register:
        with pytest.raises(ConfigurationError) as refusal:
            register.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="thanhtra")
        assert refusal.value.code == "register.not_entrusted"
        assert "xác nhận" in refusal.value.message(Language.VIETNAMESE)
        assert register.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="lan").anew


def test_a_register_opened_to_look_confirms_nothing(again: Place) -> None:
    with again.open(writable=False) as looking:
        assert looking.bookkeeping.unconfirmed(AGENCY)
        assert refused(
            lambda: looking.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="clerk")
        ).code.startswith("register.not_writable")


@BOTH
def test_a_lost_document_comes_back_under_its_own_date(restored: Register) -> None:
    kept = restored.bookkeeping
    kept.confirm("outgoing", AGENCY, 2026, actor="clerk", last=7)
    restored.number(a_request("request-0009"), DECISION, AGENCY)
    entry = kept.enter_paper(
        PAPER, AGENCY, actor="clerk", entry_id="paper-0006", reserved="06/QĐ-SGDĐT"
    )
    assert (entry.number.text, entry.issued_on) == ("06/QĐ-SGDĐT", date(2026, 11, 20))
    assert entry.document_id == "H99.12,2026/11/20,06/QĐ-SGDĐT"
    assert (entry.state, entry.lost) == (State.RELEASED, False)
    assert entry.note.startswith("Nhập lại (khôi phục từ bản sao lưu ")
    assert restored.by_number("06/QĐ-SGDĐT") == (entry,)
    assert kept.enter_paper(PAPER, AGENCY, actor="clerk", entry_id="paper-0006", reserved="6")
    restored.lifecycle.void("lost:H99.12:outgoing:2026:5", "Chưa dùng đến", "clerk")
    restored.lifecycle.recall("paper-0006", "Trái thẩm quyền", "clerk")
    assert kept.check_series() == ()
    assert restored.audit_check() > 0


@BOTH
def test_the_last_of_the_lost_may_bear_a_later_day_than_the_backup(
    again: Place, clock: FixedClock
) -> None:
    clock.moment = LATER
    with again.open(clock, patience=10, vouched=True) as restored:
        kept = restored.bookkeeping
        kept.confirm("outgoing", AGENCY, 2026, actor="clerk", last=6)
        late = replace(PAPER, dated_on=date(2026, 11, 24))
        kept.enter_paper(late, AGENCY, actor="clerk", reserved="6")
        assert kept.check_series() == ()
        clock.moment = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
        asked = a_request("request-0009")
        error = refused(lambda: restored.number(asked, DECISION, AGENCY))
        assert error.code == "register.clock_behind"
        assert restored.audit_check() > 0


@pytest.mark.parametrize(
    ("dated_on", "code"),
    [
        (None, "register.lost_needs_date"),
        (date(2026, 11, 19), "register.lost_date"),
        (date(2026, 11, 26), "register.lost_date"),
        (date(2025, 11, 20), "register.lost_date"),
    ],
)
def test_a_date_that_a_lost_document_cannot_bear_is_refused(
    restored: Register, dated_on: date | None, code: str
) -> None:
    kept = restored.bookkeeping
    kept.confirm("outgoing", AGENCY, 2026, actor="clerk", last=6)
    document = replace(PAPER, dated_on=dated_on)
    error = refused(lambda: kept.enter_paper(document, AGENCY, actor="clerk", reserved="5"))
    assert error.code == code


def test_a_lost_number_is_not_given_to_a_new_document(restored: Register) -> None:
    restored.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="clerk", last=6)
    asked = a_request("request-0009")
    error = refused(lambda: restored.number(asked, DECISION, AGENCY, reserved="05/?-van-ban-di"))
    assert error.code == "register.number_lost"


@BOTH
@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE series SET awaits = NULL", "register.series_waits_otherwise"),
        ("UPDATE restoration SET since_year = 2030", "register.row_changed"),
        ("UPDATE confirmation SET last = 4", "register.row_changed"),
        ("DELETE FROM confirmation", "register.row_removed"),
        (INSERTED, "register.row_inserted"),
        ("UPDATE register SET note = 'khác' WHERE request_id LIKE 'lost:%'", "entry_changed"),
    ],
)
def test_who_lifts_the_wait_behind_the_records_back_is_found_out(
    restored: Register, again: Place, sql: str, code: str
) -> None:
    restored.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="clerk", last=6)
    again.change(sql)
    with pytest.raises(ConfigurationError) as refusal:
        restored.record.check()
    assert code in refusal.value.code
    assert refusal.value.message(Language.VIETNAMESE)


@BOTH
def test_a_register_restored_twice_waits_anew(
    restored: Register, target: Path, new_place: Callable[[str], Place], clock: FixedClock
) -> None:
    restored.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="clerk", last=6)
    issue(restored, 9)
    backup = back_up(restored, target).folder
    third = new_place("third")
    assert {series.last for series in bring_back(backup, third).waiting} == {7, 1}
    with third.open(clock, patience=10, vouched=True) as register:
        asked = a_request("request-0010")
        error = refused(lambda: register.number(asked, DECISION, AGENCY))
        assert error.code == "register.unconfirmed"
        register.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="clerk")
        assert register.number(asked, DECISION, AGENCY).number.value == 8
        assert register.audit_check() > 0
