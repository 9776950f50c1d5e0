# SPDX-License-Identifier: Apache-2.0
"""What a worker notes who sends messages: `register.sending`.

A worker claims messages for a while and has them to himself until then. Before each attempt a row
says that it begins, after it what came of it; what became of one without an end nobody knows.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

import sqlalchemy as sa

from esign.errors import EsignError
from esign.register import audit, outbox_windows
from esign.register.exchange_tables import (
    MessageState,
    attempt,
    message,
)
from esign.register.moments import utc_text
from esign.register.outbox_claims import LEASE, is_claimed, is_mine, is_put_off
from esign.register.outbox_order import held_back
from esign.register.outbox_queue import STOPPED, settle_about
from esign.register.outbox_rows import Message, read_messages
from esign.register.outbox_windows import Start, Taken
from esign.register.transitions import Writing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from esign.register.registry import Registry

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

    def claim(
        self, most: int, is_shut: Callable[[Message], bool] | None = None
    ) -> tuple[Message, ...]:
        """Take messages that are due, in the order of queuing; the caller sends them in that order.

        None of them is behind a message that shares a receiver and waits for longer, or that
        another worker has, nor speaks of a document that was stopped on its way there. What a
        worker left without an end counts as unknown.

        Args:
            most: no more than so many.
            is_shut: whether a message would go by a way that nothing is to be sent by now.
        """
        now = self._registry.clock.now()
        with self._registry.database.writing() as connection:
            chosen = self._due(connection, now, most, is_shut)
            if not chosen:
                return ()
            names = [each.id for each in chosen]
            doubtful = self._give_up_cut_off(connection, names, utc_text(now))
            until = utc_text(now + LEASE)
            claimed = sa.update(message).where(message.c.id.in_(names))
            connection.execute(claimed.values(claimed_until=until))
        mine_until = datetime.fromisoformat(until)
        return tuple(
            replace(
                each,
                claimed_until=mine_until,
                state=MessageState.UNKNOWN if each.id in doubtful else each.state,
            )
            for each in chosen
        )

    @staticmethod
    def _due(
        connection: sa.Connection,
        now: datetime,
        most: int,
        is_shut: Callable[[Message], bool] | None,
    ) -> list[Message]:
        blocked: set[str] = set()
        chosen: list[Message] = []
        after, size = 0, most
        while len(chosen) < most:
            page = read_messages(connection, _OPEN, message.c.audit_seq > after, most=size)
            waiting = held_back(connection, [each.id for each in page])
            for each in page:
                if each.id in waiting:
                    continue
                held = is_claimed(each, now) or is_put_off(each, now)
                held = held or (is_shut is not None and is_shut(each))
                if held or not blocked.isdisjoint(each.receiver_keys):
                    blocked |= each.receiver_keys
                elif len(chosen) < most:
                    chosen.append(each)
            if len(page) < size:
                break
            after, size = page[-1].seq, _PAGE
        return chosen

    @staticmethod
    def _give_up_cut_off(connection: sa.Connection, names: list[str], at: str) -> Collection[str]:
        """Call unknown what became of attempts that a worker left without an end; of which."""
        cut_off = sa.and_(attempt.c.message_id.in_(names), attempt.c.ended_at.is_(None))
        found = connection.scalars(sa.select(attempt.c.message_id).where(cut_off)).all()
        if found:
            ended = {"ended_at": at, "outcome": "unknown", "code": "outbox.cut_off"}
            connection.execute(sa.update(attempt).where(cut_off).values(**ended))
            chosen = sa.update(message).where(message.c.id.in_(found))
            connection.execute(chosen.values(state=MessageState.UNKNOWN.value))
        return found

    def bytes_of(self, digest: str) -> bytes:
        """The frozen bytes.

        Raises:
            ConfigurationError: they are lost or damaged.
        """
        return self._registry.objects.get(digest)

    def begin_all(self, starts: Sequence[Start]) -> tuple[Message | None, ...]:
        """Note in one transaction that attempts begin; None where a message is another's by now.

        Whoever is interrupted in this, or loses the database in the end, has begun none of them.
        """
        begun: list[Message | None] = []
        has_begun = False
        try:
            outbox_windows.begin(self._registry, starts, begun)
            has_begun = True
            return tuple(begun)
        finally:
            if not has_begun:
                with suppress(EsignError):  # what is on its way says more
                    self._take_back(starts, begun)

    def _take_back(self, starts: Sequence[Start], begun: Sequence[Message | None]) -> None:
        """Give back what has begun after all, as the transaction may stand."""
        with self._registry.database.writing() as connection:
            for start, each in zip(starts, begun, strict=False):
                if each is not None:
                    self._give_back(connection, each, start.claimed, "outbox.given_back")

    def accepted(self, begun: Message, axis_id: str, actor: str) -> bool:
        """Note that the axis has the message; False where that, or an end, was noted before."""
        return bool(self.accepted_all((Taken(begun, axis_id),), actor))

    def accepted_all(self, taken: Sequence[Taken], actor: str) -> tuple[Message, ...]:
        """Note in one transaction that the axis has several messages.

        Noted even where the claim ran out meanwhile: what the axis has it has.

        Returns:
            Those of which neither that nor an end was noted before.
        """
        return outbox_windows.arrive(self._registry, taken, actor)

    def absent(self, begun: Message) -> Message:
        """Note that the axis certainly has none of a message that it might have had."""
        with self._registry.database.writing() as connection:
            chosen = sa.update(message).where(message.c.id == begun.id, _OPEN)
            known = {"absent_attempts": begun.attempts}
            connection.execute(chosen.values(state=MessageState.WAITING.value, **known))
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
            if not is_mine(connection, begun):
                return
            values = {"fault_code": failing.code, "fault_text": failing.text}
            if unknown:
                values["state"] = MessageState.UNKNOWN.value
            if begun.give_up_at is None:  # of which the axis was asked before it was tried anew
                values["give_up_at"] = utc_text(now + outbox_windows.PATIENCE)
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
            if not is_mine(connection, begun):
                return
            self._append(connection, STOPPED, begun, now, actor, {"code": failing.code})
            values = {"fault_code": failing.code, "fault_text": failing.text}
            done = {"state": MessageState.STOPPED.value, "settled_at": utc_text(now)}
            chosen = sa.update(message).where(message.c.id == begun.id)
            connection.execute(chosen.values(claimed_until=None, **done, **values))
            settle_about(connection, begun.id, utc_text(now))

    def let_go(self, claimed: Iterable[Message]) -> None:
        """Give messages back that were claimed and not tried."""
        with self._registry.database.writing() as connection:
            for each in claimed:
                if is_mine(connection, each):
                    chosen = sa.update(message).where(message.c.id == each.id)
                    connection.execute(chosen.values(claimed_until=None))

    def uncharge(self, begun: Message, claimed: Message) -> None:
        """End an attempt that a fault of this office stopped, as `give_back` ends one."""
        with self._registry.database.writing() as connection:
            self._give_back(connection, begun, claimed, "outbox.not_tried")

    def give_back(self, begun: Message, claimed: Message) -> None:
        """End an attempt that was never made, as one before it failed or the sending ended.

        Its way, and until when it is tried, are as they were before; its bytes stay fixed.

        Args:
            begun: the message; certainly nothing of it has left.
            claimed: the same before the attempt began.
        """
        with self._registry.database.writing() as connection:
            self._give_back(connection, begun, claimed, "outbox.given_back")

    def _give_back(
        self, connection: sa.Connection, begun: Message, claimed: Message, code: str
    ) -> None:
        self._end(connection, begun, "failed", Failing(code), self._registry.clock.now())
        if is_mine(connection, begun):
            until = None if claimed.give_up_at is None else utc_text(claimed.give_up_at)
            before = {"give_up_at": until, "transport": claimed.transport}
            chosen = sa.update(message).where(message.c.id == begun.id)
            connection.execute(chosen.values(claimed_until=None, **before))

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
