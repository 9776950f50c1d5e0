# SPDX-License-Identifier: Apache-2.0
"""Whom a document is meant for, and who has it or may have it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.model.agency_codes import agency_key
from esign.register.exchange_tables import MessageAct, MessageState, attempt, delivery, message
from esign.register.schema import register

if TYPE_CHECKING:
    from esign.register.entries import Entry

_OPEN_ATTEMPT: Final = sa.exists().where(
    attempt.c.message_id == message.c.id, attempt.c.ended_at.is_(None)
)
_DOUBTFUL_ATTEMPT: Final = sa.exists().where(
    attempt.c.message_id == message.c.id,
    sa.or_(attempt.c.ended_at.is_(None), attempt.c.outcome == "unknown"),
)
NEVER_LEFT: Final = sa.or_(
    sa.and_(message.c.state == MessageState.WAITING.value, ~_OPEN_ATTEMPT),
    sa.and_(message.c.state == MessageState.STOPPED.value, ~_DOUBTFUL_ATTEMPT),
)
"""Of which messages it is certain that the other side has none of them."""

_RECEIVERS: Final = sa.select(register.c.request).where(register.c.id == sa.bindparam("entry_id"))


def receivers_of(connection: sa.Connection, entry: Entry) -> dict[str, str]:
    """The electronic receivers that a document's request names: their names by code."""
    asked = json.loads(connection.scalars(_RECEIVERS, {"entry_id": entry.id}).one())
    named = asked["content"].get("receivers", [])
    return {each["code"]: each["name"] for each in named}


def reached(connection: sa.Connection, entry: Entry) -> dict[str, str]:
    """The agencies that have, or may have, or will have a document: their names by code.

    Where nothing was ever queued for it, it went another way to those that its request names.
    """
    carriers = sa.or_(
        sa.and_(message.c.entry_id == entry.id, message.c.act == MessageAct.RELEASED.value),
        sa.and_(message.c.other_id == entry.id, message.c.act == MessageAct.REPLACED.value),
    )
    wanted = (
        sa.select(delivery.c.receiver_code, delivery.c.receiver_name)
        .add_columns(message.c.state, NEVER_LEFT.label("never_left"), message.c.act)
        .join(message, message.c.id == delivery.c.message_id)
        .where(carriers)
        .order_by(message.c.audit_seq, delivery.c.receiver_code)
    )
    rows = connection.execute(wanted).all()
    queued = any(row.act == MessageAct.RELEASED.value for row in rows)
    named = {} if queued else receivers_of(connection, entry)
    spelt = {agency_key(code): code for code in named}
    for row in rows:
        stopped = row.never_left and row.state == MessageState.STOPPED.value
        if row.state != MessageState.CANCELLED.value and not stopped:
            code = spelt.setdefault(agency_key(row.receiver_code), row.receiver_code)
            named[code] = row.receiver_name
    return named
