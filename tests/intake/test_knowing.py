# SPDX-License-Identifier: Apache-2.0
"""What the register knows is held against what arrives; what cannot be kept is told of once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn

from esign.errors import InputError
from esign.intake import fetch_waiting
from esign.model import AgencyRecord, DocumentReference, Party, StatusPackage
from esign.register import Standing
from support.arriving import SENDER, STRANGER, US, data, document
from support.books import AGENCY
from support.outbox import HOME, sendable
from support.packages import SENT_AT

if TYPE_CHECKING:
    import pytest

    from esign.intake import Intake
    from esign.register import ArrivedMessage, Register
    from support.transports import MemoryAxis, MemoryTransport


def taken(intake: Intake) -> list[ArrivedMessage]:
    """What one run took in, none of it at fault."""
    fetched = fetch_waiting(intake)
    assert fetched.faults == []
    return fetched.messages


def codes(message: ArrivedMessage) -> set[str]:
    return {remark.code for remark in message.read.remarks}


def report(register: Register, code: str, reporter: str, *, minute: int = 0) -> bytes:
    """What an agency reports of the document that is ours."""
    numbered = register.numbered("old-0001")
    about = DocumentReference(
        AGENCY.code, numbered.number.text, numbered.document_id, numbered.issued_on
    )
    at = SENT_AT + timedelta(minutes=minute)
    return data(StatusPackage(Party(reporter, f"Cơ quan {reporter}"), about, code, at, "—"))


def test_reports_are_held_against_what_was_sent_and_reported_before(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    sendable(register, "old-0001")
    register.lifecycle.recall("old-0001", "Trái thẩm quyền")
    for place, (code, reporter) in enumerate(
        [("01", HOME), ("03", STRANGER.code), ("01", HOME), ("15", HOME)]
    ):
        axis.put(US.code, report(register, code, reporter, minute=place), status=True)
    first, stranger, again, unasked = taken(intake)
    assert {each.state for each in (first, stranger, again, unasked)} == {Standing.NOTED}
    assert not codes(first) & {"edxml.S4", "edxml.S4.stranger", "edxml.S6.again"}
    assert "edxml.S4.stranger" in codes(stranger)
    assert "edxml.S6.again" in codes(again)
    assert "edxml.S6.unasked" in codes(unasked)


def test_a_sender_that_the_list_of_agencies_does_not_know_is_remarked_on(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    listed = [AgencyRecord("H99.13", "Sở Nội vụ tỉnh Ví Dụ")]
    register.directory.take_over(listed, "file", whole=True, actor="clerk")
    axis.put(US.code, data(document()), sender=SENDER.code)
    (message,) = taken(intake)
    assert message.state is Standing.WAITING
    assert [each.level for each in message.read.remarks if each.rule == "O3"] == ["warning"]


def test_what_cannot_be_kept_is_set_aside_and_told_of_once(
    intake: Intake,
    axis: MemoryAxis,
    transport: MemoryTransport,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offered = axis.put(US.code, data(document()), sender=SENDER.code)
    monkeypatch.setattr(transport, "fetch", _too_large)
    fetched = fetch_waiting(intake)
    assert [fault.code for _, fault in fetched.faults] == ["transport.too_large"]
    assert axis.confirmed == {offered.axis_id: False}
    assert taken(intake) == []


def test_a_message_that_another_run_has_taken_is_not_set_aside(
    intake: Intake,
    axis: MemoryAxis,
    transport: MemoryTransport,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    axis.put(US.code, data(document()), sender=SENDER.code)
    monkeypatch.setattr(transport, "fetch", _gone)
    assert [fault.code for _, fault in fetch_waiting(intake).faults] == ["transport.not_offered"]
    assert axis.confirmed == {}


def _too_large(_: object) -> NoReturn:
    raise InputError("transport.too_large", service="axis", limit_mb=50)


def _gone(_: object) -> NoReturn:
    raise InputError("transport.not_offered", service="axis", name="R1")
