# SPDX-License-Identifier: Apache-2.0
"""The story of printing a register: rows → bound book → seal → self-check; or a table.

NĐ 30/2020/NĐ-CP Đ16 k2 b: what a register kept by software holds must be printable in full, and
bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from esign import acceptance
from esign.errors import InputError, UsageError
from esign.model import (
    CERTIFIED_COPIES,
    COPIES_FORM,
    INCOMING_FORM,
    OUTGOING_FORM,
    BookPrint,
    IncomingLine,
    cells,
)
from esign.signing import seal_book
from esign.stamping import stamp_book
from esign.tables import book_as_csv, book_as_xlsx

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from esign.model import Agency, BookForm, OutgoingLine, SealedBook
    from esign.register import Bookkeeping
    from esign.rendering import TypstRenderer
    from esign.signing import Signatory

SEALED_POLICY: Final = "sealed"
MOST_SEALED_ROWS: Final = 3000
"""Rows of one sealed book. A recipient's check reads every tag of every cell, within bounds that
hold for any file; what is longer is sealed in volumes, as it is bound."""

INCOMING: Final = "incoming"
FORMS: Final[Mapping[str, BookForm]] = {
    INCOMING: INCOMING_FORM,
    "copies": COPIES_FORM,
    CERTIFIED_COPIES: COPIES_FORM,
}
"""The forms of the shipped books; every other is one of outgoing documents."""


class Medium(StrEnum):
    """What a book can be printed as."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Volume:
    """What is to be printed of the register.

    Attributes:
        book: the book's name: `outgoing`, `copies`, `incoming`, or one of the settings.
        year: the year of its series.
        first: the first number.
        last: the last number; None for the last that was given.
    """

    book: str
    year: int
    first: int = 1
    last: int | None = None


def bind(register: Bookkeeping, agency: Agency, volume: Volume) -> BookPrint:
    """The rows of a volume with what stands on its cover.

    It is closed when its year is over, or when its last number has a successor.

    Raises:
        InputError: there is no such book.
        UsageError: its first number comes after its last.
    """
    books = {each.book.name: each for each in register.list_books(agency, volume.year)}
    if volume.book not in books:
        raise InputError("printing.unknown_book", book=volume.book, known=", ".join(sorted(books)))
    if volume.last is not None and volume.first > volume.last:
        raise UsageError("printing.empty_range", first=volume.first, last=volume.last)
    summary = books[volume.book]
    end = summary.last if volume.last is None else min(volume.last, summary.last)
    lines = _lines(register, agency, volume, range(volume.first, end + 1))
    return BookPrint(
        title=summary.book.title,
        agency=agency,
        year=volume.year,
        form=FORMS.get(volume.book, OUTGOING_FORM),
        rows=tuple(map(cells, lines)),
        first=_number(lines[0]) if lines else "",
        last=_number(lines[-1]) if lines else "",
        opened_on=_day(lines[0]) if lines else None,
        closed_on=_closed_on(volume.year, register.today, lines, whole=end == summary.last),
        printed_on=register.today,
    )


def _lines(
    register: Bookkeeping, agency: Agency, volume: Volume, numbers: range
) -> tuple[OutgoingLine, ...] | tuple[IncomingLine, ...]:
    if volume.book == INCOMING:
        return register.incoming(agency, volume.year, numbers)
    return register.outgoing(agency, volume.book, volume.year, numbers)


def _closed_on(
    year: int, today: date, lines: Sequence[OutgoingLine | IncomingLine], *, whole: bool
) -> date | None:
    if whole:
        return date(year, 12, 31) if year < today.year else None
    return _day(lines[-1]) if lines else None


def _number(line: OutgoingLine | IncomingLine) -> str:
    if isinstance(line, IncomingLine):
        return str(line.arrival_number)
    return line.number.partition("/")[0]


def _day(line: OutgoingLine | IncomingLine) -> date | None:
    return line.arrived_on if isinstance(line, IncomingLine) else line.dated_on


def print_book(book: BookPrint, medium: Medium, renderer: TypstRenderer) -> bytes:
    """The book as a file; as PDF it is to be printed, bound and signed by hand.

    Raises:
        InputError: a text cannot be shown; names its row and column.
        ConfigurationError: the book's template is unsound.
    """
    if medium is Medium.XLSX:
        return book_as_xlsx(book)
    if medium is Medium.CSV:
        return book_as_csv(book)
    return renderer.book(book).data


def print_sealed(book: BookPrint, renderer: TypstRenderer, seal: Signatory) -> SealedBook:
    """The book as PDF, sealed by the agency and found good by a recipient's policy.

    Raises:
        UsageError: there are more rows than one sealed book takes.
        KeyFaultError: the agency's certificate may not sign now, or is another agency's.
        InputError, ConfigurationError: as `print_book`, or the seal does not fit its box.
        VerificationError: a recipient would refuse the result; nothing was released.
    """
    if len(book.rows) > MOST_SEALED_ROWS:
        raise UsageError("printing.too_many_rows", rows=len(book.rows), most=MOST_SEALED_ROWS)
    seal.refuse_unfit(book.agency.name)
    sealed = seal_book(stamp_book(renderer.book_to_seal(book)), seal)
    report = acceptance.inspect(sealed.data, trust=seal.trust, at=seal.now(), policy=SEALED_POLICY)
    acceptance.require_passed(report, "self_check")
    return sealed
