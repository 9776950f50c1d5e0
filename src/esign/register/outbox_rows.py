# SPDX-License-Identifier: Apache-2.0
"""Messages as the rest of the tool sees them, and reading them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.model.delivery import DeliveryState
from esign.register.agency_identity import Agencies
from esign.register.exchange_tables import (
    MessageAct,
    MessageState,
    attempt,
    delivery,
    message,
)
from esign.register.outbox_queue import GIVEN_UP, Needless
from esign.register.schema import register

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a message stands with one receiver.

    Attributes:
        code, name: the receiver, as the message is addressed to it.
        state, at: where it stands, and since when.
        note: what the receiver said of it.
        agency: what the receiver is told apart by, as the list of agencies has it now.
    """

    code: str
    name: str
    state: DeliveryState
    at: datetime
    note: str
    agency: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time that a message was handed over.

    Attributes:
        n: counted from 1.
        started_at, ended_at: when; None for the end while it is under way or was cut off.
        outcome: `accepted`, `refused`, `failed` or `unknown`; empty without an end.
        code, text: what went wrong: the code of the error, and what the other side said.
    """

    n: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    code: str
    text: str

    @property
    def was_made(self) -> bool:
        """Whether anything was handed over, or may have been."""
        return self.code not in {"outbox.given_back", "outbox.not_tried"}


@dataclass(frozen=True, slots=True)
class Message:
    """One package to all receivers of an act.

    Attributes:
        id: fixed when it was queued.
        seq: its place among all messages: that of the act that queued it.
        act: what it tells.
        state: where it stands.
        request_id: whose document of ours it speaks of; empty for a status.
        number: the document's number and symbol; empty for a status.
        subject: the document's title line; empty for a status.
        agency_code: who sends, where it is a document of ours.
        document_id: the document it speaks of.
        other_request_id: the document it was done by; empty where there is none.
        arrived_id: the arrived document that a status speaks of.
        status_code: of a status.
        reason: why, where a reason was given.
        queued_at: when the act was done.
        payload: SHA-256 (hex) of the bytes that every attempt sends; empty before the first one.
        transport, axis_id: which way it went, and what the axis calls it.
        attempts: how many there were.
        not_before, give_up_at: when it is tried again at the earliest, and until when.
        claimed_until: until when a worker has it to himself.
        fault_code, fault_text: what went wrong last; of one that a person cancelled, why.
        settled_at: when it was sent, stopped or cancelled.
        deliveries: its receivers.
    """

    id: str
    seq: int
    act: MessageAct
    state: MessageState
    request_id: str
    number: str
    subject: str
    agency_code: str
    document_id: str
    other_request_id: str
    arrived_id: int | None
    status_code: str
    reason: str
    queued_at: datetime
    payload: str
    transport: str
    axis_id: str
    attempts: int
    not_before: datetime
    give_up_at: datetime | None
    claimed_until: datetime | None
    fault_code: str
    fault_text: str
    settled_at: datetime | None
    deliveries: tuple[Delivery, ...]

    @property
    def is_open(self) -> bool:
        """Whether it must still be sent."""
        return self.state in {MessageState.WAITING, MessageState.UNKNOWN}

    @property
    def given_up_because(self) -> str:
        """Why a person cancelled it; empty where nobody did."""
        return self.fault_text if self.fault_code == GIVEN_UP else ""

    @property
    def needless_because(self) -> str:
        """The code that says why the register itself cancelled it; empty where it has not."""
        return self.fault_code if self.fault_code in set(Needless) else ""

    @property
    def receiver_codes(self) -> frozenset[str]:
        """Its receivers."""
        return frozenset(each.code for each in self.deliveries)

    @property
    def receiver_keys(self) -> frozenset[str]:
        """The same, each as it is told apart from others, under whichever code of its own."""
        return frozenset(each.agency for each in self.deliveries)

    @property
    def unsent(self) -> dict[str, str]:
        """Its receivers by code that were not told already, by earlier means: their names."""
        told = DeliveryState.SENT
        return {each.code: each.name for each in self.deliveries if each.state is not told}


PAGE: Final = 1000
"""Messages named in one query: SQLite takes no more than 32,766 values, others differ."""

_OTHER: Final = register.alias("other")
_MESSAGES: Final = (
    sa.select(
        message,
        _OTHER.c.request_id.label("other_request_id"),
        *(register.c[name] for name in ("request_id", "value", "symbol", "subject", "agency_code")),
    )
    .join(register, register.c.id == message.c.entry_id, isouter=True)
    .join(_OTHER, _OTHER.c.id == message.c.other_id, isouter=True)
    .order_by(message.c.audit_seq)
)


def read_messages(
    connection: sa.Connection,
    *conditions: sa.ColumnElement[bool],
    most: int | None = None,
    newest: bool = False,
) -> tuple[Message, ...]:
    """The messages of which all conditions hold, in the order of queuing.

    Args:
        connection: sees one state throughout.
        conditions: over the table `message`.
        most: no more than so many.
        newest: the last ones first.
    """
    wanted = _MESSAGES.where(*conditions).limit(most)
    if newest:
        wanted = wanted.order_by(None).order_by(message.c.audit_seq.desc())
    rows = connection.execute(wanted).all()
    told = _deliveries(connection, [row.id for row in rows])
    return tuple(_message_of(row, told[row.id]) for row in rows)


def read_attempts(connection: sa.Connection, name: str) -> tuple[Attempt, ...]:
    """The attempts on a message, in order."""
    wanted = sa.select(attempt).where(attempt.c.message_id == name).order_by(attempt.c.n)
    return tuple(
        Attempt(
            row.n,
            datetime.fromisoformat(row.started_at),
            _moment(row.ended_at),
            row.outcome,
            row.code,
            row.text,
        )
        for row in connection.execute(wanted)
    )


def _deliveries(connection: sa.Connection, names: Sequence[str]) -> dict[str, list[Delivery]]:
    found: dict[str, list[Delivery]] = defaultdict(list)
    agencies = Agencies(connection)
    for start in range(0, len(names), PAGE):
        some = names[start : start + PAGE]
        wanted = sa.select(delivery).where(delivery.c.message_id.in_(some))
        rows = connection.execute(wanted.order_by(delivery.c.receiver_code)).all()
        agencies.look_up(row.receiver_code for row in rows)
        for row in rows:
            state, at = DeliveryState(row.state), datetime.fromisoformat(row.state_at)
            code, agency = row.receiver_code, agencies.key(row.receiver_code)
            each = Delivery(code, row.receiver_name, state, at, row.note, agency)
            found[row.message_id].append(each)
    return found


def _message_of(row: sa.Row[Any], deliveries: Iterable[Delivery]) -> Message:
    number = "" if row.value is None else f"{row.value:02d}/{row.symbol}"
    return Message(
        id=row.id,
        seq=row.audit_seq,
        act=MessageAct(row.act),
        state=MessageState(row.state),
        request_id=row.request_id or "",
        number=number,
        subject=row.subject or "",
        agency_code=row.agency_code or "",
        document_id=row.document_id,
        other_request_id=row.other_request_id or "",
        arrived_id=row.arrived_id,
        status_code=row.status_code,
        reason=row.reason,
        queued_at=datetime.fromisoformat(row.queued_at),
        payload=row.payload or "",
        transport=row.transport,
        axis_id=row.axis_id,
        attempts=row.attempts,
        not_before=datetime.fromisoformat(row.not_before),
        give_up_at=_moment(row.give_up_at),
        claimed_until=_moment(row.claimed_until),
        fault_code=row.fault_code,
        fault_text=row.fault_text,
        settled_at=_moment(row.settled_at),
        deliveries=tuple(deliveries),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
