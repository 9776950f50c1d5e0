# SPDX-License-Identifier: Apache-2.0
"""The time zone of every official date, and a moment in it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

VIETNAM: Final = timezone(timedelta(hours=7), "UTC+7")
"""Vietnamese time, without daylight saving."""


def in_vietnam(moment: datetime) -> datetime:
    """An aware moment in Vietnamese time.

    The last hours of the year 9999, which certificates without an end bear (RFC 5280 §4.1.2.5),
    have no such time in the calendar and stay as they are.
    """
    try:
        return moment.astimezone(VIETNAM)
    except OverflowError:
        return moment
