# SPDX-License-Identifier: Apache-2.0
"""Whom a document is meant for, and who has it or may have it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.model.agency_codes import agency_key, normal_code
from esign.model.delivery import DeliveryState
from esign.register.agency_identity import Agencies
from esign.register.exchange_tables import MessageAct, MessageState, attempt, delivery, message
from esign.register.schema import register

if TYPE_CHECKING:
    from collections.abc import Collection

    from esign.register.entries import Entry

_OPEN_ATTEMPT: Final = sa.exists().where(
    attempt.c.message_id == message.c.id, attempt.c.ended_at.is_(None)
)
_DOUBTFUL_ATTEMPT: Final = sa.exists().where(
    attempt.c.message_id == message.c.id,
    attempt.c.n > message.c.absent_attempts,
    sa.or_(attempt.c.ended_at.is_(None), attempt.c.outcome == "unknown"),
)
NEVER_LEFT: Final = sa.or_(
    sa.and_(message.c.state == MessageState.WAITING.value, ~_OPEN_ATTEMPT),
    sa.and_(message.c.state == MessageState.STOPPED.value, ~_DOUBTFUL_ATTEMPT),
)
"""Of which messages it is certain that the other side has none of them."""

BRINGING: Final = (MessageAct.RELEASED.value, MessageAct.REPLACED.value)
"""Acts whose messages bring a document."""
BROUGHT: Final = sa.case(
    (message.c.act == MessageAct.REPLACED.value, message.c.other_id), else_=message.c.entry_id
)
"""The document that a message brings."""

_RECEIVERS: Final = sa.select(register.c.request).where(register.c.id == sa.bindparam("entry_id"))


def receivers_of(connection: sa.Connection, entry: Entry) -> dict[str, str]:
    """The electronic receivers that a document's request names, each once: their names by code."""
    asked = json.loads(connection.scalars(_RECEIVERS, {"entry_id": entry.id}).one())
    named = asked["content"].get("receivers", [])
    receivers = [(each["code"], each["name"]) for each in named]
    return once_each(Agencies(connection), receivers)


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
    agencies = Agencies(connection)
    named = {} if queued else receivers_of(connection, entry)
    told = list(named.items())
    for row in rows:
        stopped = row.never_left and row.state == MessageState.STOPPED.value
        if row.state != MessageState.CANCELLED.value and not stopped:
            told.append((row.receiver_code, row.receiver_name))
    return once_each(agencies, told)


def who_has(connection: sa.Connection, entry_ids: Collection[int]) -> frozenset[tuple[int, str]]:
    """Which agencies certainly have a document from the axis, or have reported of it.

    Args:
        connection: sees one state throughout.
        entry_ids: the documents, those of a page of messages.

    Returns:
        Each document with the key of an agency, as `Agencies` tells them apart.
    """
    about = sa.or_(message.c.entry_id.in_(entry_ids), message.c.other_id.in_(entry_ids))
    has = sa.or_(
        message.c.state == MessageState.SENT.value,
        delivery.c.state != DeliveryState.WAITING.value,
    )
    wanted = (
        sa.select(BROUGHT.label("entry_id"), delivery.c.receiver_code)
        .join(delivery, delivery.c.message_id == message.c.id)
        .where(about, message.c.act.in_(BRINGING), has)
    )
    rows = connection.execute(wanted).all()
    agencies = Agencies(connection)
    agencies.look_up(row.receiver_code for row in rows)
    return frozenset((row.entry_id, agencies.key(row.receiver_code)) for row in rows)


def once_each(agencies: Agencies, receivers: Collection[tuple[str, str]]) -> dict[str, str]:
    """Some receivers, each agency once, under its present code or else its last: names by code.

    What was sent later went by a later list. Two structures of one code are no two codes.
    """
    agencies.look_up(code for code, _ in receivers)
    by_agency: dict[str, tuple[str, str]] = {}
    for code, name in receivers:
        before = by_agency.get(agencies.key(code), (code, name))[0]
        is_kept = agency_key(before) == agency_key(code) or _is_present(agencies, before)
        is_better = _is_present(agencies, code)
        by_agency[agencies.key(code)] = before if is_kept and not is_better else code, name
    return dict(by_agency.values())


def _is_present(agencies: Agencies, code: str) -> bool:
    listed = agencies.called(code)
    return listed is not None and listed.code == normal_code(code)
