# SPDX-License-Identifier: Apache-2.0
"""Whether every series counts from 1 to its last number without hole, on dates that never fall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import Detail
from esign.register.incoming import BOOK as ARRIVALS
from esign.register.lost_places import KIND
from esign.register.schema import incoming, register, series

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMED: Final = 20
"""How many missing numbers one fault names."""

_LINES: Final = sa.union_all(
    sa.select(
        register.c.agency_code,
        register.c.book,
        register.c.year,
        register.c.value,
        register.c.issued_on.label("day"),
        (register.c.kind != KIND).label("dated"),
    ),
    sa.select(
        incoming.c.agency_code,
        sa.literal(ARRIVALS).label("book"),
        incoming.c.year,
        incoming.c.arrival_number.label("value"),
        incoming.c.arrived_on.label("day"),
        sa.true().label("dated"),
    ),
).subquery("line")
"""The numbers of all books, arrivals among them; of a lost document the date is not known."""

_SERIES: Final = (_LINES.c.agency_code, _LINES.c.book, _LINES.c.year)
_COUNTED: Final = sa.select(
    *_SERIES,
    sa.func.count().label("lines"),
    sa.func.count(sa.distinct(_LINES.c.value)).label("different"),
    sa.func.max(_LINES.c.value).label("highest"),
    sa.func.max(_LINES.c.day).label("last_day"),
).group_by(*_SERIES)
_ORDERED: Final = (
    sa.select(
        _LINES,
        sa.func.lag(_LINES.c.day)
        .over(partition_by=_SERIES, order_by=_LINES.c.value)
        .label("day_before"),
    )
    .where(_LINES.c.dated)
    .subquery("ordered")
)
_MISDATED: Final = (
    sa.select(_ORDERED)
    .where(
        sa.or_(
            _ORDERED.c.day_before > _ORDERED.c.day,
            sa.extract("year", _ORDERED.c.day) != _ORDERED.c.year,
        )
    )
    .order_by(_ORDERED.c.agency_code, _ORDERED.c.book, _ORDERED.c.year, _ORDERED.c.value)
    .limit(_NAMED)
)


def check_series(connection: sa.Connection) -> tuple[Detail, ...]:
    """Every fault of every series, named by agency, book and year; empty when all are whole."""
    counted = {tuple(row[:3]): row for row in connection.execute(_COUNTED)}
    faults: list[Detail] = []
    for own in connection.execute(sa.select(series).order_by(*series.primary_key)):
        row = counted.pop((own.agency_code, own.book, own.year), None)
        faults += _faults(connection, own, row)
    faults += [
        Detail("register.series_unknown", _name(row), {"lines": row.lines})
        for row in counted.values()
    ]
    faults += [
        Detail("register.series_misdated", _name(row), {"number": row.value})
        for row in connection.execute(_MISDATED)
    ]
    return tuple(faults)


def _faults(
    connection: sa.Connection, own: sa.Row[Any], found: sa.Row[Any] | None
) -> Iterator[Detail]:
    """Where a counter and the lines under it disagree."""
    if found is None or found.different != own.last or found.highest != own.last:
        present = set(connection.scalars(_values(own)))
        missing = sorted(set(range(1, own.last + 1)) - present)
        beyond = sorted(value for value in present if not 1 <= value <= own.last)
        if missing:
            yield Detail("register.series_missing", _name(own), _listed(missing))
        if beyond:
            yield Detail("register.series_beyond", _name(own), _listed(beyond) | {"last": own.last})
    if found is not None and found.lines != found.different:
        facts = {"count": found.lines - found.different}
        yield Detail("register.series_twice", _name(own), facts)
    if found is not None and found.last_day != own.last_day:
        facts = {"last": f"{own.last_day:%d/%m/%Y}", "found": f"{found.last_day:%d/%m/%Y}"}
        yield Detail("register.series_last_day", _name(own), facts)


def _values(own: sa.Row[Any]) -> sa.Select[Any]:
    return sa.select(_LINES.c.value).where(
        _LINES.c.agency_code == own.agency_code,
        _LINES.c.book == own.book,
        _LINES.c.year == own.year,
    )


def _listed(numbers: list[int]) -> dict[str, object]:
    """The first of the numbers, and how many they are in all."""
    named = ", ".join(map(str, numbers[:_NAMED]))
    return {"numbers": named + (", …" if len(numbers) > _NAMED else ""), "count": len(numbers)}


def _name(row: sa.Row[Any]) -> str:
    return f"{row.agency_code} {row.book} {row.year}"
