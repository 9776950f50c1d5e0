# SPDX-License-Identifier: Apache-2.0
"""Writing rows of the inbox: each change is an act of the record, which holds the row's digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.errors import InputError
from esign.model import StatusCode
from esign.register import audit, outbox_queue
from esign.register.audit import Act
from esign.register.exchange_tables import message as message_out
from esign.register.fingerprint import KEY
from esign.register.inbox_rows import message_of
from esign.register.inbox_tables import ARRIVED, Standing, arrived
from esign.register.moments import utc_text
from esign.register.schema import audit as acts
from esign.register.schema import incoming

if TYPE_CHECKING:
    from datetime import datetime

    from esign.register.inbox_rows import ArrivedMessage
    from esign.register.registry import Registry

KEPT: Final = "message_kept"
READ: Final = "message_read"
REREAD: Final = "message_reread"
ENTERED: Final = "message_entered"
RETURNED: Final = "message_returned"
PROGRESSED: Final = "message_progressed"
AGREED: Final = "request_agreed"
DECLINED: Final = "request_declined"
FROZEN_BY: Final = "message_frozen"
LINKED: Final = "request_linked"
ANSWERED_AGAIN: Final = "answered_again"

CHANGES: Final = (
    *(KEPT, READ, REREAD, ENTERED, RETURNED, PROGRESSED),
    *(AGREED, DECLINED, FROZEN_BY, LINKED),
)
"""Actions of audit rows that change a row of the inbox."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes in the inbox, and when, within one transaction.

    Attributes:
        connection: in a writing transaction.
        registry: the register.
        actor: by which account.
        at: when, aware.
    """

    connection: sa.Connection
    registry: Registry
    actor: str
    at: datetime

    def record(self, action: str, subject: str, facts: dict[str, object]) -> int:
        """Record an act on a message; returns its place."""
        act = Act(self.at, self.actor, action, subject, facts)
        return audit.append(self.connection, act, self.registry.random)

    def change(
        self,
        message: ArrivedMessage,
        action: str,
        changes: dict[str, object],
        **facts: object,
    ) -> tuple[ArrivedMessage, int]:
        """Change a row and record it; returns the message as it is now and the act's place."""
        row = self.connection.execute(sa.select(arrived).where(arrived.c.id == message.id)).one()
        if "state" in changes:
            changes = {**changes, "state_at": utc_text(self.at)}
        told = {**facts, "arrived": message.id, KEY: ARRIVED.digest(row._asdict() | changes)}
        seq = self.record(action, subject_of(message.id), told)
        self.connection.execute(
            sa.update(arrived).where(arrived.c.id == message.id).values(**changes)
        )
        return required(self.connection, message.id), seq

    def answer(self, message: ArrivedMessage, code: str, reason: str, seq: int) -> None:
        """Queue a status package about a message for its sender, in the same transaction.

        Args:
            message: what was received; for a request of code 13, the request.
            code: a `StatusCode`.
            reason: in words; stands in the package.
            seq: the act that queues it.
        """
        outbox_queue.queue_status(
            self.connection,
            self.registry,
            arrived_id=message.id,
            document_id=message.read.document_id,
            receiver_code=message.read.sender_code,
            receiver_name=message.read.sender_name,
            status_code=code,
            reason=reason,
            audit_seq=seq,
            at=self.at,
        )

    def answer_again(self, original: ArrivedMessage, duplicate_id: int) -> None:
        """Queue what the sender of a message was told once more, for he seems not to know it."""
        queued = self.connection.scalars(
            sa.select(message_out.c.status_code).where(message_out.c.arrived_id == original.id)
        )
        told = {code for code in queued if code in {StatusCode.ARRIVED, original.answered}}
        for code in sorted(told):
            facts = {"original": original.id, "duplicate": duplicate_id, "status": code}
            seq = self.record(ANSWERED_AGAIN, subject_of(duplicate_id), facts)
            self.answer(original, code, description(self.connection, original, code), seq)


def subject_of(message_id: int) -> str:
    """What the record of acts calls a message."""
    return f"message-{message_id}"


def description(connection: sa.Connection, message: ArrivedMessage, code: str) -> str:
    """What a status package says in words; in Vietnamese, as it goes to officials."""
    if code == StatusCode.ACCEPTED and message.incoming_id is not None:
        number, year = connection.execute(
            sa.select(incoming.c.arrival_number, incoming.c.year).where(
                incoming.c.id == message.incoming_id
            )
        ).one()
        return accepted_text(number, year)
    return message.reason if code in _WITH_REASON else ""


_WITH_REASON: Final = {StatusCode.REFUSED, StatusCode.DECLINED}


def accepted_text(number: int, year: int) -> str:
    """What a receipt of code 03 says."""
    return f"Đã tiếp nhận, số đến {number}/{year}"


def find(connection: sa.Connection, message_id: int) -> ArrivedMessage | None:
    """The message of that id; None when there is none."""
    row = connection.execute(sa.select(arrived).where(arrived.c.id == message_id)).first()
    return None if row is None else message_of(row)


def required(connection: sa.Connection, message_id: int) -> ArrivedMessage:
    """The message of that id.

    Raises:
        InputError: there is none.
    """
    found = find(connection, message_id)
    if found is None:
        raise InputError("inbox.unknown", id=message_id)
    return found


def was_agreed(connection: sa.Connection, request: ArrivedMessage) -> bool:
    """Whether a request was agreed to, whatever its sender has been told since."""
    named = sa.and_(acts.c.action == AGREED, acts.c.subject == subject_of(request.id))
    wanted = sa.select(acts.c.seq).where(named, acts.c.seq > request.id)
    return connection.scalar(wanted.limit(1)) is not None


def matching(
    connection: sa.Connection, *conditions: sa.ColumnElement[bool]
) -> list[ArrivedMessage]:
    """The messages that fit, the first one first."""
    wanted = sa.select(arrived).where(*conditions).order_by(arrived.c.id)
    return [message_of(row) for row in connection.execute(wanted)]


UNREAD: Final = (Standing.KEPT, Standing.QUARANTINED, Standing.DUPLICATE)
"""Messages that stand for no document or request of their own."""
