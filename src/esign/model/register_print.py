# SPDX-License-Identifier: Apache-2.0
"""A register book as it is printed and bound (NĐ 30/2020/NĐ-CP Đ16 k2 b, Annex IV).

A book's form says which columns it has; its rows are one tuple of cells each, in their order. The
lines name what stands in each column, so that whoever keeps the register only gives values.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from esign.model.document import Agency

Cell = str | int | date | None
"""What stands in one column of one row; None where it is to be filled in by hand."""


class ColumnKind(StrEnum):
    """What a column holds; it decides alignment, and the cell type in a spreadsheet."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        title: its head.
        width: millimetres on a page in landscape; a form's widths fill the 257 mm between margins.
        kind: what it holds.
    """

    title: str
    width: float
    kind: ColumnKind = ColumnKind.TEXT


@dataclass(frozen=True, slots=True)
class BookForm:
    """The form of a book.

    Attributes:
        counted: what its rows are, as the closing sentence counts them: “văn bản đi”.
        columns: its columns, in the order of the annex.
    """

    counted: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class OutgoingLine:
    """One document in the register of outgoing documents, or one copy in that of copies.

    Attributes:
        number: number and symbol, `05/QĐ-SGDĐT`.
        dated_on: the date it bears.
        subject: its type and what it is about.
        signer: who signed.
        recipients: where it went.
        kept_by: the unit or person that has the file copy.
        copies: how many were made.
        sent_on: when it was handed over or sent.
        received_by: who signed for it.
        note: anything else, the state of a recalled, replaced or voided one first of all.
    """

    number: str
    dated_on: date | None
    subject: str
    signer: str
    recipients: str
    kept_by: str
    copies: int | None
    sent_on: date | None
    received_by: str
    note: str


@dataclass(frozen=True, slots=True)
class IncomingLine:
    """One document in the register of incoming documents.

    Attributes:
        arrived_on: the day it came.
        arrival_number: the number it was given here.
        author: the body that issued it.
        symbol: its own number and symbol.
        dated_on: the date it bears.
        subject: its type and what it is about.
        addressee: the unit or person it was passed to.
        forwarded_on: when.
        received_by: who signed for it.
        note: anything else.
    """

    arrived_on: date | None
    arrival_number: int | None
    author: str
    symbol: str
    dated_on: date | None
    subject: str
    addressee: str
    forwarded_on: date | None
    received_by: str
    note: str


def _outgoing(counted: str, number: str, dated_on: str) -> BookForm:
    return BookForm(
        counted,
        (
            Column(number, 29),
            Column(dated_on, 19, ColumnKind.DATE),
            Column("Tên loại và trích yếu nội dung văn bản", 60),
            Column("Người ký", 24),
            Column("Nơi nhận văn bản", 33),
            Column("Đơn vị, người nhận bản lưu", 21),
            Column("Số lượng bản", 12, ColumnKind.NUMBER),
            Column("Ngày chuyển", 19, ColumnKind.DATE),
            Column("Ký nhận", 16),
            Column("Ghi chú", 24),
        ),
    )


OUTGOING_FORM: Final = _outgoing("văn bản đi", "Số, ký hiệu văn bản", "Ngày tháng văn bản")
"""Annex IV: the ten columns of the register of outgoing documents."""

COPIES_FORM: Final = _outgoing("bản sao", "Số, ký hiệu bản sao", "Ngày tháng bản sao")
"""The same columns for copies, which have a series of their own (Annex I, Part II)."""

INCOMING_FORM: Final = BookForm(
    "văn bản đến",
    (
        Column("Ngày đến", 19, ColumnKind.DATE),
        Column("Số đến", 13, ColumnKind.NUMBER),
        Column("Tác giả", 36),
        Column("Số, ký hiệu", 29),
        Column("Ngày tháng", 19, ColumnKind.DATE),
        Column("Tên loại và trích yếu nội dung văn bản", 60),
        Column("Đơn vị hoặc người nhận", 25),
        Column("Ngày chuyển", 19, ColumnKind.DATE),
        Column("Ký nhận", 16),
        Column("Ghi chú", 21),
    ),
)
"""Annex IV: the ten columns of the register of incoming documents."""


@dataclass(frozen=True, slots=True)
class BookPrint:
    """A book, or a part of it, ready to be printed.

    Attributes:
        title: what stands on its cover, “Sổ đăng ký văn bản đi”.
        agency: whose book it is.
        year: the year of its series.
        form: its columns.
        rows: its rows, each as many cells as the form has columns.
        first: the first number of this print as it reads; empty when there is no row.
        last: the last one.
        opened_on: the first day entered.
        closed_on: the day the book was closed; None while it is still written in.
        printed_on: the day of printing.
    """

    title: str
    agency: Agency
    year: int
    form: BookForm
    rows: tuple[tuple[Cell, ...], ...]
    first: str
    last: str
    opened_on: date | None
    closed_on: date | None
    printed_on: date

    @property
    def name(self) -> str:
        """Title, year and numbers in one line."""
        numbers = f", từ số {self.first} đến số {self.last}" if self.rows else ""
        return f"{self.title} năm {self.year}{numbers}"


def cells(line: OutgoingLine | IncomingLine) -> tuple[Cell, ...]:
    """A line as the row of its form."""
    return astuple(line)


@dataclass(frozen=True, slots=True)
class BookPdf:
    """A book laid out to be printed and signed by hand; nothing seals it."""

    data: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class RenderedBook:
    """A book laid out with the link marker of its seal's box; never signed.

    Attributes:
        book: what it shows.
        data: the PDF.
        pages: number of pages.
        font: full name of the text font that was used.
        font_digest: SHA-256 (hex) of its font file.
        template_digest: SHA-256 (hex) of the template files.
    """

    book: BookPrint
    data: bytes
    pages: int
    font: str
    font_digest: str
    template_digest: str


@dataclass(frozen=True, slots=True)
class PreparedBook:
    """A laid-out book with its metadata and its one empty signature field in place."""

    book: BookPrint
    data: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class SealedBook:
    """A book that the agency alone has sealed; no document, and never taken for one."""

    book: BookPrint
    data: bytes
    pages: int
