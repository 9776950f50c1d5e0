# SPDX-License-Identifier: Apache-2.0
"""A report that contradicts itself settles nothing, and somebody is told of it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, cast

import pytest

from esign.exchange.numbers import Numbers, compared
from esign.intake import fetch_waiting
from esign.intake.numbers import names_another
from esign.model import AgencyRecord, DocumentReference, Party, StatusPackage
from esign.register import Standing
from support.arriving import US, data
from support.books import AGENCY
from support.lives import LETTER, released
from support.outbox import HOME, sendable
from support.packages import SENT_AT

if TYPE_CHECKING:
    from esign.intake import Intake
    from esign.register import ArrivedMessage, Register
    from esign.register.dealings import Dealings
    from support.transports import MemoryAxis

CODES = ["01", "02", "03", "04", "05", "06", "15", "16"]
FINAL = {"02", "06", "15", "16"}
SAID_BY_RULES = {"edxml.S5.two", "edxml.S5.otherwise"}


@pytest.fixture
def sound(register: Register) -> StatusPackage:
    """A sound report of a document of ours that was sent."""
    sendable(register, "old-0001")
    numbered = register.numbered("old-0001")
    about = DocumentReference(
        AGENCY.code, numbered.number.text, numbered.document_id, numbered.issued_on
    )
    return StatusPackage(Party(HOME, "Cơ quan nhận"), about, "01", SENT_AT, "—")


def about(report: StatusPackage, **changes: object) -> StatusPackage:
    return replace(report, about=replace(report.about, **changes))  # type: ignore[arg-type]


def taken(intake: Intake, axis: MemoryAxis, *reports: StatusPackage) -> list[ArrivedMessage]:
    for report in reports:
        axis.put(US.code, data(report), status=True, sender=report.sender.code)
    return fetch_waiting(intake).messages


def found(message: ArrivedMessage) -> dict[str, str]:
    return {each.code: each.level for each in message.read.remarks if "report_" in each.code}


def credited(register: Register) -> list[str]:
    return [each.code for each in register.receipts.of("old-0001")]


def under(report: StatusPackage, code: str) -> StatusPackage:
    """With the DocumentId built with another agency's code."""
    rest = report.about.document_id.partition(",")[2]
    return about(report, document_id=f"{code},{rest}")


def test_a_report_that_names_two_documents_counts_for_neither(
    register: Register, intake: Intake, axis: MemoryAxis, sound: StatusPackage
) -> None:
    other = sound.about.document_id.replace(sound.about.code, f"99{sound.about.code}")
    year = sound.about.document_id.replace(",2026/", ",2025/")
    reports = [
        about(replace(sound, code=code), **changes)
        for code in ("02", "03")
        for changes in ({"code": f"9{sound.about.code}"}, {"document_id": other})
    ]
    messages = taken(intake, axis, *reports, about(sound, document_id=year))
    assert {each.state for each in messages} == {Standing.QUARANTINED}
    assert {tuple(found(each).items()) for each in messages} == {
        (("inbox.report_two_documents", "error"),)
    }
    assert not {each.code for message in messages for each in message.read.remarks} & SAID_BY_RULES
    assert credited(register) == []
    assert register.record.check().rows > 0


def test_what_contradicts_itself_of_a_document_of_others_is_told_by_the_rules(
    register: Register, intake: Intake, axis: MemoryAxis, sound: StatusPackage
) -> None:
    assert register.receipts.of("old-0001") == ()
    foreign = about(sound, document_id="H99.77,2026/03/05,12/STN-VP", code="13/STN-VP")
    (message,) = taken(intake, axis, foreign)
    assert (message.state, found(message)) == (Standing.NOTED, {})
    assert "edxml.S5.two" in {each.code for each in message.read.remarks}


@pytest.mark.parametrize("code", CODES)
def test_under_another_agencys_code_nothing_is_settled(
    register: Register, intake: Intake, axis: MemoryAxis, sound: StatusPackage, code: str
) -> None:
    report = replace(sound, code=code)
    built_with_receiver = under(report, HOME)
    left_in_answer = about(report, agency_code="H99.77")
    messages = taken(intake, axis, built_with_receiver, left_in_answer)
    state = Standing.QUARANTINED if code in FINAL else Standing.NOTED
    level = "error" if code in FINAL else "warning"
    assert [each.state for each in messages] == [state] * 2
    assert [found(each) for each in messages] == [{"inbox.report_other_issuer": level}] * 2
    assert credited(register) == ([] if code in FINAL else [code] * 2)


def test_other_ways_of_writing_the_same_contradict_nothing(
    register: Register, intake: Intake, axis: MemoryAxis, sound: StatusPackage
) -> None:
    listed = AgencyRecord(AGENCY.code, AGENCY.name, old_codes=("H99.40",))
    register.directory.take_over((listed,), "file", whole=True, actor="clerk", fewer=True)
    value, _, symbol = sound.about.code.partition("/")
    ways = [
        about(sound, code=f"0{value}/{symbol.lower()}"),
        about(sound, code=value),
        under(sound, "H99.40"),
        about(sound, agency_code="H99.40"),
        about(sound, issued_on=None),
    ]
    messages = taken(intake, axis, *ways)
    assert [found(each) for each in messages] == [{}] * len(ways)
    assert credited(register) == ["01"] * len(ways)


