# SPDX-License-Identifier: Apache-2.0
"""What is done with messages of the inbox; each is one transaction and tells the sender.

The receipt is queued with the act it tells of (NĐ 30/2020 Đ21-22: a document is checked before it
is registered, else returned).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.errors import InputError
from esign.messages import Term
from esign.model import Purpose, StatusCode
from esign.register import incoming as book
from esign.register.agency_identity import Agencies
from esign.register.arrivals import Arrival, arrival_of
from esign.register.inbox_closing import close, refuse_unanswerable, refuse_unreturnable
from esign.register.inbox_entering import as_incoming
from esign.register.inbox_finding import DOCUMENTS, bringing, standing_for
from esign.register.inbox_refusals import not_now
from esign.register.inbox_settling import freeze, withdrawn_by
from esign.register.inbox_tables import Standing
from esign.register.inbox_vouching import reason_given, vouched, vouched_sender
from esign.register.inbox_writing import (
    AGREED,
    DECLINED,
    ENTERED,
    PROGRESSED,
    RETURNED,
    Writer,
    accepted_text,
    description,
    required,
)
from esign.register.roles import ITSELF
from esign.register.schema import incoming
from esign.register.transitions import Step, Writing

if TYPE_CHECKING:
    from esign.register.inbox_rows import ArrivedMessage
    from esign.register.registry import Registry

PROGRESS: Final = (StatusCode.ASSIGNED, StatusCode.PROCESSING, StatusCode.DONE)
"""What may be told of a registered document, in this order."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How a document is registered.

    Attributes:
        addressee: the unit or person it is meant for; may be told later.
        despite: it is registered although its files were not found good.
        reason: why; needed where `despite` is set.
    """

    addressee: str = ""
    despite: bool = False
    reason: str = ""


class Answering:
    """The part of an inbox by which documents are registered and requests are answered.

    Every method refuses an account that `[roles]` does not entrust with it.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def accept(
        self, message_id: int, acceptance: Acceptance, *, actor: str = ITSELF
    ) -> tuple[ArrivedMessage, Arrival]:
        """Give a document its arrival number and tell its sender (status 03).

        Doing it again gives the same number, and so does accepting a repeat, or a replacement whose
        document came by itself as well; the message that it was registered under is returned.

        Raises:
            InputError: there is no such message, it brings no document that waits, its files were
                not found good and nobody vouches for it, or a text is unfit.
            ConfigurationError: the clock is behind the register, or the account may not do this.
        """
        self._registry.roles.require(actor, Step.ENTER, Writing.ANSWER)
        with self._registry.database.writing() as connection:
            message = bringing(Agencies(connection), required(connection, message_id))
            if message.state is Standing.REGISTERED:
                return message, _arrival(connection, message)
            _refuse_unregistrable(connection, message, acceptance)
            reason = vouched(message, acceptance.reason, despite=acceptance.despite)
            writer = self._writer(connection, actor)
            clerk = book.Clerk(message.agency_code, actor, writer.at)
            document = as_incoming(message, acceptance.addressee, reason)
            arrival = book.receive(connection, self._registry, document, clerk)
            code = StatusCode.ACCEPTED.value
            changes = {
                "state": Standing.REGISTERED.value,
                "incoming_id": arrival.id,
                "reason": reason,
                "answered": code,
            }
            done, seq = writer.change(
                message, ENTERED, changes, verdict=message.read.verdict, arrival=arrival.id
            )
            writer.answer(done, code, accepted_text(arrival.number, arrival.year), seq)
            return done, arrival

    def give_back(
        self, message_id: int, reason: str, *, despite: bool = False, actor: str = ITSELF
    ) -> ArrivedMessage:
        """Return a document to its sender with the reason (status 02).

        Args:
            message_id: what is returned.
            reason: what its sender reads.
            despite: it is returned although nothing proves who has sent it.
            actor: by which account.

        Raises:
            InputError: there is no such message, it cannot be returned, there is no reason, or its
                sender may never have sent it.
            ConfigurationError: the account may not do this.
        """
        self._registry.roles.require(actor, Writing.ANSWER)
        reason = reason_given(reason)
        with self._registry.database.writing() as connection:
            message = required(connection, message_id)
            is_returned = message.state is Standing.RETURNED and not message.is_closed
            if is_returned and message.reason == reason:
                return message
            _refuse_unless(message, Standing.WAITING, Standing.QUARANTINED)
            writer = self._writer(connection, actor)
            refuse_unreturnable(writer, message, despite=despite)
            how = (RETURNED, Standing.RETURNED, StatusCode.REFUSED)
            return _answered(writer, message, how, reason)

    def close(self, message_id: int, reason: str, *, actor: str = ITSELF) -> ArrivedMessage:
        """Put away what lies in quarantine and cannot be returned, such as a report; tells nobody.

        Raises:
            InputError: there is no such message, it can be returned or is a document or a request,
                or there is no reason.
            ConfigurationError: the account may not do this.
        """
        self._registry.roles.require(actor, Writing.ANSWER)
        reason = reason_given(reason)
        with self._registry.database.writing() as connection:
            writer = self._writer(connection, actor)
            return close(writer, required(connection, message_id), reason)

    def progress(self, message_id: int, code: StatusCode, *, actor: str = ITSELF) -> ArrivedMessage:
        """Tell a registered document's sender how far it is (status 04, 05 or 06).

        Raises:
            InputError: there is no such message, it is not registered, was withdrawn, or is
                further already.
            ConfigurationError: the account may not do this.
        """
        self._registry.roles.require(actor, Writing.ANSWER)
        with self._registry.database.writing() as connection:
            message = required(connection, message_id)
            _refuse_unless(message, Standing.REGISTERED)
            if message.answered == code:
                return message
            if message.answered in PROGRESS and code < message.answered:
                told = Term(f"inbox.status.{message.answered}")
                raise InputError("inbox.further_already", id=message.id, status=told)
            writer = self._writer(connection, actor)
            told_facts = {"answered": code.value}
            done, seq = writer.change(message, PROGRESSED, dict(told_facts), status=code.value)
            writer.answer(done, code.value, "", seq)
            return done

    def agree(
        self, message_id: int, *, despite: bool = False, reason: str = "", actor: str = ITSELF
    ) -> ArrivedMessage:
        """Agree to a request (status 15); a document that is withdrawn or replaced is frozen.

        Args:
            message_id: the request.
            despite: it is agreed to although nothing proves who has sent it, or its files were not
                found good.
            reason: why, in that case; it stays here.
            actor: by which account.

        Raises:
            InputError: there is no such message, it asks for nothing, or nobody vouches for one
                that `despite` is for.
            ConfigurationError: the account may not do this.
        """
        self._registry.roles.require(actor, Writing.ANSWER)
        with self._registry.database.writing() as connection:
            message = required(connection, message_id)
            if message.answered == StatusCode.AGREED:
                return message
            _refuse_unless(message, Standing.TASK)
            writer = self._writer(connection, actor)
            why = vouched_sender(message, reason, despite=despite)
            how = (AGREED, _after(connection, message), StatusCode.AGREED)
            done = _answered(writer, message, how, why)
            for document in withdrawn_by(writer.agencies, message):
                freeze(writer, document, done)
            return done

    def decline(self, message_id: int, reason: str, *, actor: str = ITSELF) -> ArrivedMessage:
        """Refuse a request with the reason (status 16); the document stays as it is.

        Raises:
            InputError: there is no such message, it asks for nothing, or there is no reason.
            ConfigurationError: the account may not do this.
        """
        self._registry.roles.require(actor, Writing.ANSWER)
        reason = reason_given(reason)
        with self._registry.database.writing() as connection:
            message = required(connection, message_id)
            if message.answered == StatusCode.DECLINED and message.reason == reason:
                return message
            _refuse_unless(message, Standing.TASK)
            how = (DECLINED, _after(connection, message), StatusCode.DECLINED)
            return _answered(self._writer(connection, actor), message, how, reason)

    def _writer(self, connection: sa.Connection, actor: str) -> Writer:
        return Writer(Agencies(connection), self._registry, actor, self._registry.clock.now())


