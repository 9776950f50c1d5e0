# SPDX-License-Identifier: Apache-2.0
"""How moments are shown to readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.model import in_vietnam

if TYPE_CHECKING:
    from datetime import datetime


def vietnam_time(moment: datetime) -> str:
    """A moment in Vietnamese legal time, `20/11/2026 10:00`."""
    return in_vietnam(moment).strftime("%d/%m/%Y %H:%M")


def vietnam_day(moment: datetime) -> str:
    """The day on which a moment falls in Viet Nam, `20/11/2026`."""
    return in_vietnam(moment).strftime("%d/%m/%Y")
