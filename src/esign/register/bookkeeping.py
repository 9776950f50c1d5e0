# SPDX-License-Identifier: Apache-2.0
"""The clerk's books: numbers kept free, paper documents, incoming documents, and what is printed.

Each method is one transaction.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from esign.errors import InputError
from esign.register import incoming, paper, reservations
from esign.register.after_restore import AfterRestore
from esign.register.book_lines import incoming_lines, outgoing_lines
from esign.register.entries import entry_of
from esign.register.form import SUBJECT, Field, filled
from esign.register.incoming import Clerk
from esign.register.lifecycle import Deed
from esign.register.paper import PaperAsked
from esign.register.reservations import MOST_AT_ONCE, Wanted
from esign.register.search import search_incoming
from esign.register.series_check import check_series
from esign.register.summaries import summaries
from esign.register.transitions import Step

if TYPE_CHECKING:
    from esign.errors import Detail
    from esign.model import Agency, DocumentKind, IncomingLine, OutgoingLine
    from esign.register.arrivals import Arrival, Incoming
    from esign.register.entries import Entry
    from esign.register.incoming import Forwarding
    from esign.register.paper import PaperDocument
    from esign.register.search import Query
    from esign.register.summaries import BookSummary

_ENTRY_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{6,62}[0-9A-Za-z]")
_RANDOM_BITS: Final = 40
_HIGHEST: Final = 2**31 - 1


class Bookkeeping(AfterRestore):
    """The part of a register that clerks write by hand."""

    def reserve(
        self, kind: DocumentKind, agency: Agency, note: str, *, actor: str, count: int = 1
    ) -> tuple[Entry, ...]:
        """Take the next numbers of the kind's series and keep them free for documents to come.

        They bear the date of this day, also when they are used later.

        Args:
            kind: the kind of the documents that are to have them.
            agency: who issues.
            note: what for; stands in the register.
            actor: who asks.
            count: how many, up to 100.

        Raises:
            InputError: there is no note, or the count is none that can be kept free at once.
            ConfigurationError: the clock is behind the series, or the account may not do this.
        """
        self._registry.roles.require(actor, Step.RESERVE)
        note = filled({"note": Field("Ghi chú", note, SUBJECT)})["note"]
        if not 1 <= count <= MOST_AT_ONCE:
            raise InputError("register.reserve_count", count=count, most=MOST_AT_ONCE)
        wanted = Wanted("", kind, agency)
        with self._database.writing() as connection:
            deed = Deed(Step.RESERVE, self._registry.clock.now(), actor)
            return tuple(
                reservations.reserve(connection, self._registry, wanted, note, deed)
                for _ in range(count)
            )

    def reservation(self, text: str, kind: DocumentKind, agency: Agency) -> Entry:
        """The reservation that a document of this kind and agency would fill.

        Args:
            text: the number as typed, `7` or `07/QĐ-SGDĐT`, or the reservation's own id.
            kind: the document's kind.
            agency: who issues it.

        Raises:
            InputError: nothing was reserved under that number, or it is another office's, another
                kind's, used or voided.
        """
        wanted = Wanted(text, kind, agency)
        with self._database.reading() as connection:
            return entry_of(reservations.open_reservation(connection, self._registry, wanted))

    def enter_paper(
        self,
        document: PaperDocument,
        agency: Agency,
        *,
        actor: str,
        entry_id: str = "",
        reserved: str = "",
    ) -> Entry:
        """Give a paper document its number in the series that electronic ones share.

        Args:
            document: what was written.
            agency: who issues it.
            actor: who enters it.
            entry_id: makes entering the same document again harmless; drawn when empty.
            reserved: a reservation that it fills, as `reservation` says; empty for the next number.

        Raises:
            InputError: the id is none or stands for another document, a text is unfit, the date is
                another than the number's, or the reservation does not fit, or is too old.
            ConfigurationError: the clock is behind the series, or the account may not do this.
        """
        self._registry.roles.require(actor, Step.ENTER)
        if entry_id and not _ENTRY_ID.fullmatch(entry_id):
            raise InputError("register.entry_id")
        drawn = f"paper-{self.today:%Y%m%d}-{self._registry.random.bits(_RANDOM_BITS):010X}"
        asked = PaperAsked(document, agency, entry_id or drawn, reserved, actor)
        with self._database.writing() as connection:
            return paper.enter(connection, self._registry, asked, self._registry.clock.now())

    def receive(self, document: Incoming, agency: Agency, *, actor: str) -> Arrival:
        """Enter a document in the register of incoming ones; a message is entered once.

        Raises:
            InputError: a text is missing or unfit, the document's date lies ahead, or the message
                was entered as another document.
            ConfigurationError: the clock is behind the register, or the account may not do this.
        """
        self._registry.roles.require(actor, Step.ENTER)
        with self._database.writing() as connection:
            now = self._registry.clock.now()
            return incoming.receive(
                connection, self._registry, document, Clerk(agency.code, actor, now)
            )

    def forward(self, passed: Forwarding, agency: Agency, *, actor: str) -> Arrival:
        """Note to whom an incoming document was passed on (columns 7 to 9).

        Raises:
            InputError: there is no such arrival number, nobody is named, or the day lies before
                the arrival or ahead.
            ConfigurationError: the account may not do this.
        """
        self._registry.roles.require(actor, Step.ENTER)
        with self._database.writing() as connection:
            now = self._registry.clock.now()
            return incoming.forward(
                connection, self._registry, passed, Clerk(agency.code, actor, now)
            )

    def arrivals(self, query: Query) -> tuple[Arrival, ...]:
        """Incoming documents by words, number and days of arrival, newest first."""
        with self._database.reading() as connection:
            return search_incoming(connection, query)

    def list_books(self, agency: Agency, year: int) -> tuple[BookSummary, ...]:
        """How far each book of the year has come."""
        with self._database.reading() as connection:
            return summaries(connection, self._registry.books, agency.code, year)

    def outgoing(
        self, agency: Agency, book: str, year: int, numbers: range = range(1, _HIGHEST)
    ) -> tuple[OutgoingLine, ...]:
        """The lines of a book of outgoing documents or copies, in the order of their numbers."""
        with self._database.reading() as connection:
            return outgoing_lines(connection, agency.code, book, year, numbers)

    def incoming(
        self, agency: Agency, year: int, numbers: range = range(1, _HIGHEST)
    ) -> tuple[IncomingLine, ...]:
        """The lines of the register of incoming documents, in the order of arrival."""
        with self._database.reading() as connection:
            return incoming_lines(connection, agency.code, year, numbers)

    def check_series(self) -> tuple[Detail, ...]:
        """Every hole, doublet and backward date of every series; empty when all are whole."""
        with self._database.reading() as connection:
            return check_series(connection)
