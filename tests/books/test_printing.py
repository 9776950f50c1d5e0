# SPDX-License-Identifier: Apache-2.0
"""From the register's rows to a volume: which numbers, opened and closed when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError, UsageError
from esign.model import COPIES_FORM, INCOMING_FORM, OUTGOING_FORM, Book
from esign.printing import Medium, Volume, bind, print_book
from esign.register import BookSummary
from support.printed_books import HOUSE, incoming_lines, outgoing_lines

if TYPE_CHECKING:
    from esign.model import Agency, BookForm, IncomingLine, OutgoingLine
    from esign.rendering import TypstRenderer

BOOKS = (
    Book("outgoing", "Sổ đăng ký văn bản đi"),
    Book("copies", "Sổ đăng ký bản sao"),
    Book("council", "Sổ đăng ký văn bản của Hội đồng"),
    Book("incoming", "Sổ đăng ký văn bản đến"),
)


@dataclass
class Shelf:
    """A register's books of 2026 with that many lines each."""

    count: int = 30
    today: date = date(2026, 11, 20)
    asked: list[tuple[str, int, range]] = field(default_factory=list)

    def list_books(self, agency: Agency, year: int) -> tuple[BookSummary, ...]:
        del agency
        last = self.count if year == 2026 else 0
        return tuple(BookSummary(book, year, last, None) for book in BOOKS)

    def outgoing(
        self, agency: Agency, book: str, year: int, numbers: range
    ) -> tuple[OutgoingLine, ...]:
        del agency
        self.asked.append((book, year, numbers))
        lines = outgoing_lines(self.count if year == 2026 else 0)
        return tuple(line for number, line in enumerate(lines, start=1) if number in numbers)

    def incoming(self, agency: Agency, year: int, numbers: range) -> tuple[IncomingLine, ...]:
        del agency
        self.asked.append(("incoming", year, numbers))
        return tuple(line for line in incoming_lines(self.count) if line.arrival_number in numbers)


def test_a_whole_book_of_this_year_is_still_open() -> None:
    book = bind(Shelf(), HOUSE, Volume("outgoing", 2026))
    assert (book.first, book.last, len(book.rows)) == ("01", "30", 30)
    assert (book.opened_on, book.closed_on) == (date(2026, 1, 5), None)
    assert book.form is OUTGOING_FORM
    assert book.name == "Sổ đăng ký văn bản đi năm 2026, từ số 01 đến số 30"


def test_a_book_of_a_past_year_was_closed_on_its_last_day() -> None:
    book = bind(Shelf(today=date(2027, 1, 4)), HOUSE, Volume("outgoing", 2026))
    assert book.closed_on == date(2026, 12, 31)
    assert book.printed_on == date(2027, 1, 4)


def test_a_volume_whose_last_number_has_a_successor_is_closed() -> None:
    book = bind(Shelf(), HOUSE, Volume("outgoing", 2026, 11, 20))
    lines = outgoing_lines(30)
    assert (book.first, book.last, len(book.rows)) == ("11", "20", 10)
    assert (book.opened_on, book.closed_on) == (lines[10].dated_on, lines[19].dated_on)


def test_numbers_beyond_the_last_are_not_asked_for() -> None:
    shelf = Shelf()
    book = bind(shelf, HOUSE, Volume("outgoing", 2026, 21, 9999))
    assert shelf.asked == [("outgoing", 2026, range(21, 31))]
    assert (book.last, book.closed_on) == ("30", None)


def test_a_year_without_documents_is_an_empty_book() -> None:
    book = bind(Shelf(), HOUSE, Volume("copies", 2024))
    assert (book.rows, book.first, book.opened_on) == ((), "", None)
    assert book.closed_on == date(2024, 12, 31)
    assert book.name == "Sổ đăng ký bản sao năm 2024"


def test_each_book_has_its_own_form() -> None:
    shelf = Shelf()
    forms = [bind(shelf, HOUSE, Volume(book.name, 2026)).form for book in BOOKS]
    assert forms == [OUTGOING_FORM, COPIES_FORM, OUTGOING_FORM, INCOMING_FORM]


def test_the_incoming_book_is_counted_by_arrival() -> None:
    book = bind(Shelf(), HOUSE, Volume("incoming", 2026, 3, 5))
    assert (book.first, book.last) == ("3", "5")
    assert [row[1] for row in book.rows] == [3, 4, 5]


def test_a_book_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(InputError) as raised:
        bind(Shelf(), HOUSE, Volume("outgong", 2026))
    assert raised.value.code == "printing.unknown_book"
    assert "outgoing" in raised.value.remedy("vi")


def test_a_first_number_beyond_the_last_is_refused() -> None:
    with pytest.raises(UsageError) as raised:
        bind(Shelf(), HOUSE, Volume("outgoing", 2026, 9, 8))
    assert raised.value.code == "printing.empty_range"


@pytest.mark.parametrize("form", [OUTGOING_FORM, COPIES_FORM, INCOMING_FORM])
def test_the_annex_has_ten_columns_that_fill_the_page(form: BookForm) -> None:
    assert len(form.columns) == 10
    assert sum(column.width for column in form.columns) == 257


@pytest.mark.parametrize(
    ("medium", "start"),
    [(Medium.PDF, b"%PDF-1.7"), (Medium.XLSX, b"PK"), (Medium.CSV, b"\xef\xbb\xbf")],
)
def test_a_book_comes_in_the_form_asked_for(
    renderer: TypstRenderer, medium: Medium, start: bytes
) -> None:
    book = bind(Shelf(3), HOUSE, Volume("outgoing", 2026))
    assert print_book(book, medium, renderer).startswith(start)
