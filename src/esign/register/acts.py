# SPDX-License-Identifier: Apache-2.0
"""What is done to a document by hand: void, recall, replace, correct, dispatch.

NĐ 30/2020 Đ18 k3: a fault of content needs a new document of equal form in its place, one of form,
technique or procedure a correction by official letter. Each method is one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.errors import InputError
from esign.messages import Term
from esign.model import same_name
from esign.register import audit, outbox_queue
from esign.register.exchange_tables import MessageAct
from esign.register.fingerprint import DISPATCH, KEY
from esign.register.form import NAME, SUBJECT, Field, filled
from esign.register.lifecycle import Deed, refuse_unless_allowed, required, take_step
from esign.register.moments import utc_text, vietnamese_day
from esign.register.outbox_order import leave_to_replacement, overtake
from esign.register.outbox_queue import Draft
from esign.register.outbox_reach import reached
from esign.register.restoration import refuse_unconfirmed
from esign.register.roles import ITSELF
from esign.register.schema import dispatch
from esign.register.traces import Event, Link, history_of, links_of
from esign.register.transitions import ISSUED, Step

if TYPE_CHECKING:
    from datetime import date

    from esign.kinds import Books
    from esign.register.entries import Entry
    from esign.register.registry import Registry

LETTER = "Công văn"
"""Type name of an official letter, the only form of a correction (NĐ 30/2020 Đ7, Đ18 k3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """A document handed over or sent (NĐ 30/2020 Annex IV, columns 8 and 9).

    Attributes:
        recipient: to whom.
        sent_on: when; None for today.
        received_by: who signed for it; empty when nobody did.
        note: what the clerk remarks.
    """

    recipient: str
    sent_on: date | None = None
    received_by: str = ""
    note: str = ""


class LifeCycle:
    """The part of a register that changes what was numbered.

    Every method refuses, before anything is done, an account that `[roles]` does not entrust with
    the step, and raises an InputError that names the state and the steps it allows when the
    document's state does not allow this one.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def void(self, request_id: str, reason: str, actor: str = ITSELF) -> Entry:
        """Give a number up; it stays in the register with its reason and is never given again.

        Returns:
            The entry as it is now.

        Raises:
            InputError: there is no reason, no such request, or the document is out already.
            ConfigurationError: the account may not do this, or the register was restored and nobody
                has confirmed the book's last number yet.
        """
        return self._change(Step.VOID, request_id, reason, actor)

    def recall(self, request_id: str, reason: str, actor: str = ITSELF) -> Entry:
        """Take an issued document back; it stays in the register and is frozen there.

        Returns and raises as `void`.
        """
        return self._change(Step.RECALL, request_id, reason, actor)

    def replace(self, request_id: str, by: str, reason: str, actor: str = ITSELF) -> Entry:
        """Let a new document stand in the place of one whose content is wrong.

        Args:
            request_id: the document with the fault.
            by: the new one's request id: released, of the same type and agency.
            reason: what was wrong.
            actor: by which account.

        Returns and raises as `void`; also when the new document may not replace it.
        """
        return self._change(Step.REPLACE, request_id, reason, actor, by=by)

    def correct(self, request_id: str, by: str, reason: str, actor: str = ITSELF) -> Entry:
        """Note that an official letter corrects a document's form; it stays in force.

        Arguments, result and errors as `replace`, but `by` is an official letter (`LETTER`).
        """
        return self._change(Step.CORRECT, request_id, reason, actor, by=by)

    def dispatch(self, request_id: str, sending: Dispatch, actor: str = ITSELF) -> Entry:
        """Note that a document was handed over or sent.

        Returns and raises as `void`; also when the day is not between the document's and today.
        """
        self._registry.roles.require(actor, Step.DISPATCH)
        texts = _texts(sending)
        with self._registry.database.writing() as connection:
            now = self._registry.clock.now()
            sent_on = sending.sent_on or vietnamese_day(now)
            entry = required(connection, request_id)
            _refuse_day(entry, sent_on, vietnamese_day(now))
            own = {"sent_on": sent_on, "at": utc_text(now), "actor": actor}
            row = {"entry_id": entry.id, **texts, **own}
            deed = Deed(Step.DISPATCH, now, actor, facts={KEY: DISPATCH.digest(row)})
            seq = take_step(connection, entry, deed, self._registry.random)
            connection.execute(sa.insert(dispatch), {"audit_seq": seq, **row})
            return required(connection, request_id)

    def dispatches(self, request_id: str) -> tuple[Dispatch, ...]:
        """To whom a document was handed or sent, in the order of entering."""
        with self._registry.database.reading() as connection:
            entry = required(connection, request_id)
            found = sa.select(dispatch).where(dispatch.c.entry_id == entry.id)
            return tuple(
                Dispatch(
                    recipient=row.recipient,
                    sent_on=row.sent_on,
                    received_by=row.received_by,
                    note=row.note,
                )
                for row in connection.execute(found.order_by(dispatch.c.audit_seq))
            )

    def history(self, request_id: str) -> tuple[Event, ...]:
        """Who did what to a document, when and why, beginning with its number."""
        with self._registry.database.reading() as connection:
            return history_of(connection, required(connection, request_id))

    def links(self, request_id: str) -> tuple[Link, ...]:
        """Which documents replace or correct this one, and which this one does so to."""
        with self._registry.database.reading() as connection:
            return links_of(connection, required(connection, request_id))

    def _change(
        self, step: Step, request_id: str, reason: str, actor: str, *, by: str = ""
    ) -> Entry:
        self._registry.roles.require(actor, step)
        if not reason.strip():
            raise InputError("register.no_reason", request_id=request_id)
        reason = filled({"reason": Field("Lý do", reason, SUBJECT)})["reason"]
        with self._registry.database.writing() as connection:
            deed = Deed(step, self._registry.clock.now(), actor, reason)
            entry = required(connection, request_id)
            refuse_unless_allowed(entry, step)
            if step is Step.VOID:
                _refuse_perhaps_out(connection, entry, self._registry.books)
            if by:
                other = required(connection, by)
                _refuse_unfit(other, entry, step)
                deed = replace(deed, other_id=other.id, facts={"by": other.request_id})
            draft = None
            if step is not Step.VOID:  # a voided number never went out
                if step is Step.RECALL:
                    told = audit.Act(deed.at, actor, outbox_queue.CANCELLED, request_id, {})
                    overtake(connection, self._registry, entry.id, told)
                draft = _draft(connection, entry, deed)
                if step is Step.REPLACE:
                    told = audit.Act(deed.at, actor, outbox_queue.CANCELLED, by, {})
                    new = required(connection, by)
                    leave_to_replacement(connection, self._registry, new, draft.receivers, told)
                deed = replace(deed, facts={**deed.facts, outbox_queue.KEY: draft.digest})
            seq = take_step(connection, entry, deed, self._registry.random)
            if draft is not None:
                outbox_queue.write(connection, draft, seq)
            return required(connection, request_id)


def _refuse_perhaps_out(connection: sa.Connection, entry: Entry, books: Books) -> None:
    """Refuse to give up a number of a series of which nobody has said yet how far it went.

    The register came from a backup, and the number may have been used after it.
    """
    number = entry.number
    refuse_unconfirmed(connection, entry.agency_code, books.named(number.book), number.year)


def _draft(connection: sa.Connection, entry: Entry, deed: Deed) -> Draft:
    """What the agencies that have a document are told of it."""
    draft = Draft(
        act=MessageAct(deed.step.value),
        document_id=entry.document_id,
        at=deed.at,
        receivers=reached(connection, entry),
        entry_id=entry.id,
        other_id=deed.other_id,
        reason=deed.reason,
    )
    return outbox_queue.told_apart(connection, draft)


def _refuse_unfit(other: Entry, entry: Entry, step: Step) -> None:
    """Refuse a document that may not replace, or correct, another one (NĐ 30/2020 Đ18 k3)."""
    number, name = entry.number.text, other.number.text
    if other.id == entry.id:
        raise InputError("register.by_itself", number=number)
    if other.state not in ISSUED:
        state = Term(f"state.{other.state}")
        raise InputError("register.by_not_in_force", number=number, by=name, state=state)
    if other.agency_code != entry.agency_code:
        agency = other.agency_code
        raise InputError("register.by_other_agency", number=number, by=name, agency=agency)
    if other.numbered_at < entry.numbered_at:  # most likely named the wrong way round
        raise InputError("register.by_older", number=number, by=name)
    wanted = LETTER if step is Step.CORRECT else entry.type_name
    if not same_name(other.type_name, wanted):
        raise InputError(
            "register.no_letter" if step is Step.CORRECT else "register.other_form",
            number=number,
            by=name,
            type_name=other.type_name,
            wanted=wanted,
        )


def _texts(sending: Dispatch) -> dict[str, str]:
    form = {
        "recipient": Field("Nơi nhận", sending.recipient, NAME),
        "received_by": Field("Ký nhận", sending.received_by, NAME, required=False),
        "note": Field("Ghi chú", sending.note, SUBJECT, required=False),
    }
    return filled(form)


def _refuse_day(entry: Entry, sent_on: date, today: date) -> None:
    if not entry.issued_on <= sent_on <= today:
        raise InputError(
            "register.dispatch_day",
            number=entry.number.text,
            day=f"{sent_on:%d/%m/%Y}",
            issued_on=f"{entry.issued_on:%d/%m/%Y}",
            today=f"{today:%d/%m/%Y}",
        )
