# SPDX-License-Identifier: Apache-2.0
"""Messages of the outbox as people and programs are told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.cli.outbox_advice import NAMED, stopped_lines
from esign.cli.output import emit, put
from esign.cli.status_words import status_text
from esign.cli.words import LANGUAGE, moment_text, word
from esign.messages import Term, remedy
from esign.messages.jargon import explained
from esign.model import DeliveryState
from esign.register import MessageState, is_claimed
from esign.system import SystemClock
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.register import Attempt, Delivery, Directory, Message

_NO_FOLDER = "transport.no_folder"
"""Of this fault nothing is kept but the folder's path."""


def message_line(message: Message) -> str:
    """One line: which message, what it tells, where it stands, to whom it goes."""
    about = message.number or message.document_id
    act = word(f"message.act.{message.act}")
    told = f" {status_text(message.status_code)}," if message.status_code else ""
    return word(
        "cli.outbox.line",
        message=message.id[:NAMED],
        act=act + told,
        about=shown(about),
        state=state_text(message),
        receivers="; ".join(map(receiver_text, message.deliveries)),
    )


def message_lines(
    message: Message, attempts: tuple[Attempt, ...], directory: Directory
) -> Iterator[str]:
    """All that is known of a message."""
    yield message_line(message)
    yield "  " + word("cli.outbox.queued_at", at=moment_text(message.queued_at))
    if message.reason:
        yield "  " + word("cli.entry.reason", reason=shown(message.reason))
    if message.axis_id:
        facts = {"transport": message.transport, "axis_id": shown(message.axis_id)}
        yield "  " + word("cli.outbox.axis_id", **facts)
    if message.is_open:
        yield "  " + word("cli.outbox.not_before", at=moment_text(message.not_before))
    yield from given_up_lines(message)
    if message.fault_code and not (message.given_up_because or message.needless_because):
        fault = fault_words(message.fault_code, message.fault_text)
        yield "  " + word("cli.outbox.fault", fault=fault)
    for delivery in message.deliveries:
        yield "  - " + delivery_line(delivery, message)
    for attempt in attempts:
        outcome = word(f"attempt.{attempt.outcome or 'open'}")
        started = moment_text(attempt.started_at)
        said = word("cli.outbox.attempt", n=attempt.n, at=started, outcome=outcome)
        yield "  " + said + why(attempt)
    yield from (f"  {line}" for line in stopped_lines(message, directory))


def given_up_lines(message: Message) -> Iterator[str]:
    """Why a message was cancelled: a person's reason, or what made it needless."""
    if message.given_up_because:
        yield "  " + word("cli.outbox.given_up", reason=shown(message.given_up_because))
    elif message.needless_because:
        yield "  " + word(message.needless_because)


def reason_lines(message: Message) -> Iterator[str]:
    """Why a message has not left yet, or never will."""
    yield from given_up_lines(message)
    if message.fault_code and (message.is_open or message.state is MessageState.STOPPED):
        yield "  ! " + fault_words(message.fault_code, message.fault_text)


def trouble_lines(message: Message, directory: Directory) -> Iterator[str]:
    """Why a message has not left yet, and what mends it; what to do about one that was stopped."""
    for line in reason_lines(message):
        yield line
        if advice := _remedy(message):
            yield "  → " + advice
    yield from (f"  {line}" for line in stopped_lines(message, directory))


def _remedy(message: Message) -> str:
    """What mends the last fault; empty where nothing can be said, or the fault's words say it."""
    facts = {"service": message.transport, "message": message.id[:NAMED], "number": message.number}
    try:
        advice = remedy(message.fault_code, LANGUAGE, facts)
    except KeyError:  # of another version, or it tells of more than is kept
        return ""
    return "" if advice in message.fault_text else advice


def fault_words(code: str, text: str) -> str:
    """What went wrong, in words, with the code by which a technician finds it."""
    said = explained(shown(text)) if text else Term(code)
    if code == _NO_FOLDER and text:
        said = word("cli.outbox.no_folder", folder=said)
    return word("cli.outbox.said", said=said, code=code)


def why(attempt: Attempt) -> str:
    """What went wrong with an attempt, to follow its outcome; empty where nothing did."""
    return f": {fault_words(attempt.code, attempt.text)}" if attempt.code else ""


def delivery_line(delivery: Delivery, message: Message) -> str:
    """Where a message stands with one receiver, since when, and what it said.

    What is never sent waits for nothing.
    """
    dropped = message.state is MessageState.CANCELLED and delivery.state is DeliveryState.WAITING
    return word(
        "cli.outbox.delivery",
        receiver=receiver_text(delivery),
        state=word("delivery.dropped" if dropped else f"delivery.{delivery.state}"),
        at=moment_text(message.settled_at or delivery.at if dropped else delivery.at),
    ) + (f": {shown(delivery.note)}" if delivery.note else "")


def receiver_text(delivery: Delivery) -> str:
    """A receiver by name and code; whoever is answered has chosen both."""
    return shown(f"{delivery.name} ({delivery.code})")


def state_text(message: Message) -> str:
    """Where it stands, and since when if it is settled, or that somebody is sending it."""
    if message.is_open and is_claimed(message, SystemClock().now()):
        return word("message.under_way")
    state = word(f"message.{message.state}")
    settled = message.settled_at if message.state is not MessageState.WAITING else None
    return state if settled is None else f"{state} {moment_text(settled)}"


def message_as_json(message: Message) -> dict[str, object]:
    """The same for a program."""
    return {
        "id": message.id,
        "act": message.act,
        "state": message.state,
        "request_id": message.request_id or None,
        "number": message.number or None,
        "document_id": message.document_id,
        "status_code": message.status_code or None,
        "reason": message.reason or None,
        "queued_at": message.queued_at.isoformat(),
        "not_before": message.not_before.isoformat() if message.is_open else None,
        "give_up_at": message.give_up_at.isoformat() if message.give_up_at else None,
        "attempts": message.attempts,
        "sha256": message.payload or None,
        "transport": message.transport or None,
        "axis_id": message.axis_id or None,
        "given_up_because": message.given_up_because or None,
        "fault": {"code": message.fault_code, "text": message.fault_text}
        if message.fault_code and not message.given_up_because
        else None,
        "settled_at": message.settled_at.isoformat() if message.settled_at else None,
        "receivers": [delivery_as_json(each) for each in message.deliveries],
    }


def attempt_as_json(attempt: Attempt) -> dict[str, object]:
    """One time that a message was handed over."""
    return {
        "n": attempt.n,
        "started_at": attempt.started_at.isoformat(),
        "ended_at": attempt.ended_at.isoformat() if attempt.ended_at else None,
        "outcome": attempt.outcome or None,
        "code": attempt.code or None,
        "text": attempt.text or None,
    }


def tell_message(done: str, message: Message, *, as_json: bool) -> None:
    """What has become of a message by a person's act; `done` is the code that says so."""
    if as_json:
        emit("esign.message/1", message_as_json(message))
    else:
        put(word(done, message=message_line(message)))


def delivery_as_json(delivery: Delivery) -> dict[str, object]:
    """Where a message stands with one receiver."""
    return {
        "code": delivery.code,
        "name": delivery.name,
        "state": delivery.state,
        "at": delivery.at.isoformat(),
        "note": delivery.note or None,
    }
