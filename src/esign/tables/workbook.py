# SPDX-License-Identifier: Apache-2.0
"""A book as a spreadsheet (ECMA-376): one sheet, its head frozen, real dates."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from esign.model import ColumnKind
from esign.tables.texts import day_text, may_begin_formula, refuse_unfit

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from esign.model import BookPrint, Cell

FONT: Final = "Times New Roman"
DAY: Final = "dd/mm/yyyy"
AS_TEXT: Final = "@"
FIRST_YEAR: Final = 1901  # before, spreadsheets disagree about days or have none
MM_PER_CHARACTER: Final = 1.9
A4: Final = 9  # ST_PaperSize
TITLE_MOST: Final = 31
TITLE_UNFIT: Final = re.compile(r"[\[\]:*?/\\]")

_LINE = Side(style="thin")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_BODY = Font(name=FONT, size=11)
_HEAD = Font(name=FONT, size=11, bold=True)
_CENTRED = Alignment(horizontal="center", vertical="top", wrap_text=True)
_ASIDE = Alignment(horizontal="left", vertical="top", wrap_text=True)


def book_as_xlsx(book: BookPrint) -> bytes:
    """The book's columns and rows.

    Raises:
        InputError: a text holds a control character or is too long; names its row and column.
    """
    refuse_unfit(book)
    workbook = Workbook()
    workbook.properties.title = book.name
    workbook.properties.creator = book.agency.name
    sheet = workbook.worksheets[0]
    sheet.title = TITLE_UNFIT.sub(" ", book.title)[:TITLE_MOST]
    columns = book.form.columns
    sheet.append([_cell(sheet, column.title, _HEAD, _CENTRED) for column in columns])
    alignments = [_ASIDE if each.kind is ColumnKind.TEXT else _CENTRED for each in columns]
    for row in book.rows:
        beside = zip(row, alignments, strict=True)
        sheet.append([_cell(sheet, value, _BODY, alignment) for value, alignment in beside])
    for number, column in enumerate(columns, start=1):
        width = column.width / MM_PER_CHARACTER
        sheet.column_dimensions[get_column_letter(number)].width = width
    _set_up(sheet)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _set_up(sheet: Worksheet) -> None:
    """The head stays in sight on the screen, and stands on every sheet of paper."""
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _cell(sheet: Worksheet, value: Cell, font: Font, alignment: Alignment) -> SheetCell:
    cell = SheetCell(sheet, row=1, column=1)  # appending gives it its place
    if isinstance(value, date) and value.year >= FIRST_YEAR:
        cell.value = value
        cell.number_format = DAY
    elif isinstance(value, date):
        _write_text(cell, day_text(value))
    elif isinstance(value, str):
        _write_text(cell, value)
    else:
        cell.value = value
    cell.font, cell.alignment, cell.border = font, alignment, _BORDER
    return cell


def _write_text(cell: SheetCell, text: str) -> None:
    """Make a cell text whatever it says.

    The library would make a formula of `=…` and an error of `#N/A`; and a program in which somebody
    edits the cell would make one of `+…`, `-…` or `@…`, unless the cell is marked as quoted.
    """
    cell.value = text
    cell.data_type = "s"
    cell.number_format = AS_TEXT
    cell.quotePrefix = may_begin_formula(text)
