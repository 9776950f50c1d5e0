# SPDX-License-Identifier: Apache-2.0
"""A message that lacks nothing any more, and the way that it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from esign.register import Start

if TYPE_CHECKING:
    from esign.delivery.dispatcher import Dispatcher
    from esign.model import Consignment
    from esign.ports import Transport
    from esign.register import Message


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed message that can be handed over.

    Attributes:
        claimed: the message.
        transport: which way it goes.
        consignment: what is handed over.
    """

    claimed: Message
    transport: Transport
    consignment: Consignment

    @property
    def start(self) -> Start:
        """The attempt; with the first one the bytes are fixed."""
        data = None if self.claimed.payload else self.consignment.data
        return Start(self.claimed, self.transport.name, data)


def times_tried(message: Message, by: Dispatcher) -> int:
    """How often it was handed over, or may have been: not every attempt that began was made."""
    if not message.attempts:
        return 0
    return sum(each.was_made for each in by.register.outbox.attempts(message.id))


def way(message: Message, by: Dispatcher) -> str:
    """A message goes on by the way it was tried before, as long as there is that way."""
    return message.transport if message.transport in by.transports else by.usual
