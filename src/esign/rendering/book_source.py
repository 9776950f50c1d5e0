# SPDX-License-Identifier: Apache-2.0
"""From a register's rows to the Typst source of its bound book.

The template `_books/book.typ.j2` sees `agency`, `book` and `columns`, all as text. Two names are
set for it: `with-seal`, and `rows`, which reach the layout as values and never as source: a year
has tens of thousands of cells.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Final

from esign.kinds import date_line
from esign.rendering.literals import literal
from esign.rendering.source import FAULTS, origin_of, page_templates, unsound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jinja2 import Template

    from esign.model import BookPrint, Cell, Column

BOOKS: Final = "_books"
BOOK_PAGE: Final = f"{BOOKS}/book.typ.j2"
PRELUDE: Final = """\
#import "/_books/book.typ": *
#let with-seal = {seal}
#let rows = json(bytes({rows}))
#show: bound-book.with(title: {title}, font: {font})
"""

# Guesses that err on the wide side; the text is 10.5 pt and a cell's sides take 5 pt.
POINTS_PER_MM: Final = 72 / 25.4
CELL_SIDES: Final = 5
NARROW, WIDE = 5.3, 7.9
# A page holds some 34 lines; a row that may need more than these goes on on the next one.
LONGEST_WHOLE_ROW: Final = 26
RAGGED: Final = 1.25
# Lines break behind spaces, hyphens and slashes; what has none of them may be wider than a column.
PIECE: Final = re.compile(r"[^\s/-]+")
BREAK_HERE: Final = "\u200b"


@dataclass(frozen=True, slots=True)
class BookSheet:
    """What one book needs, in values that JSON knows.

    Attributes:
        prelude: the source before the template's part, with the rows.
        context: what the template sees.
    """

    prelude: str
    context: dict[str, object]


def book_sheet(book: BookPrint, font_family: str, *, seal: bool) -> BookSheet:
    """The sheet of a book; `seal` leaves room for a seal."""
    rows = [_row(book.form.columns, row) for row in book.rows]
    prelude = PRELUDE.format(
        seal="true" if seal else "false",
        rows=literal(json.dumps(rows, ensure_ascii=False)),
        title=literal(book.name),
        font=literal(font_family),
    )
    return BookSheet(prelude, _context(book))


class BookSource:
    """The template of the books below one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._templates = page_templates(root)

    def typst(self, sheet: BookSheet) -> str:
        """The whole Typst source.

        Raises:
            ConfigurationError: the template is missing or unsound; names file, line and reason.
        """
        try:
            return sheet.prelude + self._template().render(sheet.context)
        except FAULTS as error:
            raise unsound(error, self._root) from None

    def template_line(self, sheet: BookSheet, line: int) -> int:
        """Near which line of the template a line of the Typst source comes from."""
        reached = PRELUDE.count("\n") + 1
        return origin_of(line, self._template(), sheet.context, reached)

    def _template(self) -> Template:
        return self._templates.get_template(BOOK_PAGE)


def texts(book: BookPrint) -> Iterator[tuple[int, str, str]]:
    """Every text of the rows with the row's ordinal, from 1, and the column's title."""
    for ordinal, row in enumerate(book.rows, start=1):
        for column, cell in zip(book.form.columns, row, strict=True):
            if isinstance(cell, str):
                yield ordinal, column.title, cell


def _context(book: BookPrint) -> dict[str, object]:
    place = book.agency.place
    return {
        "agency": asdict(book.agency),
        "book": {
            "title": book.title.upper(),
            "name": book.name,
            "year": book.year,
            "first": book.first,
            "last": book.last,
            "opened_on": _day(book.opened_on),
            "closed_on": _day(book.closed_on),
            "printed_on": _day(book.printed_on),
            "count": f"{len(book.rows):,}".replace(",", "."),
            "counted": book.form.counted,
            "place_date": date_line(place, book.closed_on or book.printed_on),
        },
        "columns": [
            {"title": each.title, "width": str(each.width), "kind": str(each.kind)}
            for each in book.form.columns
        ],
    }


def _row(columns: tuple[Column, ...], row: tuple[Cell, ...]) -> dict[str, object]:
    shown = [_fitted(_text(cell), column.width) for column, cell in zip(columns, row, strict=True)]
    lines = (_lines(text, column.width) for text, column in zip(shown, columns, strict=True))
    return {"cells": shown, "long": max(lines) > LONGEST_WHOLE_ROW}


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        return _day(cell)
    return "" if cell is None else str(cell)


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%d/%m}/{day.year:04d}"


@lru_cache(maxsize=4096)
def _fitted(text: str, width: float) -> str:
    """The text with a place to break within each piece that may be wider than its column."""
    most = int((width * POINTS_PER_MM - CELL_SIDES) / WIDE)

    def broken(piece: re.Match[str]) -> str:
        whole = piece[0]
        if _width(whole) <= most * WIDE:
            return whole
        return BREAK_HERE.join(whole[at : at + most] for at in range(0, len(whole), most))

    return PIECE.sub(broken, text)


def _lines(text: str, width: float) -> int:
    """How many lines a text may need in its column, at most."""
    room = width * POINTS_PER_MM - CELL_SIDES
    return sum(ceil(_width(line) / room * RAGGED) or 1 for line in text.split("\n"))


def _width(text: str) -> float:
    capitals = sum(each.isupper() for each in text)
    return NARROW * len(text) + (WIDE - NARROW) * capitals
