# SPDX-License-Identifier: Apache-2.0
"""The course of one pass of sending: what became of messages, and what goes back for that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from esign.delivery.ready import way
from esign.register import MessageAct

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.delivery.dispatcher import Dispatcher, Sent
    from esign.register import Message


_OPEN: Final = ("failed", "unknown")
"""What became of messages that are tried again."""


@dataclass(slots=True)
class Course:
    """One pass.

    Attributes:
        by: how it sends.
        sent: what came of it so far.
        after_each: called after each message.
        size: how many messages the next window may hold.
        batch: the messages that are claimed.
        held: codes of receivers that get no more of this batch.
        has_moved: whether anything came of the batch.
        tried: ids of messages that may be tried once more in this pass.
    """

    by: Dispatcher
    sent: Sent
    after_each: Callable[[], None]
    size: int = 1
    batch: tuple[Message, ...] = ()
    held: set[str] = field(default_factory=set)
    has_moved: bool = False
    tried: set[str] = field(default_factory=set)

    def begin(self, batch: tuple[Message, ...]) -> None:
        """Go on with other messages."""
        self.batch = batch
        self.held.clear()
        self.has_moved = False

    def ended(self, outcome: str | None, message: Message) -> None:
        """Take down what became of a message, as `Sent` calls it; None where another has it."""
        if outcome is not None:
            self._forget(message)
            outcome_of: list[Message] = getattr(self.sent, outcome)
            outcome_of.append(message)
            self.has_moved = True
        if outcome in _OPEN:
            self.tried.add(message.id)
        if self._holds_up(outcome, message):
            self.held |= message.receiver_keys
        self.after_each()

    def _forget(self, message: Message) -> None:
        """What became of a message counts in place of what came of it earlier in this pass."""
        if message.id in self.tried:
            self.tried.remove(message.id)
            for outcome in _OPEN:
                messages: list[Message] = getattr(self.sent, outcome)
                messages[:] = [each for each in messages if each.id != message.id]

    def holds(self, message: Message, *, late: bool = False) -> bool:
        """Whether a message goes back untried; then so does what follows to its receivers."""
        codes = message.receiver_keys
        is_held = late or not self.held.isdisjoint(codes)
        if not (is_held or self.by.circuits.is_open(way(message, self.by))):
            return False
        self.held |= codes
        return True

    def _holds_up(self, outcome: str | None, message: Message) -> bool:
        """Whether what follows to the same receivers goes back.

        So it does behind what failed or another has, and where an update may follow the document
        that was stopped: the next claim knows what may go without it.
        """
        if outcome == "stopped" and message.act in {MessageAct.RELEASED, MessageAct.REPLACED}:
            brought = message.other_request_id or message.request_id
            others = (each for each in self.batch if each.id != message.id)
            return any(each.request_id == brought for each in others)
        return outcome in {None, "failed", "unknown"}
