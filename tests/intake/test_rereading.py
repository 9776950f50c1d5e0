# SPDX-License-Identifier: Apache-2.0
"""What lies in quarantine is read anew: nothing slips past a clerk, nothing is done twice."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from esign.errors import ConfigurationError, InputError
from esign.intake import fetch_waiting, reread
from esign.limits import LimitedChild
from esign.model import Purpose, StatusCode
from esign.register import Acceptance, Delivered, Duty, Reading, Remark, Roles, Standing
from support.arriving import SENDER, US, data, document, reading, request, status
from support.crashing import OCCASIONS, crashes
from support.recorded import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.intake import Intake
    from esign.register import ArrivedMessage, Register
    from support.places import Place
    from support.transports import MemoryAxis

_NUMBERS = count(1)
UNREADABLE = Reading(remarks=(Remark("crashed", "error", "limited.crashed"),), unfit=True)


def held(register: Register, read: Reading = UNREADABLE) -> ArrivedMessage:
    """A message that was taken in and read as this; in quarantine, unless it is fit."""
    axis_id = f"R{next(_NUMBERS)}"
    message = Delivered(
        transport="axis", axis_id=axis_id, message_type="edoc", data=axis_id.encode()
    )
    (kept,) = register.inbox.keep_all([message], US.code, actor="clerk")
    return register.inbox.settle(kept.id, read, actor="clerk")


def unread(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> list[ArrivedMessage]:
    """What was taken in while the machine ended every reader."""
    with dying(monkeypatch):
        messages = fetch_waiting(intake).messages
    assert {each.state for each in messages} == {Standing.QUARANTINED}
    return messages


@contextmanager
def dying(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """While readers are ended by the machine."""
    asks = LimitedChild.ask

    def ask(child: LimitedChild, *told: Any, **options: Any) -> dict[str, object]:
        child.kill()
        return asks(child, *told, **options)

    with monkeypatch.context() as patched:
        patched.setattr(LimitedChild, "ask", ask)
        yield


def statuses(register: Register) -> list[str]:
    return [message.status_code for message in register.outbox.all()]


def test_a_document_that_can_be_read_now_waits_and_its_sender_knows(both: Register) -> None:
    message = held(both)
    done = both.inbox.reread(message.id, reading(), actor="clerk")
    assert (done.state, done.read.code, statuses(both)) == (Standing.WAITING, "05/QĐ-SGDĐT", ["01"])
    rows = both.record.check().rows
    assert both.inbox.reread(message.id, reading(subject="Khác"), actor="clerk") == done
    assert (both.record.check().rows, statuses(both)) == (rows, ["01"])
    assert both.inbox.accept(message.id, Acceptance(), actor="clerk")[1].number == 1
    acts = [deed.action for deed in both.inbox.stories("05/QĐ-SGDĐT")[0].deeds]
    assert acts[:4] == ["message_kept", "message_read", "message_reread", "message_read"]


def test_a_reading_that_finds_nothing_new_is_not_recorded(both: Register) -> None:
    held(both, reading())
    conflict = held(both, reading(replace(document(), subject="Khác hẳn")))
    for message, read in (
        (held(both), UNREADABLE),
        (conflict, reading(replace(document(), subject="Khác hẳn"))),
    ):
        rows = both.record.check().rows
        assert message.state is Standing.QUARANTINED
        assert both.inbox.reread(message.id, read, actor="clerk") == message
        assert both.record.check().rows == rows


def test_another_reason_to_hold_it_is_recorded_and_answers_nobody(both: Register) -> None:
    message = held(both)
    done = both.inbox.reread(message.id, reading(unfit=True), actor="clerk")
    assert (done.state, done.read.sender_code) == (Standing.QUARANTINED, SENDER.code)
    assert both.record.check().rows > 0
    assert statuses(both) == []


def test_a_repeat_a_conflict_a_request_and_a_status_find_their_places(both: Register) -> None:
    message = held(both, reading())
    again, other, asks, told = (held(both) for _ in range(4))
    recall = reading(request(Purpose.RECALL))
    done = [
        both.inbox.reread(each.id, read, actor="clerk")
        for each, read in (
            (again, reading()),
            (other, reading(replace(document(), subject="Khác hẳn"))),
            (asks, recall),
            (told, reading(purpose="06", noted=True)),
        )
    ]
    assert [each.state for each in done] == [
        Standing.DUPLICATE,
        Standing.QUARANTINED,
        Standing.TASK,
        Standing.NOTED,
    ]
    assert [each.about_id for each in done] == [message.id, message.id, message.id, None]
    assert statuses(both) == ["01", "01", "01"]
    assert both.record.check().rows > 0


def test_a_recall_that_was_agreed_to_meanwhile_freezes_the_document(both: Register) -> None:
    message = held(both)
    recall = held(both, reading(request(Purpose.RECALL)))
    both.inbox.agree(recall.id, actor="clerk")
    both.inbox.reread(message.id, reading(), actor="clerk")
    assert both.inbox.message(message.id).state is Standing.RECALLED
    assert both.inbox.message(recall.id).about_id == message.id


def test_what_a_clerk_has_dealt_with_and_what_nobody_has_read_stay_as_they_are(
    both: Register,
) -> None:
    entered = held(both, reading(unfit=True))
    both.inbox.accept(entered.id, Acceptance("", despite=True, reason="Đã gọi"), actor="clerk")
    returned = held(
        both, reading(replace(document(), document_id="H99.12,2026/11/20,9/X"), unfit=True)
    )
    both.inbox.give_back(returned.id, "Hỏng", actor="clerk")
    message = Delivered(transport="axis", axis_id="K", message_type="edoc", data=b"k")
    (unread,) = both.inbox.keep_all([message], US.code)
    rows = both.record.check().rows
    for message in (entered, returned, unread):
        before = both.inbox.message(message.id)
        with pytest.raises(InputError) as raised:
            both.inbox.reread(message.id, reading(), actor="clerk")
        assert raised.value.code == "inbox.not_now"
        assert both.inbox.message(message.id) == before
    assert both.record.check().rows == rows


def test_a_row_that_was_touched_after_it_was_read_anew_is_named(
    both: Register, both_places: Place
) -> None:
    message = held(both)
    both.inbox.reread(message.id, reading(), actor="clerk")
    assert both.record.check().rows > 0
    both_places.change("UPDATE arrived SET answered = '03'")
    error = refused(both)
    assert (error.code, error.facts["table"]) == ("register.row_changed", "table.arrived")


def test_only_a_clerk_has_messages_read_anew(
    intake: Intake, axis: MemoryAxis, place: Place
) -> None:
    axis.put(US.code, b"", sender=SENDER.code)
    (message,) = fetch_waiting(intake).messages
    roles = Roles({Duty.CLERK: frozenset({"lan"})})
    with place.open(roles=roles) as register:
        with pytest.raises(ConfigurationError):
            reread(replace(intake, register=register, actor="chau"))
        with pytest.raises(ConfigurationError):
            register.inbox.reread(message.id, reading(), actor="chau")
        assert register.inbox.message(message.id) == message


def test_a_message_whose_reader_died_is_read_from_the_original_that_was_kept(
    intake: Intake, axis: MemoryAxis, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    axis.put(US.code, data(document()), sender=SENDER.code)
    axis.put(US.code, data(status(StatusCode.DONE)), sender=SENDER.code, status=True)
    messages = unread(intake, monkeypatch)
    with dying(monkeypatch):
        failed = reread(intake)
    assert [fault.code for _, fault in failed.faults] == ["limited.crashed"] * 2
    done = reread(replace(intake, transports={}))
    assert [each.state for each in done.messages] == [Standing.WAITING, Standing.NOTED]
    assert (done.messages[0].read.verdict, done.faults) == ("passed", [])
    assert [each.code for each in register.receipts.strangers()] == ["06"]
    assert statuses(register) == ["01"]
    assert reread(intake).messages == []
    assert reread(intake, [messages[0].id] * 2).messages == done.messages[:1]
    assert register.record.check().rows > 0


def test_what_is_still_unsound_and_what_is_not_there_hold_up_no_other(
    intake: Intake, axis: MemoryAxis, monkeypatch: pytest.MonkeyPatch
) -> None:
    axis.put(US.code, b"<edXML>", sender=SENDER.code)
    (broken,) = fetch_waiting(intake).messages
    axis.put(US.code, data(document()), sender=SENDER.code)
    (sound,) = unread(intake, monkeypatch)
    done = reread(intake, [4711, broken.id, sound.id])
    assert [(number, fault.code) for number, fault in done.faults] == [(4711, "inbox.unknown")]
    assert done.messages[0] == broken
    assert done.messages[1].state is Standing.WAITING


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_run_that_is_cut_off_anywhere_is_repeated_without_a_second_effect(
    intake: Intake,
    axis: MemoryAxis,
    register: Register,
    occasion: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    axis.put(US.code, data(document()), sender=SENDER.code)
    (message,) = unread(intake, monkeypatch)
    for _ in crashes(register, occasion, lambda: reread(intake, [message.id])):
        register.record.check()
    assert register.inbox.message(message.id).state is Standing.WAITING
    assert statuses(register) == ["01"]
