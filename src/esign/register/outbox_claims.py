# SPDX-License-Identifier: Apache-2.0
"""For how long a message is a worker's, or is left alone.

Neither is for longer than a bound from now. What seems to be was written while the clock was ahead,
and would hold up its receivers until the clock is there once more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.register.exchange_tables import OPEN, message
from esign.register.moments import utc_text

if TYPE_CHECKING:
    from esign.register.outbox_rows import Message

LEASE: Final = timedelta(minutes=10)
"""How long a worker has a message to himself; longer than any attempt may take.

The settings bound a request so that the last one of a window ends within it."""

LONGEST_PAUSE: Final = timedelta(days=1)
"""No message waits for longer after a failure, whatever the axis asks for."""


def is_claimed(found: Message, now: datetime) -> bool:
    """Whether a worker has a message."""
    return found.claimed_until is not None and now < found.claimed_until <= now + LEASE


def is_put_off(found: Message, now: datetime) -> bool:
    """Whether it is too early to try a message."""
    return now < found.not_before <= now + LONGEST_PAUSE


def is_mine(connection: sa.Connection, claimed: Message) -> bool:
    """Whether a message is still as whoever claimed it, or began an attempt, has it."""
    until = None if claimed.claimed_until is None else utc_text(claimed.claimed_until)
    wanted = sa.select(message.c.id).where(
        message.c.id == claimed.id,
        message.c.claimed_until == until,
        message.c.attempts == claimed.attempts,
        OPEN,
    )
    return connection.scalar(wanted) is not None
