# SPDX-License-Identifier: Apache-2.0
"""The document behind a message: what it is about, and whom it reached or is to reach otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from esign.cli.outbox_advice import NAMED
from esign.cli.words import day_text, word
from esign.model import same_name
from esign.register import MessageAct, MessageState
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from esign.register import Dispatch, Message, Register

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Background:
    """The document that a message brings or speaks of.

    Attributes:
        subject: what it is about; empty of what is no document of ours.
        on_paper: the receivers that get it on paper, and nothing over the axis.
        dispatched: what was noted as handed over or sent otherwise.
        issued_on: its date.
    """

    subject: str = ""
    on_paper: tuple[str, ...] = ()
    dispatched: tuple[Dispatch, ...] = ()
    issued_on: date | None = None


_NONE = Background()


def backgrounds(messages: Iterable[Message], register: Register) -> Mapping[str, Background]:
    """The documents behind messages, by their request ids; each is looked up once."""
    wanted = dict.fromkeys(each.request_id for each in messages if each.request_id)
    return {request_id: _of(request_id, register) for request_id in wanted}


def background_lines(message: Message, known: Mapping[str, Background]) -> Iterator[str]:
    """What the document is about, and which of its receivers it reaches beside this message."""
    behind = known.get(message.request_id, _NONE)
    if behind.subject:
        yield "  " + word("cli.outbox.subject", subject=shown(behind.subject))
    for sending in behind.dispatched:
        reached = any(same_name(sending.recipient, each.name) for each in message.deliveries)
        if reached and message.act is MessageAct.RELEASED:
            facts = {"recipient": shown(sending.recipient), "day": _day(sending, behind)}
            code = "needless" if _may_still_leave(message) else "besides"
            yield "  · " + word(f"cli.outbox.{code}", message=message.id[:NAMED], **facts)
    if behind.on_paper and message.act is MessageAct.RELEASED:
        yield "  · " + word("cli.outbox.paper_only", names=_named(behind.on_paper))


def background_as_json(message: Message, known: Mapping[str, Background]) -> dict[str, object]:
    """The same for a program."""
    behind = known.get(message.request_id, _NONE)
    return {
        "subject": behind.subject or None,
        "on_paper": list(behind.on_paper),
        "dispatched": [
            {
                "recipient": each.recipient,
                "on": None if (day := each.sent_on or behind.issued_on) is None else f"{day}",
                "received_by": each.received_by or None,
            }
            for each in behind.dispatched
        ],
    }


def _of(request_id: str, register: Register) -> Background:
    entry = register.find(request_id)
    if entry is None:
        return _NONE
    sent = tuple(register.lifecycle.dispatches(request_id))
    return Background(entry.subject, tuple(entry.recipients), sent, entry.issued_on)


def _may_still_leave(message: Message) -> bool:
    return message.is_open or message.state is MessageState.STOPPED


def _day(sending: Dispatch, behind: Background) -> str:
    day = sending.sent_on or behind.issued_on
    return "—" if day is None else day_text(day)


def _named(recipients: tuple[str, ...]) -> str:
    named = "; ".join(shown(each).rstrip(";.") for each in recipients[:_MOST_NAMED])
    return named + ("; …" if len(recipients) > _MOST_NAMED else "")
