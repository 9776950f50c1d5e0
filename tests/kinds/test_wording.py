# SPDX-License-Identifier: Apache-2.0
"""Numbers and dates are worded as NĐ 30/2020 prescribes."""

from datetime import date

import pytest

from esign.kinds import (
    blank_date_line,
    blank_number_line,
    date_line,
    long_date,
    number_line,
    settled,
    short_date,
    symbol,
)
from esign.model import DocumentNumber
from support.documents import AGENCY, kind_of


@pytest.mark.parametrize(("value", "text"), [(5, "Số: 05/QĐ-SGDĐT"), (123, "Số: 123/QĐ-SGDĐT")])
def test_only_numbers_below_ten_get_a_leading_zero(value: int, text: str) -> None:
    assert number_line(DocumentNumber(value, "QĐ-SGDĐT", "outgoing", 2026)) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 1), "ngày 01 tháng 3 năm 2026"),
        (date(2026, 6, 9), "ngày 09 tháng 6 năm 2026"),
        (date(2026, 10, 29), "ngày 29 tháng 10 năm 2026"),
    ],
)
def test_only_january_and_february_get_a_leading_zero(day: date, text: str) -> None:
    assert long_date(day) == text
    assert date_line("Ví Dụ", day) == f"Ví Dụ, {text}"


def test_each_kind_has_its_symbol_and_its_book() -> None:
    assert symbol(kind_of("decision"), AGENCY) == "QĐ-SGDĐT"
    assert symbol(kind_of("diploma-copy"), AGENCY) == "BS-SGDĐT"
    assert [kind_of(name).book for name in ("decision", "diploma-copy")] == ["outgoing", "copies"]


def test_a_draft_shows_neither_digit_nor_day() -> None:
    blank = blank_number_line("QĐ-SGDĐT") + blank_date_line("Ví Dụ")
    assert not any(character.isdigit() for character in blank)
    assert blank_number_line("QĐ-SGDĐT").split() == ["Số:", "/QĐ-SGDĐT"]


def test_a_day_in_figures_has_two_digits_for_day_and_month() -> None:
    assert short_date(date(2001, 9, 5)) == "05/09/2001"
    assert short_date(date(945, 10, 29)) == "29/10/0945"


def test_a_letter_bears_the_unit_instead_of_a_type() -> None:
    letter = settled(kind_of("official-letter"), {"unit": "QLCL"})
    number = DocumentNumber(123, symbol(letter, AGENCY), letter.book, 2026)
    assert number_line(number) == "Số: 123/SGDĐT-QLCL"


@pytest.mark.parametrize(
    ("document_type", "text"),
    [("TTr", "Số: 05/TTr-SGDĐT"), ("QyĐ", "Số: 05/QyĐ-SGDĐT"), ("GUQ", "Số: 05/GUQ-SGDĐT")],
)
def test_the_general_kind_bears_the_abbreviation_of_the_chosen_type(
    document_type: str, text: str
) -> None:
    chosen = settled(kind_of("general"), {"document_type": document_type})
    assert number_line(DocumentNumber(5, symbol(chosen, AGENCY), chosen.book, 2026)) == text
