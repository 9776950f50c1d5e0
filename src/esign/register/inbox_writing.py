# SPDX-License-Identifier: Apache-2.0
"""Writing rows of the inbox: each change is an act of the record, which holds the row's digest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import InputError
from esign.model import Purpose, StatusCode
from esign.model.request_names import Asked, answer_text, request_name
from esign.register import audit, outbox_queue
from esign.register.audit import Act
from esign.register.exchange_tables import message as message_out
from esign.register.fingerprint import KEY
from esign.register.inbox_owners import OURS
from esign.register.inbox_rows import message_from
from esign.register.inbox_tables import ARRIVED, Standing, arrived
from esign.register.moments import utc_text
from esign.register.schema import audit as acts
from esign.register.schema import incoming
from esign.register.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from esign.register.agency_identity import Agencies
    from esign.register.inbox_rows import ArrivedMessage, Reading
    from esign.register.registry import Registry

KEPT: Final = "message_kept"
READ: Final = "message_read"
REREAD: Final = "message_reread"
ENTERED: Final = "message_entered"
RETURNED: Final = "message_returned"
CLOSED: Final = "message_closed"
PROGRESSED: Final = "message_progressed"
AGREED: Final = "request_agreed"
DECLINED: Final = "request_declined"
FROZEN_BY: Final = "message_frozen"
LINKED: Final = "request_linked"
ANSWERED_AGAIN: Final = "answered_again"

CHANGES: Final = (
    *(KEPT, READ, REREAD, ENTERED, RETURNED, PROGRESSED),
    *(AGREED, DECLINED, FROZEN_BY, LINKED, CLOSED),
)
"""Actions of audit rows that change a row of the inbox."""


_COLUMNS: Final = tuple(column.name for column in arrived.c)
_THIS: Final = arrived.c.id == sa.bindparam("message_id")
_BY_ID: Final = Statement(sa.select(arrived).where(_THIS))


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes in the inbox, and when, within one transaction.

    Attributes:
        agencies: tells agencies apart, with the connection of a writing transaction.
        registry: the register.
        actor: by which account.
        at: when, aware.
    """

    agencies: Agencies
    registry: Registry
    actor: str
    at: datetime

    @property
    def connection(self) -> sa.Connection:
        """In the transaction."""
        return self.agencies.connection

    def is_own(self, message: ArrivedMessage) -> bool:
        """Whether the agency that received it is the one that names itself as its sender."""
        return self.agencies.is_one(message.read.sender_code, message.agency_code)

    def is_told(self, message: ArrivedMessage) -> bool:
        """Whether a message's sender is told anything of it."""
        is_ours = any(each.code == OURS for each in message.read.remarks)
        return not (is_ours or self.is_own(message))

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
        if "state" in changes:
            changes = {**changes, "state_at": utc_text(self.at)}
        row = _row(self.connection, message.id) | changes
        told = {**facts, "arrived": message.id, KEY: ARRIVED.digest(row)}
        seq = self.record(action, subject_of(message.id), told)
        update = _update_of(frozenset(changes))
        update.execute(self.connection, {**changes, "message_id": message.id})
        return message_from(row), seq

    def answer(self, message: ArrivedMessage, code: str, reason: str, seq: int) -> None:
        """Queue a status package about a message for its sender, in the same transaction.

        Nobody answers himself: of a package of our own that has come back nothing is told. Nor is
        anybody told a status of a document that was issued here: those are for others to tell us.

        Args:
            message: what was received; for a request of code 13, the request.
            code: a `StatusCode`.
            reason: in words; stands in the package.
            seq: the act that queues it.
        """
        if not self.is_told(message):
            return
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
        if self.is_own(original):
            return
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
    told = message.reason if code in _WITH_REASON else ""
    # A request may be returned as a document is; without its name the word would be the document's.
    is_named = code in _ANSWERS or (code == StatusCode.REFUSED and message.read.purpose in _ASKED)
    return answer_text(_name_of(message.read), told) if is_named else told


_WITH_REASON: Final = {StatusCode.REFUSED, StatusCode.DECLINED}
_ANSWERS: Final = {StatusCode.AGREED, StatusCode.DECLINED}
_ASKED: Final = {
    Purpose.RECALL.value: Asked.RECALL,
    Purpose.UPDATE.value: Asked.UPDATE,
    Purpose.REPLACE.value: Asked.REPLACE,
    StatusCode.TAKE_BACK.value: Asked.TAKE_BACK,
}


def _name_of(request: Reading) -> str:
    """What a request is called in its answer."""
    asked = _ASKED[request.purpose]
    replaced = request.about_documents[:1] if asked is Asked.REPLACE else ()
    return request_name(asked, request.asks_reason, "".join(replaced))


def accepted_text(number: int, year: int) -> str:
    """What a receipt of code 03 says."""
    return f"Đã tiếp nhận, số đến {number}/{year}"


def first_row(
    connection: sa.Connection, statement: Statement, parameters: Mapping[str, object]
) -> dict[str, Any] | None:
    """The first whole row that a statement finds, by the names of its columns; None for none."""
    found = statement.first(connection, parameters)
    return None if found is None else dict(zip(_COLUMNS, found, strict=True))


def required(connection: sa.Connection, message_id: int) -> ArrivedMessage:
    """The message of that id.

    Raises:
        InputError: there is none.
    """
    return message_from(_row(connection, message_id))


def _row(connection: sa.Connection, message_id: int) -> dict[str, Any]:
    row = first_row(connection, _BY_ID, {"message_id": message_id})
    if row is None:
        raise InputError("inbox.unknown", id=message_id)
    return row


@cache
def _update_of(columns: frozenset[str]) -> Statement:  # noqa: ARG001 - each has its own
    """What changes these columns of one row; a statement always has the same parameters."""
    return Statement(sa.update(arrived).where(_THIS))


def was_agreed(connection: sa.Connection, request: ArrivedMessage) -> bool:
    """Whether a request was agreed to, whatever its sender has been told since."""
    named = sa.and_(acts.c.action == AGREED, acts.c.subject == subject_of(request.id))
    wanted = sa.select(acts.c.seq).where(named, acts.c.seq > request.id)
    return connection.scalar(wanted.limit(1)) is not None


UNREAD: Final = (Standing.KEPT, Standing.QUARANTINED, Standing.DUPLICATE)
"""Messages that stand for no document or request of their own."""
