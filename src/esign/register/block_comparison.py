# SPDX-License-Identifier: Apache-2.0
"""Holding the rows of the register against blocks of the chain that were found good.

For each block the database writes the entries whose numbers were taken in it, column by column, so
that nothing is looked up row by row. That entries are as their acts say is proven here; of others
only the places are noted, and `row_comparison` and `comparison` say what is wrong with them, or
that nothing is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

import sqlalchemy as sa

from esign.register.comparison import STANDS_OTHERWISE, WITH_LAST_CHANGE
from esign.register.dialects import (
    as_bytes,
    ends,
    in_order,
    plain_text,
    well_typed,
    with_fixed_values,
)
from esign.register.fingerprint import ENTRY, KEY, SEPARATOR
from esign.register.row_comparison import WELL_TYPED, within
from esign.register.schema import register
from esign.register.statements import Statement
from esign.register.transitions import Step

if TYPE_CHECKING:
    from esign.register.chain import Fields, GoodRows, Range

_BETWEEN_ROWS: Final = "\x1e"
_BETWEEN_COLUMNS: Final = SEPARATOR.encode()
_ROW: Final = f'"{KEY}":"%b"'.encode()
_FIXING: Final = frozenset(each.value.encode() for each in (Step.NUMBER, Step.RESERVE, Step.ENTER))
_ENDS: Final = ends(register.c.id)


def _column(column: sa.Column[object]) -> sa.ColumnElement[bytes]:
    """All values of a column; where there is none that must be stands one too many."""
    between = sa.literal(_BETWEEN_ROWS)
    return as_bytes(in_order(sa.func.coalesce(plain_text(column), between), between, register.c.id))


_ENTRIES: Final = Statement(
    with_fixed_values(
        sa.select(
            sa.func.count(),
            sa.func.sum(sa.case((STANDS_OTHERWISE, 1), else_=0)),
            sa.func.count(sa.case((sa.and_(WELL_TYPED, well_typed(register.c.id)), 1))),
            *(_column(column) for column in (register.c.id, *ENTRY.columns)),
        )
        .select_from(WITH_LAST_CHANGE)
        .where(*within(register.c.id))
    )
)


@dataclass(slots=True)
class Doubts:
    """Which rows of the register have to be looked at one by one.

    Attributes:
        entries: those that may be other than the act that fixed them.
        states: those that may stand otherwise than by their last change.
    """

    entries: list[Range] = field(default_factory=list)
    states: list[Range] = field(default_factory=list)

    def extend(self, others: Doubts) -> None:
        """Go on with what comes behind."""
        self.entries += others.entries
        self.states += others.states


class _Entries(NamedTuple):
    """Rows of the register.

    Attributes:
        rows: how many.
        otherwise: how many do not stand as their last change says.
        whole: how many hold values of their columns' types.
        places: of the acts that took their numbers.
        columns: what never changes of them, a list for each column.
    """

    rows: int
    otherwise: int
    whole: int
    places: list[int]
    columns: list[list[bytes]]


def stray_entry(connection: sa.Connection, last: int) -> int | None:
    """An entry in a place that no act has; None where there is none.

    Args:
        connection: sees the register.
        last: the place of the last act.
    """
    ends = (each for each in connection.execute(_ENDS).one() if each is not None)
    return next((each for each in ends if not (isinstance(each, int) and 1 <= each <= last)), None)


def doubts_about(connection: sa.Connection, block: GoodRows) -> Doubts:
    """What the entries of a block do not show about themselves beside its acts."""
    found = _read(connection, *block.rows)
    doubts = Doubts()
    if found.otherwise:
        doubts.states.append(block.rows)
    if found.rows and (block.fields is None or found.whole < found.rows):
        doubts.entries.append(block.rows)
    elif found.rows and block.fields is not None:
        doubts.entries += _others(block.fields, block.rows, found)
    return doubts


def _read(connection: sa.Connection, after: int, upto: int) -> _Entries:
    row = _ENTRIES.first(connection, {"after": after, "upto": upto})
    if row is None or not row[0]:
        return _Entries(0, 0, 0, [], [])
    if row[2] < row[0]:
        return _Entries(row[0], row[1], row[2], [], [])
    places, *columns = (bytes(each).split(_BETWEEN_ROWS.encode()) for each in row[3:])
    return _Entries(row[0], row[1], row[2], list(map(int, places)), columns)


def _others(acts: Fields, rows: Range, found: _Entries) -> list[Range]:
    """The stretch of entries of which the acts in their places do not plainly tell, if any.

    An entry that was kept free is told of by the later act that filled it.
    """
    if {len(column) for column in found.columns} != {found.rows}:
        return [rows]
    others, first = [], rows[0] + 1
    texts = map(_BETWEEN_COLUMNS.join, zip(*found.columns, strict=True))
    for place, text in zip(found.places, texts, strict=True):
        told = _ROW % sha256(text).hexdigest().encode()
        if told not in acts.payload[place - first] or acts.action[place - first] not in _FIXING:
            others.append(place)
    return [(others[0] - 1, others[-1])] if others else []
