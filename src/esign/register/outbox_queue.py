# SPDX-License-Identifier: Apache-2.0
"""Queuing what receivers must be sent, in the transaction of the act that it tells of.

One message goes to all receivers of an act. Its id is fixed with the act's place in the record, so
that neither another office nor a register that was restored ever uses the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.model import canonical_json
from esign.model.agency_codes import agency_key
from esign.register import audit
from esign.register.deliveries import settle
from esign.register.exchange_tables import (
    MessageAct,
    MessageState,
    delivery,
    message,
)
from esign.register.moments import utc_text
from esign.register.outbox_keys import keys_for
from esign.register.outbox_reach import receivers_of
from esign.register.schema import audit as acts
from esign.register.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from esign.register.entries import Entry
    from esign.register.registry import Registry

KEY: Final = "notices"
"""Under this name the payload of an act holds the digest of what it queued."""

SENT: Final = "message_sent"
STOPPED: Final = "message_stopped"
CANCELLED: Final = "message_cancelled"
RETRIED: Final = "message_retried"
DOUBTED: Final = "message_doubted"
READDRESSED: Final = "message_readdressed"
STATUS_QUEUED: Final = "status_queued"
"""Actions of audit rows that tell of messages and of no document of ours."""

GIVEN_UP: Final = "outbox.given_up"
"""Stands for the fault of a message that a person has cancelled; the fault's text is the reason."""


class Needless(StrEnum):
    """Why the register itself has cancelled a message; stands for its fault."""

    NONE = ""
    RECALLED = "outbox.recalled_unsent"
    NEVER_HAD = "outbox.never_had"
    IN_PLACE = "outbox.sent_in_place"
    READDRESSED = "outbox.readdressed"


REASON: Final = "reason_sha256"
"""Under this name the record of a cancelled message holds the digest of the reason."""

_ACT: Final = Statement(
    sa.select(acts.c.actor, acts.c.subject, acts.c.entry_hash).where(
        acts.c.seq == sa.bindparam("seq")
    )
)
_INSERT: Final = Statement(sa.insert(message))
_DELIVER: Final = Statement(sa.insert(delivery))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message whose act has no place in the record yet.

    Attributes:
        act: what it tells.
        document_id: the document it speaks of.
        at: when the act was done.
        receivers: their names by code.
        entry_id, arrived_id: the document of ours or the arrived one; exactly one is given.
        status_code: of a status; else empty.
        other_id: the entry of the document it was done by, if any.
        reason: why; empty where none is asked for.
        keys: by the code of a receiver what its reports count under, where that is not its own; see
            `told_apart`.
    """

    act: MessageAct
    document_id: str
    at: datetime
    receivers: Mapping[str, str]
    entry_id: int | None = None
    arrived_id: int | None = None
    status_code: str = ""
    other_id: int | None = None
    reason: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over what it will say, and whose reports count for it."""
        own = (self.entry_id, self.arrived_id, self.act.value, self.status_code)
        told = {code: (name, self.keys.get(code, "")) for code, name in self.receivers.items()}
        return digest(own, told, self.other_id, self.reason, utc_text(self.at))


def digest(
    about: tuple[int | None, int | None, str, str],
    receivers: Mapping[str, tuple[str, str]],
    other_id: int | None,
    reason: str,
    queued_at: str,
) -> str:
    """SHA-256 (hex) over what an act queues, in the order of the receivers' codes.

    Args:
        about: entry, arrived document, act, and status code.
        receivers: by code their names, and what their reports count under where that is not the
            code's own key, else empty.
        other_id: as the table has it.
        reason: as the table has it.
        queued_at: as the table has it.
    """
    entry_id, arrived_id, act, status_code = about
    arrived = [] if arrived_id is None else [arrived_id, status_code]
    texts = sorted(
        [code, entry_id, act, name, other_id, reason, queued_at, *arrived, *filter(None, [key])]
        for code, (name, key) in receivers.items()
    )
    return sha256(canonical_json(texts).encode()).hexdigest()


def message_id(document_id: str, act: str, entry_hash: str) -> str:
    """What a message is called, for ever; `entry_hash` is that of the act that queued it."""
    return sha256(f"{document_id}\n{act}\n{entry_hash}".encode()).hexdigest()[:32]


def released(connection: sa.Connection, entry: Entry, at: datetime) -> Draft | None:
    """The message of a document that is being released; None where nobody receives it."""
    receivers = receivers_of(connection, entry)
    if not receivers:
        return None
    draft = Draft(
        act=MessageAct.RELEASED,
        document_id=entry.document_id,
        at=at,
        receivers=receivers,
        entry_id=entry.id,
    )
    return told_apart(connection, draft)


def told_apart(connection: sa.Connection, draft: Draft) -> Draft:
    """A message about a document of ours, with what its receivers' reports count under."""
    subject, beside = draft.entry_id, draft.other_id
    if draft.act is MessageAct.REPLACED:
        subject, beside = beside, subject
    if subject is None:
        return draft
    return replace(draft, keys=keys_for(connection, subject, beside, draft.receivers))


