# SPDX-License-Identifier: Apache-2.0
"""What is on its way to other agencies, and what a person may do about it: `register.outbox`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.errors import InputError
from esign.messages import Term
from esign.register import audit, outbox_queue
from esign.register.agency_identity import Agencies
from esign.register.exchange_tables import MessageAct, MessageState, message
from esign.register.form import SUBJECT, Field, filled
from esign.register.lifecycle import required
from esign.register.moments import utc_text
from esign.register.outbox_claims import is_claimed
from esign.register.outbox_order import NEEDLESS, give_up, queue_anew, spare
from esign.register.outbox_queue import CANCELLED, READDRESSED, RETRIED, Draft, Needless
from esign.register.outbox_reach import NEVER_LEFT, reached
from esign.register.outbox_refusals import (
    is_out_of_force,
    named,
    never_left,
    receivers_left,
    refuse_if_left,
    refuse_out_of_force,
    refuse_settled,
    unasked,
)
from esign.register.outbox_rows import Message, read_messages
from esign.register.outbox_unreached import INSTEAD
from esign.register.outbox_view import OutboxView
from esign.register.transitions import ISSUED, Writing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from esign.register.entries import Entry
    from esign.register.roles import Roles


class Outbox(OutboxView):
    """The part of a register that holds what is to be sent.

    Every method that writes refuses an account that `[roles]` does not entrust with it.
    """

    @property
    def _roles(self) -> Roles:
        return self._registry.roles

    def retry(self, name: str, actor: str) -> Message:
        """Let a stopped message be tried again, and one that waits be tried at once.

        Raises:
            InputError: there is no such message, it was sent or cancelled, or it was stopped and
                what it brings has been recalled or replaced since.
            ConfigurationError: the account may not do this.
        """
        self._roles.require(actor, Writing.CARRY)
        with self._registry.database.writing() as connection:
            found = named(connection, name)
            refuse_settled(connection, found)
            now = self._registry.clock.now()
            values: dict[str, object] = {"not_before": utc_text(now), "give_up_at": None}
            if not is_claimed(found, now):
                values["claimed_until"] = None
            if found.state is MessageState.STOPPED:
                refuse_out_of_force(connection, found)
                certain = never_left(connection, found.id)
                state = MessageState.WAITING if certain else MessageState.UNKNOWN
                values |= {"state": state.value, "settled_at": None}
                facts = {"message": found.id}
                act = audit.Act(now, actor, RETRIED, found.request_id or found.id, facts)
                audit.append(connection, act, self._registry.random)
            chosen = sa.update(message).where(message.c.id == found.id)
            connection.execute(chosen.values(**values))
            outbox_queue.settle_about(connection, found.id, utc_text(now))
            return named(connection, found.id)

    def readdress(
        self,
        name: str,
        without: Collection[str],
        actor: str,
        instead: Mapping[str, tuple[str, str]] | None = None,
    ) -> Message:
        """Queue a message anew to other receivers, in the place of one never sent.

        Args:
            name: the message.
            without: codes of the receivers that are left out.
            actor: by which account.
            instead: by the code of a receiver, code and name of who gets it in its place.

        Returns:
            The new message; the old one is cancelled.

        Raises:
            InputError: the message may have left, goes to none of them or to nobody else, is a
                status or a taking back, which have one receiver each, or what it brings has been
                recalled or replaced since.
            ConfigurationError: the account may not do this.
        """
        self._roles.require(actor, Writing.CARRY)
        with self._registry.database.writing() as connection:
            found = named(connection, name)
            refuse_settled(connection, found)
            refuse_if_left(connection, found)
            refuse_out_of_force(connection, found)
            agencies = Agencies(connection)
            left = receivers_left(agencies, found, without, instead or {})
            now = self._registry.clock.now()
            cancelled = audit.Act(now, actor, CANCELLED, found.request_id, {})
            why = Needless.READDRESSED
            outbox_queue.cancel(connection, self._registry, found.id, cancelled, why=why)
            facts: dict[str, object] = {}
            dropped = set(map(agencies.key, without))
            kept = {each.code for each in found.deliveries if each.agency not in dropped}
            if gone := sorted(kept - left.keys()):
                facts[INSTEAD] = gone
            act = audit.Act(now, actor, READDRESSED, found.request_id, facts)
            return named(connection, queue_anew(connection, self._registry, found, left, act))

    def cancel(self, name: str, reason: str, actor: str) -> Message:
        """Give a message up that certainly never left; with a document, what is said of it.

        Raises:
            InputError: there is no reason, no such message, it may have left, or it is settled
                already.
            ConfigurationError: the account may not do this.
        """
        self._roles.require(actor, Writing.CARRY)
        if not reason.strip():
            raise InputError("outbox.no_reason", message=name)
        reason = filled({"reason": Field("Lý do", reason, SUBJECT)})["reason"]
        with self._registry.database.writing() as connection:
            found = named(connection, name)
            refuse_settled(connection, found)
            refuse_if_left(connection, found)
            now = self._registry.clock.now()
            act = audit.Act(now, actor, CANCELLED, found.request_id or found.id, {})
            give_up(connection, self._registry, found, act, reason)
            return named(connection, found.id)

    def cancel_overtaken(self, name: str, actor: str) -> bool:
        """Give up what certainly never left and is needless, as its document was recalled since.

        With a release goes what would tell the same agencies of the recall; others are told of it.
        """
        with self._registry.database.writing() as connection:
            found = named(connection, name)
            if found.act is MessageAct.REPLACED:
                self._spare_recalled(connection, found, actor)
            if found.act not in NEEDLESS or not never_left(connection, found.id):
                return False
            entry_id = connection.scalars(
                sa.select(message.c.entry_id).where(message.c.id == found.id)
            ).one()
            recalled = sa.and_(message.c.entry_id == entry_id, message.c.act == "recalled")
            stands = message.c.state != MessageState.CANCELLED.value
            if found.act is MessageAct.RELEASED:
                stands = sa.and_(stands, NEVER_LEFT)
            later = read_messages(connection, recalled, message.c.audit_seq > found.seq, stands)
            if found.act is MessageAct.RELEASED:
                later = tuple(e for e in later if e.receiver_keys & found.receiver_keys)
            if not later:
                return False
            now = self._registry.clock.now()
            act = audit.Act(now, actor, CANCELLED, found.request_id, {})
            give_up(connection, self._registry, found, act, why=Needless.RECALLED)
            return True

    def _spare_recalled(self, connection: sa.Connection, found: Message, actor: str) -> None:
        """Tell nobody of the recall of a document whose replacing was stopped before it arrived."""
        if found.state is not MessageState.STOPPED or not never_left(connection, found.id):
            return
        if is_out_of_force(connection, found):
            act = audit.Act(self._registry.clock.now(), actor, CANCELLED, found.request_id, {})
            spare(connection, self._registry, found, act)

    def take_back(
        self, request_id: str, reason: str, actor: str, *, only: Collection[str] = ()
    ) -> tuple[Message, ...]:
        """Ask receivers to give back what was sent to them by mistake; it stays in force.

        Args:
            request_id: the document.
            reason: why.
            actor: by which account.
            only: codes of the receivers; empty for all that have it.

        Returns:
            One message a receiver, in the order of their codes.

        Raises:
            InputError: there is no reason, the document is not out, it has not left yet, an
                agency has not been sent it, or all of them are being asked already.
            ConfigurationError: the account may not do this.
        """
        self._roles.require(actor, Writing.TAKE_BACK)
        if not reason.strip():
            raise InputError("register.no_reason", request_id=request_id)
        reason = filled({"reason": Field("Lý do", reason, SUBJECT)})["reason"]
        with self._registry.database.writing() as connection:
            entry = required(connection, request_id)
            number = entry.number.text
            if entry.state not in ISSUED:
                state = Term(f"state.{entry.state}")
                raise InputError("outbox.not_out", number=number, state=state)
            waiting = sa.and_(message.c.entry_id == entry.id, NEVER_LEFT)
            for each in read_messages(connection, waiting, message.c.act == "released"):
                raise InputError("outbox.not_left_yet", number=number, message=each.id)
            has = reached(connection, entry)
            if not has:
                raise InputError("outbox.never_sent", number=number)
            agencies = Agencies(connection)
            wanted = set(map(agencies.key, only))
            chosen = {
                code: name for code, name in has.items() if not only or agencies.key(code) in wanted
            }
            if not chosen or len(chosen) < len(wanted):
                receivers = tuple(sorted(has))
                raise InputError("outbox.never_sent_to", number=number, receivers=receivers)
            asked = [
                self._ask_back(connection, entry, receiver, reason, actor)
                for receiver in sorted(unasked(connection, entry, chosen).items())
            ]
            return read_messages(connection, message.c.id.in_(asked))

    def _ask_back(
        self,
        connection: sa.Connection,
        entry: Entry,
        receiver: tuple[str, str],
        reason: str,
        actor: str,
    ) -> str | None:
        """Queue the request to one receiver, given by code and name."""
        now = self._registry.clock.now()
        draft = Draft(
            act=MessageAct.TAKEN_BACK,
            document_id=entry.document_id,
            at=now,
            receivers=dict([receiver]),
            entry_id=entry.id,
            reason=reason,
        )
        draft = outbox_queue.told_apart(connection, draft)
        facts = {"receiver": receiver[0], outbox_queue.KEY: draft.digest}
        act = audit.Act(now, actor, Writing.TAKE_BACK.value, entry.request_id, facts)
        seq = audit.append(connection, act, self._registry.random)
        return outbox_queue.write(connection, draft, seq)
