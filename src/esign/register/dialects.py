# SPDX-License-Identifier: Apache-2.0
"""What both databases can do and call by different names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

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


@compiles(place_in, "sqlite")
def _place_sqlite(element: place_in, compiler: SQLCompiler, **how: object) -> str:
    return f"instr({compiler.process(element.clauses, **how)})"


@compiles(place_in, "postgresql")
def _place_postgresql(element: place_in, compiler: SQLCompiler, **how: object) -> str:
    return f"strpos({compiler.process(element.clauses, **how)})"


@compiles(as_bytes, "sqlite")
def _bytes_sqlite(element: as_bytes, compiler: SQLCompiler, **how: object) -> str:
    return f"CAST({compiler.process(element.clauses, **how)} AS BLOB)"


@compiles(as_bytes, "postgresql")
def _bytes_postgresql(element: as_bytes, compiler: SQLCompiler, **how: object) -> str:
    return f"convert_to({compiler.process(element.clauses, **how)}, 'UTF8')"
