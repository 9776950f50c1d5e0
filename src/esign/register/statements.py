# SPDX-License-Identifier: Apache-2.0
"""Core statements that are turned into SQL once and then go straight to the driver.

For the few statements that every number costs: what SQLAlchemy does around each execution takes
longer than SQLite needs to carry it out. Everything else is executed on the connection itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy.sql.dml import UpdateBase

    Conversion: TypeAlias = Callable[[Any], Any]
    Clause: TypeAlias = sa.SelectBase | UpdateBase


class Cursor(Protocol):
    """What every driver's cursor offers."""

    def fetchone(self) -> Sequence[Any] | None:
        """The next row; None when there is none."""

    def fetchall(self) -> Sequence[Sequence[Any]]:
        """All rows that are left."""


class Statement:
    """A Core statement, compiled when a kind of database executes it for the first time.

    Args:
        clause: the statement; an INSERT or UPDATE sets the columns that the parameters name.
    """

    def __init__(self, clause: Clause) -> None:
        self._clause = clause
        self._compiled: dict[tuple[str, ...], _Compiled] = {}

    def execute(self, connection: sa.Connection, parameters: Mapping[str, object]) -> None:
        """Carry the statement out.

        Raises:
            sa.exc.DBAPIError: as the connection itself would.
        """
        self._for(connection.dialect, parameters).run(connection, parameters)

    def first(
        self, connection: sa.Connection, parameters: Mapping[str, object]
    ) -> Sequence[Any] | None:
        """The first row of what the statement finds or returns; None when that is nothing.

        Raises:
            sa.exc.DBAPIError: as the connection itself would.
        """
        compiled = self._for(connection.dialect, parameters)
        rows = compiled.run(connection, parameters).fetchall()
        return compiled.converted(rows[0]) if rows else None

    def _for(self, dialect: sa.Dialect, parameters: Mapping[str, object]) -> _Compiled:
        key = (dialect.name, *parameters)
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = _Compiled(self._clause, dialect, tuple(parameters))
        return found


class _Compiled:
    """The SQL of a statement for one kind of database and one set of parameters."""

    def __init__(self, clause: Clause, dialect: sa.Dialect, names: tuple[str, ...]) -> None:
        compiled = clause.compile(dialect=dialect, column_keys=names)
        expanded = compiled.construct_expanded_state(dict.fromkeys(names))
        self._sql = expanded.statement
        self._order = expanded.positiontup if compiled.positional else None
        values = expanded.parameters
        self._fixed = {name: each for name, each in values.items() if name not in names}
        types = {name: bind.type for bind, name in compiled.bind_names.items()}
        self._inwards = _conversions(
            (name, each.dialect_impl(dialect).bind_processor(dialect))
            for name, each in types.items()
        )
        self._outwards = _conversions(
            (place, column.type.dialect_impl(dialect).result_processor(dialect, None))
            for place, column in enumerate(getattr(clause, "exported_columns", ()))
        )

    def run(self, connection: sa.Connection, parameters: Mapping[str, object]) -> Cursor:
        """The driver's cursor after the execution."""
        values = {**parameters, **self._fixed}
        for name, convert in self._inwards:
            values[name] = convert(values[name])
        if self._order is None:
            return execute(connection, self._sql, values)
        return execute(connection, self._sql, [values[name] for name in self._order])

    def converted(self, row: Sequence[Any]) -> Sequence[Any]:
        """A row of the driver's, in the types of the statement's columns."""
        if not self._outwards:
            return row
        values = list(row)
        for place, convert in self._outwards:
            values[place] = convert(values[place])
        return values


def execute(connection: sa.Connection, sql: str, values: object = (), **options: object) -> Cursor:
    """Hand SQL to the driver as the driver wants it; the driver's cursor.

    Raises:
        sa.exc.DBAPIError: as the connection itself would.
    """
    driver: Any = connection.connection.driver_connection
    try:
        cursor: Cursor = driver.execute(sql, values, **options)
    except connection.dialect.loaded_dbapi.Error as error:
        base = connection.dialect.loaded_dbapi.Error
        raise sa.exc.DBAPIError.instance(sql, None, error, base, hide_parameters=True) from error
    return cursor


def _conversions(
    found: Iterable[tuple[Any, Conversion | None]],
) -> tuple[tuple[Any, Conversion], ...]:
    return tuple((place, convert) for place, convert in found if convert is not None)
