# SPDX-License-Identifier: Apache-2.0
"""The story of reading anew what lies in quarantine, from the original that was kept.

A message may lie there for a reason that is gone by now: a process that the machine ended, a rule,
the trust folder or the list of agencies that has changed since.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from esign.errors import InputError
from esign.intake.assessing import unreadable
from esign.intake.bulkhead import Bulkhead
from esign.intake.reading import judge_message, note_report, open_message
from esign.intake.sameness import with_repeats
from esign.register import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esign.intake.opening import Opened
    from esign.intake.reading import Intake
    from esign.register import ArrivedMessage, Reading

_NOT_READ: Final = "limited."
"""How the codes begin that tell of the reading process and not of the message."""


@dataclass(slots=True)
class Reread:
    """What became of a run.

    Attributes:
        messages: the messages as they stand now.
        faults: why one stays as it is: its number and the fault.
    """

    messages: list[ArrivedMessage] = field(default_factory=list)
    faults: list[tuple[int, InputError]] = field(default_factory=list)


def reread(intake: Intake, message_ids: Iterable[int] | None = None) -> Reread:
    """Read and judge messages of the quarantine anew, each in a transaction of its own.

    One of which nothing new is found stays as it is, as does one that the reading process fails at.

    Args:
        intake: reads and judges; its transports are not asked.
        message_ids: which; None for all that lie in quarantine.

    Raises:
        ConfigurationError: the account may not do this, the trust folder is unsound, or an original
            is lost or damaged.
    """
    inbox = intake.register.inbox
    inbox.require_receiver(intake.actor)
    if message_ids is None:
        message_ids = [each.id for each in inbox.messages({Standing.QUARANTINED})]
    done = Reread()
    for message_id in dict.fromkeys(message_ids):
        try:
            done.messages.append(_reread(intake, message_id))
        except InputError as fault:
            done.faults.append((message_id, fault))
    return done


def _reread(intake: Intake, message_id: int) -> ArrivedMessage:
    inbox = intake.register.inbox
    message = inbox.message(message_id)
    if message.state is not Standing.QUARANTINED:
        return inbox.reread(message_id, message.read, actor=intake.actor)
    bulkhead = Bulkhead()
    with bulkhead:
        opened, read = _read_anew(intake, message)
        with intake.register.together():
            if opened is not None:
                note_report(intake, message, opened, read)
            return inbox.reread(message_id, read, actor=intake.actor)
    if isinstance(bulkhead.fault, InputError):
        raise bulkhead.fault
    return inbox.reread(message_id, bulkhead.reading, actor=intake.actor)


def _read_anew(intake: Intake, message: ArrivedMessage) -> tuple[Opened | None, Reading]:
    """What a message says, if it can be opened, and what the register is told of it."""
    data = intake.register.inbox.original(message)
    known = intake.known_now()
    try:
        opened = open_message(intake, message, data, known)
    except InputError as fault:
        if fault.code.startswith(_NOT_READ):
            raise
        return None, unreadable(fault)
    whose = known.whose(message, opened.package)
    read = judge_message(intake, message, data, opened, whose)
    (told,) = with_repeats(intake, [(message, read)])
    return opened, told
