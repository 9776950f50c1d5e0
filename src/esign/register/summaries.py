# SPDX-License-Identifier: Apache-2.0
"""The office's books at a glance: how far each has come, in which states, what is kept free."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.model import Book
from esign.register.entries import entry_of
from esign.register.incoming import BOOK as ARRIVALS
from esign.register.incoming import TITLE
from esign.register.restoration import awaited
from esign.register.schema import register, series
from esign.register.transitions import State
from esign.register.withdrawn import withdrawn_counts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from esign.kinds import Books
    from esign.register.entries import Entry


@dataclass(frozen=True, slots=True)
class BookSummary:
    """One book of one year.

    Attributes:
        book: which book.
        year: of which year.
        last: its last number; 0 before the first.
        last_day: the date of that number; None before the first.
        states: how many numbers stand in each state; of incoming documents those that were
            withdrawn.
        reserved: the numbers that are kept free.
        awaits: when the backup was made after which nobody has confirmed the book yet, so that it
            gives no number; None as a rule.
    """

    book: Book
    year: int
    last: int
    last_day: date | None
    states: Mapping[State, int] = field(default_factory=dict)
    reserved: tuple[Entry, ...] = ()
    awaits: datetime | None = None


def summaries(
    connection: sa.Connection, books: Books, agency_code: str, year: int
) -> tuple[BookSummary, ...]:
    """The books that are set up, those that have numbers though no longer set up, and arrivals."""
    own = (register.c.agency_code == agency_code, register.c.year == year)
    counters = sa.select(series).where(series.c.agency_code == agency_code, series.c.year == year)
    lasts = {row.book: row for row in connection.execute(counters)}
    counted = sa.select(register.c.book, register.c.state, sa.func.count()).where(*own)
    states: dict[str, dict[State, int]] = {}
    for book, state, count in connection.execute(
        counted.group_by(register.c.book, register.c.state)
    ):
        states.setdefault(book, {})[State(state)] = count
    kept = (
        sa.select(register)
        .where(*own, register.c.state == sa.literal_column(f"'{State.RESERVED}'"))
        .order_by(register.c.id)
    )
    reserved = [entry_of(row) for row in connection.execute(kept)]

    def summary(book: Book) -> BookSummary:
        counter = lasts.get(book.name)
        return BookSummary(
            book,
            year,
            counter.last if counter else 0,
            counter.last_day if counter and counter.last else None,
            states.get(book.name, {}),
            tuple(entry for entry in reserved if entry.number.book == book.name),
            _awaits(connection, agency_code, book.name, year),
        )

    states[ARRIVALS] = dict(withdrawn_counts(connection, agency_code, year))
    shown = {book.name: book for book in books.all()}
    shown |= {name: books.named(name) for name in lasts if name not in shown}
    shown[ARRIVALS] = Book(ARRIVALS, TITLE)
    return tuple(summary(book) for book in shown.values())


def _awaits(connection: sa.Connection, agency_code: str, book: str, year: int) -> datetime | None:
    after = awaited(connection, agency_code, book, year)
    return None if after is None else datetime.fromisoformat(after.made_at)
