# SPDX-License-Identifier: Apache-2.0
"""Requests about a document that nobody has answered, told to whoever is about to work on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.cli.acts import ask_again, refuse_unasked
from esign.cli.inbox_words import purpose_text
from esign.cli.output import say
from esign.cli.words import word
from esign.register import Standing
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.register import ArrivedMessage, Register

_WAITS: Final = "cli.inbox.pending"
_HELD: Final = "cli.inbox.pending_held"


def pending_lines(register: Register, message: ArrivedMessage) -> Iterator[str]:
    """What its sender asks about a document and waits for, each with what can be done about it."""
    for request in register.inbox.pending(message.id):
        facts = {"id": request.id, "purpose": purpose_text(request)}
        reason = request.read.asks_reason or "—"
        if request.state is Standing.QUARANTINED:
            line = f"{word(_HELD, reason=reason, **facts)} {way_out_line(register, request)}"
        else:
            line = word(_WAITS, reason=reason, **facts)
        yield f"! {shown(line)}"


def way_out_line(register: Register, message: ArrivedMessage) -> str:
    """What can be done about a message that lies in quarantine."""
    return word(f"cli.inbox.way_out.{register.inbox.way_out(message.id)}", id=message.id)


def confirm_pending(register: Register, message: ArrivedMessage, *, yes: bool) -> None:
    """Have somebody say that a document is worked on although its sender asks something about it.

    Nothing is asked where nothing waits for an answer.

    Raises:
        UsageError: nobody has agreed, and nobody can be asked.
        click.Abort: the answer is not yes.
    """
    lines = list(pending_lines(register, message))
    if not lines:
        return
    say("\n".join(lines))
    refuse_unasked(yes=yes)
    facts = {"code": shown(message.read.code), "sender": shown(message.read.sender_name)}
    ask_again(word("cli.inbox.pending_confirm", **facts), yes=yes)


def left_out_line(message: ArrivedMessage, requests: tuple[ArrivedMessage, ...]) -> str:
    """That a document is not registered with all that passed, and which requests stand against it.

    Args:
        message: the document.
        requests: what its sender asks about it; one at least.
    """
    facts = {"code": shown(message.read.code), "sender": shown(message.read.sender_name)}
    return word("cli.inbox_accept.left_pending", id=message.id, requests=_named(requests), **facts)


def pending_mark(requests: tuple[ArrivedMessage, ...]) -> str:
    """What the line of a document in a list ends with; empty where its sender asks nothing."""
    return f"  ({word('cli.inbox.pending_mark', requests=_named(requests))})" if requests else ""


def _named(requests: tuple[ArrivedMessage, ...]) -> str:
    return ", ".join(f"{purpose_text(each)} ({each.id})" for each in requests)
