# SPDX-License-Identifier: Apache-2.0
"""Messages of the outbox as people and programs are told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.cli.output import emit, put
from esign.cli.status_words import status_text
from esign.cli.words import moment_text, word
from esign.register import MessageState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.register import Attempt, Delivery, Message

NAMED = 8
"""Characters of a message's id that people are shown; enough to name it again."""


def message_line(message: Message) -> str:
    """One line: which message, what it tells, where it stands, to whom it goes."""
    about = message.number or message.document_id
    act = word(f"message.act.{message.act}")
    told = f" {status_text(message.status_code)}," if message.status_code else ""
    return word(
        "cli.outbox.line",
        message=message.id[:NAMED],
        act=act + told,
        about=about,
        state=state_text(message),
        receivers="; ".join(f"{each.name} ({each.code})" for each in message.deliveries),
    )


def message_lines(message: Message, attempts: tuple[Attempt, ...]) -> Iterator[str]:
    """All that is known of a message."""
    yield message_line(message)
    yield "  " + word("cli.outbox.queued_at", at=moment_text(message.queued_at))
    if message.reason:
        yield "  " + word("cli.entry.reason", reason=message.reason)
    if message.axis_id:
        facts = {"transport": message.transport, "axis_id": message.axis_id}
        yield "  " + word("cli.outbox.axis_id", **facts)
    if message.is_open:
        yield "  " + word("cli.outbox.not_before", at=moment_text(message.not_before))
    if message.fault_code:
        fault = f"{message.fault_code} {message.fault_text}".strip()
        yield "  " + word("cli.outbox.fault", fault=fault)
    for delivery in message.deliveries:
        yield "  - " + delivery_line(delivery)
    for attempt in attempts:
        outcome = word(f"attempt.{attempt.outcome or 'open'}")
        said = f" {attempt.code} {attempt.text}".rstrip()
        started = moment_text(attempt.started_at)
        yield "  " + word("cli.outbox.attempt", n=attempt.n, at=started, outcome=outcome) + said


def delivery_line(delivery: Delivery) -> str:
    """Where a message stands with one receiver, since when, and what it said."""
    return word(
        "cli.outbox.delivery",
        receiver=f"{delivery.name} ({delivery.code})",
        state=word(f"delivery.{delivery.state}"),
        at=moment_text(delivery.at),
    ) + (f": {delivery.note}" if delivery.note else "")


def state_text(message: Message) -> str:
    """Where it stands, and since when if it is settled."""
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
        "fault": {"code": message.fault_code, "text": message.fault_text}
        if message.fault_code
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
