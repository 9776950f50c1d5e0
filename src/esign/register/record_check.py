# SPDX-License-Identifier: Apache-2.0
"""The check of the whole register: chain, tree and heads, and every table against the acts.

All is looked at as it was at one moment, and in portions, of a large record by several processes:
memory does not grow with it.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.register import comparison, heads
from esign.register.block_comparison import stray_entry
from esign.register.chain import check_end, last_place
from esign.register.change_comparison import compare_reasons
from esign.register.keys_check import refuse_altered
from esign.register.portion_crew import Crew
from esign.register.portions import Portion
from esign.register.row_comparison import compare_rows, refuse_entry
from esign.register.schema import register
from esign.register.seen_changes import stray_changes
from esign.register.series_check import are_whole, series_faults
from esign.register.side_tables import compare_written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.register.database import Database, View
    from esign.register.heads import KeptHead


_NO_VALUES: Final = (TypeError, ValueError, KeyError)
"""What comes of values that the program never wrote, such as days that are none."""


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


class _Seen(NamedTuple):
    """What was found in going through the large tables.

    Attributes:
        last: the last row of the record.
        whole: all portions, without their leaves.
        heads: the kept heads.
        series_whole: see `_are_whole`.
    """

    last: int
    whole: Portion
    heads: tuple[KeptHead, ...]
    series_whole: bool | None


def check_record(database: Database) -> Checked:
    """What `Record.check` does, of tables that nobody has opened as a register yet.

    Raises:
        ConfigurationError: as `Record.check`.
    """
    # What is wrong is told in the order below, whatever is found first: the record before all.
    with database.view() as view:
        connection = view.connection
        refuse_altered(connection)
        seen = _gone_through(database, view)
        counts, changes = seen.whole.acts, seen.whole.changes
        comparison.compare_changes(connection, counts, changes)
        comparison.compare_kept(connection, counts)
        comparison.compare_states(connection, seen.whole.doubts.states)
        if changes.more:
            compare_reasons(connection)
        refuse_entry(connection, "register.entry_inserted", stray_entry(connection, seen.last))
        compare_rows(connection, seen.whole.doubts.entries)
        if seen.series_whole is None:  # nothing could read them below either
            _refuse_series(database, connection)
        with _values(database):
            compare_written(connection, counts, releases_queue=changes.notices > 0)
        if not seen.series_whole:
            _refuse_series(database, connection)
        entries = comparison.size(connection, register)
        return Checked(seen.whole.rows, entries, seen.heads)


@contextmanager
def _values(database: Database) -> Iterator[None]:
    """Refuse a database that holds values which the program never wrote.

    Raises:
        ConfigurationError: it does.
    """
    try:
        yield
    except _NO_VALUES as fault:
        raise ConfigurationError("register.damaged", name=database.name) from fault


def _are_whole(connection: sa.Connection) -> bool | None:
    """Whether every series plainly is whole; None where a value is none that a series can have."""
    try:
        return are_whole(connection)
    except (*_NO_VALUES, sa.exc.DBAPIError):
        return None  # told in its turn


def _refuse_series(database: Database, connection: sa.Connection) -> None:
    """Refuse series that are not whole.

    Raises:
        ConfigurationError: names what is wrong with each.
    """
    with _values(database):
        faults = series_faults(connection)
    if faults:
        raise ConfigurationError("register.series_faulty", details=faults)


def _gone_through(database: Database, view: View) -> _Seen:
    """Go through chain, entries and changes, portion by portion.

    Raises:
        ConfigurationError: names the first row or head that is not as it was.
    """
    connection = view.connection
    last = last_place(connection)
    kept = tuple(heads.all_heads(connection))
    tree, whole = heads.HeadComparison(kept), Portion()
    with Crew(view, last) as crew, database.by_portions(connection):
        series_whole = _are_whole(connection)  # while the others start
        for portion in crew.portions():
            tree.extend(portion.leaves)
            whole.count(portion)
    check_end(connection, last)
    tree.finish()
    whole.changes.extend(stray_changes(connection, last))
    return _Seen(last, whole, kept, series_whole)
