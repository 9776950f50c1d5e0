# SPDX-License-Identifier: Apache-2.0
"""A report that contradicts itself settles nothing, and somebody is told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from esign.intake import fetch_waiting
from esign.model import AgencyRecord, DocumentReference, Party, StatusPackage
from esign.register import Standing
from support.arriving import US, data
from support.books import AGENCY
from support.outbox import HOME, sendable
from support.packages import SENT_AT

if TYPE_CHECKING:
    from esign.intake import Intake
    from esign.register import ArrivedMessage, Register
    from support.transports import MemoryAxis

CODES = ["01", "02", "03", "04", "05", "06", "15", "16"]
FINAL = {"02", "06", "15", "16"}


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
    assert credited(register) == []
    assert register.record.check().rows > 0


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
