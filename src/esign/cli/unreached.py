# SPDX-License-Identifier: Apache-2.0
"""Receivers that never got a document in force, as people and programs are told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.cli.words import word
from esign.register import MessageState
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from esign.register import Unreached

_NAMED = 8
"""Characters of a message's id that people are shown."""
_MOST = 5
"""Documents that one line names."""
_ADVICE = {
    MessageState.STOPPED: "cli.outbox.unreached_stopped",
    MessageState.CANCELLED: "cli.outbox.unreached_cancelled",
}


def unreached_lines(missed: tuple[Unreached, ...]) -> Iterator[str]:
    """Who never got a document, and what to do about it, or that it was given up on purpose."""
    for each in missed:
        facts = {"number": each.number, "message": each.message[:_NAMED]}
        name, state = shown(each.name), word(f"message.{each.state}")
        receiver = shown(f"{each.name} ({each.code})")
        if why := shown(each.given_up_because):
            yield "- " + word("cli.outbox.unreached_given_up", receiver=receiver, why=why, **facts)
        else:
            yield "! " + word("cli.outbox.unreached", receiver=receiver, state=state, **facts)
        yield "→ " + word(_ADVICE[each.state], name=name, **facts)


def unreached_summary(missed: tuple[Unreached, ...]) -> str:
    """The same of all documents in one line, and in another what was given up on purpose."""
    undecided = [each for each in missed if not each.given_up_because]
    given_up = [each for each in missed if each.given_up_because]
    lines = []
    if undecided:
        lines.append(word("cli.outbox.unreached_count", named=_named(undecided)))
    if given_up:
        lines.append(word("cli.outbox.given_up_count", named=_named(given_up)))
    return "\n".join(lines)


def _named(missed: Iterable[Unreached]) -> str:
    by_number: dict[str, list[str]] = {}
    for each in missed:
        by_number.setdefault(each.number, []).append(shown(each.name))
    named = [f"{number} ({', '.join(names)})" for number, names in by_number.items()]
    return "; ".join(named[:_MOST]) + ("; …" if len(named) > _MOST else "")


def unreached_as_json(missed: tuple[Unreached, ...]) -> list[dict[str, object]]:
    """The same for a program."""
    return [
        {
            "number": each.number,
            "request_id": each.request_id,
            "code": each.code,
            "name": each.name,
            "message": each.message,
            "state": each.state,
            "given_up_because": each.given_up_because or None,
        }
        for each in missed
    ]
