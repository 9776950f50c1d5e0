# SPDX-License-Identifier: Apache-2.0
"""What both databases can do and call by different names."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import ExternallyTraversible, cloned_traverse

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler


class plain_text(FunctionElement[str]):  # noqa: N801 - functions of SQL are written so
    """A column as Python's `str` writes its value, days in ISO 8601; nothing for NULL."""

    type = sa.Text()
    inherit_cache = True


class place_in(FunctionElement[int]):  # noqa: N801
    """Where in a text another one begins, from 1; 0 where it is not in it."""

    type = sa.Integer()
    inherit_cache = True


class as_bytes(FunctionElement[bytes]):  # noqa: N801
    """A text as the bytes of its UTF-8."""

    type = sa.LargeBinary()
    inherit_cache = True


class in_order(FunctionElement[str]):  # noqa: N801
    """Texts of many rows as one, in the order of a key: the text, what parts two, the key.

    SQLite has no order within an aggregate before its release 3.44: there the rows stand as they
    are found, which for rows that are chosen by their key is its order. Whoever needs more asks.
    """

    type = sa.Text()
    inherit_cache = True


class well_typed(FunctionElement[bool]):  # noqa: N801
    """Whether a column holds a value of its own type, which SQLite does not see to; or NULL."""

    type = sa.Boolean()
    inherit_cache = True


_Clause = TypeVar("_Clause", bound=ExternallyTraversible)


def with_fixed_values(clause: _Clause) -> _Clause:
    """The same with all values but named parameters in the SQL itself.

    SQLite works a bound value out for every row again, which over very many rows costs more than
    what is done with it.
    """

    def fix(bound: sa.BindParameter[object]) -> None:
        bound.literal_execute = not bound.required

    return cloned_traverse(clause, {}, {"bindparam": fix})


def ends(key: sa.Column[int]) -> sa.Select[int | None, int | None]:
    """The least and the greatest of a key; SQLite looks them up only if asked for one by one."""
    least, greatest = (sa.select(end(key)).scalar_subquery() for end in (sa.func.min, sa.func.max))
    return sa.select(least, greatest)


def joined(separator: str, *columns: sa.ColumnElement[object]) -> sa.ColumnElement[str]:
    """Columns as one text, a separator between any two; NULL if one is NULL that never should be.

    Args:
        separator: one character; it stands in the SQL itself.
        columns: which.
    """
    between = sa.literal_column(f"'{separator}'", sa.Text())
    whole: sa.ColumnElement[str] = plain_text(columns[0])
    for column in columns[1:]:
        whole = whole.concat(between).concat(plain_text(column))
    return whole


@compiles(plain_text, "sqlite")
def _text_sqlite(element: plain_text, compiler: SQLCompiler, **how: object) -> str:
    (column,) = element.clauses
    return _or_empty(column, compiler.process(column, **how))


@compiles(plain_text, "postgresql")
def _text_postgresql(element: plain_text, compiler: SQLCompiler, **how: object) -> str:
    (column,) = element.clauses
    value = compiler.process(column, **how)
    if isinstance(column.type, sa.Date):
        value = f"to_char({value}, 'YYYY-MM-DD')"
    elif isinstance(column.type, sa.Integer):
        value = f"{value}::text"
    return _or_empty(column, value)


def _or_empty(column: sa.ColumnElement[object], value: str) -> str:
    return f"coalesce({value}, '')" if getattr(column, "nullable", False) else value


@compiles(well_typed, "sqlite")
def _well_typed_sqlite(element: well_typed, compiler: SQLCompiler, **how: object) -> str:
    # Numbers come before texts and texts before BLOBs, which is asked in a third of the time that
    # typeof takes; a column of texts makes texts of numbers, one of days does not
    # (https://www.sqlite.org/datatype3.html, sections 3 and 4.1).
    (column,) = element.clauses
    name = compiler.process(column, **how)
    fits = f"+{name} < x''"
    if isinstance(column.type, sa.Date):
        fits += f" AND +{name} >= ''"
    elif isinstance(column.type, sa.Integer):
        fits = f"typeof({name}) = 'integer'"
    return f"({fits} OR {name} IS NULL)" if getattr(column, "nullable", False) else f"({fits})"


@compiles(well_typed, "postgresql")
def _well_typed_postgresql(_element: well_typed, _compiler: SQLCompiler, **_how: object) -> str:
    return "true"


@compiles(place_in, "sqlite")
def _place_sqlite(element: place_in, compiler: SQLCompiler, **how: object) -> str:
    return f"instr({compiler.process(element.clauses, **how)})"


@compiles(place_in, "postgresql")
def _place_postgresql(element: place_in, compiler: SQLCompiler, **how: object) -> str:
    return f"strpos({compiler.process(element.clauses, **how)})"


@compiles(in_order, "sqlite")
def _in_order_sqlite(element: in_order, compiler: SQLCompiler, **how: object) -> str:
    text, separator, _ = (compiler.process(each, **how) for each in element.clauses)
    return f"group_concat({text}, {separator})"


@compiles(in_order, "postgresql")
def _in_order_postgresql(element: in_order, compiler: SQLCompiler, **how: object) -> str:
    text, separator, key = (compiler.process(each, **how) for each in element.clauses)
    return f"string_agg({text}, {separator} ORDER BY {key})"


@compiles(as_bytes, "sqlite")
def _bytes_sqlite(element: as_bytes, compiler: SQLCompiler, **how: object) -> str:
    return f"CAST({compiler.process(element.clauses, **how)} AS BLOB)"


@compiles(as_bytes, "postgresql")
def _bytes_postgresql(element: as_bytes, compiler: SQLCompiler, **how: object) -> str:
    return f"convert_to({compiler.process(element.clauses, **how)}, 'UTF8')"
