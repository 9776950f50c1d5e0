# SPDX-License-Identifier: Apache-2.0
"""Whether every series counts from 1 to its last number without hole, on dates that never fall."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import Detail
from esign.register.dialects import plain_text
from esign.register.incoming import BOOK as ARRIVALS
from esign.register.lost_places import KIND
from esign.register.schema import incoming, register, series
from esign.register.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

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


BLOCK = 8192
"""Numbers looked at together."""

_LINE_COUNT: Final = sa.select(
    sa.select(sa.func.count()).select_from(register).scalar_subquery()
    + sa.select(sa.func.count()).select_from(incoming).scalar_subquery()
)


def _days_in_order(
    series_of: tuple[sa.ColumnElement[bool], ...],
    value: sa.ColumnElement[int],
    day: sa.ColumnElement[date],
) -> Statement:
    lines = (
        sa.select(plain_text(value).label("value"), plain_text(day).label("day"))
        .where(*series_of, value > sa.bindparam("after"), value <= sa.bindparam("upto"))
        .order_by(value)
        .subquery("ordered")
    )
    return Statement(
        sa.select(*(sa.func.aggregate_strings(each, "\n") for each in (lines.c.value, lines.c.day)))
    )


_OUTGOING: Final = _days_in_order(
    (
        register.c.agency_code == sa.bindparam("agency"),
        register.c.book == sa.bindparam("of_book"),
        register.c.year == sa.bindparam("of_year"),
    ),
    register.c.value,
    register.c.issued_on,
)
_ARRIVED: Final = _days_in_order(
    (incoming.c.agency_code == sa.bindparam("agency"), incoming.c.year == sa.bindparam("of_year")),
    incoming.c.arrival_number,
    incoming.c.arrived_on,
)


def check_series(connection: sa.Connection) -> tuple[Detail, ...]:
    """Every fault of every series, named by agency, book and year; empty when all are whole."""
    return () if are_whole(connection) else series_faults(connection)


def are_whole(connection: sa.Connection) -> bool:
    """Whether every series is plainly whole, which is seen without sorting; if not, look closer."""
    every = connection.execute(sa.select(series)).all()
    if connection.scalar(_LINE_COUNT) != sum(own.last for own in every):
        return False  # so that no line is beside or beyond those that are counted through
    return all(_counts_through(connection, own) for own in every)


def _counts_through(connection: sa.Connection, own: sa.Row[Any]) -> bool:
    """Whether a series has each of its numbers once, on days of its year that never fall."""
    of_series = {"agency": own.agency_code, "of_year": own.year}
    statement = _ARRIVED if own.book == ARRIVALS else _OUTGOING
    if statement is _OUTGOING:
        of_series["of_book"] = own.book
    last_day = f"{own.year:04d}-01-01"
    for after in range(0, own.last, BLOCK):
        upto = min(after + BLOCK, own.last)
        row = statement.first(connection, {**of_series, "after": after, "upto": upto})
        values, days = map(str, row or ("", ""))
        if values != "\n".join(map(str, range(after + 1, upto + 1))):
            return False
        passed = [last_day, *days.split("\n")]
        if passed != sorted(passed):
            return False
        last_day = passed[-1]
    last: date = own.last_day
    return own.last == 0 or (last_day == last.isoformat() and last.year == own.year)


def series_faults(connection: sa.Connection) -> tuple[Detail, ...]:
    """What `check_series` finds in series that are not plainly whole; it may be nothing."""
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
        beyond = sorted(value for value in present if not 1 <= value <= own.last)
        missing = own.last - (len(present) - len(beyond))
        if missing:
            absent = (value for value in range(1, own.last + 1) if value not in present)
            yield Detail("register.series_missing", _name(own), _listed(absent, missing))
        if beyond:
            facts = _listed(beyond, len(beyond)) | {"last": own.last}
            yield Detail("register.series_beyond", _name(own), facts)
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


def _listed(numbers: Iterable[int], count: int) -> dict[str, object]:
    """The first of the numbers, and how many they are in all; not all of them are looked for."""
    named = ", ".join(map(str, islice(numbers, _NAMED)))
    return {"numbers": named + (", …" if count > _NAMED else ""), "count": count}


def _name(row: sa.Row[Any]) -> str:
    return f"{row.agency_code} {row.book} {row.year}"
