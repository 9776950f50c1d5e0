# SPDX-License-Identifier: Apache-2.0
"""A request about a document that is not its sender's is held back, arrived or not."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.intake import fetch_waiting
from esign.model import AgencyRecord, Business, Purpose, Replaced
from esign.register import Delivered, Standing
from support.arriving import (
    SENDER,
    STRANGER,
    US,
    data,
    document,
    numbered,
    reading,
    replacement,
    request,
    status,
)
from support.lives import released

if TYPE_CHECKING:
    from esign.intake import Intake
    from esign.model import Package, Party, StatusPackage
    from esign.register import ArrivedMessage, Reading, Register
    from support.transports import MemoryAxis

_TURNS = count(1)
OURS = f"{US.code},2026/11/20,05/QĐ-THPTM"


def arrived(register: Register, read: Reading) -> ArrivedMessage:
    axis_id = f"R{next(_TURNS)}"
    message = Delivered(
        transport="axis", axis_id=axis_id, message_type="edoc", data=axis_id.encode()
    )
    (kept,) = register.inbox.keep_all([message], US.code, actor="clerk")
    return register.inbox.settle(kept.id, read, actor="clerk")


def codes(message: ArrivedMessage) -> set[str]:
    return {remark.code for remark in message.read.remarks}


def taken(intake: Intake, axis: MemoryAxis, package: Package | StatusPackage) -> ArrivedMessage:
    axis.put(US.code, data(package), sender=package.sender.code)
    (message,) = fetch_waiting(intake).messages
    return message


def refused(register: Register, message: ArrivedMessage) -> str:
    with pytest.raises(InputError) as refusal:
        register.inbox.agree(message.id, despite=True, reason="Đã hỏi")
    return refusal.value.code


def asks(code: str, document_id: str, sender: Party = SENDER) -> Package | StatusPackage:
    if code == "13":
        return status(code, sender=sender, document_id=document_id)
    if code == "3":
        business = Business(Purpose.REPLACE, "Sai nội dung", replaced=(Replaced(document_id),))
        return replace(numbered("06"), sender=sender, attachments=(), business=business)
    return request(Purpose(code), document_id, sender=sender)


@pytest.mark.parametrize("code", ["1", "2", "3", "13"])
def test_nobody_withdraws_a_document_that_was_issued_here(
    register: Register, intake: Intake, axis: MemoryAxis, code: str
) -> None:
    entry = released(register, "r-1", agency=US)
    message = taken(intake, axis, asks(code, entry.document_id))
    assert message.state is Standing.QUARANTINED
    assert "inbox.our_document" in codes(message)
    assert "inbox.unknown_document" not in codes(message)
    assert refused(register, message) == "inbox.not_now"
    told = len(register.outbox.all())
    closed = register.inbox.give_back(message.id, "Không phải văn bản của cơ quan gửi")
    assert closed.state is Standing.RETURNED
    assert len(register.outbox.all()) == told
    assert register.record.check().rows > 0


@pytest.mark.parametrize("code", ["1", "13"])
@pytest.mark.parametrize(
    "written",
    [(",", "，"), (",", ";"), (",", " ;\N{ZERO WIDTH SPACE}"), ("H", "Ｈ")],
)
def test_another_comma_makes_no_document_of_ours_a_strangers(
    register: Register, intake: Intake, axis: MemoryAxis, code: str, written: tuple[str, str]
) -> None:
    entry = released(register, "r-1", agency=US)
    document_id = entry.document_id.replace(*written, 2)
    message = taken(intake, axis, asks(code, document_id, STRANGER))
    assert message.state is Standing.QUARANTINED
    assert "inbox.our_document" in codes(message)
    assert refused(register, message) == "inbox.not_now"


@pytest.mark.parametrize("code", ["1", "2", "3", "13"])
@pytest.mark.parametrize(
    "document_id", [document().document_id, document().document_id.replace("H99.12", "00.12.H99")]
)
def test_a_third_agencys_document_need_not_have_arrived_for_a_request_to_be_held_back(
    intake: Intake, axis: MemoryAxis, register: Register, code: str, document_id: str
) -> None:
    message = taken(intake, axis, asks(code, document_id, STRANGER))
    assert message.state is Standing.QUARANTINED
    assert "inbox.not_its_document" in codes(message)
    assert refused(register, message) == "inbox.not_now"
    assert register.outbox.all() == ()


@pytest.mark.parametrize(
    "document_id",
    [
        document().document_id.replace("H99.12", "000.00.12.H99"),
        document().document_id.replace("H99.12", " h99.12 "),
        "6f9619ff-8b86-d011-b42d-00c04fc964ff",
    ],
)
def test_a_request_may_still_overtake_its_document(register: Register, document_id: str) -> None:
    read = reading(request(Purpose.RECALL))
    read = replace(read, document_id=document_id, about_documents=(document_id,))
    message = arrived(register, read)
    assert message.state is Standing.TASK
    assert codes(message) == {"inbox.unknown_document"}


def test_the_list_tells_whose_a_document_under_a_former_code_is(register: Register) -> None:
    sender = AgencyRecord(SENDER.code, SENDER.name, old_codes=("H99.40",))
    strange = AgencyRecord(STRANGER.code, STRANGER.name)
    register.directory.take_over((sender, strange), "file", whole=True, actor="clerk", fewer=True)
    former = document().document_id.replace(SENDER.code, "H99.40")
    own = arrived(register, reading(request(Purpose.RECALL, former)))
    assert own.state is Standing.TASK
    other = arrived(register, reading(request(Purpose.RECALL, former, sender=STRANGER)))
    assert other.state is Standing.QUARANTINED


def test_one_document_of_another_among_several_holds_the_whole_request_back(
    register: Register,
) -> None:
    arrived(register, reading())
    read = reading(replacement())
    mixed = replace(read, about_documents=(*read.about_documents, OURS))
    message = arrived(register, mixed)
    assert message.state is Standing.QUARANTINED
    assert codes(message) == {"inbox.not_its_document"}


def test_a_header_about_our_document_is_no_way_round(register: Register) -> None:
    entry = released(register, "r-1", agency=US)
    recall = replace(reading(request(Purpose.RECALL)), document_id=entry.document_id)
    message = arrived(register, recall)
    assert message.state is Standing.QUARANTINED
    assert codes(message) == {"inbox.our_document"}


def test_a_request_that_was_held_back_is_a_task_once_its_sender_has_sent_the_document(
    register: Register,
) -> None:
    other = document().document_id.replace(SENDER.code, STRANGER.code)
    recall = reading(replace(request(Purpose.RECALL, other), document_id=other))
    message = arrived(register, recall)
    assert message.state is Standing.QUARANTINED
    arrived(register, reading(replace(document(), document_id=other)))
    assert register.inbox.reread(message.id, recall, actor="clerk").state is Standing.TASK


def test_a_uuid_that_another_agency_has_sent_is_its_document(register: Register) -> None:
    name = "6f9619ff-8b86-d011-b42d-00c04fc964ff"
    arrived(register, reading(replace(document(), document_id=name)))
    strange = replace(request(Purpose.RECALL, name, sender=STRANGER), document_id=name)
    message = arrived(register, reading(strange))
    assert message.state is Standing.QUARANTINED
    assert codes(message) == {"inbox.not_its_document"}
