# SPDX-License-Identifier: Apache-2.0
"""Hostile, broken and repeated messages: each kept as it came, none lost, none worked on twice."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from esign.errors import ConfigurationError, ServiceError
from esign.intake import fetch_waiting
from esign.limits import LimitedChild
from esign.model import Attachment, Purpose, StatusCode
from esign.register import OPEN, Acceptance, Duty, Roles, Standing
from support.arriving import (
    SENDER,
    STRANGER,
    US,
    data,
    document,
    numbered,
    replacement,
    request,
    status,
)
from support.crashing import OCCASIONS, crashes
from support.received import changed_page, zipped
from support.transports import Fault, MemoryAxis

if TYPE_CHECKING:
    from esign.intake import Intake
    from esign.register import ArrivedMessage, Register
    from support.places import Place
    from support.transports import MemoryTransport


def told(register: Register) -> list[tuple[str, str]]:
    """The statuses that wait to be sent: to whom, and which."""
    return [
        (receiver.code, message.status_code)
        for message in register.outbox.all()
        for receiver in message.deliveries
    ]


def taken(intake: Intake) -> list[ArrivedMessage]:
    """What one run took in, none of it at fault."""
    fetched = fetch_waiting(intake)
    assert fetched.faults == []
    return fetched.messages


def codes(message: ArrivedMessage) -> set[str]:
    return {remark.code for remark in message.read.remarks}


def test_a_good_document_waits_for_the_clerk_and_its_sender_knows_it_has_arrived(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    original = data(document())
    offered = axis.put(US.code, original, sender=SENDER.code)
    (message,) = taken(intake)
    assert (message.state, message.read.verdict) == (Standing.WAITING, "passed")
    assert (message.read.sender_code, message.read.code) == (SENDER.code, "05/QĐ-SGDĐT")
    assert "inbox.file.passed" in codes(message)
    assert register.inbox.original(message) == original
    assert axis.confirmed == {offered.axis_id: True}
    assert told(register) == [(SENDER.code, "01")]
    assert register.record.check().rows > 0


def entity_bomb() -> bytes:
    return (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>'
        b'<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">&c;</edXML>'
    )


def zip_bomb() -> bytes:
    sheet = Attachment("a.xlsx", "application/zip", b"x")
    bomb = b64encode(zipped({"a.xlsx": b"\0" * 220_000_000}))
    whole = data(replace(document(), attachments=(sheet,)))
    return re.sub(rb"(ContentTransferEncoded[^>]*>)[^<]+<", rb"\1" + bomb + b"<", whole)


@pytest.mark.parametrize(
    ("hostile", "rule"),
    [
        pytest.param(entity_bomb, "X1", id="entities"),
        pytest.param(zip_bomb, "A2", id="bomb"),
        pytest.param(lambda: data(document())[:5000], "X1", id="truncated"),
        pytest.param(lambda: b"", "X1", id="empty"),
        pytest.param(lambda: zipped({"a": b"b"}), "X1", id="no package"),
        pytest.param(
            lambda: data(document()).replace(b"TBT/QCVN_102_2016", b"TBT/QCVN_999"),
            "X2",
            id="namespace",
        ),
    ],
)
def test_what_cannot_be_read_is_kept_in_quarantine_with_the_rule_it_broke(
    intake: Intake, axis: MemoryAxis, register: Register, hostile: object, rule: str
) -> None:
    original = hostile()  # type: ignore[operator]
    offered = axis.put(US.code, original, sender=SENDER.code)
    good = axis.put(US.code, data(document()), sender=SENDER.code)
    first, second = taken(intake)
    assert first.state is Standing.QUARANTINED
    assert register.inbox.original(first) == original
    assert rule in {remark.rule for remark in first.read.remarks}
    assert second.state is Standing.WAITING
    assert axis.confirmed == {offered.axis_id: True, good.axis_id: True}
    assert told(register) == [(SENDER.code, "01")]


def test_a_reading_process_that_the_machine_ends_holds_back_no_good_message(
    intake: Intake, axis: MemoryAxis, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks, ended = LimitedChild.ask, []

    def ask(child: LimitedChild, *told: Any, **options: Any) -> dict[str, object]:
        if not ended:
            child.kill()
            ended.append(child)
        return asks(child, *told, **options)

    monkeypatch.setattr(LimitedChild, "ask", ask)
    axis.put(US.code, data(document()))
    (message,) = taken(intake)
    assert (len(ended), message.state) == (1, Standing.WAITING)


def test_a_sender_that_the_axis_does_not_confirm_is_held_back(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    axis.put(US.code, data(document()), sender=STRANGER.code)
    (message,) = taken(intake)
    assert message.state is Standing.QUARANTINED
    assert "inbox.other_sender" in codes(message)
    assert told(register) == []


def test_codes_are_compared_without_case_and_space(intake: Intake, axis: MemoryAxis) -> None:
    axis.put(US.code, data(document()), sender=" h99.12 ")
    assert taken(intake)[0].state is Standing.WAITING


def test_where_nobody_names_the_sender_the_seal_has_to(intake: Intake, axis: MemoryAxis) -> None:
    claimed = replace(document(), sender=replace(SENDER, name="Sở Nội vụ tỉnh Ví Dụ"))
    axis.put(US.code, data(claimed))
    (message,) = taken(intake)
    assert message.read.verdict == "indeterminate"
    assert "inbox.sender_unproven" in codes(message)


def test_a_changed_page_is_not_passed_and_says_why(intake: Intake, axis: MemoryAxis) -> None:
    page = replace(document().attachments[0], data=changed_page())
    axis.put(US.code, data(replace(document(), attachments=(page,))), sender=SENDER.code)
    (message,) = taken(intake)
    assert (message.state, message.read.verdict) == (Standing.WAITING, "failed")
    assert "inbox.file.failed" in codes(message)
    assert len(message.read.remarks) > 1


def test_the_same_document_that_comes_again_is_answered_again_and_nothing_else(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    axis.put(US.code, data(document()), sender=SENDER.code)
    (first,) = taken(intake)
    register.inbox.accept(first.id, Acceptance(), actor="clerk")
    later = replace(document(), sent_at=document().sent_at.replace(hour=4))
    axis.put(US.code, data(later), sender="h99.12")
    (again,) = taken(intake)
    assert (again.state, again.about_id) == (Standing.DUPLICATE, first.id)
    assert [code for _, code in told(register)] == ["01", "03", "01", "03"]
    assert len(register.bookkeeping.incoming(US, 2026)) == 1
    assert register.record.check().rows > 0


def test_another_content_under_the_same_id_is_a_conflict(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    axis.put(US.code, data(document()), sender=SENDER.code)
    axis.put(US.code, data(replace(document(), subject="Khác hẳn")), sender=SENDER.code)
    first, second = taken(intake)
    assert (first.state, second.state) == (Standing.WAITING, Standing.QUARANTINED)
    assert ("K1", "inbox.conflict") in {(each.rule, each.code) for each in second.read.remarks}
    assert told(register) == [(SENDER.code, "01")]


def test_a_message_that_is_offered_again_changes_nothing(
    intake: Intake, axis: MemoryAxis, transport: MemoryTransport, register: Register
) -> None:
    axis.put(US.code, data(document()), sender=SENDER.code)
    transport.fails("confirm", Fault.LOST)
    fetched = fetch_waiting(intake)
    assert (len(fetched.messages), len(fetched.faults)) == (1, 1)
    assert taken(intake) == []
    assert len(axis.confirmed) == 1
    assert told(register) == [(SENDER.code, "01")]


def test_a_hub_that_offers_everything_twice_is_served_once(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    axis.doubled = True
    axis.put(US.code, data(document()), sender=SENDER.code)
    assert len(taken(intake)) == 1
    assert told(register) == [(SENDER.code, "01")]


def test_a_flood_of_statuses_is_noted_once_and_in_bounds(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    for _ in range(30):
        axis.put(US.code, data(status(StatusCode.DONE)), sender=SENDER.code, status=True)
    fetched = fetch_waiting(intake, most=20)
    assert (len(fetched.messages), fetched.more) == (1, True)
    assert fetched.messages[0].state is Standing.NOTED
    assert taken(intake) == []
    assert len(axis.confirmed) == 30
    assert register.inbox.messages(OPEN) == ()


def test_a_status_in_somebody_elses_name_is_not_noted(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    axis.put(US.code, data(status(StatusCode.DONE)), sender=STRANGER.code, status=True)
    (message,) = taken(intake)
    assert message.state is Standing.QUARANTINED
    assert "receipt_noted" not in {row for (row,) in _acts(register)}


def _acts(register: Register) -> list[tuple[str]]:
    with register._database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT action FROM audit").all()
    return [(str(row[0]),) for row in rows]


def test_a_recall_by_another_agency_freezes_nothing(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    axis.put(US.code, data(document()), sender=SENDER.code)
    axis.put(US.code, data(request(Purpose.RECALL, sender=STRANGER)), sender=STRANGER.code)
    axis.put(
        US.code,
        data(status(StatusCode.TAKE_BACK, sender=STRANGER)),
        sender=STRANGER.code,
        status=True,
    )
    good, recall, take_back = taken(intake)
    for message in (recall, take_back):
        assert message.state is Standing.QUARANTINED
        assert "inbox.not_its_document" in codes(message)
    assert register.inbox.message(good.id).state is Standing.WAITING


def test_a_recall_may_overtake_its_document(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    axis.put(US.code, data(request(Purpose.RECALL)), sender=SENDER.code)
    (recall,) = taken(intake)
    assert (recall.state, recall.about_id) == (Standing.TASK, None)
    assert "inbox.unknown_document" in codes(recall)
    register.inbox.agree(recall.id, actor="clerk")
    axis.put(US.code, data(document()), sender=SENDER.code)
    (late,) = taken(intake)
    assert register.inbox.message(late.id).state is Standing.RECALLED
    assert register.inbox.message(recall.id).about_id == late.id


def test_a_request_to_take_back_is_a_task_about_the_document(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    axis.put(US.code, data(document()), sender=SENDER.code)
    axis.put(US.code, data(status(StatusCode.TAKE_BACK)), sender=SENDER.code, status=True)
    first, asked = taken(intake)
    assert (asked.state, asked.about_id) == (Standing.TASK, first.id)
    register.inbox.agree(asked.id, actor="clerk")
    assert register.inbox.message(first.id).state is Standing.RECALLED
    assert told(register)[-1] == (SENDER.code, "15")


def test_a_replacement_is_a_task_and_then_a_document(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    axis.put(US.code, data(document()), sender=SENDER.code)
    axis.put(US.code, data(replacement()), sender=SENDER.code)
    old, new = taken(intake)
    assert new.state is Standing.TASK
    register.inbox.agree(new.id, despite=True, reason="Đã hỏi bên gửi", actor="clerk")
    states = [register.inbox.message(each.id).state for each in (old, new)]
    assert states == [Standing.REPLACED, Standing.WAITING]


def test_one_transport_that_fails_holds_up_no_other(
    intake: Intake, axis: MemoryAxis, transport: MemoryTransport
) -> None:
    other = axis.join(US.code, name="other")
    axis.put(US.code, data(document()), sender=SENDER.code)
    transport.down = Fault.BEFORE
    fetched = fetch_waiting(replace(intake, transports={"axis": transport, "other": other}))
    assert [message.transport for message in fetched.messages] == ["other"]
    assert [name for name, _ in fetched.faults] == ["axis"]
    assert isinstance(fetched.faults[0][1], ServiceError)


def test_one_message_that_cannot_be_fetched_holds_up_no_other(
    intake: Intake, axis: MemoryAxis, transport: MemoryTransport
) -> None:
    for number in ("07", "08"):
        axis.put(US.code, data(numbered(number)), sender=SENDER.code)
    transport.fails("fetch", Fault.CUT)
    fetched = fetch_waiting(intake)
    assert (len(fetched.messages), len(fetched.faults), len(axis.confirmed)) == (1, 1, 1)
    assert len(taken(intake)) == 1


def test_a_wrong_credential_is_said_and_stops_that_transport(
    intake: Intake, axis: MemoryAxis, transport: MemoryTransport
) -> None:
    axis.put(US.code, data(document()), sender=SENDER.code)
    transport.fails("fetch", Fault.CREDENTIAL)
    fetched = fetch_waiting(intake)
    assert isinstance(fetched.faults[0][1], ConfigurationError)
    assert (fetched.messages, axis.confirmed) == ([], {})


def test_only_a_clerk_takes_in(
    intake: Intake, axis: MemoryAxis, transport: MemoryTransport, place: Place
) -> None:
    axis.put(US.code, data(document()), sender=SENDER.code)
    with place.open(roles=Roles({Duty.CLERK: frozenset({"lan"})})) as register:
        with pytest.raises(ConfigurationError):
            fetch_waiting(replace(intake, register=register, actor="chau"))
        assert transport.calls == []
        assert len(fetch_waiting(replace(intake, register=register, actor="lan")).messages) == 1


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_run_that_is_cut_off_anywhere_is_carried_on_without_loss_or_doublet(
    intake: Intake, axis: MemoryAxis, register: Register, occasion: str
) -> None:
    axis.put(US.code, data(document()), sender=SENDER.code)
    axis.put(US.code, data(status(StatusCode.DONE)), sender=SENDER.code, status=True)
    axis.put(US.code, data(document()), sender=SENDER.code)
    for _ in crashes(register, occasion, lambda: fetch_waiting(intake)):
        register.record.check()
    assert len(axis.confirmed) == 3
    states = sorted(message.state for message in register.inbox.messages(tuple(Standing)))
    assert states == [Standing.DUPLICATE, Standing.NOTED, Standing.WAITING]
    assert told(register) == [(SENDER.code, "01")] * 2