def _answered(
    writer: Writer,
    message: ArrivedMessage,
    how: tuple[str, Standing, StatusCode],
    reason: str,
) -> ArrivedMessage:
    """The message after an act, with the answer to its sender queued."""
    action, state, code = how
    changes: dict[str, object] = {
        "state": state.value,
        "reason": reason,
        "answered": code.value,
    }
    done, seq = writer.change(message, action, changes, status=code.value)
    writer.answer(done, code.value, description(writer.connection, done, code.value), seq)
    return done


def _after(connection: sa.Connection, request: ArrivedMessage) -> Standing:
    """Where a request stands once it is answered: a replacement may bring a document besides."""
    replaces = request.read.purpose == Purpose.REPLACE
    brings = replaces and standing_for(Agencies(connection), request).id == request.id
    return Standing.WAITING if brings else Standing.ANSWERED


def _refuse_unless(message: ArrivedMessage, *states: Standing) -> None:
    if message.state not in states:
        raise not_now(message)


def _refuse_unregistrable(
    connection: sa.Connection, message: ArrivedMessage, acceptance: Acceptance
) -> None:
    """What is held back may be registered when somebody vouches for it, unless it contradicts."""
    if message.state is Standing.QUARANTINED and acceptance.despite:
        if message.read.is_damaged:
            raise InputError("inbox.damaged", id=message.id)
        if message.read.purpose not in DOCUMENTS:
            raise InputError("inbox.no_document", id=message.id)
        refuse_unanswerable(Agencies(connection), message)
    else:
        _refuse_unless(message, Standing.WAITING)


def _arrival(connection: sa.Connection, message: ArrivedMessage) -> Arrival:
    wanted = sa.select(incoming).where(incoming.c.id == message.incoming_id)
    return arrival_of(connection.execute(wanted).one())