@pytest.mark.parametrize("code", ["03", "06"])
def test_mere_spelling_makes_no_second_document(
    register: Register, intake: Intake, axis: MemoryAxis, sound: StatusPackage, code: str
) -> None:
    written, document_id = sound.about.code, sound.about.document_id
    assert "Đ" in written
    spelled = [
        written.replace("Đ", "Ð"),
        written.replace("Đ", "D"),
        written.replace("-", "\N{EN DASH}"),
        written.replace("-", " - "),
        written.replace("/", " /\N{NO-BREAK SPACE}"),
        written.replace("-", "\N{ZERO WIDTH SPACE}-"),
        unicodedata.normalize("NFD", written),
    ]
    ways = [about(replace(sound, code=code), code=each) for each in spelled]
    ways += [about(replace(sound, code=code), document_id=document_id.replace(",", "，"))]
    messages = taken(intake, axis, *ways)
    assert [(each.state, found(each)) for each in messages] == [(Standing.NOTED, {})] * len(ways)
    assert credited(register) == [code] * len(ways)


def test_what_names_no_other_document_of_ours_is_a_warning_and_counts(
    register: Register, intake: Intake, axis: MemoryAxis, sound: StatusPackage
) -> None:
    value, _, symbol = sound.about.code.partition("/")
    ways = [
        about(sound, code=f"{value}/2026/{symbol}"),
        about(sound, code=f"{value}/TB-UBND"),
    ]
    messages = taken(intake, axis, *ways)
    assert [(each.state, found(each)) for each in messages] == [
        (Standing.NOTED, {"inbox.report_written_otherwise": "warning"})
    ] * len(ways)
    assert credited(register) == ["01"] * len(ways)
    (other_year,) = taken(intake, axis, about(sound, code=f"{value}/2019/{symbol}"))
    assert other_year.state is Standing.QUARANTINED


class KnownSymbols:
    """Knows the symbols of other documents, however they are asked for."""

    def __init__(self, *symbols: str) -> None:
        self._symbols = symbols

    def symbols_beside(self, *_: object) -> tuple[str, ...]:
        return self._symbols


@pytest.mark.parametrize(
    ("code", "document_id", "day", "numbers"),
    [
        ("12/QĐ-UBND", "H99,2026/12/30,12/QĐ-UBND", date(2027, 1, 4), Numbers.UNSURE),
        ("12/QĐ-UBND", "H99,2027/01/04,12/QĐ-UBND", date(2026, 12, 30), Numbers.UNSURE),
        ("12/QĐ-UBND", "H99,2026/01/30,12/QĐ-UBND", date(2027, 1, 4), Numbers.TWO),
        ("12/QĐ-UBND", "H99,30/12/2026,12/QĐ-UBND", date(2026, 12, 30), Numbers.ONE),
        ("12/QĐ-UBND", "H99;2026/12/30;13/QĐ-UBND", date(2026, 12, 30), Numbers.TWO),
        ("１３/QĐ-UBND", "H99,2026/12/30,12/QĐ-UBND", date(2026, 12, 30), Numbers.TWO),
        ("13/TB-UBND", "6f9619ff-8b86-d011-b42d-00c04fc964ff", None, Numbers.ONE),
    ],
)
def test_numbers_are_compared_by_what_they_mean(
    code: str, document_id: str, day: date | None, numbers: Numbers
) -> None:
    assert compared(DocumentReference("H99", code, document_id, day)) is numbers


def test_another_document_of_ours_is_known_however_it_is_spelled() -> None:
    report = DocumentReference("H99", "12/QÐ–UBND", "H99,2026/12/30,12/TB-UBND", None)
    assert compared(report) is Numbers.UNSURE
    for symbols, is_another in (((), False), (("KH-UBND",), False), (("QĐ-UBND",), True)):
        known = cast("Dealings", KnownSymbols(*symbols))
        assert names_another(report, known) is is_another


def test_a_report_that_gives_another_of_our_documents_number_counts_for_neither(
    register: Register, intake: Intake, axis: MemoryAxis, sound: StatusPackage
) -> None:
    other = released(register, "letter-1", replace(LETTER, book="letters"), AGENCY)
    assert other.number.text.partition("/")[0] == sound.about.code.partition("/")[0]
    spelled = other.number.text.replace("-", "\N{EN DASH}").lower()
    messages = taken(intake, axis, about(sound, code=other.number.text), about(sound, code=spelled))
    assert [(each.state, found(each)) for each in messages] == [
        (Standing.QUARANTINED, {"inbox.report_two_documents": "error"})
    ] * 2
    assert credited(register) == []


def test_a_report_from_the_future_bears_the_time_at_which_it_came(
    register: Register, intake: Intake, axis: MemoryAxis, sound: StatusPackage
) -> None:
    never = replace(sound, code="02", at=datetime(9999, 12, 31, 16, tzinfo=UTC))
    (message,) = taken(intake, axis, never)
    assert (message.state, found(message)) == (
        Standing.NOTED,
        {"inbox.report_ahead": "warning"},
    )
    (receipt,) = register.receipts.of("old-0001")
    assert receipt.at == receipt.received_at
