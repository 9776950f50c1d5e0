# SPDX-License-Identifier: Apache-2.0
"""The inbox of a register: what came over the document axis, kept as it came, and what is done.

Each method is one transaction and may be repeated. A receipt is queued in the transaction of the
act it tells of (NĐ 30/2020 Đ21-22: checked before it is registered, else returned).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.register.exchange_tables import message as outgoing
from esign.register.fingerprint import KEY
from esign.register.inbox_answering import Answering
from esign.register.inbox_rows import (
    ArrivedMessage,
    Delivered,
    Reading,
    columns_of,
    message_of,
    storable,
    storable_reading,
)
from esign.register.inbox_settling import settle, settle_anew
from esign.register.inbox_story import stories_of
from esign.register.inbox_tables import ARRIVED, Standing, arrived
from esign.register.inbox_writing import KEPT, required
from esign.register.moments import utc_text
from esign.register.outbox_rows import read_messages
from esign.register.roles import ITSELF
from esign.register.transitions import Writing

if TYPE_CHECKING:
    from collections.abc import Collection

    from esign.register.inbox_story import ArrivedStory
    from esign.register.inbox_writing import Writer
    from esign.register.outbox_rows import Message

LONGEST_ID: Final = 200
"""Characters of what the axis calls a message."""

OPEN: Final = (Standing.TASK, Standing.QUARANTINED, Standing.WAITING, Standing.KEPT)
"""Messages that somebody must still look at, the most pressing first."""


class Inbox(Answering):
    """The inbox of an opened register: `register.inbox`.

    Every method that writes refuses an account that `[roles]` does not entrust with it.
    """

    def require_receiver(self, actor: str) -> None:
        """Refuse an account that may not take messages in, before one is fetched.

        Raises:
            ConfigurationError: names the account, and who may.
        """
        self._registry.roles.require(actor, Writing.TAKE_IN)

    def keep(
        self, delivered: Delivered, agency_code: str, *, actor: str = ITSELF
    ) -> ArrivedMessage:
        """Keep a message for good, unread; the same delivery again changes nothing.

        After this the transport may be told that it was taken.

        Raises:
            OutputError, ServiceError: it cannot be kept.
            ConfigurationError: the account may not do this.
        """
        self.require_receiver(actor)
        digest = self._registry.objects.put(delivered.data)
        with self._registry.database.writing() as connection:
            writer = self._writer(connection, actor)
            axis_id = storable(delivered.axis_id[:LONGEST_ID])
            same = connection.execute(
                sa.select(arrived).where(
                    arrived.c.agency_code == agency_code,
                    arrived.c.transport == delivered.transport,
                    arrived.c.axis_id == axis_id,
                    arrived.c.sha256 == digest,
                )
            ).first()
            if same is not None:
                return message_of(same)
            if self._registry.objects.size(digest) is None:  # collected meanwhile
                self._registry.objects.put(delivered.data)
            return _inserted(writer, delivered, (agency_code, axis_id, digest))

    def settle(self, message_id: int, read: Reading, *, actor: str = ITSELF) -> ArrivedMessage:
        """Note what a kept message says and what becomes of it; noting it again changes nothing.

        Raises:
            InputError: there is no such message.
            ConfigurationError: the account may not do this.
        """
        self.require_receiver(actor)
        with self._registry.database.writing() as connection:
            message = required(connection, message_id)
            return settle(self._writer(connection, actor), message, storable_reading(read))

    def reread(self, message_id: int, read: Reading, *, actor: str = ITSELF) -> ArrivedMessage:
        """Give a message of the quarantine the place that another reading has for it.

        One that has left it by an earlier such reading stays as it is; so does one of which the
        reading says nothing new, and nothing is recorded then.

        Raises:
            InputError: there is no such message, nobody has read it yet, or somebody has dealt
                with it.
            ConfigurationError: the account may not do this.
        """
        self.require_receiver(actor)
        with self._registry.database.writing() as connection:
            message = required(connection, message_id)
            return settle_anew(self._writer(connection, actor), message, storable_reading(read))

    def message(self, message_id: int) -> ArrivedMessage:
        """A message by its id.

        Raises:
            InputError: there is none.
        """
        with self._registry.database.reading() as connection:
            return required(connection, message_id)

    def messages(
        self, states: Collection[Standing] = OPEN, limit: int | None = None
    ) -> tuple[ArrivedMessage, ...]:
        """Messages in some states: requests first, then what is held back, then the oldest."""
        rank = sa.case(
            {each.value: place for place, each in enumerate(OPEN)},
            value=arrived.c.state,
            else_=len(OPEN),
        )
        wanted = (
            sa.select(arrived)
            .where(arrived.c.state.in_(tuple(states)))
            .order_by(rank, arrived.c.id)
            .limit(limit)
        )
        with self._registry.database.reading() as connection:
            return tuple(message_of(row) for row in connection.execute(wanted))

    def stories(self, what: str) -> tuple[ArrivedStory, ...]:
        """What became of the messages about a document, given by number and symbol or its id."""
        with self._registry.database.reading() as connection:
            return stories_of(connection, what.strip())

    def first_answer(self, message_id: int, status_code: str) -> Message | None:
        """What the sender of a message was, or is to be, told first with a status; None if never.

        Args:
            message_id: what was received.
            status_code: two digits.
        """
        told = (outgoing.c.arrived_id == message_id, outgoing.c.status_code == status_code)
        with self._registry.database.reading() as connection:
            return next(iter(read_messages(connection, *told, most=1)), None)

    def has_noted(self, digest: str) -> bool:
        """Whether the same bytes were taken note of before as a status package."""
        same = sa.select(arrived.c.id).where(
            arrived.c.sha256 == digest, arrived.c.state == Standing.NOTED.value
        )
        with self._registry.database.reading() as connection:
            return connection.scalar(same.limit(1)) is not None

    def original(self, message: ArrivedMessage) -> bytes:
        """A message's bytes as they came, compared with their digest.

        Raises:
            ConfigurationError: they are lost or damaged.
        """
        return self._registry.objects.get(message.sha256)


def _inserted(writer: Writer, delivered: Delivered, key: tuple[str, str, str]) -> ArrivedMessage:
    """The row of a message that nobody has read yet."""
    agency_code, axis_id, digest = key
    at = utc_text(writer.at)
    row: dict[str, object] = {
        "agency_code": agency_code,
        "transport": delivered.transport,
        "axis_id": axis_id,
        "offered_by": storable(delivered.offered_by[:LONGEST_ID]),
        "message_type": delivered.message_type,
        "sha256": digest,
        "size": len(delivered.data),
        "received_at": at,
        "received_by": writer.actor,
        **columns_of(Reading()),
        "about_id": None,
        "incoming_id": None,
        "state": Standing.KEPT.value,
        "state_at": at,
        "reason": "",
        "answered": "",
    }
    facts: dict[str, object] = {"agency": agency_code, "sha256": digest, KEY: ARRIVED.digest(row)}
    seq = writer.record(KEPT, f"message-{digest[:12]}", facts)
    writer.connection.execute(sa.insert(arrived), {"id": seq, **row})
    return required(writer.connection, seq)
