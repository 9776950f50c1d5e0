# SPDX-License-Identifier: Apache-2.0
"""Numbers as people type them, and how the rows that bear one are found."""

from __future__ import annotations

import re
from typing import Any, Final

import sqlalchemy as sa

from esign.register.schema import register, series

_NUMBER: Final = re.compile(r"\s*(\d{1,9})\s*(?:/\s*(\S+))?\s*")
_PLACE: Final = ("agency_code", "book", "year")
_OF_A_SERIES: Final = sa.tuple_(*(register.c[name] for name in _PLACE)).in_(
    sa.select(*(series.c[name] for name in _PLACE))
)


def read_number(text: str) -> tuple[int, str | None] | None:
    """The number and, where it is given, the symbol that a person typed; None for other texts."""
    typed = _NUMBER.fullmatch(text)
    return (int(typed[1]), typed[2]) if typed else None


def with_value(wanted: sa.Select[Any], value: int) -> sa.Select[Any]:
    """The rows that bear the number in any series, newest first.

    The counters are few; from them the index of numbers leads to one row each. Ordered by an
    expression, so that no database walks through all rows in the order of their ids instead.
    """
    newest_first = (register.c.id + 0).desc()
    found = wanted.where(_OF_A_SERIES, register.c.value == value)
    return found.order_by(None).order_by(newest_first)
