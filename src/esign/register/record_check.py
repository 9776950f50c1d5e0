# SPDX-License-Identifier: Apache-2.0
"""The check of the whole register: chain, tree and heads, and every table against the acts.

The database does most of the work, so that chain, entries and changes are each read by a thread of
its own, all as they were at one moment, and in blocks: memory does not grow with the record.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError
from esign.register import comparison, heads
from esign.register.block_comparison import Entries
from esign.register.chain import last_place
from esign.register.change_comparison import compare_reasons, seen_changes
from esign.register.lanes import Lane
from esign.register.row_comparison import compare_rows, refuse_entry
from esign.register.schema import register
from esign.register.series_check import check_series
from esign.register.side_tables import compare_written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    import sqlalchemy as sa

    from esign.errors import Detail
    from esign.register.block_comparison import Doubts
    from esign.register.change_comparison import Changes
    from esign.register.database import Database
    from esign.register.heads import CheckedChain, KeptHead

_CONNECTIONS: Final = 3
"""For the chain, its entries and its changes."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check of the record looked at.

    Attributes:
        rows: of the record.
        entries: of the register, held against the record.
        heads: sealed heads, held against the record; their seals are for others to judge.
    """

    rows: int
    entries: int
    heads: tuple[KeptHead, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was found in going through the large tables beside the chain."""

    chain: CheckedChain
    changes: Changes
    doubts: Doubts
    series: Future[tuple[Detail, ...]]


def check_record(database: Database) -> Checked:
    """What `Record.check` does, of tables that nobody has opened as a register yet.

    Raises:
        ConfigurationError: as `Record.check`.
    """
    # What is wrong is told in the order below, whatever is found first: the record before all.
    with database.readings(_CONNECTIONS) as connections:
        seen = _gone_through(connections)
        connection, counts, changes = connections[0], seen.chain.acts, seen.changes
        comparison.compare_changes(connection, counts, changes)
        comparison.compare_kept(connection, counts)
        comparison.compare_states(connection, seen.doubts.states)
        compare_reasons(connection, changes)
        refuse_entry(connection, "register.entry_inserted", seen.doubts.stray)
        compare_rows(connection, seen.doubts.entries)
        compare_written(connection, counts, releases_queue=changes.notices > 0)
        if faults := seen.series.result():
            raise ConfigurationError("register.series_faulty", details=faults)
        entries = comparison.size(connection, register)
        return Checked(seen.chain.rows, entries, seen.chain.heads)


def _gone_through(connections: Sequence[sa.Connection]) -> _Seen:
    """Go through chain, entries, changes and series, at once as far as there are connections.

    Raises:
        ConfigurationError: as `heads.check_chain`.
    """
    with ExitStack() as running:
        lanes = [running.enter_context(Lane(each)) for each in connections]
        of_chain, of_entries, of_changes = (lanes[turn % len(lanes)] for turn in range(3))
        changes = of_changes.do(seen_changes, of_changes.connection)
        series = of_changes.do(check_series, of_changes.connection)
        last = of_chain.do(last_place, of_chain.connection).result()
        entries = Entries(of_entries, last)
        chain = heads.check_chain(of_chain, entries.compare)
        return _Seen(chain, changes.result(), entries.doubts, series)
