# SPDX-License-Identifier: Apache-2.0
"""What depends on a document having reached its receivers, and need not or must not go without it.

A recall, an update and a taking back say nothing to an agency that never got the document. A
replacement does: it brings a document of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.register import audit, outbox_queue
from esign.register.agency_identity import Agencies
from esign.register.exchange_tables import MessageAct, MessageState, delivery, message
from esign.register.lifecycle import required
from esign.register.outbox_queue import READDRESSED, Draft, Needless
from esign.register.outbox_reach import NEVER_LEFT, reached, who_has
from esign.register.outbox_rows import read_messages

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from esign.register.audit import Act
    from esign.register.entries import Entry
    from esign.register.outbox_rows import Message
    from esign.register.registry import Registry

NEEDLESS: Final = (MessageAct.RELEASED, MessageAct.CORRECTED, MessageAct.TAKEN_BACK)
"""What need not be told any more of a recalled document."""

_SAID: Final = (MessageAct.CORRECTED, MessageAct.TAKEN_BACK)
_TOLD: Final = frozenset({MessageAct.RECALLED, MessageAct.CORRECTED})
"""What is said of a document to all who have it, in one message."""
_RELEASED: Final = MessageAct.RELEASED.value
_REPLACED: Final = MessageAct.REPLACED.value
_HELD: Final = (MessageAct.CORRECTED.value, MessageAct.TAKEN_BACK.value)
"""What a stopped document holds back; a recall is told to everybody who may have it."""


def overtake(
    connection: sa.Connection,
    registry: Registry,
    entry_id: int,
    act: Act,
    within: AbstractSet[str] | None = None,
) -> None:
    """Cancel what a recall makes needless: messages of the document that certainly never left.

    Args:
        connection: in a writing transaction.
        registry: of the register.
        entry_id: the document.
        act: who cancels, when, and of which document.
        within: agencies that never had it; then these get no recall and no update either, and what
            goes to none but them is cancelled.
    """
    needless = NEEDLESS if within is None else (*_SAID, MessageAct.RECALLED)
    wanted = (
        message.c.entry_id == entry_id,
        message.c.act.in_([each.value for each in needless]),
        NEVER_LEFT,
    )
    why = Needless.RECALLED if within is None else Needless.NEVER_HAD
    for found in read_messages(connection, *wanted):
        left: dict[str, str] = {}
        if within is not None:
            left = {e.code: e.name for e in found.deliveries if e.agency not in within}
        is_told = found.act in _TOLD and left.keys() < found.receiver_codes
        if not left or is_told:
            outbox_queue.cancel(connection, registry, found.id, act, why=why)
        if left and is_told:
            queue_anew(connection, registry, found, left, act)


def give_up(  # noqa: PLR0913 - a person's reason, or that of the register
    connection: sa.Connection,
    registry: Registry,
    found: Message,
    act: Act,
    reason: str = "",
    *,
    why: Needless = Needless.NONE,
) -> None:
    """Cancel a message that certainly never left; with a document, what is said of it.

    Agencies that have the document in another way, in the place of one it replaces, are told.
    """
    outbox_queue.cancel(connection, registry, found.id, act, reason, why=why)
    if found.act in {MessageAct.RELEASED, MessageAct.REPLACED}:
        spare(connection, registry, found, act)


def spare(connection: sa.Connection, registry: Registry, found: Message, act: Act) -> None:
    """Say nothing of a document to those whom a message was to bring it, and who never had it.

    Args:
        connection: in a writing transaction.
        registry: of the register.
        found: brings a document, by itself or in the place of another; certainly never left, and
            does not go by itself any more.
        act: who cancels, and when.
    """
    brought = found.other_request_id or found.request_id
    entry = required(connection, brought)
    agencies = Agencies(connection)
    without = found.receiver_keys - set(map(agencies.key, reached(connection, entry)))
    overtake(connection, registry, entry.id, act._replace(subject=brought), without)


def leave_to_replacement(
    connection: sa.Connection, registry: Registry, by: Entry, receivers: Iterable[str], act: Act
) -> None:
    """Bring a document only once to those that get it in the place of another.

    The release of it goes on to the others alone, where it certainly has not left yet. One that was
    stopped is over where they are all its receivers; else it waits for whoever knows why.

    Args:
        connection: in a writing transaction.
        registry: of the register.
        by: the document that replaces another.
        receivers: codes of those that are sent it as the replacement.
        act: who cancels, and when.
    """
    again = set(map(Agencies(connection).key, receivers))
    waiting = (
        message.c.entry_id == by.id,
        message.c.act == MessageAct.RELEASED.value,
        NEVER_LEFT,
    )
    for found in read_messages(connection, *waiting):
        left = {each.code: each.name for each in found.deliveries if each.agency not in again}
        is_kept = left and not found.is_open
        if is_kept or left.keys() == found.receiver_codes:
            continue
        outbox_queue.cancel(connection, registry, found.id, act, why=Needless.IN_PLACE)
        if left:
            queue_anew(connection, registry, found, left, act)


def queue_anew(
    connection: sa.Connection,
    registry: Registry,
    found: Message,
    receivers: Mapping[str, str],
    act: Act,
) -> str:
    """Queue what a cancelled message brings to some of its receivers, or to others.

    Args:
        connection: in a writing transaction.
        registry: of the register.
        found: the message.
        receivers: their names by code.
        act: who does it, and when; what its facts say stands in the record.

    Returns:
        The new message's id.
    """
    row = connection.execute(sa.select(message).where(message.c.id == found.id)).one()
    draft = Draft(
        act=found.act,
        document_id=found.document_id,
        at=act.at,
        receivers=receivers,
        entry_id=row.entry_id,
        other_id=row.other_id,
        reason=found.reason,
    )
    draft = outbox_queue.told_apart(connection, draft)
    facts = {**act.facts, "of": found.id, outbox_queue.KEY: draft.digest}
    queueing = act._replace(action=READDRESSED, subject=found.request_id, facts=facts)
    seq = audit.append(connection, queueing, registry.random)
    return outbox_queue.write(connection, draft, seq) or ""


def held_back(connection: sa.Connection, names: Collection[str]) -> dict[str, str]:
    """Which messages wait for a document that was stopped, with the message that brings it.

    None waits for the sake of a receiver that has the document otherwise: by another message, or as
    it has reported itself. Paper is no such way, for the stopped message can still bring it.

    Args:
        connection: sees one state throughout.
        names: ids of messages, a page of them.
    """
    held, told = message.alias("held"), delivery.alias("told")
    wanted = (
        sa.select(held.c.id.label("held"), message.c.id.label("stopped"))
        .add_columns(held.c.entry_id)
        .add_columns(told.c.receiver_code.label("one"), delivery.c.receiver_code.label("other"))
        .join(
            message,
            sa.or_(
                sa.and_(message.c.entry_id == held.c.entry_id, message.c.act == _RELEASED),
                sa.and_(message.c.other_id == held.c.entry_id, message.c.act == _REPLACED),
            ),
        )
        .join(told, told.c.message_id == held.c.id)
        .join(delivery, delivery.c.message_id == message.c.id)
        .where(
            held.c.id.in_(names),
            held.c.act.in_(_HELD),
            message.c.state == MessageState.STOPPED.value,
            NEVER_LEFT,
        )
    )
    agencies = Agencies(connection)
    missed = [e for e in connection.execute(wanted).all() if agencies.is_one(e.one, e.other)]
    if not missed:
        return {}
    having = who_has(connection, {row.entry_id for row in missed})
    return {
        row.held: row.stopped
        for row in missed
        if (row.entry_id, agencies.key(row.one)) not in having
    }
