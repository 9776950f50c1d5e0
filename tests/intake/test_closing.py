# SPDX-License-Identifier: Apache-2.0
"""What lies in quarantine and cannot be returned is closed with a reason, and nothing else is."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.cli.inbox_pending import pending_lines
from esign.cli.inbox_words import message_as_json, message_line
from esign.errors import ConfigurationError, InputError
from esign.intake import fetch_waiting, placing, reread
from esign.model import Business, Purpose
from esign.register import Acceptance, Standing
from support.arriving import SENDER, STRANGER, US, data, document, replacement, request, status

if TYPE_CHECKING:
    from pathlib import Path

    from esign.intake import Intake
    from esign.register import ArrivedMessage, Register
    from support.places import Place
    from support.transports import MemoryAxis

REASON = "Đã hỏi, nơi nhận báo lại"
FORGED = data(status("03"))


def taken(intake: Intake, axis: MemoryAxis, original: bytes, sender: str) -> ArrivedMessage:
    axis.put(US.code, original, sender=sender)
    (message,) = fetch_waiting(intake).messages
    return message


def refusal(register: Register, message: ArrivedMessage, reason: str = REASON) -> str:
    with pytest.raises(InputError) as refused:
        register.inbox.close(message.id, reason)
    assert register.inbox.message(message.id) == message
    return refused.value.code


def test_what_can_be_returned_is_not_closed_behind_its_senders_back(
    register: Register, intake: Intake, axis: MemoryAxis
) -> None:
    undated = data(document()).replace(b"PromulgationDate>2026", b"PromulgationDate>x")
    damaged = taken(intake, axis, undated, SENDER.code)
    recall = data(request(Purpose.RECALL)).replace(b"PromulgationDate>2026", b"PromulgationDate>x")
    for held in (damaged, taken(intake, axis, recall, SENDER.code)):
        assert held.state is Standing.QUARANTINED
        assert refusal(register, held) == "inbox.to_be_returned"


def test_no_document_and_no_request_is_put_away(
    register: Register, intake: Intake, axis: MemoryAxis
) -> None:
    """Closed, it would stand for the document of the agency in whose name it came."""
    strange = taken(intake, axis, data(document()), STRANGER.code)
    asks = taken(intake, axis, data(request(Purpose.RECALL)), STRANGER.code)
    genuine = taken(intake, axis, data(document()), SENDER.code)
    rival = taken(intake, axis, data(replace(document(), subject="Khác")), SENDER.code)
    assert genuine.state is Standing.WAITING
    for held in (strange, asks, rival):
        assert held.state is Standing.QUARANTINED
        assert refusal(register, held) == "inbox.stays_held"


def undated(original: bytes) -> bytes:
    return re.sub(rb"(PromulgationDate>)[^<]+<", rb"\g<1>2026/31/11<", original)


@pytest.mark.parametrize("numbered", [True, False])
def test_a_damaged_replacement_is_a_request_and_stays_before_whoever_works_on_its_document(
    register: Register, intake: Intake, axis: MemoryAxis, *, numbered: bool
) -> None:
    """Its answer would be one about a document that is here, or it has no number to answer by."""
    old = taken(intake, axis, data(document()), SENDER.code)
    original = undated(data(replacement()))
    if numbered:
        taken(intake, axis, data(replace(replacement(), business=Business())), SENDER.code)
    else:
        original = re.sub(rb"(<[^>]*Code(Number|Notation)>)[^<]*<", rb"\1<", original)
    held = taken(intake, axis, original, SENDER.code)
    assert held.read.is_damaged_replacement
    strange = taken(intake, axis, original + b"\n", STRANGER.code)
    assert refusal(register, held) == "inbox.stays_held"
    with pytest.raises(InputError):
        register.inbox.give_back(held.id, REASON, despite=True)
    assert register.inbox.close(strange.id, REASON).is_closed
    assert [each.id for each in register.inbox.pending(old.id)] == [held.id]
    (line,) = pending_lines(register, old)
    assert f"`esign inbox reread {held.id}`" in line
    assert "inbox return" not in line
    assert "inbox close" not in line


def test_what_nothing_proves_is_returned_once_its_sender_was_asked_and_the_remedy_says_how(
    register: Register, intake: Intake, axis: MemoryAxis
) -> None:
    held = taken(intake, axis, undated(data(document())), "")
    assert refusal(register, held) == "inbox.to_be_returned_vouched"
    with pytest.raises(InputError) as refused:
        register.inbox.close(held.id, REASON)
    assert f"`esign inbox return {held.id} --despite-verdict --reason …`" in refused.value.remedy()
    old = taken(intake, axis, data(document()), SENDER.code)
    asks = taken(intake, axis, undated(data(replacement())), "")
    (line,) = pending_lines(register, old)
    assert f"`esign inbox return {asks.id} --despite-verdict --reason …`" in line
    assert register.inbox.give_back(asks.id, REASON, despite=True).answered == "02"


@pytest.mark.parametrize("code", ["limited.crashed", "input.too_costly", ""])
def test_what_the_program_has_failed_at_may_be_a_document_and_is_not_closed(
    register: Register,
    intake: Intake,
    axis: MemoryAxis,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
) -> None:
    def fail(*_: object) -> NoReturn:
        raise InputError(code, name="a.edxml") if code else ValueError("bug")

    with monkeypatch.context() as patched:
        patched.setattr(placing, "open_message", fail)
        held = taken(intake, axis, data(document()), SENDER.code)
    assert held.state is Standing.QUARANTINED
    assert refusal(register, held) == "inbox.stays_unread"
    (again,) = reread(intake, [held.id]).messages
    assert again.state is Standing.WAITING


def test_what_is_not_in_quarantine_is_not_closed(
    register: Register, intake: Intake, axis: MemoryAxis
) -> None:
    waiting = taken(intake, axis, data(document()), SENDER.code)
    noted = taken(intake, axis, FORGED, SENDER.code)
    assert noted.state is Standing.NOTED
    assert [refusal(register, each) for each in (waiting, noted)] == ["inbox.not_now"] * 2
    held = taken(intake, axis, b"<a>", SENDER.code)
    assert refusal(register, held, " ") == "register.form"
    with pytest.raises(InputError):
        register.inbox.close(4711, REASON)


def test_a_report_that_is_closed_counts_for_nothing_and_tells_nobody(
    register: Register, intake: Intake, axis: MemoryAxis
) -> None:
    held = taken(intake, axis, FORGED, STRANGER.code)
    assert held.state is Standing.QUARANTINED
    closed = register.inbox.close(held.id, REASON, actor="clerk")
    assert (closed.state, closed.reason, closed.is_closed) == (Standing.RETURNED, REASON, True)
    assert "đã khép lại, không báo bên gửi" in message_line(closed)
    assert message_as_json(closed)["closed"] is True
    assert register.inbox.close(held.id, REASON) == closed
    assert register.inbox.messages() == ()
    assert register.outbox.all() == ()
    assert register.receipts.strangers() == ()
    assert register.inbox.original(closed) == FORGED
    (story,) = register.inbox.stories(closed.read.document_id)
    assert [(each.action, each.actor) for each in story.deeds][-1] == ("message_closed", "clerk")
    for act in (
        lambda: register.inbox.give_back(held.id, REASON),
        lambda: register.inbox.accept(held.id, Acceptance("", despite=True, reason=REASON)),
        lambda: register.inbox.close(held.id, "Lý do khác"),
    ):
        with pytest.raises(InputError) as refused:
            act()
        assert refused.value.code == "inbox.not_now"
    ((_, fault),) = reread(intake, [held.id]).faults
    assert fault.code == "inbox.not_now"
    assert register.record.check().rows > 0
    again = taken(intake, axis, FORGED + b"\n", STRANGER.code)
    assert again.state is Standing.QUARANTINED


def test_a_document_comes_in_as_ever_behind_a_damaged_one_in_its_name_that_was_closed(
    register: Register, intake: Intake, axis: MemoryAxis
) -> None:
    damaged = data(document()).replace(b"PromulgationDate>2026", b"PromulgationDate>x")
    held = taken(intake, axis, damaged, STRANGER.code)
    rubbish = taken(intake, axis, b"<a>", SENDER.code)
    for each in (held, rubbish):
        assert register.inbox.close(each.id, REASON).is_closed
    sound = taken(intake, axis, data(document()), SENDER.code)
    assert (sound.state, sound.about_id) == (Standing.WAITING, None)
    assert register.inbox.accept(sound.id, Acceptance("Văn phòng"))[1].number == 1
    assert register.record.check().rows > 0


def test_a_reason_that_was_changed_afterwards_is_found(
    place: Place, register: Register, intake: Intake, axis: MemoryAxis
) -> None:
    held = taken(intake, axis, FORGED, STRANGER.code)
    register.inbox.close(held.id, REASON)
    place.change("UPDATE arrived SET reason = 'x'")
    with pytest.raises(ConfigurationError) as refused:
        register.audit_check()
    assert refused.value.code == "register.row_changed"


def test_a_clerk_closes_what_cannot_be_read(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.edxml", "b.edxml"):
        (office / "share/in" / name).unlink()
    assert run(esign, ["inbox", "receive"]) == 0
    capsys.readouterr()
    assert run(esign, ["inbox", "list", "--json"]) == 0
    (held,) = json.loads(capsys.readouterr().out)["messages"]
    assert held["closed"] is False
    assert run(esign, ["inbox", "show", str(held["id"])]) == 0
    assert f"`esign inbox close {held['id']} --reason …`" in capsys.readouterr().out
    assert run(esign, ["inbox", "close", str(held["id"])]) == 2
    typed = ["inbox", "close", str(held["id"]), "--reason", REASON]
    assert run(esign, typed) == 0
    assert f"Đã khép lại gói tin {held['id']}" in capsys.readouterr().out
    assert run(esign, [*typed, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["schema"], told["closed"], told["reason"]) == ("esign.inbox.close/1", True, REASON)
    assert run(esign, ["doctor"]) in {0, 5, 8, 10}
    assert "cách ly" not in capsys.readouterr().out
