# SPDX-License-Identifier: Apache-2.0
"""Core statements that are turned into SQL once and then go straight to the driver.

For the few statements that every number costs: what SQLAlchemy does around each execution takes
longer than SQLite needs to carry it out. Everything else is executed on the connection itself.
"""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from sys import intern
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

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
        clause: the statement; an INSERT or UPDATE sets the columns that the parameters name. Every
            execution has the parameters of the first.
    """

    def __init__(self, clause: Clause) -> None:
        self._clause = clause
        self._compiled: dict[str, _Compiled] = {}

    def execute(self, connection: sa.Connection, parameters: Mapping[str, object]) -> None:
        """Carry the statement out.

        Raises:
            sa.exc.DBAPIError: as the connection itself would.
        """
        compiled = self._for(connection.dialect, parameters)
        execute(connection, compiled.sql, compiled.values(parameters))

    def first(
        self, connection: sa.Connection, parameters: Mapping[str, object]
    ) -> Sequence[Any] | None:
        """The first row of what the statement finds or returns; None when that is nothing.

        Raises:
            sa.exc.DBAPIError: as the connection itself would.
        """
        compiled = self._for(connection.dialect, parameters)
        rows = _rows(connection, compiled.sql, compiled.values(parameters))
        return compiled.converted(rows[0]) if rows else None

    def all(
        self, connection: sa.Connection, parameters: Mapping[str, object]
    ) -> Sequence[Sequence[Any]]:
        """All rows of what the statement finds.

        Raises:
            sa.exc.DBAPIError: as the connection itself would.
        """
        compiled = self._for(connection.dialect, parameters)
        rows = _rows(connection, compiled.sql, compiled.values(parameters))
        return list(map(compiled.converted, rows))

    def _for(self, dialect: sa.Dialect, parameters: Mapping[str, object]) -> _Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            found = _Compiled(self._clause, dialect, tuple(parameters))
            self._compiled[dialect.name] = found
        if len(parameters) != found.count:
            raise KeyError(*parameters)
        return found


class _Compiled:
    """A statement for one kind of database and one set of parameters.

    Attributes:
        sql: what the driver is given, along with `values`.
        count: how many parameters there are.
        values: makes of parameters, by name, what the driver wants.
    """

    def __init__(self, clause: Clause, dialect: sa.Dialect, names: tuple[str, ...]) -> None:
        compiled = clause.compile(dialect=dialect, column_keys=names)
        expanded = compiled.construct_expanded_state(dict.fromkeys(names))
        self.sql = expanded.statement
        self.count = len(names)
        self._fixed = {
            name: each for name, each in expanded.parameters.items() if name not in names
        }
        types = {name: bind.type for bind, name in compiled.bind_names.items()}
        inwards = {name: _inwards(each, dialect) for name, each in types.items()}
        self._arranged: Callable[[Mapping[str, object]], object] = dict
        self._changeable: Callable[[Any], Any] = dict
        self._inwards = _conversions(inwards.items())
        if compiled.positional:
            # The very texts that name the parameters, which look-ups find at once.
            order = [intern(str(name)) for name in expanded.positiontup or ()]
            self._arranged, self._changeable = _in_order(order), list
            by_place = ((place, inwards.get(name)) for place, name in enumerate(order))
            self._inwards = _conversions(by_place)
        self._outwards = _conversions(
            (place, column.type.dialect_impl(dialect).result_processor(dialect, None))
            for place, column in enumerate(getattr(clause, "exported_columns", ()))
        )
        as_given = not self._fixed and not self._inwards
        self.values = self._arranged if as_given else self._completed

    def _completed(self, parameters: Mapping[str, object]) -> object:
        whole = {**parameters, **self._fixed} if self._fixed else parameters
        values = self._changeable(self._arranged(whole))
        for place, convert in self._inwards:
            values[place] = convert(values[place])
        return values

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
    driver: Any = connection.connection.dbapi_connection
    try:
        # Without options as a plain call, which is cheaper, and made for every statement.
        cursor: Cursor = (
            driver.execute(sql, values, **options) if options else driver.execute(sql, values)
        )
    except connection.dialect.loaded_dbapi.Error as error:
        raise _failure(connection, sql, error) from error
    return cursor


def commit(connection: sa.Connection) -> None:
    """End a transaction, whether SQLAlchemy has noticed that there is one or not.

    It has not if all statements went straight to the driver.

    Raises:
        sa.exc.DBAPIError: as the connection itself would.
    """
    if connection.get_transaction() is not None:
        connection.commit()
        return
    driver: Any = connection.connection.dbapi_connection
    try:
        driver.commit()
    except connection.dialect.loaded_dbapi.Error as error:
        raise _failure(connection, "COMMIT", error) from error


def roll_back(connection: sa.Connection) -> None:
    """Undo a transaction, whether SQLAlchemy has noticed that there is one or not.

    Raises:
        sa.exc.DBAPIError: as the connection itself would.
    """
    if connection.get_transaction() is not None:
        connection.rollback()
        return
    driver: Any = connection.connection.dbapi_connection
    try:
        driver.rollback()
    except connection.dialect.loaded_dbapi.Error as error:
        raise _failure(connection, "ROLLBACK", error) from error


def _rows(connection: sa.Connection, sql: str, values: object) -> Sequence[Sequence[Any]]:
    cursor = execute(connection, sql, values)
    try:
        return cursor.fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        raise _failure(connection, sql, error) from error


def _failure(connection: sa.Connection, sql: str, error: Exception) -> BaseException:
    base = connection.dialect.loaded_dbapi.Error
    return sa.exc.DBAPIError.instance(sql, None, error, base, hide_parameters=True)


def _in_order(names: Sequence[str]) -> Callable[[Mapping[str, object]], Sequence[object]]:
    """What puts parameters into the order of their places in the SQL."""
    match names:
        case []:
            return lambda _values: ()
        case [name]:
            return lambda values: (values[name],)
        case several:
            return itemgetter(*several)


def _inwards(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> Conversion | None:
    """What turns a value of Python's into one that the driver takes; None for nothing."""
    conversion = kind.dialect_impl(dialect).bind_processor(dialect)
    # A database without days keeps their text, which Python writes faster than SQLAlchemy does.
    return _day_text if conversion is not None and isinstance(kind, sa.Date) else conversion


@lru_cache(maxsize=8)  # the days of one act come again in its statements, and in the next act
def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _conversions(
    found: Iterable[tuple[Any, Conversion | None]],
) -> tuple[tuple[Any, Conversion], ...]:
    return tuple((place, convert) for place, convert in found if convert is not None)
