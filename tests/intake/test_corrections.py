# SPDX-License-Identifier: Apache-2.0
"""A letter of correction is its agency's under whichever code the document was received."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.intake import fetch_waiting, reread
from esign.model import AgencyRecord, Attachment, Party, Purpose
from esign.register import Standing
from support.arriving import SENDER, STRANGER, US, data, document, request
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


def updated_by(sender: Party, intake: Intake, axis: MemoryAxis) -> ArrivedMessage:
    """By a letter that `SENDER` has sealed, of a document that came under a former code."""
    former = replace(SENDER, code=FORMER)
    taken(intake, axis, replace(document(), sender=former, document_id=RECEIVED))
    letter = Attachment("36-SGDDT-VP.pdf", "application/pdf", sealed_letter(), "Công văn")
    asked = replace(request(Purpose.UPDATE, RECEIVED), document_id=RECEIVED, number="05")
    return taken(intake, axis, replace(asked, sender=sender, attachments=(letter,)))


@pytest.fixture
def update(intake: Intake, axis: MemoryAxis) -> ArrivedMessage:
    """Of a document that came under the agency's former code; nobody here knows that code yet."""
    return updated_by(SENDER, intake, axis)


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


@pytest.mark.parametrize("code", ["000.00.12.H99", "00.12.H99", STRANGER.code])
def test_an_agency_that_had_the_other_structure_of_anothers_code_has_not_its_letters(
    register: Register, intake: Intake, axis: MemoryAxis, code: str
) -> None:
    listed(
        register,
        AgencyRecord(SENDER.code, SENDER.name),
        AgencyRecord(STRANGER.code, STRANGER.name, old_codes=("000.00.12.H99", FORMER)),
    )
    update = updated_by(Party(code, STRANGER.name), intake, axis)
    assert (update.read.verdict, "envelope.letter_of_others" in codes(update)) == ("failed", True)


@pytest.mark.parametrize("closed", [False, True])
def test_a_former_code_that_another_agency_had_too_is_neithers(
    register: Register, intake: Intake, update: ArrivedMessage, *, closed: bool
) -> None:
    listed(
        register,
        AgencyRecord(SENDER.code, SENDER.name, old_codes=(FORMER,)),
        AgencyRecord("H99.88", "Sở Cũ", old_codes=(FORMER,), closed=closed),
    )
    assert not {each for each in register.inbox.codes_of(SENDER.code) if "40" in each}
    (again,) = reread(intake, [update.id]).messages
    assert (again.state, again.read.verdict) != (Standing.TASK, "passed")
    assert "envelope.letter_of_others" in codes(again)


def test_which_codes_are_an_agencys_own_the_list_says(register: Register) -> None:
    both = {"H99.12", "000.00.12.H99", "00.12.H99"}
    own = register.inbox.codes_of
    assert (set(own("H99.12")), set(own("00.12.h99"))) == (both, both)
    listed(
        register,
        AgencyRecord("H99.12", "A"),
        AgencyRecord("H99.77", "B", old_codes=("000.00.12.H99", "H99.40", "H99.78")),
        AgencyRecord("H99.78", "B cũ", closed=True),
        AgencyRecord("H99.90", "C", old_codes=("H99.77", "H99.91")),
        AgencyRecord("H99.92", "D", old_codes=("H99.91",)),
    )
    assert "000.00.12.H99" not in own("H99.12")
    former = {"H99.77", "000.00.12.H99", "H99.40", "00.40.H99", "H99.78"}
    assert former <= set(own("H99.77")) == set(own("000.00.12.H99"))
    assert "H99.12" not in own("H99.77")
    assert "H99.77" not in own("H99.90")
    assert own("h99.91") == ("H99.91",)
