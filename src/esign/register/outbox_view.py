# SPDX-License-Identifier: Apache-2.0
"""Looking at what is on its way to other agencies: the half of `register.outbox` that reads."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.register.deliveries import ASKING
from esign.register.exchange_tables import MessageState, delivery, message
from esign.register.lifecycle import required
from esign.register.moments import utc_text
from esign.register.outbox_order import held_back
from esign.register.outbox_refusals import named
from esign.register.outbox_rows import PAGE, Attempt, Message, read_attempts, read_messages
from esign.register.outbox_unreached import Unreached, unreached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.register.registry import Registry


class OutboxView:
    """What a register holds of what is to be sent, was sent, or never will be."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def all(self, *, open_only: bool = True, most: int | None = None) -> tuple[Message, ...]:
        """The messages that wait or were stopped, in the order of queuing.

        Args:
            open_only: without it also those that were sent or cancelled, the newest first.
            most: no more than so many.
        """
        unsettled = (MessageState.WAITING.value, MessageState.UNKNOWN.value)
        wanted = [message.c.state.in_((*unsettled, MessageState.STOPPED.value))]
        with self._registry.database.reading() as connection:
            if open_only:
                return read_messages(connection, *wanted, most=most)
            return read_messages(connection, most=most, newest=True)

    def of(self, request_id: str) -> tuple[Message, ...]:
        """The messages about a document, and those that carry it in the place of another."""
        with self._registry.database.reading() as connection:
            entry = required(connection, request_id)
            about = sa.or_(message.c.entry_id == entry.id, message.c.other_id == entry.id)
            return read_messages(connection, about)

    def unanswered(self, days: int) -> tuple[Message, ...]:
        """The messages that a receiver has not answered so many days after they were sent.

        A document is answered when it is accepted or refused; a recall, an update or a taking back
        when its receiver agrees or declines.
        """
        before = utc_text(self._registry.clock.now() - timedelta(days=days))
        open_states = sa.case(
            (message.c.act.in_(ASKING), delivery.c.state == "sent"),
            else_=delivery.c.state.in_(("sent", "arrived")),
        )
        silent = sa.exists().where(delivery.c.message_id == message.c.id, open_states)
        sent = message.c.state == MessageState.SENT.value
        ours = message.c.entry_id.is_not(None)
        with self._registry.database.reading() as connection:
            return read_messages(connection, sent, ours, message.c.settled_at <= before, silent)

    def message(self, name: str) -> Message:
        """The message of that id, or of the only one that begins so.

        Raises:
            InputError: there is none, or there are several.
        """
        with self._registry.database.reading() as connection:
            return named(connection, name)

    def held_back(self, names: Sequence[str]) -> dict[str, str]:
        """Which of these messages wait for a stopped document, with the id of its message."""
        with self._registry.database.reading() as connection:
            pages = (names[start : start + PAGE] for start in range(0, len(names), PAGE))
            found = [held_back(connection, page) for page in pages]
            return {held: stopped for page in found for held, stopped in page.items()}

    def attempts(self, name: str) -> tuple[Attempt, ...]:
        """The attempts on a message, in order."""
        with self._registry.database.reading() as connection:
            return read_attempts(connection, name)

    def unreached(self, request_id: str | None = None) -> tuple[Unreached, ...]:
        """The receivers that never got a document in force, as its message was given up or stopped.

        Args:
            request_id: of this document; None for all.
        """
        with self._registry.database.reading() as connection:
            entry_id = None if request_id is None else required(connection, request_id).id
            return unreached(connection, entry_id)
