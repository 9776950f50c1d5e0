# SPDX-License-Identifier: Apache-2.0
"""After a restore nobody knows what became of messages that were open when the backup was made.

Each may have left since. So all that is asked of a message that certainly never left (that a recall
cancels it and is told to nobody, that it may be given up) must not be asked of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.register import audit
from esign.register.exchange_tables import MessageState, attempt, message
from esign.register.moments import utc_text
from esign.register.outbox_queue import DOUBTED, STOPPED, settle_about
from esign.register.outbox_refusals import is_out_of_force
from esign.register.outbox_rows import read_messages

if TYPE_CHECKING:
    from esign.ports import RandomSource
    from esign.register.outbox_rows import Message

RESTORED: Final = "outbox.restored"
"""The code of the attempts that may have been made between the backup and the restore."""

_UNSENT: Final = (MessageState.WAITING, MessageState.UNKNOWN, MessageState.STOPPED)


def doubt(connection: sa.Connection, act: audit.Act, random: RandomSource) -> None:
    """Call unknown what became of every message that was waiting or stopped.

    One that was stopped stays so where what it brings is out of force: it must not go by itself.

    Args:
        connection: in the transaction that makes the restored register accessible.
        act: who restored it, and when.
        random: draws the salts of the audit rows.
    """
    at = utc_text(act.at)
    for each in read_messages(connection, message.c.state.in_([one.value for one in _UNSENT])):
        stays = each.state is MessageState.STOPPED and is_out_of_force(connection, each)
        subject, facts = each.request_id or each.id, {"message": each.id, "code": RESTORED}
        told = audit.Act(act.at, act.actor, STOPPED if stays else DOUBTED, subject, facts)
        audit.append(connection, told, random)
        _add_attempt(connection, each, at)
        values: dict[str, object] = {"attempts": each.attempts + 1, "not_before": at}
        values |= {"claimed_until": None, "give_up_at": None}
        values |= {"fault_code": RESTORED, "fault_text": ""}
        state = MessageState.STOPPED if stays else MessageState.UNKNOWN
        values |= {"state": state.value, "settled_at": at if stays else None}
        chosen = sa.update(message).where(message.c.id == each.id)
        connection.execute(chosen.values(**values))
        settle_about(connection, each.id, at)


def _add_attempt(connection: sa.Connection, of: Message, at: str) -> None:
    """Note an attempt of which nobody knows; so it is with one that has no end, too."""
    ended = {"ended_at": at, "outcome": "unknown", "code": RESTORED}
    cut_off = sa.update(attempt).where(attempt.c.message_id == of.id, attempt.c.ended_at.is_(None))
    connection.execute(cut_off.values(**ended))
    turn = {"message_id": of.id, "n": of.attempts + 1, "started_at": at, "text": ""}
    connection.execute(sa.insert(attempt), {**turn, **ended})
