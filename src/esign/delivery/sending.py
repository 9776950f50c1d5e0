# SPDX-License-Identifier: Apache-2.0
"""The story of sending: each message reaches the axis once, in the order of each receiver.

What is certain to have failed is tried again, under the same id with the same bytes; what was
refused stops; of what nobody knows the axis is asked, else the same message is sent again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from esign import exchange
from esign.delivery.waiting import FIRST, pause
from esign.errors import ConfigurationError, EsignError, InputError, ServiceError
from esign.messages import Language
from esign.model import Consignment, MessageType, OutcomeUnknownError, RefusedError
from esign.register import DIRECTORY_DAYS, Failing, MessageAct, MessageState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from esign.delivery.composing import Composer
    from esign.fetching import CircuitBreaker
    from esign.ports import Clock, RandomSource, Transport
    from esign.register import Message, Register

BATCH = 50
"""Messages that are claimed at once."""

MOST_WORDS = 1000
"""Characters kept of what the other side says."""

EXISTS = "ExistDoc"
"""What hubs answer to a document that they hold already."""

_STATUSES = frozenset({MessageAct.STATUS, MessageAct.TAKEN_BACK})
_LISTED = "directory."
"""How the codes begin of what the list of agencies has against a receiver."""


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """What sending needs.

    Attributes:
        register: holds the outbox.
        transports: by name.
        usual: the name of the one that sends what was not tried another way before.
        composers: make the bytes, by act.
        clock: tells the time.
        random: draws the pauses.
        circuits: remembers which ways have failed of late.
        actor: under which account.
        first_pause: the longest that a message waits after its first failure.
        directory_days: how old a list of agencies may be that refuses what it does not know.
    """

    register: Register
    transports: Mapping[str, Transport]
    usual: str
    composers: Mapping[MessageAct, Composer]
    clock: Clock
    random: RandomSource
    circuits: CircuitBreaker
    actor: str = "esign"
    first_pause: timedelta = FIRST
    directory_days: int = DIRECTORY_DAYS


@dataclass(slots=True)
class Sent:
    """What came of one pass: the messages by what became of each, and the ways left alone."""

    accepted: list[Message] = field(default_factory=list)
    failed: list[Message] = field(default_factory=list)
    unknown: list[Message] = field(default_factory=list)
    stopped: list[Message] = field(default_factory=list)
    cancelled: list[Message] = field(default_factory=list)
    shut: tuple[str, ...] = ()


def send_waiting(by: Dispatcher) -> Sent:
    """Send all that is due, once each.

    Raises:
        ConfigurationError: a transport does not accept our credentials, or the account may not do
            this; nothing is charged to the messages.
        EsignError: the register cannot be read or written.
    """
    by.register.sending.require_carrier(by.actor)
    sent = Sent()
    while True:
        sent.shut = tuple(name for name in by.transports if by.circuits.is_open(name))
        batch = by.register.sending.claim(BATCH, by.usual, sent.shut)
        if not batch:
            return sent
        _send_batch(batch, by, sent)


def _send_batch(batch: tuple[Message, ...], by: Dispatcher, sent: Sent) -> None:
    """Send claimed messages in their order; what is behind one that failed is given back."""
    held: set[str] = set()
    left: list[Message] = []
    for place, message in enumerate(batch):
        if not held.isdisjoint(message.receiver_codes) or by.circuits.is_open(_way(message, by)):
            held |= message.receiver_codes
            left.append(message)
            continue
        try:
            outcome = _send_one(message, by)
        except EsignError:
            by.register.sending.let_go([*left, *batch[place:]])
            raise
        if outcome is not None:
            outcome_of: list[Message] = getattr(sent, outcome)
            outcome_of.append(message)
        if outcome in {"failed", "unknown"}:
            held |= message.receiver_codes
    if left:
        by.register.sending.let_go(left)


def _way(message: Message, by: Dispatcher) -> str:
    """A message goes on by the way it was tried before, as long as there is that way."""
    return message.transport if message.transport in by.transports else by.usual


def _send_one(message: Message, by: Dispatcher) -> str | None:
    """What became of a message, as `Sent` calls it; None where another worker has it."""
    sending, transport = by.register.sending, by.transports[_way(message, by)]
    if (refused := _no_address(message, by)) is not None:
        sending.stop(message, refused, by.actor, "failed")
        return "stopped"
    try:
        data = _bytes_of(message, by)
        consignment = _consignment(message, data)
    except (InputError, ConfigurationError) as fault:
        sending.stop(message, _failing(fault), by.actor, "failed")
        return "stopped"
    if message.state is MessageState.UNKNOWN and transport.can_find:
        resolved = _resolve(message, consignment, transport, by)
        if isinstance(resolved, str):
            return resolved
        message = resolved
    begun = sending.begin(message, transport.name, None if message.payload else data)
    if begun is None:
        return None
    return _attempt(begun, consignment, transport, by)


def _no_address(message: Message, by: Dispatcher) -> Failing | None:
    """What the list of agencies has against the receivers of what was never tried.

    A person who lets a message be tried again after this knows better. Statuses answer whoever
    asked, by the code that he stated.
    """
    if message.attempts or message.act in _STATUSES or message.fault_code.startswith(_LISTED):
        return None
    check = by.register.directory.checker(by.directory_days)
    found = (check(code, name) for code, name in sorted(message.unsent.items()))
    details = [each.detail() for each in found if each is not None and each.refused]
    if not details:
        return None
    language = Language.VIETNAMESE
    said = [f"{each.message(language)} {each.remedy(language)}".strip() for each in details]
    return Failing(details[0].code, " ".join(said)[:MOST_WORDS])


def _bytes_of(message: Message, by: Dispatcher) -> bytes:
    """The bytes that were fixed with the first attempt; before it they are made now."""
    if message.payload:
        return by.register.sending.bytes_of(message.payload)
    composer = by.composers.get(message.act)
    if composer is None:
        raise InputError("outbox.no_composer", act=message.act.value)
    return composer(by.register, message)


def _consignment(message: Message, data: bytes) -> Consignment:
    is_status = message.act in _STATUSES
    return Consignment(
        message_id=message.id,
        message_type=MessageType.STATUS if is_status else MessageType.DOCUMENT,
        sender_code=message.agency_code or exchange.read(data).sender.code,
        receiver_codes=tuple(sorted(message.unsent)),
        document_id=message.document_id,
        title=message.subject,
        data=data,
    )


def _resolve(
    message: Message, consignment: Consignment, transport: Transport, by: Dispatcher
) -> Message | str:
    """Ask what became of a message; the message to send anew, or what became of it."""
    sending = by.register.sending
    try:
        axis_id = transport.find(consignment)
    except OutcomeUnknownError:  # it cannot tell of this one: the same bytes go once more
        by.circuits.worked(transport.name)
        return message
    except ServiceError as fault:
        by.circuits.failed(transport.name)
        return _put_off(message, fault, by, unknown=True)
    by.circuits.worked(transport.name)
    if axis_id is not None:
        return "accepted" if sending.accepted(message, axis_id, by.actor) else "unknown"
    absent = sending.absent(message)
    if by.register.outbox.cancel_overtaken(message.id, by.actor):
        return "cancelled"
    return absent


def _attempt(
    begun: Message, consignment: Consignment, transport: Transport, by: Dispatcher
) -> str | None:
    sending = by.register.sending
    try:
        axis_id = transport.send(consignment)
    except RefusedError as fault:
        by.circuits.worked(transport.name)
        if fault.facts.get("status") == EXISTS and _was_doubtful(begun, by):
            return "accepted" if sending.accepted(begun, "", by.actor) else None
        sending.stop(begun, _failing(fault), by.actor, "refused")
        return "stopped"
    except OutcomeUnknownError as fault:
        by.circuits.failed(transport.name)
        return _put_off(begun, fault, by, unknown=True)
    except ServiceError as fault:
        by.circuits.failed(transport.name)
        return _put_off(begun, fault, by, unknown=False)
    except InputError as fault:
        sending.stop(begun, _failing(fault), by.actor, "refused")
        return "stopped"
    except EsignError:
        sending.uncharge(begun)
        raise
    by.circuits.worked(transport.name)
    return "accepted" if sending.accepted(begun, axis_id, by.actor) else None


def _was_doubtful(begun: Message, by: Dispatcher) -> bool:
    """Whether an earlier attempt may have reached the axis: then it holds what we have sent."""
    attempts = by.register.outbox.attempts(begun.id)
    return any(each.outcome == "unknown" for each in attempts)


def _put_off(message: Message, fault: ServiceError, by: Dispatcher, *, unknown: bool) -> str:
    """Try again later, unless the message has been tried for long enough."""
    now, sending = by.clock.now(), by.register.sending
    if message.give_up_at is not None and now >= message.give_up_at:
        outcome = "unknown" if unknown else "failed"
        sending.stop(message, _failing(fault), by.actor, outcome)
        return "stopped"
    due = now + pause(message.attempts, by.random, fault, by.first_pause)
    sending.failed(message, _failing(fault), due, unknown=unknown)
    return "unknown" if unknown else "failed"


def _failing(fault: EsignError) -> Failing:
    """The error's code, and what the other side said, else what a person is told."""
    said = str(fault.facts.get("reason", "")) or fault.message(Language.VIETNAMESE)
    status = str(fault.facts.get("status", ""))
    return Failing(fault.code, f"{status} {said}".strip()[:MOST_WORDS])
