# SPDX-License-Identifier: Apache-2.0
"""Holding messages, deliveries and receipts against the record.

An act that queued something holds a digest of it. How a message stands in the end is said by the
last act on it; where a delivery stands follows from that and from the receipts.
"""

from __future__ import annotations

import json
from collections import defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NoReturn

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.messages import Term
from esign.model.agency_codes import agency_key
from esign.register.deliveries import standings
from esign.register.dialects import place_in
from esign.register.exchange_tables import MessageState, attempt, delivery, message, receipt
from esign.register.fingerprint import KEY as ROW
from esign.register.moments import utc_text
from esign.register.outbox_queue import (
    CANCELLED,
    DOUBTED,
    GIVEN_UP,
    KEY,
    READDRESSED,
    REASON,
    RETRIED,
    SENT,
    STATUS_QUEUED,
    STOPPED,
    digest,
    message_id,
)
from esign.register.receipts import COUNTS_FOR, NOTED, RECEIPT
from esign.register.schema import audit
from esign.register.transitions import Step, Writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NOTIFIED: Final = "notified"
"""What earlier revisions wrote for each receiver that had been told."""

_QUEUEING: Final = (
    *(Step.RELEASE.value, Step.RECALL.value, Step.REPLACE.value, Step.CORRECT.value),
    *(Writing.TAKE_BACK.value, STATUS_QUEUED),
    READDRESSED,
)
_ALWAYS: Final = frozenset({Step.RECALL.value, Step.REPLACE.value, Step.CORRECT.value})
"""The acts that say what they queued even where that is nothing."""
_NOTHING: Final = sha256(b"[]").hexdigest()
_LEADS: Final = {
    SENT: MessageState.SENT,
    STOPPED: MessageState.STOPPED,
    CANCELLED: MessageState.CANCELLED,
    RETRIED: MessageState.WAITING,
    DOUBTED: MessageState.WAITING,
}
_STANDS: Final = {MessageState.UNKNOWN.value: MessageState.WAITING.value}
"""What the record does not tell apart."""
_CHANGED: Final = "register.row_changed"
_REMOVED: Final = "register.row_removed"
_INSERTED: Final = "register.row_inserted"


def compare_outbox(connection: sa.Connection, counts: Mapping[str, int]) -> None:
    """Hold the tables against the acts that tell of them.

    Args:
        connection: sees one state throughout.
        counts: how many acts of each kind there are; tables without act and row cost nothing.

    Raises:
        ConfigurationError: names the first row that was changed or put in, or the act whose row is
            gone.
    """
    messages = {row.id: row for row in connection.execute(_MESSAGES)}
    receivers: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for row in connection.execute(_DELIVERIES):
        key = "" if row.receiver_key == agency_key(row.receiver_code) else row.receiver_key
        receivers[row.message_id][row.receiver_code] = row.receiver_name, key
    _compare_queued(connection, counts, messages, receivers)
    _compare_settled(connection, counts, messages)
    _compare_receipts(connection, counts)
    _compare_deliveries(connection, counts, messages)


_MESSAGES: Final = (
    sa.select(message, audit.c.entry_hash)
    .join(audit, audit.c.seq == message.c.audit_seq, isouter=True)
    .order_by(message.c.audit_seq)
)
_DELIVERIES: Final = sa.select(delivery).order_by(delivery.c.message_id, delivery.c.receiver_code)


_ATTEMPTS: Final = sa.select(attempt.c.message_id, sa.func.count().label("n")).group_by(
    attempt.c.message_id
)


def _compare_queued(
    connection: sa.Connection,
    counts: Mapping[str, int],
    messages: Mapping[str, sa.Row[Any]],
    receivers: Mapping[str, dict[str, tuple[str, str]]],
) -> None:
    """What an act queued is what it tells of."""
    queued: dict[int, str] = {}
    for name, row in messages.items():
        if name != message_id(row.document_id, row.act, str(row.entry_hash)):
            _refuse(_CHANGED, message, row.audit_seq)
        if row.arrived_id is None and row.status_code:  # of answers alone the digest holds it
            _refuse(_CHANGED, message, row.audit_seq)
        about = (row.entry_id, row.arrived_id, row.act, row.status_code)
        told = receivers.get(name, {})
        queued[row.audit_seq] = digest(about, told, row.other_id, row.reason, row.queued_at)
    for name in receivers:
        if name not in messages:
            _refuse(_INSERTED, delivery, None)
    for seq, action, payload, _ in _acts(connection, counts, *_QUEUEING):
        told_of = json.loads(payload).get(KEY, _NOTHING if action in _ALWAYS else None)
        found = queued.pop(seq, _NOTHING if action in _ALWAYS or told_of else None)
        if found != told_of:
            _refuse(_CHANGED if told_of else _INSERTED, message, seq)
    for seq in queued:
        _refuse(_INSERTED, message, seq)


