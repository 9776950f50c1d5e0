# SPDX-License-Identifier: Apache-2.0
"""The sealed heads of the Merkle tree over the record: making the next, keeping, comparing.

Works within the caller's transaction. The leaves are the rows' own hashes, in order.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.model import canonical_json
from esign.model.merkle import SIZE, Frontier
from esign.model.proof import SealedHead
from esign.model.record import TreeHead
from esign.register.chain import check_end, good_rows, last_place
from esign.register.moments import utc_text
from esign.register.schema import tree_head

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


class Occasion(StrEnum):
    """Why a head was sealed; the value is also what the database holds."""

    DAY = "day"
    BATCH = "batch"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class NextHead:
    """A head that waits for the agency's seal.

    Attributes:
        head: what is to be sealed.
        occasion: why.
        frontier: what the head after it goes on from.
    """

    head: TreeHead
    occasion: Occasion
    frontier: Frontier


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A head with its seal, as the register keeps it."""

    head: TreeHead
    occasion: Occasion
    frontier: Frontier
    sealed: SealedHead


def last_head(connection: sa.Connection) -> KeptHead | None:
    """The latest head; None before the first.

    Raises:
        ConfigurationError: it was changed.
    """
    latest = sa.select(tree_head).order_by(tree_head.c.size.desc()).limit(1)
    row = connection.execute(latest).first()
    return None if row is None else _kept(row)


def all_heads(connection: sa.Connection) -> Iterator[KeptHead]:
    """Every head, the smallest first.

    Raises:
        ConfigurationError: one was changed.
    """
    for row in connection.execute(sa.select(tree_head).order_by(tree_head.c.size)):
        yield _kept(row)


def first_head_over(connection: sa.Connection, size: int) -> KeptHead | None:
    """The smallest head over at least so many rows; None when there is none yet."""
    row = connection.execute(
        sa.select(tree_head).where(tree_head.c.size >= size).order_by(tree_head.c.size).limit(1)
    ).first()
    return None if row is None else _kept(row)


def grown(connection: sa.Connection, since: KeptHead | None) -> Frontier:
    """The frontier over all rows there are; only those behind `since` are read, and checked.

    Raises:
        ConfigurationError: names the first of them that was changed, removed, moved or put in.
    """
    frontier = Frontier() if since is None else since.frontier
    last = last_place(connection)
    for block in good_rows(connection, frontier.size, last):
        frontier = frontier.extended(block.leaves)
    check_end(connection, last)
    return frontier


def insert(connection: sa.Connection, pending: NextHead, sealed: SealedHead) -> bool:
    """Keep a head unless there is one over as many rows; tells whether it is the one kept."""
    head = pending.head
    known = sa.select(tree_head.c.size).where(tree_head.c.size == head.size)
    if connection.scalar(known) is not None:
        return False
    stamp = sealed.timestamp
    values = {
        "size": head.size,
        "root": head.root,
        "occasion": pending.occasion.value,
        "at": utc_text(head.at),
        "frontier": canonical_json([peak.hex() for peak in pending.frontier.peaks]),
        "statement": sealed.statement,
        "seal": b64encode(sealed.seal).decode(),
        "timestamp": None if stamp is None else b64encode(stamp).decode(),
    }
    connection.execute(sa.insert(tree_head), values)
    return True


def add_timestamp(connection: sa.Connection, size: int, token: bytes) -> None:
    """Keep the time-stamp of a head that has none."""
    connection.execute(
        sa.update(tree_head)
        .where(tree_head.c.size == size, tree_head.c.timestamp.is_(None))
        .values(timestamp=b64encode(token).decode())
    )


class HeadComparison:
    """Holds the kept heads against the rows, as these are walked over.

    Args:
        heads: the kept heads, the smallest first.
    """

    def __init__(self, heads: tuple[KeptHead, ...]) -> None:
        self._waiting = list(reversed(heads))
        self._frontier = Frontier()

    def extend(self, leaves: bytes) -> None:
        """Go on with more leaves.

        Raises:
            ConfigurationError: a head is not that of the rows; names its size.
        """
        while self._waiting:
            missing = (self._waiting[-1].head.size - self._frontier.size) * SIZE
            if missing > len(leaves):
                break
            self._frontier = self._frontier.extended(leaves[:missing])
            leaves = leaves[missing:]
            kept = self._waiting.pop()
            if self._frontier != kept.frontier:
                raise ConfigurationError("register.head_differs", size=kept.head.size)
        if self._waiting:  # nothing is hashed that no head speaks of
            self._frontier = self._frontier.extended(leaves)

    def finish(self) -> None:
        """All rows were there.

        Raises:
            ConfigurationError: a head speaks of more rows than there are.
        """
        if self._waiting:
            raise ConfigurationError("register.head_beyond", size=self._waiting[-1].head.size)


def _kept(row: sa.Row[Any]) -> KeptHead:
    """A row of the table, if its columns say what its statement says.

    Raises:
        ConfigurationError: they do not.
    """
    try:
        head = TreeHead.read(row.statement)
        peaks = tuple(bytes.fromhex(peak) for peak in json.loads(row.frontier))
        frontier = Frontier(row.size, peaks)
        sealed = SealedHead(
            statement=row.statement,
            seal=b64decode(row.seal, validate=True),
            timestamp=None if row.timestamp is None else b64decode(row.timestamp, validate=True),
        )
        occasion = Occasion(row.occasion)
        told = (row.size, row.root, row.root, datetime.fromisoformat(row.at))
    except (ValueError, TypeError) as fault:
        raise ConfigurationError("register.head_changed", size=row.size) from fault
    if told != (head.size, head.root, frontier.root.hex(), head.at):
        raise ConfigurationError("register.head_changed", size=row.size)
    return KeptHead(head, occasion, frontier, sealed)
