# SPDX-License-Identifier: Apache-2.0
"""What came of a pass of sending, for people and programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from esign.cli.outbox_words import message_as_json, message_line, trouble_lines
from esign.cli.output import emit, put, say
from esign.cli.words import count_text, moment_text, word
from esign.errors import ExitStatus
from esign.register import is_claimed, is_put_off

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from esign.delivery import Sent
    from esign.register import Message, Register

_OUTCOMES = ("accepted", "failed", "unknown", "stopped", "cancelled")


@dataclass(frozen=True, slots=True)
class Left:
    """What is open after a pass: messages that another pass has, and such as wait for their turn.

    Attributes:
        elsewhere: claimed by another pass, or by one that was killed; `until` when at the latest.
        later: to be tried again, the first one `at`.
    """

    elsewhere: int
    until: datetime | None
    later: int
    at: datetime | None


def left_in(register: Register, now: datetime) -> Left:
    """What waits in the outbox at a moment and cannot be sent in it."""
    waiting = [each for each in register.outbox.all() if each.is_open]
    claimed = [each for each in waiting if is_claimed(each, now)]
    claims = [each.claimed_until for each in claimed if each.claimed_until is not None]
    due = [each.not_before for each in waiting if is_put_off(each, now)]
    return Left(len(claims), max(claims, default=None), len(due), min(due, default=None))


def status_of(sent: Sent) -> ExitStatus:
    """How a pass ends: 8 where nothing got through, 10 where some messages did."""
    if not (sent.failed or sent.unknown or sent.stopped or sent.shut):
        return ExitStatus.DONE
    return ExitStatus.BATCH if sent.accepted else ExitStatus.SERVICE


def tell_sent_as_json(sent: Sent, register: Register, left: Left | None) -> None:
    """The pass for a program; `left` is None where it was interrupted."""
    found = _found(sent, register)
    told: dict[str, object] = {
        name: [message_as_json(each) for each in of] for name, of in found.items()
    }
    counts = {"elsewhere": left.elsewhere, "later": left.later} if left else {}
    emit("esign.outbox-sent/1", {**told, "shut": list(sent.shut), **counts})


def tell_sent(sent: Sent, register: Register) -> None:
    """The messages of a pass by what became of each, why, what to do, and how many there are."""
    found = _found(sent, register)
    for outcome, messages in found.items():
        for message in messages:
            told = word(f"cli.outbox_send.{outcome}", message=message_line(message))
            put("\n".join([told, *trouble_lines(message, register.directory)]))
    if any(found.values()):
        counts = {outcome: count_text(len(found[outcome])) for outcome in _OUTCOMES}
        put(word("cli.outbox_send.total", **counts))


def tell_left(sent: Sent, left: Left, resting: Mapping[str, datetime]) -> None:
    """Why something that waits was not sent; that nothing waited where nothing did.

    Args:
        sent: what came of the pass.
        left: what waits after it.
        resting: until when ways are left alone, by name.
    """
    for name, until in resting.items():
        say("! " + word("cli.outbox_send.shut", transport=name, until=moment_text(until)))
    if left.until is not None:
        facts = {"count": count_text(left.elsewhere), "until": moment_text(left.until)}
        put(word("cli.outbox_send.elsewhere", **facts))
    if left.at is not None:
        facts = {"count": count_text(left.later), "at": moment_text(left.at)}
        put(word("cli.outbox_send.later", **facts))
    ended = any(getattr(sent, outcome) for outcome in _OUTCOMES)
    if not (ended or left.elsewhere or left.later):
        put(word("cli.outbox_send.nothing"))


def _found(sent: Sent, register: Register) -> dict[str, list[Message]]:
    return {
        outcome: [register.outbox.message(each.id) for each in getattr(sent, outcome)]
        for outcome in _OUTCOMES
    }
