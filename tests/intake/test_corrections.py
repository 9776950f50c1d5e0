# SPDX-License-Identifier: Apache-2.0
"""A letter of correction is its agency's under whichever code the document was received."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.intake import fetch_waiting, reread
from esign.model import AgencyRecord, Attachment, Purpose
from esign.register import Standing
from support.arriving import SENDER, US, data, document, request
from support.corrections import sealed_letter

if TYPE_CHECKING:
    from esign.intake import Intake
    from esign.model import Package
    from esign.register import ArrivedMessage, Register
    from support.transports import MemoryAxis

FORMER = "H99.40"
RECEIVED = document().document_id.replace(SENDER.code, FORMER)


def taken(intake: Intake, axis: MemoryAxis, package: Package) -> ArrivedMessage:
    axis.put(US.code, data(package), sender=package.sender.code)
    (message,) = fetch_waiting(intake).messages
    return message


def listed(register: Register, *agencies: AgencyRecord) -> None:
    register.directory.take_over(agencies, "file", whole=True, actor="clerk", fewer=True)


def codes(message: ArrivedMessage) -> set[str]:
    return {each.code for each in message.read.remarks}


@pytest.fixture
def update(intake: Intake, axis: MemoryAxis) -> ArrivedMessage:
    """Of a document that came under the agency's former code; nobody here knows that code yet."""
    former = replace(SENDER, code=FORMER)
    taken(intake, axis, replace(document(), sender=former, document_id=RECEIVED))
    letter = Attachment("36-SGDDT-VP.pdf", "application/pdf", sealed_letter(), "Công văn")
    asked = replace(request(Purpose.UPDATE, RECEIVED), document_id=RECEIVED, number="05")
    return taken(intake, axis, replace(asked, attachments=(letter,)))


def test_without_the_lists_word_a_letter_about_anothers_document_stays_one_of_others(
    register: Register, intake: Intake, update: ArrivedMessage
) -> None:
    assert (update.state, update.read.verdict) == (Standing.QUARANTINED, "failed")
    assert "envelope.letter_of_others" in codes(update)
    listed(
        register,
        AgencyRecord(SENDER.code, SENDER.name),
        AgencyRecord(FORMER, "Sở Khác"),
        AgencyRecord("H99.60", "Sở Mới", old_codes=("H99.61",)),
    )
    (again,) = reread(intake, [update.id]).messages
    assert (again.state, again.read.verdict) == (Standing.QUARANTINED, "failed")


def test_a_letter_under_the_new_code_corrects_what_came_under_the_old_one(
    register: Register, intake: Intake, update: ArrivedMessage
) -> None:
    listed(register, AgencyRecord(SENDER.code, SENDER.name, old_codes=(FORMER,)))
    (again,) = reread(intake, [update.id]).messages
    assert (again.state, again.read.verdict) == (Standing.TASK, "passed")
    assert "envelope.letter_of_others" not in codes(again)
    assert register.inbox.agree(again.id).answered == "15"
    assert register.record.check().rows > 0
