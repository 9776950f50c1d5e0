# SPDX-License-Identifier: Apache-2.0
"""Which documents in force never reached a receiver, because their message was given up or stopped.

A receiver that got a document in another way is none of them: in a message that took the place of
the first, under another code, or on paper, as the register was told.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.model import name_key
from esign.model.delivery import DeliveryState
from esign.register.agency_identity import Agencies
from esign.register.exchange_tables import MessageState, delivery, message
from esign.register.outbox_queue import GIVEN_UP, READDRESSED
from esign.register.outbox_reach import BRINGING, BROUGHT, NEVER_LEFT
from esign.register.schema import audit, dispatch, register
from esign.register.transitions import ISSUED

if TYPE_CHECKING:
    from collections.abc import Mapping

INSTEAD: Final = "instead"
"""What the record of a readdressed message calls the codes whose agency got another one."""

_ON_ITS_WAY: Final = (MessageState.WAITING, MessageState.UNKNOWN, MessageState.SENT)


@dataclass(frozen=True, slots=True)
class Unreached:
    """A receiver that never got a document which is in force.

    Attributes:
        request_id, number: the document.
        message: id of the message that was to bring it.
        state: `stopped` or `cancelled`.
        code, name: the receiver.
        given_up_because: why a person cancelled that message; empty where nobody has decided.
    """

    request_id: str
    number: str
    message: str
    state: MessageState
    code: str
    name: str
    given_up_because: str


def unreached(connection: sa.Connection, entry_id: int | None = None) -> tuple[Unreached, ...]:
    """The receivers that never got a document in force, in the order of queuing.

    Args:
        connection: sees one state throughout.
        entry_id: of this document only.
    """
    wanted = _MISSED if entry_id is None else _MISSED.where(*_of(entry_id))
    found = connection.execute(wanted).all()
    if not found:
        return ()
    agencies = Agencies(connection)
    agencies.look_up(row.receiver_code for row in found)
    rows = {(row.entry_id, agencies.key(row.receiver_code)): row for row in found}
    about = () if entry_id is None else _of(entry_id)[1:]
    got = _otherwise(connection, wanted, about, agencies)
    return tuple(
        Unreached(
            request_id=row.request_id,
            number=f"{row.value:02d}/{row.symbol}",
            message=row.message_id,
            state=MessageState(row.state),
            code=row.receiver_code,
            name=row.receiver_name,
            given_up_because=row.fault_text if row.fault_code == GIVEN_UP else "",
        )
        for row in rows.values()
        if not got.has(row)
    )


def _of(entry_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    """What holds of a document and the messages that bring it; these by columns with an index."""
    about = sa.or_(message.c.entry_id == entry_id, message.c.other_id == entry_id)
    return register.c.id == entry_id, about


def _missed() -> sa.Select[Any]:
    stopped = sa.and_(message.c.state == MessageState.STOPPED.value, NEVER_LEFT)
    return (
        sa.select(register.c.id.label("entry_id"), register.c.request_id)
        .add_columns(register.c.value, register.c.symbol)
        .add_columns(message.c.id.label("message_id"), message.c.state)
        .add_columns(message.c.fault_code, message.c.fault_text)
        .add_columns(delivery.c.receiver_code, delivery.c.receiver_name)
        .select_from(message)
        .join(register, register.c.id == BROUGHT)
        .join(delivery, delivery.c.message_id == message.c.id)
        .where(message.c.act.in_(BRINGING))
        .where(register.c.state.in_([each.value for each in ISSUED]))
        .where(delivery.c.state == DeliveryState.WAITING.value)
        .where(sa.or_(message.c.state == MessageState.CANCELLED.value, stopped))
        .order_by(message.c.audit_seq, delivery.c.receiver_code)
    )


_MISSED: Final = _missed()


@dataclass(frozen=True, slots=True)
class _Otherwise:
    """Who got a document in another message, under another code, or on paper.

    Attributes:
        agencies: knows which codes are one agency's.
        sent: document and agency, under whichever code.
        moved: message and code.
        on_paper: the names by document, as `name_key` has them.
    """

    agencies: Agencies
    sent: frozenset[tuple[int, str]]
    moved: frozenset[tuple[str, str]]
    on_paper: Mapping[int, set[str]]

    def has(self, row: sa.Row[Any]) -> bool:
        """Whether that receiver is one of them."""
        agency = row.entry_id, self.agencies.key(row.receiver_code)
        names = {name_key(row.receiver_name), name_key(row.receiver_code)}
        return (
            (row.message_id, row.receiver_code) in self.moved
            or agency in self.sent
            or not names.isdisjoint(self.on_paper.get(row.entry_id, ()))
        )


def _otherwise(
    connection: sa.Connection,
    wanted: sa.Select[Any],
    about: tuple[sa.ColumnElement[bool], ...],
    agencies: Agencies,
) -> _Otherwise:
    """Who got a document of those that somebody missed; `about` narrows the messages down.

    The documents are never listed: a statement takes some ten thousands of values at most.
    """
    missed = wanted.order_by(None).cte("missed")
    acts = sa.select(audit.c.payload).where(
        audit.c.action == READDRESSED, audit.c.subject.in_(sa.select(missed.c.request_id))
    )
    readdressed = [json.loads(payload) for payload in connection.scalars(acts)]
    documents = sa.select(missed.c.entry_id)
    told_of = sa.or_(
        message.c.state.in_([each.value for each in _ON_ITS_WAY]),
        delivery.c.state != DeliveryState.WAITING.value,
    )
    sent = (
        sa.select(BROUGHT.label("entry_id"), delivery.c.receiver_code)
        .join(delivery, delivery.c.message_id == message.c.id)
        .where(message.c.act.in_(BRINGING), BROUGHT.in_(documents), told_of, *about)
    )
    handed = sa.select(dispatch.c.entry_id, dispatch.c.recipient)
    on_paper: dict[int, set[str]] = defaultdict(set)
    for row in connection.execute(handed.where(dispatch.c.entry_id.in_(documents))):
        on_paper[row.entry_id].add(name_key(row.recipient))
    told = connection.execute(sent).all()
    agencies.look_up(row.receiver_code for row in told)
    return _Otherwise(
        agencies=agencies,
        sent=frozenset((row.entry_id, agencies.key(row.receiver_code)) for row in told),
        moved=frozenset(
            (each["of"], code) for each in readdressed for code in each.get(INSTEAD, ())
        ),
        on_paper=on_paper,
    )
