# SPDX-License-Identifier: Apache-2.0
"""A package of our own that comes back is shown to the clerk, and nobody is answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.intake import fetch_waiting
from esign.model import Purpose, StatusCode
from esign.register import Acceptance, Standing
from support.arriving import SENDER, US, data, document, request, status

if TYPE_CHECKING:
    from esign.intake import Intake
    from esign.register import Register
    from support.transports import MemoryAxis

HERE = replace(document().sender, code="000.01.12.H99")
"""This agency, as it writes itself in the older structure."""


def test_our_own_document_is_remarked_on_and_registered_only_on_somebodys_word(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    intake = replace(intake, agency_code="000.00.12.H99")  # as the sender in its other structure
    axis.put(US.code, data(document()), sender=SENDER.code)
    (message,) = fetch_waiting(intake).messages
    assert (message.state, message.read.verdict) == (Standing.WAITING, "indeterminate")
    assert ("O4", "warning", "inbox.own_package") in {
        (each.rule, each.level, each.code) for each in message.read.remarks
    }
    with pytest.raises(InputError):
        register.inbox.accept(message.id, Acceptance())
    vouched = Acceptance("", despite=True, reason="Văn bản nội bộ")
    done, _ = register.inbox.accept(message.id, vouched, actor="clerk")
    register.inbox.progress(done.id, StatusCode.DONE, actor="clerk")
    assert register.outbox.all(open_only=False) == ()
    assert register.record.check().rows > 0


def test_what_comes_back_again_and_again_starts_no_exchange_with_ourselves(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    for _ in range(3):
        axis.put(US.code, data(replace(document(), sender=HERE)), sender=US.code)
    recall = replace(request(Purpose.RECALL), sender=HERE)
    axis.put(US.code, data(recall), sender=US.code)
    for code in ("01", "03", "13"):
        axis.put(US.code, data(status(code, sender=HERE)), sender=US.code, status=True)
    messages = fetch_waiting(intake).messages
    assert all("inbox.own_package" in {r.code for r in each.read.remarks} for each in messages)
    for each in messages:
        if each.state is Standing.TASK:
            register.inbox.agree(each.id, actor="clerk")
        elif each.state is Standing.WAITING:
            register.inbox.give_back(each.id, "Của chính cơ quan", actor="clerk")
    assert register.outbox.all(open_only=False) == ()
