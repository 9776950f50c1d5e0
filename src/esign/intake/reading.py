# SPDX-License-Identifier: Apache-2.0
"""Reading a kept message from its original: opened within limits, then judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from esign.intake.assessing import proof_of, reading_of
from esign.intake.damage import DamagedPackageError
from esign.intake.knowing import Knowing
from esign.model import StatusPackage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.intake.knowing import Whose
    from esign.intake.opening import Opened, Readers
    from esign.ports import Transport
    from esign.receiving import Judges
    from esign.register import ArrivedMessage, Reading, Register


@dataclass(frozen=True, slots=True)
class Intake:
    """What taking in and reading anew need.

    Attributes:
        register: keeps what arrives.
        transports: the ways that messages come, by the names that settings give them.
        readers: opens messages, within limits.
        judges: judges the files inside, within limits.
        agency_code: whose inbox it is.
        actor: under which account.
        size_limit: bytes of a package that is accepted; 0 for the usual.
    """

    register: Register
    transports: Mapping[str, Transport]
    readers: Readers
    judges: Judges
    agency_code: str
    actor: str
    size_limit: int = 0

    def known_now(self) -> Knowing:
        """What is known here from now on; looks each sender up once."""
        return Knowing(self.register, self.agency_code, self.size_limit)


def open_message(intake: Intake, message: ArrivedMessage, data: bytes, known: Knowing) -> Opened:
    """What a kept message says, and what the rules have against it.

    Args:
        intake: opens it.
        message: as it was kept.
        data: the original.
        known: tells what is known of it.

    Raises:
        DamagedPackageError: it cannot be read, but for its header.
        InputError: it is no package, cannot be read, or takes too much.
    """
    name, announced_by = f"{message.id}.edxml", message.offered_by
    try:
        return intake.readers.open(data, name, message.received_at, known, announced_by)
    except DamagedPackageError as fault:
        sender = fault.heading.sender_code
        proof = proof_of(message, sender, is_strange=known.is_strange(message, sender))
        raise DamagedPackageError(fault, fault.heading, proof) from None


def judge_message(
    intake: Intake, message: ArrivedMessage, data: bytes, opened: Opened, whose: Whose
) -> Reading:
    """What the register is told of a message that could be opened; may be done by several threads.

    Raises:
        ConfigurationError: the trust folder is unsound.
    """
    return reading_of(message, data, opened, intake.judges, whose)


def note_report(intake: Intake, message: ArrivedMessage, opened: Opened, read: Reading) -> None:
    """Take note of a report of our documents; whatever else a message is stays unnoted.

    Raises:
        ConfigurationError: the account may not note statuses.
    """
    if read.noted and isinstance(opened.package, StatusPackage):
        intake.register.receipts.note(opened.package, message.sha256, intake.actor)
