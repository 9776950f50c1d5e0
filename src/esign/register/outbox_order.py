# SPDX-License-Identifier: Apache-2.0
"""What depends on a document having reached its receivers, and need not or must not go without it.

A recall, an update and a taking back say nothing to an agency that never got the document. A
replacement does: it brings a document of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.register import outbox_queue
from esign.register.exchange_tables import MessageAct, MessageState, delivery, message
from esign.register.lifecycle import required
from esign.register.outbox_queue import NEVER_LEFT

if TYPE_CHECKING:
    from collections.abc import Collection

    from esign.register.audit import Act
    from esign.register.outbox_rows import Message
    from esign.register.registry import Registry

NEEDLESS: Final = (MessageAct.RELEASED, MessageAct.CORRECTED, MessageAct.TAKEN_BACK)
"""What need not be told any more of a recalled document."""

_HELD: Final = (MessageAct.CORRECTED.value, MessageAct.TAKEN_BACK.value)
"""What a stopped document holds back; a recall is told to everybody who may have it."""


def overtake(
    connection: sa.Connection,
    registry: Registry,
    entry_id: int,
    act: Act,
    within: Collection[str] | None = None,
) -> None:
    """Cancel what a recall makes needless: messages of the document that certainly never left.

    Args:
        connection: in a writing transaction.
        registry: of the register.
        entry_id: the document.
        act: who cancels, when, and of which document.
        within: agencies that have nothing to give back; then only what goes to none but these is
            cancelled, the recall with it.
    """
    needless = NEEDLESS if within is None else (*NEEDLESS, MessageAct.RECALLED)
    wanted = sa.select(message.c.id).where(
        message.c.entry_id == entry_id,
        message.c.act.in_([each.value for each in needless]),
        NEVER_LEFT,
    )
    if within is not None:
        others = sa.exists().where(
            delivery.c.message_id == message.c.id, delivery.c.receiver_code.not_in(within)
        )
        wanted = wanted.where(~others)
    for name in connection.scalars(wanted.order_by(message.c.audit_seq)).all():
        outbox_queue.cancel(connection, registry, name, act)


def give_up(connection: sa.Connection, registry: Registry, found: Message, act: Act) -> None:
    """Cancel a message that certainly never left; with a document, what is said of it.

    Agencies that have the document in another way, in the place of one it replaces, are told.
    """
    outbox_queue.cancel(connection, registry, found.id, act)
    if found.act is MessageAct.RELEASED:
        entry = required(connection, found.request_id)
        without = found.receiver_codes - outbox_queue.reached(connection, entry).keys()
        overtake(connection, registry, entry.id, act, without)


def held_back(connection: sa.Connection, names: Collection[str]) -> dict[str, str]:
    """Which messages wait for a document that was stopped, with the message that brings it.

    Args:
        connection: sees one state throughout.
        names: ids of messages, a page of them.
    """
    held, told = message.alias("held"), delivery.alias("told")
    shared = sa.exists().where(
        told.c.message_id == held.c.id,
        delivery.c.message_id == message.c.id,
        delivery.c.receiver_code == told.c.receiver_code,
    )
    wanted = (
        sa.select(held.c.id.label("held"), message.c.id.label("stopped"))
        .join(message, message.c.entry_id == held.c.entry_id)
        .where(
            held.c.id.in_(names),
            held.c.act.in_(_HELD),
            message.c.act == MessageAct.RELEASED.value,
            message.c.state == MessageState.STOPPED.value,
            NEVER_LEFT,
            shared,
        )
    )
    return {row.held: row.stopped for row in connection.execute(wanted)}
