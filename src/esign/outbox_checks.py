# SPDX-License-Identifier: Apache-2.0
"""What a person should know of the outbox: what waits, was stopped, or never reached anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.checks import Check, Health
from esign.errors import Detail
from esign.messages import Term
from esign.model import VIETNAM
from esign.register import is_claimed
from esign.system import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from esign.register import Message, Unreached
    from esign.register.outbox import Outbox

_NAMED: Final = 8
"""Characters of a message's id that people are shown."""
_MOST_NAMED: Final = 10


def outbox_checks(outbox: Outbox) -> Iterator[Check]:
    """What should have been sent by now, what nobody sends any more, and who got nothing."""
    messages = outbox.all()
    stopped = [each for each in messages if not each.is_open]
    waiting = [each for each in messages if each.is_open]
    if stopped:
        named = ", ".join(each.id[:_NAMED] for each in stopped)
        facts: dict[str, object] = {"count": len(stopped), "messages": named}
        yield Check("outbox", Health.BAD, "doctor.outbox_stopped", facts)
    if waiting:
        facts = {"count": len(waiting), "since": _moment(waiting[0].queued_at)}
        yield Check("outbox", Health.WARNING, "doctor.outbox_waiting", facts)
    yield from _claimed(waiting)
    # Who gave a message up has said why, and is not asked again every day.
    if missed := [each for each in outbox.unreached() if not each.given_up_because]:
        facts = {"count": len(missed)}
        details = tuple(map(_missed, missed[:_MOST_NAMED]))
        yield Check("outbox", Health.WARNING, "doctor.outbox_unreached", facts, details)


def _claimed(waiting: list[Message]) -> Iterator[Check]:
    """What a worker has to himself, also where he was killed meanwhile."""
    now = SystemClock().now()
    claims = [each.claimed_until for each in waiting if is_claimed(each, now)]
    if until := max((each for each in claims if each is not None), default=None):
        facts: dict[str, object] = {"count": len(claims), "until": _moment(until)}
        yield Check("outbox", Health.GOOD, "doctor.outbox_claimed", facts)


def _missed(each: Unreached) -> Detail:
    facts = {"number": each.number, "name": each.name, "code": each.code}
    facts |= {"message": each.message[:_NAMED]}
    return Detail("doctor.outbox_missed", facts={**facts, "state": Term(f"message.{each.state}")})


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
