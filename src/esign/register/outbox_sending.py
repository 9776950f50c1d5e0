# SPDX-License-Identifier: Apache-2.0
"""What a worker notes who sends messages: `register.sending`.

A worker claims messages for a while and has them to himself until then. Before each attempt a row
says that it begins, after it what came of it; what became of one without an end nobody knows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import sqlalchemy as sa

from esign.register import audit
from esign.register.exchange_tables import (
    MessageState,
    attempt,
    delivery,
    message,
)
from esign.register.moments import utc_text
from esign.register.outbox_claims import LEASE, is_claimed, is_put_off
from esign.register.outbox_order import held_back
from esign.register.outbox_queue import SENT, STOPPED
from esign.register.outbox_rows import Message, read_messages
from esign.register.transitions import Writing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from esign.register.registry import Registry

PATIENCE: Final = timedelta(days=3)
"""How long a message is tried, from its first attempt on."""

_PAGE: Final = 200
_OPEN: Final = message.c.state.in_((MessageState.WAITING.value, MessageState.UNKNOWN.value))


class Failing(NamedTuple):
    """What went wrong with an attempt, in the error's code and the other side's words."""

    code: str
    text: str = ""


class Sending:
    """The part of a register that workers use."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def require_carrier(self, actor: str) -> None:
        """Refuse an account that may not send, before anything leaves the house.

        Raises:
            ConfigurationError: names the account, and who may.
        """
        self._registry.roles.require(actor, Writing.CARRY)

    def claim(self, most: int, usual: str = "", shut: Collection[str] = ()) -> tuple[Message, ...]:
        """Take messages that are due, in the order of queuing; the caller sends them in that order.

        None of them is behind a message that shares a receiver and waits for longer, or that
        another worker has, nor speaks of a document that was stopped on its way there. What a
        worker left without an end counts as unknown.

        Args:
            most: no more than so many.
            usual: the way of what was not tried before.
            shut: the ways that nothing is to be sent by now.
        """
        now = self._registry.clock.now()
        with self._registry.database.writing() as connection:
            chosen = self._due(connection, now, most, lambda way: (way or usual) in shut)
            if not chosen:
                return ()
            names = [each.id for each in chosen]
            self._give_up_cut_off(connection, names, utc_text(now))
            until = utc_text(now + LEASE)
            claimed = sa.update(message).where(message.c.id.in_(names))
            connection.execute(claimed.values(claimed_until=until))
            return read_messages(connection, message.c.id.in_(names))

    @staticmethod
    def _due(
        connection: sa.Connection, now: datetime, most: int, is_shut: Callable[[str], bool]
    ) -> list[Message]:
        blocked: set[str] = set()
        chosen: list[Message] = []
        after = 0
        while len(chosen) < most:
            page = read_messages(connection, _OPEN, message.c.audit_seq > after, most=_PAGE)
            waiting = held_back(connection, [each.id for each in page])
            for each in page:
                if each.id in waiting:
                    continue
                held = is_claimed(each, now) or is_put_off(each, now) or is_shut(each.transport)
                if held or not blocked.isdisjoint(each.receiver_codes):
                    blocked |= each.receiver_codes
                elif len(chosen) < most:
                    chosen.append(each)
            if len(page) < _PAGE:
                break
            after = page[-1].seq
        return chosen

    @staticmethod
    def _give_up_cut_off(connection: sa.Connection, names: list[str], at: str) -> None:
        """Call unknown what became of attempts that a worker left without an end."""
        cut_off = sa.and_(attempt.c.message_id.in_(names), attempt.c.ended_at.is_(None))
        found = connection.scalars(sa.select(attempt.c.message_id).where(cut_off)).all()
        if found:
            ended = {"ended_at": at, "outcome": "unknown", "code": "outbox.cut_off"}
            connection.execute(sa.update(attempt).where(cut_off).values(**ended))
            chosen = sa.update(message).where(message.c.id.in_(found))
            connection.execute(chosen.values(state=MessageState.UNKNOWN.value))

    def bytes_of(self, digest: str) -> bytes:
        """The frozen bytes.

        Raises:
            ConfigurationError: they are lost or damaged.
        """
        return self._registry.objects.get(digest)

    def begin(self, claimed: Message, transport: str, data: bytes | None = None) -> Message | None:
        """Note that an attempt begins; None where the message is not this worker's any more.

        Args:
            claimed: the message.
            transport: which way it goes.
            data: the bytes that this and every later attempt sends; given with the first one.
        """
        now = self._registry.clock.now()
        until = utc_text(now + LEASE)
        give_up_at = claimed.give_up_at or now + PATIENCE
        frozen = {} if data is None else self._frozen(data)
        with self._registry.database.writing() as connection:
            if not self._is_mine(connection, claimed):
                return None
            if data is not None and self._registry.objects.size(str(frozen["payload"])) is None:
                # Whoever collects forgotten objects is not at it while we write.
                self._registry.objects.put(data)
            turn = claimed.attempts + 1
            values = {"attempts": turn, "claimed_until": until, "transport": transport}
            chosen = sa.update(message).where(message.c.id == claimed.id)
            connection.execute(chosen.values(give_up_at=utc_text(give_up_at), **values, **frozen))
            row = {"message_id": claimed.id, "n": turn, "started_at": utc_text(now)}
            row |= {"ended_at": None, "outcome": "", "code": "", "text": ""}
            connection.execute(sa.insert(attempt), row)
        return replace(
            claimed,
            attempts=turn,
            claimed_until=datetime.fromisoformat(until),
            transport=transport,
            give_up_at=give_up_at,
            payload=str(frozen.get("payload", claimed.payload)),
        )

    def _frozen(self, data: bytes) -> dict[str, object]:
        return {"payload": self._registry.objects.put(data), "payload_size": len(data)}

    @staticmethod
    def _is_mine(connection: sa.Connection, claimed: Message) -> bool:
        until = None if claimed.claimed_until is None else utc_text(claimed.claimed_until)
        wanted = sa.select(message.c.id).where(
            message.c.id == claimed.id, message.c.claimed_until == until, _OPEN
        )
        return connection.scalar(wanted) is not None

    def accepted(self, begun: Message, axis_id: str, actor: str) -> bool:
        """Note that the axis has the message; False where that, or an end, was noted before.

        Noted even where the claim ran out meanwhile: what the axis has it has.
        """
        now = self._registry.clock.now()
        with self._registry.database.writing() as connection:
            (found,) = read_messages(connection, message.c.id == begun.id)
            if found.state in {MessageState.SENT, MessageState.CANCELLED}:
                return False
            self._end(connection, begun, "accepted", None, now)
            payload = found.payload or None
            facts = {"transport": begun.transport, "axis_id": axis_id, "payload": payload}
            self._append(connection, SENT, found, now, actor, facts)
            done = {"state": MessageState.SENT.value, "settled_at": utc_text(now)}
            cleared = {"claimed_until": None, "fault_code": "", "fault_text": ""}
            chosen = sa.update(message).where(message.c.id == begun.id)
            way = {"transport": begun.transport, "axis_id": axis_id}
            connection.execute(chosen.values(**done, **cleared, **way))
            told = sa.update(delivery).where(
                delivery.c.message_id == begun.id, delivery.c.state == "waiting"
            )
            connection.execute(told.values(state="sent", state_at=utc_text(now)))
            return True

    def absent(self, begun: Message) -> Message:
        """Note that the axis certainly has none of a message that it might have had."""
        with self._registry.database.writing() as connection:
            chosen = sa.update(message).where(message.c.id == begun.id, _OPEN)
            connection.execute(chosen.values(state=MessageState.WAITING.value))
            return read_messages(connection, message.c.id == begun.id)[0]

    def failed(
        self, begun: Message, failing: Failing, not_before: datetime, *, unknown: bool
    ) -> None:
        """Note that an attempt failed, and when the next one is.

        Args:
            begun: the message.
            failing: what went wrong.
            not_before: when it is tried again at the earliest.
            unknown: whether the axis may have the message all the same.
        """
        now = self._registry.clock.now()
        with self._registry.database.writing() as connection:
            self._end(connection, begun, "unknown" if unknown else "failed", failing, now)
            if not self._is_mine(connection, begun):
                return
            values = {"fault_code": failing.code, "fault_text": failing.text}
            if unknown:
                values["state"] = MessageState.UNKNOWN.value
            chosen = sa.update(message).where(message.c.id == begun.id)
            connection.execute(
                chosen.values(claimed_until=None, not_before=utc_text(not_before), **values)
            )

    def stop(self, begun: Message, failing: Failing, actor: str, outcome: str) -> None:
        """Note that a message is not tried any more until a person says so.

        Args:
            begun: the message.
            failing: what went wrong.
            actor: by which account.
            outcome: of the last attempt: `refused`, `failed` or `unknown`.
        """
        now = self._registry.clock.now()
        with self._registry.database.writing() as connection:
            self._end(connection, begun, outcome, failing, now)
            if not self._is_mine(connection, begun):
                return
            self._append(connection, STOPPED, begun, now, actor, {"code": failing.code})
            values = {"fault_code": failing.code, "fault_text": failing.text}
            done = {"state": MessageState.STOPPED.value, "settled_at": utc_text(now)}
            chosen = sa.update(message).where(message.c.id == begun.id)
            connection.execute(chosen.values(claimed_until=None, **done, **values))

    def let_go(self, claimed: Iterable[Message]) -> None:
        """Give messages back that were claimed and not tried."""
        with self._registry.database.writing() as connection:
            for each in claimed:
                if self._is_mine(connection, each):
                    chosen = sa.update(message).where(message.c.id == each.id)
                    connection.execute(chosen.values(claimed_until=None))

    def uncharge(self, begun: Message) -> None:
        """End an attempt that a fault of this office stopped; its time does not begin with it."""
        now = self._registry.clock.now()
        with self._registry.database.writing() as connection:
            self._end(connection, begun, "failed", Failing("outbox.not_tried"), now)
            if self._is_mine(connection, begun):
                chosen = sa.update(message).where(message.c.id == begun.id)
                connection.execute(chosen.values(claimed_until=None, give_up_at=None))

    @staticmethod
    def _end(
        connection: sa.Connection,
        begun: Message,
        outcome: str,
        failing: Failing | None,
        now: datetime,
    ) -> None:
        code, text = failing or Failing("")
        ended = {"ended_at": utc_text(now), "outcome": outcome, "code": code, "text": text}
        chosen = sa.update(attempt).where(
            attempt.c.message_id == begun.id,
            attempt.c.n == begun.attempts,
            attempt.c.ended_at.is_(None),
        )
        connection.execute(chosen.values(**ended))

    def _append(  # noqa: PLR0913, PLR0917 - one row of the record
        self,
        connection: sa.Connection,
        action: str,
        of: Message,
        now: datetime,
        actor: str,
        facts: Mapping[str, object],
    ) -> None:
        subject = of.request_id or of.id
        act = audit.Act(now, actor, action, subject, {"message": of.id, **facts})
        audit.append(connection, act, self._registry.random)
