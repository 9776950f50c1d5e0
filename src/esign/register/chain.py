# SPDX-License-Identifier: Apache-2.0
"""Checking the chain of audit rows, at the speed of the database and of SHA-256.

The database writes each column of a block of rows as one text, while the block before is hashed
here, and nothing is done row by row that can be done for a block. Whether a row is good is never
decided by that: a block that is not as it should be, or holds rows without salt, is read again row
by row, and what is said then comes from `model.RecordRow`.
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
    ill_typed,
    in_order,
    plain_text,
    with_fixed_values,
)
from esign.register.schema import audit, audit_head
from esign.register.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Generator

    from esign.register.lanes import Lane, Range

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
    strange = sa.func.sum(sa.case((sa.or_(*map(ill_typed, columns)), 1), else_=0))
    wanted = sa.select(*map(_column, columns), strange).where(*_WITHIN)
    return Statement(with_fixed_values(wanted))


_BLOCK = _columns(*ROW, audit.c.entry_hash)
_STORED = _columns(audit.c.entry_hash)
_STRANGE = sa.or_(*map(ill_typed, (*ROW, audit.c.entry_hash)))
_ROWS = sa.select(*ROW, audit.c.entry_hash, _STRANGE).where(*_WITHIN).order_by(audit.c.seq)
_ENDS = sa.select(sa.func.min(audit.c.seq), sa.func.max(audit.c.seq), sa.func.count())
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

    Of those that are `strange` a value has another type than its column.
    """

    columns: tuple[bytes, ...]
    hashes: bytes
    strange: int


class GoodRows(NamedTuple):
    """A part of the chain that is as it should be.

    Attributes:
        rows: their places.
        leaves: the rows' leaf hashes, one behind the other.
        actions: of each row.
        fields: what the rows are made of; None where they were looked at one by one.
    """

    rows: Range
    leaves: bytes
    actions: list[bytes]
    fields: Fields | None


def ranges(after: int, last: int) -> list[Range]:
    """The blocks that are looked at together."""
    ends = [*range(after + BLOCK, last, BLOCK), last] if after < last else []
    return list(zip([after, *ends], ends, strict=False))


def last_place(connection: sa.Connection) -> int:
    """The place of the last row; 0 without any. Where rows are missing, one up to which one is.

    Raises:
        ConfigurationError: the first row is gone.
    """
    first, last, count = connection.execute(_ENDS).one()
    if first is not None and first != 1:
        raise ConfigurationError("register.audit_missing", seq=1)
    place: int = min(last or 0, count + 1)
    return place


def good_rows(lane: Lane, after: int = 0) -> Generator[GoodRows, None, None]:
    """All rows behind a place, block by block, each block once it is good.

    Raises:
        ConfigurationError: names the first row that was changed, removed, moved or put in.
    """
    last = lane.do(last_place, lane.connection).result()
    link = _Link(after, lane.do(_hash_of, lane.connection, after).result())
    blocks = ranges(after, last)
    for (_, upto), block in zip(blocks, lane.ahead(_read, blocks), strict=True):
        good = _good_at_once(block, link, upto)
        if good is None:
            good, link = lane.do(_checked_one_by_one, lane.connection, link, upto).result()
        else:
            link = _Link(upto, block.hashes[-HASH:].decode())
        yield good
    lane.do(_check_end, lane.connection, link).result()


def stored_leaves(connection: sa.Connection, size: int) -> bytes:
    """The leaf hashes of the first rows by what the rows say of themselves; nothing is checked.

    Raises:
        ValueError: a row says something else than a hash.
    """
    leaves = []
    for start in range(0, size, BLOCK):
        row = _STORED.first(connection, {"after": start, "upto": min(start + BLOCK, size)})
        hashes = bytes.fromhex(bytes((row and row[0]) or b"").decode())
        leaves.append(leaf_row(hashes[at : at + SIZE] for at in range(0, len(hashes), SIZE)))
    return b"".join(leaves)


def _hash_of(connection: sa.Connection, seq: int) -> str:
    if seq == 0:
        return GENESIS
    entry_hash: str | None = connection.scalar(_HASH_OF, {"seq": seq})
    if entry_hash is None:
        raise ConfigurationError("register.audit_missing", seq=seq)
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
    if (
        {len(column) for column in fields} != {upto - link.seq}
        or b"" in fields.salt
        or block.strange
    ):
        return None
    digests = [sha256(text).digest() for text in map(b"\n".join, zip(*fields, strict=True))]
    hashes = b"".join(digests).hex("\n", SIZE).encode()
    chained = b"%b\n%b" % (link.entry_hash.encode(), hashes[: -HASH - 1])
    if hashes != block.hashes or block.columns[0] != chained[: len(hashes)]:
        return None
    return GoodRows((link.seq, upto), leaf_row(digests), fields.action, fields)


def _checked_one_by_one(
    connection: sa.Connection, link: _Link, upto: int
) -> tuple[GoodRows, _Link]:
    leaves, actions, first = [], [], link.seq
    for *fields, entry_hash, strange in connection.execute(
        _ROWS, {"after": link.seq, "upto": upto}
    ):
        row, place = RecordRow(*fields), link.seq + 1
        if row.seq != place:
            raise ConfigurationError("register.audit_missing", seq=place)
        if strange or row.entry_hash != entry_hash:
            raise ConfigurationError("register.audit_changed", seq=place)
        if row.prev_hash != link.entry_hash:
            raise ConfigurationError("register.audit_unlinked", seq=place)
        leaves.append(row.leaf)
        actions.append(row.action.encode())
        link = _Link(place, entry_hash)
    if link.seq < upto:
        raise ConfigurationError("register.audit_missing", seq=link.seq + 1)
    return GoodRows((first, upto), b"".join(leaves), actions, None), link


def _check_end(connection: sa.Connection, link: _Link) -> None:
    """The chain must end where its head says."""
    heads = connection.execute(_HEAD).all()
    if len(heads) > 1:
        table = Term(f"table.{audit_head.name}")
        raise ConfigurationError("register.row_inserted", table=table, seq=link.seq)
    head = heads[0] if heads else None
    if head is None or head.id != 1 or head.seq < link.seq:
        seq = link.seq if head is None or head.id != 1 else head.seq + 1
        raise ConfigurationError("register.audit_unlinked", seq=seq)
    if head.seq > link.seq:
        raise ConfigurationError("register.audit_missing", seq=link.seq + 1)
    if head.entry_hash != link.entry_hash:
        raise ConfigurationError("register.audit_changed", seq=link.seq)
