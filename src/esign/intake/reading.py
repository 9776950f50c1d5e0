# SPDX-License-Identifier: Apache-2.0
"""Reading a kept message from its original: opened within limits, then judged."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from esign.intake.assessing import reading_of
from esign.intake.knowing import known_of
from esign.model import StatusPackage

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def open_message(intake: Intake, message: ArrivedMessage, data: bytes) -> Opened:
    """What a kept message says, and what the rules have against it.

    Args:
        intake: opens it.
        message: as it was kept.
        data: the original.

    Raises:
        InputError: it is no package, cannot be read, or takes too much.
    """
    known = partial(
        known_of,
        register=intake.register,
        agency_code=intake.agency_code,
        size_limit=intake.size_limit,
    )
    return intake.readers.open(data, f"{message.id}.edxml", message.received_at, known)


def judge_message(intake: Intake, message: ArrivedMessage, data: bytes, opened: Opened) -> Reading:
    """What the register is told of a message that could be opened; a status is taken note of.

    Raises:
        ConfigurationError: the trust folder is unsound, or the account may not note statuses.
    """
    read = reading_of(message, data, opened, intake.judges, intake.agency_code)
    if read.noted and isinstance(opened.package, StatusPackage):
        intake.register.receipts.note(opened.package, message.sha256, intake.actor)
    return read
