# SPDX-License-Identifier: Apache-2.0
"""What comes of an attempt that was not simply accepted, and of one of which nobody knows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from esign.delivery.addresses import MOST_WORDS
from esign.delivery.ready import times_tried
from esign.delivery.waiting import pause
from esign.errors import InputError, ServiceError
from esign.messages import Language
from esign.model import OutcomeUnknownError, RefusedError
from esign.register import Failing, MessageAct

if TYPE_CHECKING:
    from datetime import datetime

    from esign.delivery.dispatcher import Dispatcher
    from esign.delivery.ready import Ready
    from esign.errors import EsignError
    from esign.register import Message

EXISTS: Final = "ExistDoc"
"""What hubs answer to a document that they hold already."""


def resolved(ready: Ready, by: Dispatcher) -> Ready | str:
    """Ask what became of a message; the message to send anew, or what became of it."""
    message, transport, sending = ready.claimed, ready.transport, by.register.sending
    if _is_mistakable(message, by):
        return ready
    asked = replace(ready.consignment, first_tried_at=_first_tried(message, by))
    try:
        axis_id = transport.find(asked)
    except OutcomeUnknownError:  # it cannot tell of this one: the same bytes go once more
        by.circuits.worked(transport.name)
        return ready
    except ServiceError as fault:
        by.circuits.failed(transport.name)
        return put_off(message, fault, by, unknown=True)
    by.circuits.worked(transport.name)
    if axis_id is not None:
        return "accepted" if sending.accepted(message, axis_id, by.actor) else "unknown"
    with by.register.together():
        absent = sending.absent(message)
        is_overtaken = by.register.outbox.cancel_overtaken(message.id, by.actor)
    return "cancelled" if is_overtaken else replace(ready, claimed=absent)


def settled(claimed: Message, begun: Message, fault: EsignError, by: Dispatcher) -> str | None:
    """Note what came of an attempt that raised; what became of the message, as `Sent` calls it.

    Raises:
        EsignError: the fault, where it is this office's; it is not charged to the message.
    """
    sending, name = by.register.sending, begun.transport
    if isinstance(fault, RefusedError):
        by.circuits.worked(name)
        if fault.facts.get("status") == EXISTS and _was_doubtful(begun, by):
            return "accepted" if sending.accepted(begun, "", by.actor) else None
    elif isinstance(fault, ServiceError):
        by.circuits.failed(name)
        return put_off(begun, fault, by, unknown=isinstance(fault, OutcomeUnknownError))
    elif not isinstance(fault, InputError):
        with by.register.together():
            sending.uncharge(begun, claimed)
            by.register.outbox.cancel_overtaken(begun.id, by.actor)
        raise fault
    return _stopped(begun, fault, by, "refused")


def put_off(message: Message, fault: ServiceError, by: Dispatcher, *, unknown: bool) -> str:
    """Try again later, unless the message has been tried for long enough, or was recalled.

    Returns:
        What became of it, as `Sent` calls it.
    """
    now, sending = by.clock.now(), by.register.sending
    if message.give_up_at is not None and now >= message.give_up_at:
        return _stopped(message, fault, by, "unknown" if unknown else "failed")
    due = now + pause(times_tried(message, by), by.random, fault, by.first_pause)
    if unknown:
        sending.failed(message, failing(fault), due, unknown=True)
        return "unknown"
    with by.register.together():
        sending.failed(message, failing(fault), due, unknown=False)
        is_overtaken = by.register.outbox.cancel_overtaken(message.id, by.actor)
    return "cancelled" if is_overtaken else "failed"


def _stopped(begun: Message, fault: EsignError, by: Dispatcher, outcome: str) -> str:
    """Stop a message; one that was recalled while it was under way, and never arrived, is over."""
    with by.register.together():
        by.register.sending.stop(begun, failing(fault), by.actor, outcome)
        is_overtaken = by.register.outbox.cancel_overtaken(begun.id, by.actor)
    return "cancelled" if is_overtaken else "stopped"


def failing(fault: EsignError) -> Failing:
    """The error's code, and what the other side said, else what a person is told."""
    said = str(fault.facts.get("reason", ""))
    status = str(fault.facts.get("status", ""))
    text = f"{status} {said}".strip() if said else fault.message(Language.VIETNAMESE)
    return Failing(fault.code, text[:MOST_WORDS])


def _is_mistakable(message: Message, by: Dispatcher) -> bool:
    """Whether another package about the same document may be on the axis, and be found instead."""
    others = by.register.outbox.of(message.request_id) if message.request_id else ()
    return any(
        each.attempts and each.id != message.id and each.act is not MessageAct.TAKEN_BACK
        for each in others
    )


def _first_tried(message: Message, by: Dispatcher) -> datetime | None:
    attempts = by.register.outbox.attempts(message.id)
    return next((each.started_at for each in attempts if each.was_made), None)


def _was_doubtful(begun: Message, by: Dispatcher) -> bool:
    """Whether an earlier attempt may have reached the axis: then it holds what we have sent."""
    attempts = by.register.outbox.attempts(begun.id)
    return any(each.outcome == "unknown" for each in attempts)
