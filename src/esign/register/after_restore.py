# SPDX-License-Identifier: Apache-2.0
"""What clerks do after a restore: say where the books stood, and bring back what was issued since.

Each method is one transaction.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.errors import InputError
from esign.register.confirming import Stated, confirm, note_unused
from esign.register.entries import entry_of
from esign.register.lifecycle import StoredFile
from esign.register.lost_places import KIND
from esign.register.moments import vietnamese_day
from esign.register.recovered import bring_back
from esign.register.restoration import first_year
from esign.register.schema import register
from esign.register.summaries import summaries
from esign.register.transitions import State, Step, Writing
from esign.register.typed_number import read_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from esign.model import Agency
    from esign.register.confirming import Confirmed
    from esign.register.entries import Entry
    from esign.register.recovered import IssuedFile
    from esign.register.registry import Registry
    from esign.register.summaries import BookSummary


class AfterRestore:
    """The part of the clerk's books that only a restored register needs."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._database = registry.database

    @property
    def today(self) -> date:
        """The day in Viet Nam."""
        return vietnamese_day(self._registry.clock.now())

    def confirm(
        self, book: str, agency: Agency, year: int, *, actor: str, last: int | None = None
    ) -> Confirmed:
        """Say which number was really the last one of a series, after a restore.

        Until then the series gives no number. Those between the last one that the register knows
        and that one stand in the book from now on as places whose documents are lost; `enter_paper`
        fills them under their own dates. Saying the same again changes nothing.

        Args:
            book: name of the book; `incoming` for the arrivals.
            agency: whose book.
            year: of which year.
            actor: who says so.
            last: that number; None where it is the last that the register knows.

        Raises:
            InputError: there is no such book; the number is smaller than the register's last or
                far above it; or another one is named for a series that does not wait.
            ConfigurationError: the clock is behind the series, or the account may not do this.
        """
        self._registry.roles.require(actor, Writing.CONFIRM)
        with self._database.writing() as connection:
            books = summaries(connection, self._registry.books, agency.code, year)
            known = {each.book.name for each in books}
            if book not in known:
                names = ", ".join(sorted(known))
                raise InputError("printing.unknown_book", book=book, known=names)
            now = self._registry.clock.now()
            stated = Stated(agency, book, year, last, now, actor)
            return confirm(connection, self._registry, stated)

    def confirm_unused(
        self, book: str, agency: Agency, year: int, numbers: Iterable[str], *, actor: str
    ) -> None:
        """Say that reservations of a restored register were not used since the backup.

        Until then each may be the number of whatever the register does not know; see `doubt`. It
        may be said before the series is confirmed or later; the same again changes nothing.

        Args:
            book: name of the book.
            agency: whose book.
            year: of which year.
            numbers: `7` or `07/QĐ-SGDĐT`.
            actor: who says so.

        Raises:
            InputError: nothing is reserved under one of them; nothing is recorded then.
            ConfigurationError: the account may not do this.
        """
        self._registry.roles.require(actor, Writing.CONFIRM)
        with self._database.writing() as connection:
            stated = Stated(agency, book, year, None, self._registry.clock.now(), actor)
            note_unused(connection, self._registry, stated, numbers)

    def bring_back(self, file: IssuedFile, agency: Agency, *, actor: str) -> Entry:
        """Enter a file that was issued after the backup this register came from.

        It takes its own number again, and is kept with what lies beside it; the same file again
        changes nothing but adds what was missing beside it.

        Raises:
            InputError: its number is not one whose document is missing, or its date does not fit.
            ConfigurationError: the series is not confirmed, or the account may not do this.
            OutputError: the disk is full or not writable.
        """
        self._registry.roles.require(actor, Step.ENTER)
        objects = self._registry.objects
        digest = objects.put(file.data)
        beside = [
            StoredFile(stage, objects.put(data), len(data)) for stage, data in file.beside.items()
        ]
        with self._database.writing() as connection:
            entry = bring_back(connection, self._registry, file, (agency, actor, digest), beside)
            for data in (file.data, *file.beside.values()):
                if objects.size(sha256(data).hexdigest()) is None:  # collected meanwhile
                    objects.put(data)
            return entry

    def unconfirmed(self, agency: Agency) -> tuple[BookSummary, ...]:
        """The books that give no number until somebody confirms them after a restore.

        Those of this year, and those of earlier years in which numbers may have been lost too.
        """
        with self._database.reading() as connection:
            first = first_year(connection)
            years = () if first is None else range(first, self.today.year + 1)
            return tuple(
                summary
                for year in years
                for summary in summaries(connection, self._registry.books, agency.code, year)
                if summary.awaits
            )

    def lost(self, text: str) -> tuple[Entry, ...]:
        """The lost numbers of the value that a person typed, in any book; oldest first."""
        typed = read_number(text)
        if typed is None:
            return ()
        wanted = sa.select(register).where(
            register.c.state == sa.literal_column(f"'{State.RESERVED}'"),
            register.c.kind == KIND,
            register.c.value == typed[0],
        )
        with self._database.reading() as connection:
            found = connection.execute(wanted.order_by(register.c.id)).all()
        return tuple(map(entry_of, found))
