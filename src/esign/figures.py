# SPDX-License-Identifier: Apache-2.0
"""How days, moments and counts are written in each language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.messages import Language
from esign.model import in_vietnam

if TYPE_CHECKING:
    from datetime import date, datetime


def day_text(day: date, spoken: Language) -> str:
    """A day as its reader cannot mistake it: `22/11/2026`, or `22 November 2026` in English."""
    return f"{day:%d/%m/%Y}" if spoken is Language.VIETNAMESE else f"{day.day} {day:%B %Y}"


def moment_text(moment: datetime, spoken: Language) -> str:
    """A moment in Vietnamese time; one without a zone is shown as it stands."""
    local = in_vietnam(moment) if moment.tzinfo else moment
    return f"{day_text(local, spoken)} {local:%H:%M:%S}"


def count_text(count: int, spoken: Language) -> str:
    """A count with its thousands apart: `12.345`, or `12,345` in English."""
    grouped = f"{count:,}"
    return grouped.replace(",", ".") if spoken is Language.VIETNAMESE else grouped


def tenths_text(amount: float, spoken: Language) -> str:
    """An amount to one place: `1.234,5`, or `1,234.5` in English."""
    whole, _, tenth = f"{amount:.1f}".partition(".")
    mark = "," if spoken is Language.VIETNAMESE else "."
    return f"{count_text(int(whole), spoken)}{mark}{tenth}"
