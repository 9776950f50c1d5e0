# SPDX-License-Identifier: Apache-2.0
"""Checking the chain of audit rows, at the speed of the database and of SHA-256.

The database writes each column of a block of rows as one text, and nothing is done row by row that
can be done for a block. Whether a row is good is never decided by that: a block that is not as it
should be, or holds rows without salt, is read again row by row, and what is said then comes from
`model.RecordRow`.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.messages import Term
from esign.model.merkle import SIZE, leaf_row
from esign.model.record import RecordRow
from esign.register.audit import GENESIS, ROW
from esign.register.dialects import (
    as_bytes,
    ends,
    in_order,
    plain_text,
    well_typed,
    with_fixed_values,
)
from esign.register.schema import audit, audit_head
from esign.register.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

Range = tuple[int, int]
"""Rows by their keys: those behind the first, up to and with the second."""

BLOCK = 2048
"""Rows read at once; what is made of them meanwhile is to fit into a processor's cache."""

HASH: Final = 64
"""Letters of a hash."""

_WITHIN = (audit.c.seq > sa.bindparam("after"), audit.c.seq <= sa.bindparam("upto"))


def _column(column: sa.Column[Any]) -> sa.ColumnElement[bytes]:
    """All values of a column; where there is none stands what parts them, and so one too many."""
    between = sa.literal("\n")
    return as_bytes(in_order(sa.func.coalesce(plain_text(column), between), between, audit.c.seq))


def _columns(*columns: sa.Column[Any]) -> Statement:
    whole = sa.func.count(sa.case((sa.and_(*map(well_typed, columns)), 1)))
    wanted = sa.select(*map(_column, columns), whole).where(*_WITHIN)
    return Statement(with_fixed_values(wanted))


_BLOCK = _columns(*ROW, audit.c.entry_hash)
_STORED = _columns(audit.c.entry_hash)
_WHOLE = sa.and_(*map(well_typed, (*ROW, audit.c.entry_hash)))
_TEXTS = tuple(column for column in (*ROW, audit.c.entry_hash) if column is not audit.c.seq)
_ROWS = (
    sa.select(
        audit.c.seq, _WHOLE.label("whole"), *(as_bytes(each).label(each.name) for each in _TEXTS)
    )
    .where(*_WITHIN)
    .order_by(audit.c.seq)
)
_ENDS = ends(audit.c.seq)
_HEAD = sa.select(audit_head.c.id, audit_head.c.seq, audit_head.c.entry_hash)
_HASH_OF = sa.select(audit.c.entry_hash).where(audit.c.seq == sa.bindparam("seq"))


class _Link(NamedTuple):
    """Where the check has arrived: the last good row and its hash."""

    seq: int
    entry_hash: str


class Fields(NamedTuple):
    """Rows by what they are made of, a list for each column; see `RecordRow`."""

    prev_hash: list[bytes]
    seq: list[bytes]
    at: list[bytes]
    actor: list[bytes]
    action: list[bytes]
    subject: list[bytes]
    payload: list[bytes]
    salt: list[bytes]


class _Block(NamedTuple):
    """Rows as the database tells them, each column as one text, in order; and their hashes.

    Of those that are `whole` each value has the type of its column.
    """

    columns: tuple[bytes, ...]
    hashes: bytes
    whole: int


class GoodRows(NamedTuple):
    """A part of the chain that is as it should be.

    Attributes:
        rows: their places.
        leaves: the rows' leaf hashes, one behind the other.
        actions: of each row.
        fields: what the rows are made of; None where they were looked at one by one.
        payloads: all of them in one text.
    """

    rows: Range
    leaves: bytes
    actions: list[bytes]
    fields: Fields | None
    payloads: bytes


def ranges(after: int, last: int, length: int) -> Iterator[Range]:
    """The rows behind a place up to another one, so many at a time."""
    for start in range(after, last, length):
        yield start, min(start + length, last)


def last_place(connection: sa.Connection) -> int:
    """The place of the last row; 0 without any.

    Raises:
        ConfigurationError: the first row is gone.
    """
    first, last = connection.execute(_ENDS).one()
    if first is not None and first != 1:
        raise ConfigurationError("register.audit_missing", seq=1)
    return last or 0


def good_rows(connection: sa.Connection, after: int, last: int) -> Iterator[GoodRows]:
    """The rows behind a place up to another one, block by block, each block once it is good.

    They go on from what the row in that place says of itself, so that parts of the chain may be
    looked at one beside the other: the part before shows that this row is good.

    Raises:
        ConfigurationError: names the first row that was changed, removed, moved or put in.
    """
    link = _Link(after, _hash_of(connection, after))
    for start, upto in ranges(after, last, BLOCK):
        block = _read(connection, start, upto)
        good = _good_at_once(block, link, upto)
        if good is None:
            good, link = _checked_one_by_one(connection, link, upto)
        else:
            link = _Link(upto, block.hashes[-HASH:].decode())
        yield good


