# SPDX-License-Identifier: Apache-2.0
"""Attempts that begin, and arrive, several in one transaction: a window of messages.

What is written for each is the same as if it were alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import sqlalchemy as sa

from esign.register import audit
from esign.register.exchange_tables import MessageState, attempt, delivery, message
from esign.register.moments import utc_text
from esign.register.outbox_claims import LEASE
from esign.register.outbox_queue import SENT
from esign.register.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.register.outbox_rows import Message
    from esign.register.registry import Registry

PATIENCE: Final = timedelta(days=3)
"""How long a message is tried, from its first attempt on."""

_SETTLED: Final = frozenset({MessageState.SENT.value, MessageState.CANCELLED.value})

_MINE: Final = (
    sa.update(message)
    .where(
        message.c.id == sa.bindparam("name"),
        message.c.claimed_until == sa.bindparam("mine_until"),
        message.c.claimed_until > sa.bindparam("now"),
        message.c.state.in_((MessageState.WAITING.value, MessageState.UNKNOWN.value)),
    )
    .values(
        attempts=sa.bindparam("turn"),
        claimed_until=sa.bindparam("until"),
        give_up_at=sa.bindparam("patience"),
        transport=sa.bindparam("way"),
    )
    .returning(message.c.id)
)
_TAKE_AGAIN: Final = Statement(_MINE)
_TAKE_FIRST: Final = Statement(
    _MINE.values(payload=sa.bindparam("digest"), payload_size=sa.bindparam("size"))
)
_BEGIN: Final = Statement(sa.insert(attempt))
_FOUND: Final = Statement(
    sa.select(message.c.state, message.c.payload).where(message.c.id == sa.bindparam("name"))
)
_END: Final = Statement(
    sa.update(attempt)
    .where(
        attempt.c.message_id == sa.bindparam("name"),
        attempt.c.n == sa.bindparam("turn"),
        attempt.c.ended_at.is_(None),
    )
    .values(ended_at=sa.bindparam("end"), outcome="accepted", code="", text="")
)
_ARRIVE: Final = Statement(
    sa.update(message)
    .where(message.c.id == sa.bindparam("name"))
    .values(
        state=MessageState.SENT.value,
        settled_at=sa.bindparam("end"),
        claimed_until=sa.null(),
        fault_code="",
        fault_text="",
        transport=sa.bindparam("way"),
        axis_id=sa.bindparam("called"),
    )
)
_TELL: Final = Statement(
    sa.update(delivery)
    .where(delivery.c.message_id == sa.bindparam("name"), delivery.c.state == "waiting")
    .values(state="sent", state_at=sa.bindparam("end"))
)


class Start(NamedTuple):
    """An attempt that is to begin.

    Attributes:
        claimed: the message.
        transport: which way it goes.
        data: the bytes that this and every later attempt sends; given with the first one.
    """

    claimed: Message
    transport: str
    data: bytes | None = None


class Taken(NamedTuple):
    """A message that the axis has, and what it calls it."""

    begun: Message
    axis_id: str


def begin(registry: Registry, starts: Sequence[Start], begun: list[Message | None]) -> None:
    """Note that attempts begin; a message is this worker's only until its claim runs out.

    What was put is not looked for again: whoever collects forgotten objects leaves alone what was
    put within a day, and no claim is as long.

    Args:
        registry: of the register.
        starts: the attempts.
        begun: gets what has begun, in their order, before it is certain that it stays written; None
            for a message that is not this worker's any more.
    """
    first = tuple(each.data for each in starts if each.data is not None)
    digests = iter(registry.objects.put_all(first))
    named = [None if each.data is None else next(digests) for each in starts]
    with registry.database.writing() as connection:
        now = registry.clock.now()  # once nobody else writes: so long the claims must have held
        for start, digest in zip(starts, named, strict=True):
            begun.append(_begun(connection, start, digest, now))


def _begun(
    connection: sa.Connection, start: Start, digest: str | None, now: datetime
) -> Message | None:
    claimed, until = start.claimed, utc_text(now + LEASE)
    if claimed.claimed_until is None:
        return None
    give_up_at = claimed.give_up_at or now + PATIENCE
    turn = claimed.attempts + 1
    values: dict[str, Any] = {
        "name": claimed.id,
        "mine_until": utc_text(claimed.claimed_until),
        "now": utc_text(now),
        "turn": turn,
        "until": until,
        "patience": utc_text(give_up_at),
        "way": start.transport,
    }
    take = _TAKE_AGAIN
    if start.data is not None:
        take, values = _TAKE_FIRST, {**values, "digest": digest, "size": len(start.data)}
    if take.first(connection, values) is None:
        return None
    row = {"message_id": claimed.id, "n": turn, "started_at": utc_text(now)}
    row |= {"ended_at": None, "outcome": "", "code": "", "text": ""}
    _BEGIN.execute(connection, row)
    return replace(
        claimed,
        attempts=turn,
        claimed_until=datetime.fromisoformat(until),
        transport=start.transport,
        give_up_at=give_up_at,
        payload=digest or claimed.payload,
    )


def arrive(registry: Registry, taken: Sequence[Taken], actor: str) -> tuple[Message, ...]:
    """Note that the axis has messages; those of which neither that nor an end was noted before.

    Noted even where a claim ran out meanwhile: what the axis has it has.
    """
    now = registry.clock.now()
    with registry.database.writing() as connection:
        return tuple(
            each.begun for each in taken if _arrived(registry, connection, each, now, actor)
        )


def _arrived(
    registry: Registry, connection: sa.Connection, arrival: Taken, now: datetime, actor: str
) -> bool:
    begun, end = arrival.begun, utc_text(now)
    found = _FOUND.first(connection, {"name": begun.id})
    if found is None or found[0] in _SETTLED:
        return False
    _END.execute(connection, {"name": begun.id, "turn": begun.attempts, "end": end})
    facts: dict[str, object] = {"message": begun.id, "transport": begun.transport}
    facts |= {"axis_id": arrival.axis_id, "payload": found[1] or None}
    act = audit.Act(now, actor, SENT, begun.request_id or begun.id, facts)
    audit.append(connection, act, registry.random)
    way = {"way": begun.transport, "called": arrival.axis_id}
    _ARRIVE.execute(connection, {"name": begun.id, "end": end, **way})
    _TELL.execute(connection, {"name": begun.id, "end": end})
    return True
