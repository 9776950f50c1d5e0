# SPDX-License-Identifier: Apache-2.0
"""What became of a received document: each message about it, who did what, what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from esign.model.agency_codes import document_key
from esign.register.exchange_tables import message
from esign.register.inbox_rows import ArrivedMessage, message_of
from esign.register.inbox_tables import arrived
from esign.register.inbox_writing import ANSWERED_AGAIN, CHANGES, subject_of
from esign.register.outbox_rows import Attempt, Message, read_attempts, read_messages
from esign.register.schema import audit

MOST: Final = 100
"""Messages about one document."""

_DEEDS: Final = (*CHANGES, ANSWERED_AGAIN)


@dataclass(frozen=True, slots=True)
class Deed:
    """An act of the record on a message: what was done, when, and by which account."""

    action: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class ArrivedStory:
    """A message of the inbox with all that happened to it.

    Attributes:
        message: as it stands.
        deeds: what was done with it, in order.
        answers: the statuses that its sender was, or is to be, told, with the attempts on each.
    """

    message: ArrivedMessage
    deeds: tuple[Deed, ...]
    answers: tuple[tuple[Message, tuple[Attempt, ...]], ...]


def stories_of(connection: sa.Connection, what: str) -> tuple[ArrivedStory, ...]:
    """The messages about the document of that number and symbol, or of that document id."""
    named = sa.or_(arrived.c.code == what, arrived.c.document_key == document_key(what))
    wanted = sa.select(arrived).where(named).order_by(arrived.c.id).limit(MOST)
    return tuple(_story(connection, message_of(row)) for row in connection.execute(wanted).all())


def _story(connection: sa.Connection, about: ArrivedMessage) -> ArrivedStory:
    later = sa.and_(audit.c.seq > about.id, audit.c.subject == subject_of(about.id))
    acts = (
        sa.select(audit.c.action, audit.c.at, audit.c.actor)
        .where(sa.or_(audit.c.seq == about.id, later), audit.c.action.in_(_DEEDS))
        .order_by(audit.c.seq)
    )
    deeds = tuple(
        Deed(row.action, datetime.fromisoformat(row.at), row.actor)
        for row in connection.execute(acts)
    )
    told = read_messages(connection, message.c.arrived_id == about.id)
    answers = tuple((each, read_attempts(connection, each.id)) for each in told)
    return ArrivedStory(about, deeds, answers)
