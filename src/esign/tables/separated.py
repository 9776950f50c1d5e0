# SPDX-License-Identifier: Apache-2.0
"""A book as comma-separated values (RFC 4180), for whatever reads tables."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

from esign.tables.texts import day_text, may_begin_formula, refuse_unfit

if TYPE_CHECKING:
    from esign.model import BookPrint, Cell


def book_as_csv(book: BookPrint) -> bytes:
    """The book's columns and rows, UTF-8.

    A byte order mark leads, without which Excel takes the text for another encoding. A text that
    could begin a formula gets an apostrophe before it: separated values have no other way to say
    that a cell is text, and a subject such as `=HYPERLINK(…)` must not run on the reader's machine.
    Who reads the file with a program takes one leading apostrophe off again, or reads the
    spreadsheet, which needs no such guard.

    Raises:
        InputError: a text holds a control character; names its row and column.
    """
    refuse_unfit(book)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.title for column in book.form.columns])
    writer.writerows([_text(cell) for cell in row] for row in book.rows)
    return out.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> str | int:
    if isinstance(cell, date):
        return day_text(cell)
    if isinstance(cell, str):
        return f"'{cell}" if may_begin_formula(cell) else cell
    return "" if cell is None else cell
