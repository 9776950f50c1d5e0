# SPDX-License-Identifier: Apache-2.0
"""The story of sending: each message reaches the axis once, in the order of each receiver.

What is certain to have failed is tried again, under the same id with the same bytes; what was
refused stops; of what nobody knows the axis is asked, else the same message is sent again.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from esign import exchange
from esign.delivery.addresses import ANSWERS, MOST_WORDS, no_address
from esign.delivery.waiting import FIRST, pause
from esign.errors import ConfigurationError, EsignError, InputError, ServiceError
from esign.messages import Language
from esign.model import Consignment, MessageType, OutcomeUnknownError, RefusedError
from esign.register import DIRECTORY_DAYS, Failing, MessageAct, MessageState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta

    from esign.delivery.composing import Composer
    from esign.fetching import CircuitBreaker
    from esign.ports import Clock, RandomSource, Transport
    from esign.register import Message, Register

BATCH = 50
"""Messages that are claimed at once."""

EXISTS = "ExistDoc"
"""What hubs answer to a document that they hold already."""


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


def send_waiting(
    by: Dispatcher, sent: Sent | None = None, after_each: Callable[[], None] | None = None
) -> Sent:
    """Send all that is due, once each.

    Whoever interrupts it leaves nothing claimed; of the message under way the outcome is unknown.

    Args:
        by: how.
        sent: filled as messages end, for whoever wants to know after an interruption.
        after_each: called after each message.

    Raises:
        ConfigurationError: a transport does not accept our credentials, or the account may not do
            this; nothing is charged to the messages.
        EsignError: the register cannot be read or written.
    """
    by.register.sending.require_carrier(by.actor)
    sent = Sent() if sent is None else sent
    while True:
        sent.shut = tuple(name for name in by.transports if by.circuits.is_open(name))
        batch = by.register.sending.claim(BATCH, by.usual, sent.shut)
        if not batch:
            return sent
        _send_batch(batch, by, sent, after_each or _nothing)


def _nothing() -> None:
    """Nobody watches."""


def _send_batch(
    batch: tuple[Message, ...], by: Dispatcher, sent: Sent, after_each: Callable[[], None]
) -> None:
    """Send claimed messages in their order; what was not tried is given back, however it ends."""
    held: set[str] = set()
    left: list[Message] = []
    waiting = deque(batch)
    try:
        while waiting:
            message = waiting[0]
            if not held.isdisjoint(message.receiver_codes) or by.circuits.is_open(
                _way(message, by)
            ):
                held |= message.receiver_codes
                left.append(message)
            else:
                outcome = _send_one(message, by)
                if outcome is not None:
                    outcome_of: list[Message] = getattr(sent, outcome)
                    outcome_of.append(message)
                if _holds_up(outcome, message, batch):
                    held |= message.receiver_codes
                after_each()
            waiting.popleft()
    finally:
        if left or waiting:
            by.register.sending.let_go([*left, *waiting])


def _holds_up(outcome: str | None, message: Message, batch: tuple[Message, ...]) -> bool:
    """Whether what follows to the same receivers goes back.

    So it does behind what failed, and where an update may follow the document that was stopped: the
    next claim knows what may go without it.
    """
    if outcome == "stopped" and message.act is MessageAct.RELEASED:
        return any(each.request_id == message.request_id and each is not message for each in batch)
    return outcome in {"failed", "unknown"}


def _way(message: Message, by: Dispatcher) -> str:
    """A message goes on by the way it was tried before, as long as there is that way."""
    return message.transport if message.transport in by.transports else by.usual


def _send_one(message: Message, by: Dispatcher) -> str | None:
    """What became of a message, as `Sent` calls it; None where another worker has it."""
    sending, transport = by.register.sending, by.transports[_way(message, by)]
    if (refused := no_address(by.register, message, by.directory_days)) is not None:
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
    ended = False
    try:
        outcome = _attempt(begun, consignment, transport, by)
        ended = True
    finally:
        if not ended:  # where the attempt has got an end, this says nothing more
            sending.failed(begun, Failing("outbox.cut_off"), by.clock.now(), unknown=True)
    return outcome


def _bytes_of(message: Message, by: Dispatcher) -> bytes:
    """The bytes that were fixed with the first attempt; before it they are made now."""
    if message.payload:
        return by.register.sending.bytes_of(message.payload)
    composer = by.composers.get(message.act)
    if composer is None:
        raise InputError("outbox.no_composer", act=message.act.value)
    return composer(by.register, message)


def _consignment(message: Message, data: bytes) -> Consignment:
    is_status = message.act in ANSWERS
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
        axis_id = transport.find(replace(consignment, first_tried_at=_first_tried(message, by)))
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


def _first_tried(message: Message, by: Dispatcher) -> datetime | None:
    attempts = by.register.outbox.attempts(message.id)
    return attempts[0].started_at if attempts else None


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
    said = str(fault.facts.get("reason", ""))
    status = str(fault.facts.get("status", ""))
    text = f"{status} {said}".strip() if said else fault.message(Language.VIETNAMESE)
    return Failing(fault.code, text[:MOST_WORDS])