def _compare_settled(
    connection: sa.Connection,
    counts: Mapping[str, int],
    messages: Mapping[str, sa.Row[Any]],
) -> None:
    """A message was sent, stopped or cancelled when, and only when, the last act on it says so."""
    told: dict[str, tuple[int, str, dict[str, Any]]] = {}
    for seq, action, payload, at in _acts(connection, counts, *_LEADS):
        facts = json.loads(payload)
        told[facts["message"]] = seq, action, {**facts, "settled_at": at}
    carried = _carried_before(connection, counts, messages)
    attempts = {row.message_id: row.n for row in connection.execute(_ATTEMPTS)}
    for name, row in messages.items():
        seq, action, facts = told.pop(name, (row.audit_seq, "", {}))
        wanted = _LEADS.get(action, MessageState.WAITING)
        if name in carried and not action:
            wanted = MessageState.SENT
        if _STANDS.get(row.state, row.state) != wanted:
            _refuse(_CHANGED, message, seq)
        if _differs(action, facts, row):
            _refuse(_CHANGED, message, seq)
        if row.attempts != attempts.get(name, 0):
            _refuse(_CHANGED, message, row.audit_seq)
        if wanted is MessageState.WAITING and row.settled_at is not None:
            _refuse(_CHANGED, message, seq)
    for seq, *_ in told.values():
        _refuse(_REMOVED, message, seq)


def _differs(action: str, facts: Mapping[str, Any], row: sa.Row[Any]) -> bool:
    """Whether a message is other than the last act on it says."""
    reason = facts.get(REASON)
    if (reason is not None) != (row.fault_code == GIVEN_UP):
        return True
    if reason is not None and reason != sha256(row.fault_text.encode()).hexdigest():
        return True
    return any(facts.get(key) != getattr(row, key) for key in _told_by(action))


def _told_by(action: str) -> tuple[str, ...]:
    """The columns of a message that the last act on it tells of."""
    if action == SENT:
        return ("transport", "axis_id", "payload", "settled_at")
    return ("settled_at",) if action in {STOPPED, CANCELLED} else ()


def _carried_before(
    connection: sa.Connection,
    counts: Mapping[str, int],
    messages: Mapping[str, sa.Row[Any]],
) -> set[str]:
    """The messages all of whose receivers had been told before there were messages."""
    told = set(_notified(connection, counts))
    if not told:
        return set()
    left: dict[str, bool] = {}
    for row in connection.execute(_DELIVERIES):
        of = messages[row.message_id]
        legacy = legacy_id(of.document_id, of.act, of.audit_seq, row.receiver_code)
        left[row.message_id] = left.get(row.message_id, True) and legacy in told
    return {name for name, whole in left.items() if whole}


def _notified(connection: sa.Connection, counts: Mapping[str, int]) -> Iterator[str]:
    for _, _, payload, _ in _acts(connection, counts, NOTIFIED):
        yield json.loads(payload)["notice"]


def legacy_id(document_id: str, act: str, audit_seq: int, receiver_code: str) -> str:
    """What earlier revisions called the part of a message that went to one receiver."""
    whole = f"{document_id}\n{act}\n{audit_seq}\n{receiver_code}"
    return sha256(whole.encode()).hexdigest()[:32]


def _compare_receipts(connection: sa.Connection, counts: Mapping[str, int]) -> None:
    told = {seq: payload for seq, _, payload, _ in _acts(connection, counts, NOTED)}
    keys = (receipt.c.reporter_code, receipt.c.reporter_key)
    wanted = sa.select(receipt.c.id, RECEIPT.text, *keys).order_by(receipt.c.id)
    for seq, text, code, key in connection.execute(wanted):
        payload = told.pop(seq, None)
        if payload is None:
            _refuse(_INSERTED, receipt, seq)
        facts = json.loads(payload)
        counts_for = facts.get(COUNTS_FOR, agency_key(code))
        if (facts.get(ROW), counts_for) != (sha256(text.encode()).hexdigest(), key):
            _refuse(_CHANGED, receipt, seq)
    for seq in told:
        _refuse(_REMOVED, receipt, seq)


def _compare_deliveries(
    connection: sa.Connection,
    counts: Mapping[str, int],
    messages: Mapping[str, sa.Row[Any]],
) -> None:
    """Where each delivery stands follows from its message and the receipts."""
    if not messages:
        return
    told = set(_notified(connection, counts))
    worked_out = standings(connection)
    for row in connection.execute(_DELIVERIES):
        of = messages[row.message_id]
        stands = worked_out[row.message_id, row.receiver_code]
        wanted = stands.state.value
        legacy = legacy_id(of.document_id, of.act, of.audit_seq, row.receiver_code)
        if legacy in told and wanted == "waiting":
            wanted = "sent"
        reported = stands.at is not None and row.state_at != utc_text(stands.at)
        if row.state != wanted or row.note != stands.note or reported:
            _refuse(_CHANGED, delivery, of.audit_seq)
        told.discard(legacy)
    if told:
        seqs = [
            seq
            for seq, _, payload, _ in _acts(connection, counts, NOTIFIED)
            if json.loads(payload)["notice"] in told
        ]
        _refuse(_REMOVED, delivery, min(seqs))


def _acts(
    connection: sa.Connection, counts: Mapping[str, int], *actions: str
) -> Iterator[tuple[int, str, str, str]]:
    """Place, action, payload and time of the acts of some kinds, in order."""
    if counts.keys().isdisjoint(actions):
        return
    wanted = sa.select(audit.c.seq, audit.c.action, audit.c.payload, audit.c.at)
    # Of the many releases only those tell of a message that queued one.
    telling = sa.or_(
        audit.c.action != Step.RELEASE.value, place_in(audit.c.payload, sa.literal(f'"{KEY}":')) > 0
    )
    ordered = wanted.where(audit.c.action.in_(actions), telling).order_by(audit.c.seq)
    yield from connection.execute(ordered)


def _refuse(code: str, table: sa.Table, seq: int | None) -> NoReturn:
    """Name the row, by its own act or the last one that tells of it."""
    raise ConfigurationError(code, table=Term(f"table.{table.name}"), seq=seq)
