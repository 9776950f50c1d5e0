# SPDX-License-Identifier: Apache-2.0
"""A package of which only the header can be read is known by it, and its sender can be told."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.cli.inbox_pending import pending_lines, pending_mark
from esign.cli.inbox_words import message_line
from esign.errors import InputError
from esign.exchange import heading_of, read
from esign.intake import composer, fetch_waiting
from esign.model import Attachment, Purpose, StatusPackage
from esign.register import Acceptance, Standing
from support.arriving import SENDER, STRANGER, US, data, document, replacement, request
from support.soap_packages import SOAP

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.intake import Intake
    from esign.register import ArrivedMessage, Register
    from support.transports import MemoryAxis


def damaged(whole: bytes) -> bytes:
    """With the content of its files cut short."""
    return re.sub(rb"(ContentTransferEncoded[^>]*>)[^<]+<", rb"\1JVB!!<", whole)


def undated(whole: bytes) -> bytes:
    return re.sub(rb"(PromulgationDate>)[^<]+<", rb"\g<1>2026/31/11<", whole)


def taken(intake: Intake, axis: MemoryAxis, original: bytes, sender: str = "") -> ArrivedMessage:
    axis.put(US.code, original, sender=sender)
    (message,) = fetch_waiting(intake).messages
    return message


def rules(message: ArrivedMessage) -> list[str]:
    return [remark.rule for remark in message.read.remarks]


def refused(register: Register, message: ArrivedMessage) -> str:
    with pytest.raises(InputError) as refusal:
        register.inbox.accept(message.id, Acceptance("", despite=True, reason="Đã hỏi"))
    return refusal.value.code


@pytest.mark.parametrize(("spoil", "rule"), [(damaged, "A2"), (undated, "D2")])
def test_the_sender_of_a_damaged_document_is_told_and_may_send_it_again(
    intake: Intake, axis: MemoryAxis, register: Register, spoil: object, rule: str
) -> None:
    original = data(document())
    message = taken(intake, axis, spoil(original), SENDER.code)  # type: ignore[operator]
    assert message.state is Standing.QUARANTINED
    assert (message.read.sender_code, message.read.sender_name) == (SENDER.code, SENDER.name)
    assert message.read.document_id == document().document_id
    assert message.read.subject == document().subject
    assert rules(message)[0] == rule
    line = message_line(message)
    assert f"văn bản có tệp hoặc thông tin hỏng  {document().code}, {SENDER.name}" in line
    assert f"quy tắc {rule})" in line
    assert register.outbox.all() == ()
    assert refused(register, message) == "inbox.damaged"
    returned = register.inbox.give_back(message.id, "Tệp hỏng, đề nghị gửi lại")
    assert returned.state is Standing.RETURNED
    (told,) = register.outbox.all()
    answer = read(composer(US)(register, told))
    assert isinstance(answer, StatusPackage)
    assert (answer.code, answer.description) == ("02", "Tệp hỏng, đề nghị gửi lại")
    assert (answer.about.code, answer.about.document_id) == (
        document().code,
        document().document_id,
    )
    sound = taken(intake, axis, original, SENDER.code)
    assert sound.state is Standing.WAITING
    assert register.record.check().rows > 0


def test_a_damaged_recall_is_returned_by_its_name(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    message = taken(intake, axis, undated(data(request(Purpose.RECALL))), SENDER.code)
    assert (message.state, message.read.purpose) == (Standing.QUARANTINED, Purpose.RECALL)
    register.inbox.give_back(message.id, "Ngày sai")
    (told,) = register.outbox.all()
    assert told.reason == "[Trả lời yêu cầu thu hồi: Sai thẩm quyền] Ngày sai"


def test_whoever_writes_anothers_name_over_a_damaged_package_is_named(
    intake: Intake, axis: MemoryAxis
) -> None:
    message = taken(intake, axis, damaged(data(document())), STRANGER.code)
    assert message.read.remarks[0].code == "inbox.other_sender"
    nobody = taken(intake, axis, undated(data(document())))
    assert nobody.read.is_unproven


@pytest.mark.parametrize("spoil", [damaged, undated])
def test_nobody_has_a_third_agency_told_that_its_document_is_returned(
    intake: Intake, axis: MemoryAxis, register: Register, spoil: Callable[[bytes], bytes]
) -> None:
    original = spoil(data(document()))
    strange = taken(intake, axis, original, STRANGER.code)
    unproven = taken(intake, axis, original.replace(b"</edXML:edXML", b" </edXML:edXML"))
    for message, despite, code in (
        (strange, False, "inbox.return_to_another"),
        (strange, True, "inbox.return_to_another"),
        (unproven, False, "inbox.unproven_return"),
    ):
        with pytest.raises(InputError) as refusal:
            register.inbox.give_back(message.id, "Tệp hỏng", despite=despite)
        assert refusal.value.code == code
        assert register.inbox.message(message.id).state is Standing.QUARANTINED
    assert register.outbox.all() == ()
    register.inbox.give_back(unproven.id, "Tệp hỏng", despite=True)
    assert [each.status_code for each in register.outbox.all()] == ["02"]


@pytest.mark.parametrize("spoil", [damaged, undated])
def test_a_damaged_replacement_is_told_of_beside_what_it_would_replace(
    intake: Intake, axis: MemoryAxis, register: Register, spoil: Callable[[bytes], bytes]
) -> None:
    here = taken(intake, axis, data(document()), SENDER.code)
    damage = spoil(data(replacement()))
    strange = taken(intake, axis, damage + b"\n", STRANGER.code)
    held = taken(intake, axis, damage, SENDER.code)
    assert {strange.state, held.state} == {Standing.QUARANTINED}
    assert (held.read.purpose, held.read.is_damaged) == ("", True)
    assert held.read.about_documents == (document().document_id,)
    assert "văn bản thay thế có tệp hoặc thông tin hỏng" in message_line(held)
    assert [each.id for each in register.inbox.pending(here.id)] == [held.id]
    (line,) = pending_lines(register, here)
    assert "văn bản thay thế có tệp hoặc thông tin hỏng" in line
    assert "Sai nội dung" in line
    beside = register.inbox.pending_beside(register.inbox.messages())
    assert {name: [each.id for each in found] for name, found in beside.items()} == {
        here.id: [held.id]
    }
    assert pending_mark(beside[here.id]).endswith(f"hỏng ({held.id}))")

    assert refused(register, held) == "inbox.damaged"
    register.inbox.give_back(held.id, "Tệp hỏng")
    told = [(each.status_code, each.document_id, each.reason) for each in register.outbox.all()]
    assert told[-1] == ("02", replacement().document_id, "Tệp hỏng")
    assert register.inbox.pending_beside(register.inbox.messages()) == {}
    sound = taken(intake, axis, data(replacement()), SENDER.code)
    assert sound.state is Standing.TASK
    assert register.record.check().rows > 0


def test_a_damaged_recall_of_a_document_that_is_here_is_told_of_and_returned_by_its_name(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    here = taken(intake, axis, data(document()), SENDER.code)
    recall = undated(data(request(Purpose.RECALL)))
    strange = taken(intake, axis, recall + b"\n", STRANGER.code)
    held = taken(intake, axis, recall, SENDER.code)
    assert {strange.state, held.state} == {Standing.QUARANTINED}
    assert [each.id for each in register.inbox.pending(here.id)] == [held.id]
    register.inbox.give_back(held.id, "Ngày sai")
    told = [(each.status_code, each.reason) for each in register.outbox.all()]
    assert told == [("01", ""), ("02", "[Trả lời yêu cầu thu hồi: Sai thẩm quyền] Ngày sai")]
    assert register.inbox.pending(here.id) == ()
    assert register.inbox.message(here.id).state is Standing.WAITING


@pytest.mark.parametrize("part", ["From", "DocumentId", "OrganId", "Code"])
def test_a_damaged_package_that_says_twice_who_sends_what_is_not_guessed_at(
    intake: Intake, axis: MemoryAxis, part: str
) -> None:
    whole = damaged(data(document()))
    found = re.search(f"<edXML:{part}>.*?</edXML:{part}>".encode(), whole, re.DOTALL)
    assert found is not None
    doubled = whole.replace(found[0], found[0].replace(b"H99", b"H98") + found[0], 1)
    message = taken(intake, axis, doubled, SENDER.code)
    assert message.state is Standing.QUARANTINED
    assert (message.read.sender_code, message.read.document_id) == ("", "")


@pytest.mark.parametrize("part", ["edXML:MessageHeader", "SOAP-ENV:Header", "edXML:From"])
def test_an_older_package_with_a_header_twice_has_none(part: str) -> None:
    found = re.search(f"<{part}[ >].*</{part}>", SOAP, re.DOTALL)
    assert found is not None
    assert heading_of(SOAP.encode()) is not None
    doubled = SOAP.replace(found[0], found[0].replace("01.00.H98", "99.99.H99") + found[0], 1)
    assert heading_of(doubled.encode()) is None


@pytest.mark.parametrize("part", [b"SenderCode", b"DocumentId"])
def test_what_does_not_say_who_sends_what_is_answered_by_nobody(
    intake: Intake, axis: MemoryAxis, register: Register, part: bytes
) -> None:
    name = {b"SenderCode": b"(<edXML:From>\\s*<edXML:OrganId>)[^<]+<"}.get(
        part, b"(<edXML:DocumentId>)[^<]+<"
    )
    message = taken(intake, axis, damaged(re.sub(name, rb"\1<", data(document()), count=1)))
    assert message.state is Standing.QUARANTINED
    with pytest.raises(InputError) as refusal:
        register.inbox.give_back(message.id, "Tệp hỏng")
    assert refusal.value.code == "inbox.unanswerable"


def test_a_doubled_header_is_not_guessed_at(intake: Intake, axis: MemoryAxis) -> None:
    whole = data(document())
    header = re.search(rb"<edXML:MessageHeader>.*</edXML:MessageHeader>", whole, re.DOTALL)
    assert header is not None
    message = taken(intake, axis, whole.replace(header[0], header[0] * 2), SENDER.code)
    assert (message.state, message.read.sender_code) == (Standing.QUARANTINED, "")
    assert rules(message) == ["X3"]


def test_a_label_for_a_file_name_keeps_no_document_from_being_registered(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    original = data(document())
    said = "Quyết định 05/QĐ-SGDĐT: về việc gì?.pdf"
    renamed = original.replace(document().attachments[0].name.encode(), said.encode())
    message = taken(intake, axis, renamed, SENDER.code)
    assert (message.state, message.read.verdict) == (Standing.WAITING, "passed")
    (remark,) = [each for each in message.read.remarks if each.code == "edxml.A2.renamed"]
    assert (remark.level, remark.facts["found"]) == ("warning", said)
    register.inbox.accept(message.id, Acceptance())


def test_a_way_into_another_folder_is_still_refused(intake: Intake, axis: MemoryAxis) -> None:
    page = Attachment("a.pdf", "application/pdf", b"%PDF-1.7")
    whole = data(replace(document(), attachments=(page,)))
    message = taken(intake, axis, whole.replace(b">a.pdf<", b">../../a.pdf<"), SENDER.code)
    assert message.state is Standing.QUARANTINED
    assert message.read.remarks[0].code == "edxml.A2.name"


def test_a_long_subject_is_shortened_in_a_line(intake: Intake, axis: MemoryAxis) -> None:
    long = replace(document(), subject="Về việc " + "rất dài " * 200)
    message = taken(intake, axis, damaged(data(long)), SENDER.code)
    line = message_line(message)
    assert "rất dài…" in line
    assert len(line) < 350
    assert len(message.read.subject) > 900
