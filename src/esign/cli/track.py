# SPDX-License-Identifier: Apache-2.0
"""`esign track WHAT`: a document's whole story, from its number to what receivers did with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.acts import year_option
from esign.cli.command import spoken_command
from esign.cli.entries import entry_meant, event_line, office_register
from esign.cli.hits import state_text
from esign.cli.options import json_option, settings_option
from esign.cli.outbox_words import (
    attempt_as_json,
    delivery_line,
    message_as_json,
    message_line,
    reason_lines,
    why,
)
from esign.cli.output import emit, put
from esign.cli.status_words import status_text
from esign.cli.track_arrived import arrived_as_json, arrived_lines
from esign.cli.unreached import unreached_as_json, unreached_lines
from esign.cli.words import day_text, moment_text, word
from esign.errors import InputError
from esign.model.agency_codes import same_code
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from esign.register import Entry, Message, Receipt, Register


@spoken_command("track")
@click.argument("what")
@year_option
@settings_option
@json_option
def command(what: str, year: int | None, settings: Path | None, *, as_json: bool) -> None:
    """Print all that has happened to a document, in the order of time."""
    with office_register(settings) as register:
        try:
            entry = _meant(what, register, year)
        except InputError as fault:
            _tell_arrived(what, register, fault, as_json=as_json)
            return
        if as_json:
            emit("esign.track/1", _as_json(entry, register))
        else:
            put("\n".join(_lines(entry, register)))


def _meant(what: str, register: Register, year: int | None) -> Entry:
    """As `entry_meant`; also by the id that packages name the document by."""
    agency, _, rest = what.strip().partition(",")
    day, _, number = rest.partition(",")
    if number and day[:4].isdigit():
        for entry in register.by_number(number, int(day[:4])):
            if entry.document_id == what.strip() or same_code(entry.agency_code, agency):
                return entry
    return entry_meant(what, register, year)


def _tell_arrived(what: str, register: Register, fault: InputError, *, as_json: bool) -> None:
    """What became of a document that was received.

    Raises:
        InputError: the fault that is given, if none of that number or id was.
    """
    stories = register.inbox.stories(what)
    if not stories:
        raise fault
    if as_json:
        emit("esign.track.arrived/1", arrived_as_json(stories))
    else:
        put("\n".join(arrived_lines(stories)))


def _lines(entry: Entry, register: Register) -> Iterator[str]:
    state, day = state_text(entry), "—" if entry.lost else day_text(entry.issued_on)
    yield word("cli.find.document", number=entry.number.text, date=day, state=state)
    if entry.subject:
        yield "  " + word("cli.find.subject", subject=entry.subject)
    yield "  " + word("cli.track.document_id", document_id=entry.document_id)
    messages = register.outbox.of(entry.request_id)
    story = [
        *(
            (each.at, event_line(each, entry))
            for each in register.lifecycle.history(entry.request_id)
        ),
        *_sendings(messages, register),
        *map(_receipt, register.receipts.of(entry.request_id)),
        *_replied(entry, register),
    ]
    yield word("cli.track.story")
    yield from (f"  {line}" for _, line in sorted(story, key=lambda step: step[0]))
    if messages:
        yield word("cli.track.receivers")
    for message in messages:
        yield "  " + message_line(message)
        yield from (f"  {line}" for line in reason_lines(message))
        yield from (f"    - {delivery_line(delivery, message)}" for delivery in message.deliveries)
    missed = register.outbox.unreached(entry.request_id)
    yield from (f"  {line}" for line in unreached_lines(missed))


def _sendings(messages: tuple[Message, ...], register: Register) -> Iterator[tuple[datetime, str]]:
    """Each attempt on each message."""
    for message in messages:
        act, name = word(f"message.act.{message.act}"), message.id[:8]
        for attempt in register.outbox.attempts(message.id):
            outcome = word(f"attempt.{attempt.outcome or 'open'}")
            at = moment_text(attempt.started_at)
            facts = {"act": act, "message": name, "outcome": outcome}
            yield attempt.started_at, word("cli.track.attempt", at=at, **facts) + why(attempt)


def _replied(entry: Entry, register: Register) -> Iterator[tuple[datetime, str]]:
    """What answers the replacement of a document; it names the new one."""
    for receipt in register.receipts.to_replacements(entry.request_id):
        at, line = _receipt(receipt)
        yield at, word("cli.track.about", line=line, document_id=shown(receipt.about))


def _receipt(receipt: Receipt) -> tuple[datetime, str]:
    said = f": {shown(receipt.description)}" if receipt.description else ""
    said += "" if receipt.is_proven else " " + word("cli.track.unproven")
    reporter = shown(f"{receipt.reporter_name} ({receipt.reporter_code})")
    facts = {
        "at": moment_text(receipt.at),
        "reporter": reporter,
        "code": shown(status_text(receipt.code)),
    }
    return receipt.at, word("cli.track.receipt", **facts) + said


def _as_json(entry: Entry, register: Register) -> dict[str, object]:
    outbox, name = register.outbox, entry.request_id
    return {
        "number": entry.number.text,
        "request_id": name,
        "document_id": entry.document_id,
        "state": entry.state,
        "since": entry.state_at.isoformat(),
        "history": [
            {"act": each.act, "state": each.state, "at": each.at.isoformat(), "actor": each.actor}
            for each in register.lifecycle.history(name)
        ],
        "messages": [
            {**message_as_json(each), "tried": list(map(attempt_as_json, outbox.attempts(each.id)))}
            for each in outbox.of(name)
        ],
        "unreached": unreached_as_json(outbox.unreached(name)),
        "receipts": [_receipt_as_json(each) for each in register.receipts.of(name)],
        "answers_to_replacements": [
            _receipt_as_json(each) for each in register.receipts.to_replacements(name)
        ],
    }


def _receipt_as_json(receipt: Receipt) -> dict[str, object]:
    return {
        "code": receipt.code,
        "from": receipt.reporter_code,
        "name": receipt.reporter_name,
        "at": receipt.at.isoformat(),
        "received_at": receipt.received_at.isoformat(),
        "description": receipt.description or None,
        "sender_proven": receipt.is_proven,
        "sha256": receipt.digest,
    }
