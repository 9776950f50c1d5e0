# SPDX-License-Identifier: Apache-2.0
"""A list of sent packages shows an update under the number of the document that never left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.register import MessageState
from support.correspondents import AGENCIES, FieldTransport, correspondents, later
from support.lives import LETTER
from support.perils import PerilousWay
from support.ports import FixedClock
from support.transports import Fault, MemoryAxis

if TYPE_CHECKING:
    from pathlib import Path


def test_an_update_in_the_list_is_not_taken_for_its_document(tmp_path: Path) -> None:
    clock, axis = FixedClock(), MemoryAxis()
    ways = [FieldTransport(axis, each.code, can_find=False, lists=True) for each in AGENCIES]
    sender, receiver, third = correspondents(tmp_path, clock, [PerilousWay(way) for way in ways])
    with sender.register, receiver.register, third.register:
        outbox = sender.register.outbox
        sender.release("document-1", [receiver.agency])
        ways[0].fails("send", Fault.LOST, Fault.REFUSED)
        sender.send()
        later(clock, hours=2)
        sender.send()
        (stopped,) = outbox.all()
        assert stopped.state is MessageState.STOPPED  # in doubt: the first attempt may have arrived
        sender.release("letter-1", [third.agency], LETTER)
        sender.register.lifecycle.correct("document-1", "letter-1", "Sai chính tả", "clerk")
        sender.send()
        ways[0].can_find = True
        outbox.retry(stopped.id, "clerk")
        sender.send()
        assert stopped.id in {each.message_id for each in axis.received(receiver.agency.code)}
        assert outbox.all() == ()
