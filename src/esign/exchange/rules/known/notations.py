# SPDX-License-Identifier: Apache-2.0
"""How dates and times are written by those who do not write them as the standard does."""

from __future__ import annotations

import re
from typing import Final

from esign.exchange.wire import moment_of

EARLIEST_YEAR: Final = 1945
"""No document of today's State is older; `0020` is a year misread by a program."""
LATEST_YEAR: Final = 2100
"""`9999` is what programs write where they know no date."""

_FORMS: Final = (
    (re.compile(r"\d{4}/", re.ASCII), "yyyy/MM/dd"),
    (re.compile(r"\d{4}-", re.ASCII), "yyyy-MM-dd"),
    (re.compile(r"\d{2}/", re.ASCII), "dd/MM/yyyy"),
    (re.compile(r"\d{2}-", re.ASCII), "dd-MM-yyyy"),
    (re.compile(r"\d{8}", re.ASCII), "yyyyMMdd"),
)


def notation_of(found: str) -> str:
    """The notation of a date or time that can be understood; empty if it cannot be."""
    if moment_of(found) is None:
        return ""
    day = next((name for form, name in _FORMS if form.match(found)), "")
    return f"{day} HH:mm:ss" if day and ":" in found else day


def is_implausible(found: str) -> bool:
    """Whether a date is understood, but of a year that cannot be meant."""
    moment = moment_of(found)
    return moment is not None and not EARLIEST_YEAR <= moment.year < LATEST_YEAR
