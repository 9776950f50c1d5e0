# SPDX-License-Identifier: Apache-2.0
"""The inbox of a register: what came over the document axis, kept as it came, and what is done.

Each method is one transaction and may be repeated. A receipt is queued in the transaction of the
act it tells of (NĐ 30/2020 Đ21-22: checked before it is registered, else returned).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.register.agency_identity import Agencies
from esign.register.exchange_tables import message as outgoing
from esign.register.fingerprint import KEY
from esign.register.inbox_answering import Answering
from esign.register.inbox_closing import way_out
from esign.register.inbox_codes import own_codes
from esign.register.inbox_finding import about, bringing
from esign.register.inbox_pending import pending_about, pending_beside
from esign.register.inbox_rows import (
    ArrivedMessage,
    Delivered,
    Reading,
    columns_of,
    message_from,
    message_of,
    storable,
    storable_reading,
)
from esign.register.inbox_settling import settle, settle_anew
from esign.register.inbox_story import stories_of
from esign.register.inbox_tables import ARRIVED, Standing, arrived
from esign.register.inbox_writing import KEPT, first_row, required
from esign.register.moments import utc_text
from esign.register.outbox_rows import read_messages
from esign.register.roles import ITSELF
from esign.register.statements import Statement
from esign.register.transitions import Writing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from esign.register.inbox_closing import WayOut
    from esign.register.inbox_story import ArrivedStory
    from esign.register.inbox_writing import Writer
    from esign.register.outbox_rows import Message

LONGEST_ID: Final = 200
"""Characters of what the axis calls a message."""

_KEY: Final = ("agency_code", "transport", "axis_id", "sha256")
_SAME: Final = Statement(
    sa.select(arrived).where(*(arrived.c[name] == sa.bindparam(name) for name in _KEY))
)
_INSERT: Final = Statement(sa.insert(arrived))
_NOTED: Final = sa.select(arrived.c.sha256).where(
    arrived.c.sha256.in_(sa.bindparam("digests", expanding=True)),
    arrived.c.state == Standing.NOTED.value,
)

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

    def keep_all(
        self, several: Sequence[Delivered], agency_code: str, *, actor: str = ITSELF
    ) -> tuple[ArrivedMessage, ...]:
        """Keep messages for good, unread, all of them or none; what is kept stays as it is.

        After this the transport may be told that they were taken. The store is asked nothing
        while others wait to write: what has just been put is not collected within a day.

        Raises:
            OutputError, ServiceError: they cannot be kept.
            ConfigurationError: the account may not do this.
        """
        self.require_receiver(actor)
        digests = self._registry.objects.put_all([each.data for each in several])
        kept = []
        with self._registry.database.writing() as connection:
            writer = self._writer(connection, actor)
            for each, digest in zip(several, digests, strict=True):
                key = _key(each, agency_code, digest)
                row = first_row(connection, _SAME, key)
                if row is None:
                    row = _inserted(writer, each, key)
                kept.append(message_from(row))
        return tuple(kept)

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

    def pending(self, message_id: int) -> tuple[ArrivedMessage, ...]:
        """What the sender of a document asks about it and nobody has answered, the first one first.

        Requests that are held back are among them.

        Args:
            message_id: what brought the document, or a repeat of that.

        Raises:
            InputError: there is no such message.
        """
        with self._registry.database.reading() as connection:
            agencies = Agencies(connection)
            document = bringing(agencies, required(connection, message_id))
            return pending_about(agencies, document)

    def pending_beside(
        self, messages: Iterable[ArrivedMessage]
    ) -> dict[int, tuple[ArrivedMessage, ...]]:
        """The same for many messages, by the ids of those about whose documents there is any."""
        with self._registry.database.reading() as connection:
            return pending_beside(Agencies(connection), messages)

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

    def is_one_of(self, code: str, others: Collection[str]) -> bool:
        """Whether a code and any of some others are one agency's, by the list and by structure."""
        with self._registry.database.reading() as connection:
            agencies = Agencies(connection)
            agencies.look_up(others)
            return any(agencies.is_one(code, other) for other in others)

    def codes_of(self, code: str) -> tuple[str, ...]:
        """The codes of an agency that the list gives to nobody else, in every way of writing them.

        One at least, in capitals: where the list does not tell whose a code is, only that.
        """
        with self._registry.database.reading() as connection:
            return own_codes(Agencies(connection), code)

    def way_out(self, message_id: int) -> WayOut:
        """How a message that lies in quarantine may leave it, other than by being read anew.

        Raises:
            InputError: there is no such message.
        """
        with self._registry.database.reading() as connection:
            writer = self._writer(connection, ITSELF)
            return way_out(writer, required(connection, message_id))

    def noted(self, digests: Collection[str]) -> frozenset[str]:
        """Those of some digests (SHA-256, hex) whose bytes were taken note of as a status package.

        At most as many as a window of messages has.
        """
        with self._registry.database.reading() as connection:
            found = connection.scalars(_NOTED, {"digests": tuple(digests)})
            return frozenset(found)

    def about(self, document_ids: Collection[str], agency_code: str) -> tuple[ArrivedMessage, ...]:
        """What an agency has received about some documents, but for reports; the first one first.

        At most as many documents as a window has messages.
        """
        with self._registry.database.reading() as connection:
            return about(connection, agency_code, map(storable, document_ids))

    def original(self, message: ArrivedMessage) -> bytes:
        """A message's bytes as they came, compared with their digest.

        Raises:
            ConfigurationError: they are lost or damaged.
        """
        return self._registry.objects.get(message.sha256)


def _key(delivered: Delivered, agency_code: str, digest: str) -> dict[str, object]:
    """What tells one delivery from another."""
    return {
        "agency_code": agency_code,
        "transport": delivered.transport,
        "axis_id": storable(delivered.axis_id[:LONGEST_ID]),
        "sha256": digest,
    }


def _inserted(writer: Writer, delivered: Delivered, key: Mapping[str, object]) -> dict[str, object]:
    """The row of a message that nobody has read yet."""
    at = utc_text(writer.at)
    row: dict[str, object] = {
        **key,
        "offered_by": storable(delivered.offered_by[:LONGEST_ID]),
        "message_type": delivered.message_type,
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
    digest = str(key["sha256"])
    facts = {"agency": key["agency_code"], "sha256": digest, KEY: ARRIVED.digest(row)}
    row["id"] = writer.record(KEPT, f"message-{digest[:12]}", facts)
    _INSERT.execute(writer.connection, row)
    return row
