# SPDX-License-Identifier: Apache-2.0
"""Holding what never changes in the rows of the register against the digests in the record.

As in `chain`, a block is judged as a whole, and only one that is not as it should be row by row.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.model import DocumentNumber
from esign.register.dialects import as_bytes, place_in
from esign.register.fingerprint import ENTRY, KEY
from esign.register.schema import audit, history, register
from esign.register.statements import Statement
from esign.register.transitions import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

BLOCK = 1024
"""Rows read at once."""

_SIZE = 32
_BETWEEN_ROWS = "\x1e"
_FILLING: Final = history.alias("filling")
"""The acts that gave reserved numbers to documents; what never changes came with them."""

_IS_FILLING: Final = sa.and_(
    _FILLING.c.audit_seq != _FILLING.c.entry_id,
    _FILLING.c.act.in_((Step.NUMBER.value, Step.ENTER.value)),
)
_ANY_FILLING: Final = sa.select(_FILLING.c.audit_seq).where(_IS_FILLING).limit(1)


def _entries(told_by: sa.ColumnElement[int], rows: sa.FromClause) -> sa.Select[Any]:
    """Rows of the register beside the act that says what never changes of them.

    Args:
        told_by: the place of that act.
        rows: the register, with what tells the place.
    """
    fixing = audit.c.action.in_((Step.NUMBER.value, Step.RESERVE.value, Step.ENTER.value))
    return (
        sa.select(
            register.c.id,
            ENTRY.text.label("text"),
            sa.case((fixing, audit.c.payload), else_=None).label("payload"),
            audit.c.salt,
        )
        .select_from(rows.join(audit, audit.c.seq == told_by, isouter=True))
        .where(register.c.id > sa.bindparam("after"))
        .order_by(register.c.id)
        .limit(sa.bindparam("most", type_=sa.Integer()))
    )


def _block(entries: sa.Select[Any]) -> Statement:
    rows = entries.subquery("rows")
    digest = sa.func.substr(
        rows.c.payload, place_in(rows.c.payload, f'"{KEY}":"') + len(KEY) + 4, 2 * _SIZE
    )
    return Statement(
        sa.select(
            sa.func.max(rows.c.id),
            sa.func.count(),
            as_bytes(sa.func.aggregate_strings(rows.c.text, _BETWEEN_ROWS)),
            sa.func.aggregate_strings(digest, "\n"),
        )
    )


_ENTRIES: Final = _entries(
    sa.func.coalesce(_FILLING.c.audit_seq, register.c.id),
    register.join(
        _FILLING, sa.and_(_FILLING.c.entry_id == register.c.id, _IS_FILLING), isouter=True
    ),
)
_BLOCK: Final = _block(_ENTRIES)
_UNFILLED_BLOCK: Final = _block(_entries(register.c.id, register))
"""The same where no reserved number was given to a document."""


def compare_rows(connection: sa.Connection) -> int:
    """Compare each row with the act that fixed it; returns how many there are.

    Raises:
        ConfigurationError: names the first entry that was changed, or that no act tells of.
    """
    statement = _UNFILLED_BLOCK if connection.scalar(_ANY_FILLING) is None else _BLOCK
    count, after = 0, 0
    while True:
        asked = {"after": after, "most": BLOCK}
        row = statement.first(connection, asked)
        if row is None or not row[1]:
            return count
        texts = bytes(row[2] or b"").split(_BETWEEN_ROWS.encode())
        digests = b"".join([sha256(text).digest() for text in texts])
        if len(texts) != row[1] or digests.hex("\n", _SIZE) != row[3]:
            _compare_one_by_one(connection, asked)
        count, after = count + row[1], row[0]


def _compare_one_by_one(connection: sa.Connection, asked: Mapping[str, int]) -> None:
    for entry, text, payload, salt in connection.execute(_ENTRIES, asked):
        if payload is None:
            refuse_entry(connection, "register.entry_inserted", entry)
        # The acts of the first release hold no digest.
        elif salt and f'"{KEY}":"{sha256(text.encode()).hexdigest()}"' not in payload:
            refuse_entry(connection, "register.entry_changed", entry)


def refuse_entry(connection: sa.Connection, code: str, entry: int | None) -> None:
    """Name the entry that is at fault, if one is.

    Raises:
        ConfigurationError: with that code.
    """
    if entry is None:
        return
    found: Any = connection.execute(sa.select(register).where(register.c.id == entry)).first()
    number = DocumentNumber(found.value, found.symbol, found.book, found.year)
    raise ConfigurationError(code, number=number.text, year=found.year, seq=entry)
