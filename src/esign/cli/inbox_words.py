# SPDX-License-Identifier: Apache-2.0
"""Messages of the inbox as people and programs are told of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from esign.cli.output import emit, put
from esign.cli.status_words import status_text
from esign.cli.words import LANGUAGE, count_text, day_text, moment_text, word
from esign.errors import Detail
from esign.model import Purpose, StatusCode
from esign.register import Standing
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.register import Arrival, ArrivedMessage, Inbox, Remark

_PURPOSES = {*(each.value for each in Purpose), StatusCode.TAKE_BACK.value}
_LINE = 120
"""Characters of a subject in a list; the whole of it stands in the header sheet."""
_NOT_ADDRESSED = "inbox.not_addressed"
_MARKS = {"error": "✗", "warning": "!", "note": "·"}


def is_for_others(message: ArrivedMessage) -> bool:
    """Whether a document does not name this agency among its receivers."""
    return any(each.code == _NOT_ADDRESSED for each in message.read.remarks)


def subject_of(message: ArrivedMessage, inbox: Inbox) -> str:
    """What a message is about: its own subject, else that of the document it speaks of."""
    if message.read.subject or message.about_id is None:
        return message.read.subject
    return inbox.message(message.about_id).read.subject


def message_line(message: ArrivedMessage, subject: str = "") -> str:
    """One line: which message, where it stands, what its files came to, and what it says.

    Args:
        message: which one.
        subject: of the document it speaks of, for one that has no subject itself.
    """
    read = message.read
    line = word(
        "cli.inbox.line",
        id=message.id,
        state=_state(message),
        verdict=f"  [{word(f'inbox.verdict.{read.verdict}')}]" if read.verdict else "",
        purpose=purpose_text(message),
        code=shown(read.code) or "—",
        sender=shown(read.sender_name or read.sender_code or message.offered_by) or "—",
        subject=_shortened(shown(read.subject or subject)) or "—",
    )
    if message.state is Standing.QUARANTINED:
        return f"{line}  ({_why_held(message)})"
    return f"{line}  ({word('cli.inbox.for_others')})" if is_for_others(message) else line


def _shortened(text: str) -> str:
    return text if len(text) <= _LINE else f"{text[: _LINE - 1].rstrip()}…"


def message_lines(message: ArrivedMessage, subject: str = "") -> Iterator[str]:
    """The header sheet, what was found, and what became of it; each line fit to be shown."""
    return map(shown, _lines(message, subject))


def _lines(message: ArrivedMessage, subject: str) -> Iterator[str]:
    read = message.read
    yield message_line(message, subject)
    yield from _sheet(message)
    if read.asks_reason:
        yield "  " + word("cli.inbox.asks_reason", reason=read.asks_reason)
    if read.about_documents:
        yield "  " + word("cli.inbox.about", documents=", ".join(read.about_documents))
    if message.about_id is not None:
        yield "  " + word("cli.inbox.about_message", id=message.about_id)
    since = moment_text(message.state_at)
    yield "  " + word("cli.inbox.since", since=since, state=_state(message))
    if message.reason:
        yield "  " + word("cli.inbox.reason", reason=message.reason)
    if message.answered:
        yield "  " + word("cli.inbox.answered", code=message.answered)
    for remark in read.remarks:
        yield from _remark_lines(remark)


def _state(message: ArrivedMessage) -> str:
    return word(f"inbox.state.{'closed' if message.is_closed else message.state}")


def purpose_text(message: ArrivedMessage) -> str:
    """What a message was sent for, in words."""
    purpose = message.read.purpose
    if purpose in _PURPOSES:
        return word(f"inbox.purpose.{purpose}")
    if message.read.is_damaged_replacement:
        return word("inbox.purpose.damaged_replacement")
    if message.read.is_damaged:
        return word("inbox.purpose.damaged")
    if not purpose:
        return word("inbox.purpose.unknown")
    return f"{word('inbox.purpose.other')} {shown(status_text(purpose))}"


def message_as_json(message: ArrivedMessage) -> dict[str, object]:
    """A message with all that is known of it, as part of `esign.inbox/1`."""
    read = message.read
    return {
        "id": message.id,
        "state": message.state.value,
        "state_at": message.state_at.isoformat(),
        "closed": message.is_closed,
        "reason": message.reason or None,
        "verdict": read.verdict or None,
        "purpose": read.purpose or None,
        "sender": {"code": read.sender_code, "name": read.sender_name},
        "document_id": read.document_id,
        "code": read.code,
        "issued_on": read.issued_on.isoformat() if read.issued_on else None,
        "type_name": read.type_name,
        "subject": read.subject,
        "asks_reason": read.asks_reason or None,
        "about_documents": list(read.about_documents),
        "about_id": message.about_id,
        "answered": message.answered or None,
        "findings": [
            {**asdict(remark), "message": _detail(remark).message(LANGUAGE)}
            for remark in read.remarks
        ],
        "transport": message.transport,
        "axis_id": message.axis_id,
        "sha256": message.sha256,
        "size": message.size,
        "received_at": message.received_at.isoformat(),
        "received_by": message.received_by,
    }


def tell_done(
    act: str, message: ArrivedMessage, *, as_json: bool = False, arrival: Arrival | None = None
) -> None:
    """What was done with a message; `arrival` where it was registered."""
    if as_json:
        emit(f"esign.inbox.{act}/1", message_as_json(message))
        return
    read = message.read
    facts: dict[str, object] = {
        "id": message.id,
        "code": shown(read.code),
        "sender": shown(read.sender_name),
    }
    if arrival is not None:
        day = day_text(arrival.arrived_on)
        facts |= {"number": arrival.number, "year": arrival.year, "day": day}
    put(word(f"cli.inbox.done.{act}", **facts))


def _why_held(message: ArrivedMessage) -> str:
    """What a message is known by before it can be read, and the first rule that holds it back."""
    worst = [each.rule for each in message.read.remarks if each.level == "error"] or ["—"]
    facts = {"transport": message.transport, "axis_id": message.axis_id, "rule": worst[0]}
    return word("cli.inbox.held", **facts)


def _sheet(message: ArrivedMessage) -> Iterator[str]:
    read = message.read
    if read.sender_code:
        yield "  " + word("cli.inbox.sender", name=read.sender_name, code=read.sender_code)
        named = f"{read.type_name} " if read.type_name else ""
        day = day_text(read.issued_on) if read.issued_on else "—"
        yield "  " + word("cli.inbox.document", type=named, code=read.code, day=day)
        yield "  " + word("cli.inbox.document_id", document_id=read.document_id)
    yield "  " + word(
        "cli.inbox.original",
        transport=message.transport,
        axis_id=message.axis_id,
        at=moment_text(message.received_at),
        size=count_text(message.size),
    )


def _remark_lines(remark: Remark) -> Iterator[str]:
    detail = _detail(remark)
    yield f"  {_MARKS[remark.level]} {detail.message(LANGUAGE)} [{remark.rule}]"
    advice = detail.remedy(LANGUAGE)
    if advice and remark.level != "note":
        yield f"    → {advice}"


def _detail(remark: Remark) -> Detail:
    return Detail(remark.code, facts=remark.facts)
