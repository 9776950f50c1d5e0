# SPDX-License-Identifier: Apache-2.0
"""An entry of the register: which one a person means, and what is said of it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from esign.cli.hits import state_text
from esign.cli.outbox_words import message_as_json, message_line
from esign.cli.output import say_remarks
from esign.cli.words import day_text, moment_text, word
from esign.errors import InputError
from esign.files import read_bounded
from esign.register import MessageState, State, Step
from esign.register_wiring import clock_behind, find_register
from esign.settings import load_settings
from esign.system import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.register import Dispatch, Entry, Event, Link, Message, Register, Version


def office_register(settings: Path | None, *, writable: bool = False) -> Register:
    """The office's register, for looking at unless it is to be written.

    Who is about to write is warned where this machine's clock is behind the record.

    Raises:
        InputError: the office has none yet.
        ConfigurationError: none is configured, or it cannot be used.
    """
    clock = SystemClock()
    register = find_register(load_settings(settings).values, clock, writable=writable)
    if register is None:
        raise InputError("find.no_register")
    if writable:
        say_remarks(clock_behind(register, clock))
    return register


def entry_meant(what: str, register: Register, year: int | None = None) -> Entry:
    """The entry of a request id, a number, a look-up code or the PDF of an original.

    Raises:
        InputError: the register has none, or several years have that number.
    """
    path = Path(what)
    if path.is_file():
        entry = register.by_sha256(sha256(read_bounded(path)).hexdigest())
    else:
        entry = register.resolve(what.strip(), year)
    if entry is None:
        raise InputError("find.nothing", what=what)
    return entry


def entry_lines(entry: Entry, register: Register) -> Iterator[str]:
    """What the register knows of a document: where it stands, why, and how it came there."""
    day = "—" if entry.lost else day_text(entry.issued_on)
    state = state_text(entry)
    yield word("cli.find.document", number=entry.number.text, date=day, state=state)
    yield "  " + word("cli.entry.since", since=moment_text(entry.state_at))
    if entry.reason:
        yield "  " + word("cli.entry.reason", reason=entry.reason)
    for link in register.lifecycle.links(entry.request_id):
        yield "  " + _link_line(link, entry)
    if entry.lost or entry.state is State.RESERVED:
        yield "  " + word("cli.entry.note", note=entry.note)
    if entry.subject:
        yield "  " + word("cli.find.subject", subject=entry.subject)
    yield "  " + word("cli.find.request_id", request_id=entry.request_id)
    yield "  " + word("cli.find.lookup_code", code=entry.lookup_code)
    yield "  " + word("cli.entry.history")
    for event in register.lifecycle.history(entry.request_id):
        yield "    " + event_line(event, entry)
    for version in register.versions.raised(entry.request_id):
        yield "  " + _version_line(version)
    for sending in register.lifecycle.dispatches(entry.request_id):
        yield "  " + _dispatch_line(sending, entry)
    messages = register.outbox.of(entry.request_id)
    if messages:
        yield "  " + word("cli.entry.messages")
        yield from (f"    - {message_line(message)}" for message in messages)


def entry_as_json(entry: Entry, register: Register) -> dict[str, object]:
    """The same for a program; no person the document speaks of, and nobody it was sent to."""
    lifecycle = register.lifecycle
    return {
        "state": entry.state,
        "since": entry.state_at.isoformat(),
        "reason": entry.reason or None,
        "number": entry.number.text,
        "book": entry.number.book,
        "issued_on": None if entry.lost else entry.issued_on.isoformat(),
        "subject": entry.subject,
        "kind": entry.kind,
        "type_name": entry.type_name,
        "medium": entry.medium,
        "request_id": entry.request_id,
        "document_id": entry.document_id,
        "lookup_code": entry.lookup_code,
        "links": [_link_as_json(link) for link in lifecycle.links(entry.request_id)],
        "history": [_event_as_json(event) for event in lifecycle.history(entry.request_id)],
        "messages": [message_as_json(each) for each in register.outbox.of(entry.request_id)],
        "raised": [_version_as_json(each) for each in register.versions.raised(entry.request_id)],
    }


def told_lines(entry: Entry, register: Register) -> Iterator[str]:
    """What was queued of what was just done, and who must be told by hand."""
    queued = _queued(register, entry)
    dropped = [
        each
        for each in register.outbox.of(entry.request_id)
        if each.state is MessageState.CANCELLED and each.settled_at == entry.state_at
    ]
    if dropped:
        yield word("cli.tell.dropped")
        yield from (f"  - {message_line(message)}" for message in dropped)
    if queued:
        yield word("cli.tell.queued")
        yield from (f"  - {message_line(message)}" for message in queued)
    if entry.recipients:
        yield word("cli.tell.on_paper")
        yield from (f"  - {line}" for line in entry.recipients)


def told_as_json(entry: Entry, register: Register) -> dict[str, object]:
    """The same for a program."""
    return {
        "queued": [message_as_json(message) for message in _queued(register, entry)],
        "on_paper": list(entry.recipients),
    }


def _queued(register: Register, entry: Entry) -> tuple[Message, ...]:
    return tuple(each for each in register.outbox.of(entry.request_id) if each.is_open)


def _version_line(version: Version) -> str:
    ordinal = version.stage.rpartition("-")[2]
    main = version.stage == "pdf"
    file = word("cli.entry.main_file") if main else word("cli.entry.annex_file", ordinal=ordinal)
    facts = {"turn": version.turn, "at": moment_text(version.kept_at)}
    return word("cli.entry.raised", file=file, sha256=version.sha256, **facts)


def _version_as_json(version: Version) -> dict[str, object]:
    return {
        "file": version.stage,
        "turn": version.turn,
        "at": version.kept_at.isoformat(),
        "sha256": version.sha256,
    }


def _dispatch_line(sending: Dispatch, entry: Entry) -> str:
    facts = {"recipient": sending.recipient, "day": day_text(sending.sent_on or entry.issued_on)}
    if sending.received_by:
        return word("cli.entry.dispatch_received", received_by=sending.received_by, **facts)
    return word("cli.entry.dispatch", **facts)


def _link_line(link: Link, entry: Entry) -> str:
    passive = link.of.id == entry.id
    other = link.by if passive else link.of
    code = f"cli.entry.{'by' if passive else 'does'}.{link.act}"
    return word(code, number=other.number.text, day=day_text(other.issued_on))


def _link_as_json(link: Link) -> dict[str, object]:
    return {
        "act": link.act,
        "of": {"request_id": link.of.request_id, "number": link.of.number.text},
        "by": {"request_id": link.by.request_id, "number": link.by.number.text},
        "at": link.at.isoformat(),
    }


def event_line(event: Event, entry: Entry) -> str:
    """When something was done to a document, what, by whom, and why."""
    again = event.act is Step.ENTER and entry.medium == "electronic"  # its number was lost
    act = word("cli.entry.entered_again" if again else f"step.{event.act}")
    state = word(f"state.{event.state}")
    line = word(
        "cli.entry.event", at=moment_text(event.at), act=act, actor=event.actor, state=state
    )
    return f"{line}: {event.reason}" if event.reason else line


def _event_as_json(event: Event) -> dict[str, object]:
    return {
        "act": event.act,
        "state": event.state,
        "at": event.at.isoformat(),
        "actor": event.actor,
        "reason": event.reason or None,
        "by": event.other or None,
    }
