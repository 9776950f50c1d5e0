# SPDX-License-Identifier: Apache-2.0
"""How numbers, symbols, places and dates are worded on the page; pure.

Source: NĐ 30/2020/NĐ-CP, Annex I, Part I, Section II, points 3 (number and symbol) and 4 (place and
date).
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from esign.errors import InputError
from esign.model import DocumentNumber, OpenField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import Agency, DocumentKind

FEBRUARY = 2
ABOUT = "về việc"


def symbol(kind: DocumentKind, agency: Agency) -> str:
    """The document symbol, `QĐ-SGDĐT`: type and agency, hyphenated, no white space (point 3.b).

    Raises:
        InputError: the kind's symbol depends on the content, and the kind is not `settled`.
    """
    try:
        return _symbol(kind.symbol, agency.abbreviation)
    except KeyError as missing:
        raise InputError("kind.symbol_open", kind=kind.title, field=missing.args[0]) from None


@lru_cache  # every number costs one, and an office has few
def _symbol(pattern: str, abbreviation: str) -> str:
    return pattern.format(agency=abbreviation)


def number_line(number: DocumentNumber) -> str:
    """Box 3, `Số: 05/QĐ-SGDĐT`."""
    return f"Số: {number.text}"


def blank_number_line(symbol: str) -> str:
    """Box 3 of a document that has no number yet."""
    return f"Số:       /{symbol}"


def long_date(day: date) -> str:
    """A day in words, `ngày 05 tháng 01 năm 2026`.

    Days below ten and only the months January and February get a leading zero (point 4.b), so
    9 June is `ngày 09 tháng 6 năm 2026`.
    """
    return f"ngày {day_figures(day)} tháng {month_figures(day)} năm {day.year:04d}"


def day_figures(day: date) -> str:
    """The day of the month as `long_date` has it, `05`."""
    return f"{day.day:02d}"


def month_figures(day: date) -> str:
    """The month as `long_date` has it, `01` or `6`."""
    return f"{day.month:02d}" if day.month <= FEBRUARY else str(day.month)


def filled_values(number: DocumentNumber, day: date) -> dict[OpenField, str]:
    """What the open fields of a document say that is numbered after it was signed."""
    return {
        OpenField.NUMBER: number.digits,
        OpenField.DAY: day_figures(day),
        OpenField.MONTH: month_figures(day),
    }


def read_filled(values: Mapping[OpenField, str], year: int) -> tuple[int, date] | None:
    """Number and date that open fields say; None where `filled_values` would not say it so."""
    if not all(text.isascii() and text.isdigit() for text in values.values()):
        return None
    try:
        day = date(year, int(values[OpenField.MONTH]), int(values[OpenField.DAY]))
    except ValueError:
        return None
    value = int(values[OpenField.NUMBER])
    said = filled_values(DocumentNumber(value, "", "", year), day)
    return (value, day) if value and said == values else None


def short_date(day: date) -> str:
    """A day in figures, `05/09/2001`, for tables and lists of facts."""
    return f"{day:%d/%m/}{day.year:04d}"


def date_line(place: str, day: date) -> str:
    """Box 4, `Ví Dụ, ngày 05 tháng 01 năm 2026`."""
    return f"{place}, {long_date(day)}"


def blank_date_line(place: str) -> str:
    """Box 4 of a document that has no date yet."""
    return f"{place}, ngày ... tháng ... năm ..."


def type_and_subject(type_name: str, subject: str) -> str:
    """Type and title line as one phrase: “Quyết định về việc khen thưởng”."""
    if type_name and subject.casefold().startswith(ABOUT):
        return f"{type_name} {subject[0].lower()}{subject[1:]}"
    if not subject:
        return type_name
    if subject.casefold().startswith(type_name.casefold()):
        return subject
    return f"{type_name}: {subject}"
