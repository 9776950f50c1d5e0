# SPDX-License-Identifier: Apache-2.0
"""Moments as the register writes them, and the day they fall on in Viet Nam."""

from __future__ import annotations

from datetime import UTC, date
from functools import lru_cache
from typing import TYPE_CHECKING

from esign.model import VIETNAM

if TYPE_CHECKING:
    from datetime import datetime


day_text = lru_cache(maxsize=8)(date.isoformat)
"""`2026-11-20`; the rows and texts of one act all name the day, which is today's mostly."""


@lru_cache(maxsize=8)  # the rows of one act all say when it was done
def utc_text(moment: datetime) -> str:
    """`2026-11-20T03:00:00.000000+00:00`; texts of this form sort as the moments do."""
    utc = moment.astimezone(UTC)
    # Half the work of `isoformat` of the whole: the day is written already.
    return f"{day_text(utc.date())}T{utc.time().isoformat('microseconds')}+00:00"


def vietnamese_day(moment: datetime) -> date:
    """The date a document numbered at `moment` bears."""
    return moment.astimezone(VIETNAM).date()