def stored_leaves(connection: sa.Connection, size: int) -> bytes:
    """The leaf hashes of the first rows by what the rows say of themselves; nothing is checked.

    Raises:
        ValueError: a row says something else than a hash.
    """
    leaves = []
    for start, upto in ranges(0, size, BLOCK):
        row = _STORED.first(connection, {"after": start, "upto": upto})
        hashes = bytes.fromhex(bytes((row and row[0]) or b"").decode())
        leaves.append(leaf_row(hashes[at : at + SIZE] for at in range(0, len(hashes), SIZE)))
    return b"".join(leaves)


def _hash_of(connection: sa.Connection, seq: int) -> str:
    if seq == 0:
        return GENESIS
    entry_hash = connection.scalar(_HASH_OF, {"seq": seq})
    if entry_hash is None:
        raise ConfigurationError("register.audit_missing", seq=seq)
    if not isinstance(entry_hash, str):
        raise ConfigurationError("register.audit_changed", seq=seq)
    return entry_hash


def _read(connection: sa.Connection, after: int, upto: int) -> _Block:
    row = _BLOCK.first(connection, {"after": after, "upto": upto}) or ()
    *columns, hashes = (bytes(each or b"") for each in row[:-1])
    return _Block(tuple(columns), hashes, row[-1] or 0)


def _good_at_once(block: _Block, link: _Link, upto: int) -> GoodRows | None:
    """The rows of a block; None when it does not show that all of them are good."""
    fields = Fields(*(column.split(b"\n") for column in block.columns))
    # As many rows as places, each the successor of the one before: all are there, and in order.
    # No field holds what parts the rows, or there would be more of it than there are rows.
    rows = {block.whole, *map(len, fields)}
    if rows != {upto - link.seq} or b"" in fields.salt:
        return None
    digests = [sha256(text).digest() for text in map(b"\n".join, zip(*fields, strict=True))]
    hashes = b"".join(digests).hex("\n", SIZE).encode()
    chained = b"%b\n%b" % (link.entry_hash.encode(), hashes[: -HASH - 1])
    if hashes != block.hashes or block.columns[0] != chained[: len(hashes)]:
        return None
    payloads = block.columns[Fields._fields.index("payload")]
    return GoodRows((link.seq, upto), leaf_row(digests), fields.action, fields, payloads)


def _checked_one_by_one(
    connection: sa.Connection, link: _Link, upto: int
) -> tuple[GoodRows, _Link]:
    leaves, actions, payloads, first = [], [], [], link.seq
    for found in connection.execute(_ROWS, {"after": link.seq, "upto": upto}):
        place = link.seq + 1
        if found.seq != place:
            raise ConfigurationError("register.audit_missing", seq=place)
        row, entry_hash = _row_of(found)
        if row.entry_hash != entry_hash:
            raise ConfigurationError("register.audit_changed", seq=place)
        if row.prev_hash != link.entry_hash:
            raise ConfigurationError("register.audit_unlinked", seq=place)
        leaves.append(row.leaf)
        actions.append(row.action.encode())
        payloads.append(row.payload)
        link = _Link(place, entry_hash)
    if link.seq < upto:
        raise ConfigurationError("register.audit_missing", seq=link.seq + 1)
    told = "\n".join(payloads).encode()
    return GoodRows((first, upto), b"".join(leaves), actions, None, told), link


def _row_of(found: sa.Row[Any]) -> tuple[RecordRow, str]:
    """A row and its hash, as they were written.

    Raises:
        ConfigurationError: it holds what was never written: no text, or none of UTF-8.
    """
    try:
        texts = {each.name: bytes(getattr(found, each.name)).decode() for each in _TEXTS}
    except (TypeError, UnicodeDecodeError) as fault:
        raise ConfigurationError("register.audit_changed", seq=found.seq) from fault
    if not found.whole:
        raise ConfigurationError("register.audit_changed", seq=found.seq)
    entry_hash = texts.pop(audit.c.entry_hash.name)
    return RecordRow(seq=found.seq, **texts), entry_hash


def check_end(connection: sa.Connection, last: int) -> None:
    """Refuse a chain that does not end where its head says.

    Args:
        connection: sees the chain.
        last: its last row, which is good as all before it.

    Raises:
        ConfigurationError: names the row that is missing, or not linked to.
    """
    link = _Link(last, _hash_of(connection, last))
    heads = connection.execute(_HEAD).all()
    if len(heads) > 1:
        table = Term(f"table.{audit_head.name}")
        raise ConfigurationError("register.row_inserted", table=table, seq=link.seq)
    head = heads[0] if heads and heads[0].id == 1 and isinstance(heads[0].seq, int) else None
    if head is None or head.seq < link.seq:
        raise ConfigurationError("register.audit_unlinked", seq=head.seq + 1 if head else link.seq)
    if head.seq > link.seq:
        raise ConfigurationError("register.audit_missing", seq=link.seq + 1)
    if head.entry_hash != link.entry_hash:
        raise ConfigurationError("register.audit_changed", seq=link.seq)
