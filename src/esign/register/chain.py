# SPDX-License-Identifier: Apache-2.0
"""Checking the chain of audit rows, at the speed of the database and of SHA-256.

The database writes a block of rows as the texts that were hashed, while the block before is hashed
here, and nothing is done row by row that can be done for a block. Whether a row is good is never
decided by that: a block that is not as it should be, or holds rows without salt, is read again row
by row, and what is said then comes from `model.RecordRow`.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.messages import Term
from esign.model.merkle import SIZE, leaf_row
from esign.model.record import RecordRow
from esign.register.audit import GENESIS, ROW
from esign.register.dialects import as_bytes, joined, place_in
from esign.register.schema import audit, audit_head
from esign.register.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from concurrent.futures import Executor

BLOCK = 2048
"""Rows read at once; what is made of them meanwhile is to fit into a processor's cache."""

TELLS_OF_FILE = "+"
"""Stands behind the action of an act whose payload tells of a file."""

_HASH = 64
_BETWEEN_ROWS = "\x1e"
_FILE = '"sha256":"'

_WITHIN = (audit.c.seq > sa.bindparam("after"), audit.c.seq <= sa.bindparam("upto"))
_HASHED = (
    sa.select(
        sa.case((audit.c.salt != "", joined("\n", *ROW)), else_="").label("text"),
        audit.c.entry_hash,
        sa.case(
            (place_in(audit.c.payload, _FILE) > 0, audit.c.action.concat(TELLS_OF_FILE)),
            else_=audit.c.action,
        ).label("act"),
    )
    .where(*_WITHIN)
    .order_by(audit.c.seq)
    .subquery()
)
_HASHES = sa.func.aggregate_strings(_HASHED.c.entry_hash, "\n")
_BLOCK = Statement(
    sa.select(
        sa.func.count(),
        as_bytes(sa.func.aggregate_strings(_HASHED.c.text, _BETWEEN_ROWS)),
        _HASHES,
        sa.func.aggregate_strings(_HASHED.c.act, "\n"),
    )
)
_STORED = Statement(sa.select(_HASHES))
_ROWS = sa.select(*ROW, audit.c.entry_hash).where(*_WITHIN).order_by(audit.c.seq)
_ENDS = sa.select(sa.func.min(audit.c.seq), sa.func.max(audit.c.seq))
_HEAD = sa.select(audit_head.c.seq, audit_head.c.entry_hash)
_HASH_OF = sa.select(audit.c.entry_hash).where(audit.c.seq == sa.bindparam("seq"))


class _Link(NamedTuple):
    """Where the check has arrived: the last good row and its hash."""

    seq: int
    entry_hash: str


class _Block(NamedTuple):
    """Rows as the database tells them: how many, the text that was hashed of each, the hashes."""

    rows: int
    texts: list[bytes]
    hashes: str
    acts: str


class GoodRows(NamedTuple):
    """A part of the chain that is as it should be.

    Attributes:
        leaves: the rows' leaf hashes, one behind the other.
        acts: how many acts of each kind there are; `TELLS_OF_FILE` stands behind those that do.
    """

    leaves: bytes
    acts: Counter[str]


def good_rows(connection: sa.Connection, after: int = 0) -> Generator[GoodRows, None, None]:
    """All rows behind a place, block by block, each block once it is good.

    The connection is in use until the iteration has ended or was closed.

    Raises:
        ConfigurationError: names the first row that was changed, removed, moved or put in.
    """
    first, last = connection.execute(_ENDS).one()
    if first is not None and first != 1:
        raise ConfigurationError("register.audit_missing", seq=1)
    link = _Link(after, _hash_of(connection, after))
    with ThreadPoolExecutor(1) as reader:  # only there the connection is used meanwhile
        for upto, block in _blocks(reader, connection, after, last or 0):
            leaves = _leaves_of(block, link, upto)
            if leaves is None:
                slowly = reader.submit(_checked_one_by_one, connection, link, upto)
                good, link = slowly.result()
            else:
                good = GoodRows(leaves, Counter(block.acts.split("\n")))
                link = _Link(upto, block.hashes[-_HASH:])
            yield good
    _check_end(connection, link)


