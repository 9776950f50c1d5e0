# SPDX-License-Identifier: Apache-2.0
"""The language the terminal speaks, and how it writes days, moments and counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign import figures
from esign.messages import message
from esign.system import language

if TYPE_CHECKING:
    from datetime import date, datetime

    from esign.messages import Language

LANGUAGE = language()


def word(code: str, /, **facts: object) -> str:
    """The catalogue's text for `code` in the language of this run."""
    return message(code, LANGUAGE, facts)


def day_text(day: date, spoken: Language = LANGUAGE) -> str:
    """A day, in the language of this run."""
    return figures.day_text(day, spoken)


def moment_text(moment: datetime, spoken: Language = LANGUAGE) -> str:
    """A moment in Vietnamese time, in the language of this run."""
    return figures.moment_text(moment, spoken)


def tenths_text(amount: float, spoken: Language = LANGUAGE) -> str:
    """An amount to one place, in the language of this run."""
    return figures.tenths_text(amount, spoken)


def count_text(count: int, spoken: Language = LANGUAGE) -> str:
    """A count with its thousands apart, in the language of this run."""
    return figures.count_text(count, spoken)
