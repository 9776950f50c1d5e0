# SPDX-License-Identifier: Apache-2.0
"""How long a message waits after a failed attempt."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from esign.register import LONGEST_PAUSE

if TYPE_CHECKING:
    from esign.errors import ServiceError
    from esign.ports import RandomSource

FIRST: Final = timedelta(seconds=5)
LONGEST: Final = timedelta(hours=1)
_BITS: Final = 32


def pause(
    attempts: int, random: RandomSource, fault: ServiceError, first: timedelta = FIRST
) -> timedelta:
    """Anything up to a limit that doubles with each attempt, drawn so that nobody comes at once.

    The limit is `first` after the first attempt.

    Never less than what the other side has asked for, in seconds, under `retry_after`.
    """
    doublings = min(max(attempts - 1, 0), 20)
    limit = min(first * (1 << doublings), LONGEST)
    drawn = limit * (random.bits(_BITS) / (1 << _BITS))
    asked = fault.facts.get("retry_after", 0)
    seconds = float(asked) if isinstance(asked, (int, float)) else 0.0
    return max(drawn, timedelta(seconds=min(seconds, LONGEST_PAUSE.total_seconds())))