def write(connection: sa.Connection, draft: Draft, audit_seq: int) -> str | None:
    """Write a message with its deliveries; returns its id, None where nobody receives it."""
    if not draft.receivers:
        return None
    _, _, entry_hash = _act(connection, audit_seq)
    name, at = message_id(draft.document_id, draft.act.value, entry_hash), utc_text(draft.at)
    row: dict[str, Any] = {
        "id": name,
        "audit_seq": audit_seq,
        "entry_id": draft.entry_id,
        "arrived_id": draft.arrived_id,
        "act": draft.act.value,
        "status_code": draft.status_code,
        "document_id": draft.document_id,
        "other_id": draft.other_id,
        "reason": draft.reason,
        "queued_at": at,
        "state": MessageState.WAITING.value,
        "transport": "",
        "axis_id": "",
        "attempts": 0,
        "not_before": at,
        "fault_code": "",
        "fault_text": "",
    }
    _INSERT.execute(connection, row)
    for each in _deliveries(name, draft, at):
        _DELIVER.execute(connection, each)
    if draft.act is not MessageAct.STATUS:  # that is about no document of ours
        settle_about(connection, name, at)
    return name


def _act(connection: sa.Connection, seq: int) -> tuple[str, str, str]:
    """By which account an act was done, to what, and the hash of its row."""
    found = _ACT.first(connection, {"seq": seq})
    if found is None:
        raise LookupError(seq)
    actor, subject, entry_hash = found
    return actor, subject, entry_hash


def settle_about(connection: sa.Connection, name: str, at: str) -> None:
    """Receivers may have reported of a document before a message about it was queued, or given up.

    A document that replaces another may have reached them by itself, unless that was stopped.
    """
    wanted = sa.select(message.c.act, message.c.entry_id, message.c.other_id)
    row = connection.execute(wanted.where(message.c.id == name)).one()
    subject = row.other_id if row.act == MessageAct.REPLACED.value else row.entry_id
    if subject is not None:
        settle(connection, subject, at)


def _deliveries(name: str, draft: Draft, at: str) -> Iterable[dict[str, str]]:
    for code, called in draft.receivers.items():
        row = {"message_id": name, "receiver_code": code, "receiver_name": called}
        row["receiver_key"] = draft.keys.get(code, agency_key(code))
        yield {**row, "state": "waiting", "state_at": at, "note": ""}


def queue_status(  # noqa: PLR0913 - all but the first two are named
    connection: sa.Connection,
    registry: Registry,
    *,
    arrived_id: int,
    document_id: str,
    receiver_code: str,
    receiver_name: str,
    status_code: str,
    reason: str,
    audit_seq: int,
    at: datetime,
) -> str:
    """Queue a status of a document that has arrived, within the transaction of the act it tells of.

    Args:
        connection: in a writing transaction.
        registry: of the register.
        arrived_id: the arrived message.
        document_id: the document, as its sender calls it.
        receiver_code: its sender.
        receiver_name: the same by name.
        status_code: two digits.
        reason: in words; what a refusal must give.
        audit_seq: the act, written before; its account stands in the record of the queuing too.
        at: when.

    Returns:
        The message's id.
    """
    draft = Draft(
        act=MessageAct.STATUS,
        document_id=document_id,
        at=at,
        receivers={receiver_code: receiver_name},
        arrived_id=arrived_id,
        status_code=status_code,
        reason=reason,
    )
    actor, subject, _ = _act(connection, audit_seq)
    facts = {"of": audit_seq, "code": status_code, KEY: draft.digest}
    act = audit.Act(at, actor, STATUS_QUEUED, subject, facts)
    queued = write(connection, draft, audit.append(connection, act, registry.random))
    return queued or ""


def cancel(  # noqa: PLR0913 - a person's reason, or that of the register
    connection: sa.Connection,
    registry: Registry,
    name: str,
    act: audit.Act,
    reason: str = "",
    *,
    why: Needless = Needless.NONE,
) -> None:
    """Note that a message is not to be sent; whether that is so the caller has made sure.

    A reason stands where the last fault did; it may name persons, so the record holds its digest.
    """
    facts = {**act.facts, "message": name}
    done = {"state": MessageState.CANCELLED.value, "settled_at": utc_text(act.at)}
    done |= {"fault_code": why.value, "fault_text": ""}
    if reason:
        facts[REASON] = sha256(reason.encode()).hexdigest()
        done |= {"fault_code": GIVEN_UP, "fault_text": reason}
    audit.append(connection, act._replace(facts=facts), registry.random)
    chosen = sa.update(message).where(message.c.id == name)
    connection.execute(chosen.values(claimed_until=None, **done))
    settle_about(connection, name, utc_text(act.at))
