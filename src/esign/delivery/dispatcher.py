# SPDX-License-Identifier: Apache-2.0
"""What sending needs, and what came of a pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from esign.delivery.waiting import FIRST
from esign.register import DIRECTORY_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from esign.delivery.composing import Composer
    from esign.fetching import CircuitBreaker
    from esign.ports import Clock, RandomSource, Transport
    from esign.register import Message, MessageAct, Register


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """What sending needs.

    Attributes:
        register: holds the outbox.
        transports: by name.
        usual: the name of the one that sends what was not tried another way before.
        composers: make the bytes, by act.
        clock: tells the time.
        random: draws the pauses.
        circuits: remembers which ways have failed of late.
        actor: under which account.
        first_pause: the longest that a message waits after its first failure.
        directory_days: how old a list of agencies may be that refuses what it does not know.
    """

    register: Register
    transports: Mapping[str, Transport]
    usual: str
    composers: Mapping[MessageAct, Composer]
    clock: Clock
    random: RandomSource
    circuits: CircuitBreaker
    actor: str = "esign"
    first_pause: timedelta = FIRST
    directory_days: int = DIRECTORY_DAYS


@dataclass(slots=True)
class Sent:
    """What came of one pass: the messages by what became of each, and the ways left alone."""

    accepted: list[Message] = field(default_factory=list)
    failed: list[Message] = field(default_factory=list)
    unknown: list[Message] = field(default_factory=list)
    stopped: list[Message] = field(default_factory=list)
    cancelled: list[Message] = field(default_factory=list)
    shut: tuple[str, ...] = ()