def stored_leaves(connection: sa.Connection, size: int) -> bytes:
    """The leaf hashes of the first rows by what the rows say of themselves; nothing is checked.

    Raises:
        ValueError: a row says something else than a hash.
    """
    leaves = []
    for start in range(0, size, BLOCK):
        row = _STORED.first(connection, {"after": start, "upto": min(start + BLOCK, size)})
        hashes = bytes.fromhex((row and row[0]) or "")
        leaves.append(leaf_row(hashes[at : at + SIZE] for at in range(0, len(hashes), SIZE)))
    return b"".join(leaves)


def _hash_of(connection: sa.Connection, seq: int) -> str:
    if seq == 0:
        return GENESIS
    entry_hash: str | None = connection.scalar(_HASH_OF, {"seq": seq})
    if entry_hash is None:
        raise ConfigurationError("register.audit_missing", seq=seq)
    return entry_hash


def _blocks(
    reader: Executor, connection: sa.Connection, after: int, last: int
) -> Iterator[tuple[int, _Block]]:
    """Each block with the place it ends at; while one is looked at the next is read."""
    ends = [*range(after + BLOCK, last, BLOCK), last] if after < last else []
    coming = None
    for start, upto in zip([after, *ends], ends, strict=False):
        following = reader.submit(_read, connection, start, upto)
        if coming is not None:
            yield start, coming.result()
        coming = following
    if coming is not None:
        yield last, coming.result()


def _read(connection: sa.Connection, after: int, upto: int) -> _Block:
    row = _BLOCK.first(connection, {"after": after, "upto": upto})
    if row is None or not row[0]:
        return _Block(0, [], "", "")
    return _Block(row[0], bytes(row[1]).split(_BETWEEN_ROWS.encode()), row[2], row[3])


def _leaves_of(block: _Block, link: _Link, upto: int) -> bytes | None:
    """The leaf hashes of a block; None when it does not show that all its rows are good."""
    # As many rows as places, each the successor of the one before: all are there, and in order.
    if not len(block.texts) == block.rows == upto - link.seq:
        return None
    digests = [sha256(text).digest() for text in block.texts]
    hashes = b"".join(digests).hex("\n", SIZE)
    before = b"\n".join([text[:_HASH] for text in block.texts])
    chained = f"{link.entry_hash}\n{hashes}"[: -_HASH - 1].encode()
    return leaf_row(digests) if hashes == block.hashes and before == chained else None


def _checked_one_by_one(
    connection: sa.Connection, link: _Link, upto: int
) -> tuple[GoodRows, _Link]:
    leaves = []
    acts: Counter[str] = Counter()
    for *fields, entry_hash in connection.execute(_ROWS, {"after": link.seq, "upto": upto}):
        row, place = RecordRow(*fields), link.seq + 1
        if row.seq != place:
            raise ConfigurationError("register.audit_missing", seq=place)
        if row.entry_hash != entry_hash:
            raise ConfigurationError("register.audit_changed", seq=place)
        if row.prev_hash != link.entry_hash:
            raise ConfigurationError("register.audit_unlinked", seq=place)
        leaves.append(row.leaf)
        acts[row.action + (TELLS_OF_FILE if _FILE in row.payload else "")] += 1
        link = _Link(place, entry_hash)
    if link.seq < upto:
        raise ConfigurationError("register.audit_missing", seq=link.seq + 1)
    return GoodRows(b"".join(leaves), acts), link


def _check_end(connection: sa.Connection, link: _Link) -> None:
    """The chain must end where its head says."""
    heads = connection.execute(_HEAD).all()
    if len(heads) > 1:
        table = Term(f"table.{audit_head.name}")
        raise ConfigurationError("register.row_inserted", table=table, seq=link.seq)
    head = heads[0] if heads else None
    if head is None or head.seq < link.seq:
        seq = link.seq if head is None else head.seq + 1
        raise ConfigurationError("register.audit_unlinked", seq=seq)
    if head.seq > link.seq:
        raise ConfigurationError("register.audit_missing", seq=link.seq + 1)
    if head.entry_hash != link.entry_hash:
        raise ConfigurationError("register.audit_changed", seq=link.seq)
