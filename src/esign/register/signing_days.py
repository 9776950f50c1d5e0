# SPDX-License-Identifier: Apache-2.0
"""How late a document may still be signed: on the day it bears, or soon after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError, InputError
from esign.kinds import Books

if TYPE_CHECKING:
    from datetime import date

    from esign.register.entries import Entry

DAYS_TO_SIGN: Final = 3
"""Days after the printed date, where the office has not decided otherwise."""


def refuse_late(entry: Entry, today: date, limit: int) -> None:
    """Refuse a number whose day is not today, nor one of the `limit` days before (NĐ 30/2020 Đ18).

    Raises:
        InputError: it is older.
        ConfigurationError: it lies ahead, so that the clock must be wrong.
    """
    days, day = (today - entry.issued_on).days, f"{entry.issued_on:%d/%m/%Y}"
    if days < 0:
        told = f"{today:%d/%m/%Y}"
        title = Books().named(entry.number.book).title
        raise ConfigurationError("register.clock_behind", today=told, last=day, title=title)
    if days > limit:
        number = entry.number.text
        raise InputError(
            "register.too_late_to_sign", number=number, date=day, days=days, limit=limit
        )
