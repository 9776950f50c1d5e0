# SPDX-License-Identifier: Apache-2.0
"""Holding what never changes in the rows of the register against the digests in the record.

Row by row, where `block_comparison` has not seen a whole block of them to agree.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.model import DocumentNumber
from esign.register.dialects import well_typed
from esign.register.fingerprint import ENTRY, KEY
from esign.register.schema import audit, history, register
from esign.register.transitions import Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esign.register.chain import Range

_FILLING: Final = history.alias("filling")
"""The acts that gave reserved numbers to documents; what never changes came with them."""

_IS_FILLING: Final = sa.and_(
    _FILLING.c.audit_seq != _FILLING.c.entry_id,
    _FILLING.c.act.in_((Step.NUMBER.value, Step.ENTER.value)),
)


def within(key: sa.Column[int]) -> tuple[sa.ColumnElement[bool], ...]:
    """The condition that rows are in a `chain.Range`, given as `after` and `upto`."""
    return key > sa.bindparam("after"), key <= sa.bindparam("upto")


_FIXING: Final = audit.c.action.in_((Step.NUMBER.value, Step.RESERVE.value, Step.ENTER.value))
WELL_TYPED: Final = sa.and_(*map(well_typed, ENTRY.columns))
"""Whether a row holds nothing that the database could only be made to hold by hand."""

_ENTRIES: Final = (
    sa.select(
        register.c.id,
        ENTRY.text,
        sa.case((_FIXING, audit.c.payload), else_=None),
        audit.c.salt,
        WELL_TYPED,
    )
    .select_from(
        register.join(
            _FILLING, sa.and_(_FILLING.c.entry_id == register.c.id, _IS_FILLING), isouter=True
        ).join(
            audit,
            audit.c.seq == sa.func.coalesce(_FILLING.c.audit_seq, register.c.id),
            isouter=True,
        )
    )
    .where(*within(register.c.id))
    .order_by(register.c.id)
)
"""Entries beside the act that says what never changes of them."""


def compare_rows(connection: sa.Connection, doubts: Iterable[Range]) -> None:
    """Compare rows with the act that fixed them.

    Raises:
        ConfigurationError: names the first entry that was changed, or that no act tells of.
    """
    for after, upto in doubts:
        rows = connection.execute(_ENTRIES, {"after": after, "upto": upto})
        for entry, text, payload, salt, whole in rows:
            if payload is None:
                refuse_entry(connection, "register.entry_inserted", entry)
            told = f'"{KEY}":"{sha256(text.encode()).hexdigest()}"'
            # The acts of the first release hold no digest.
            if not whole or (salt and told not in payload):
                refuse_entry(connection, "register.entry_changed", entry)


def refuse_entry(connection: sa.Connection, code: str, entry: int | None) -> None:
    """Name the entry that is at fault, if one is.

    Raises:
        ConfigurationError: with that code.
    """
    if entry is None:
        return
    wanted = sa.select(register.c.value, register.c.symbol, register.c.book, register.c.year)
    found: Any = connection.execute(wanted.where(register.c.id == entry)).first()
    number = str(found.value)  # in a database that was tampered with it may be anything
    if isinstance(found.value, int):
        number = DocumentNumber(found.value, found.symbol, found.book, found.year).text
    raise ConfigurationError(code, number=number, year=found.year, seq=entry)
