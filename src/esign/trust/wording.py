# SPDX-License-Identifier: Apache-2.0
"""How moments are shown to readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.model import VIETNAM

if TYPE_CHECKING:
    from datetime import datetime


def vietnam_time(moment: datetime) -> str:
    """A moment in Vietnamese legal time (UTC+7), `20/11/2026 10:00`."""
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
