# SPDX-License-Identifier: Apache-2.0
"""Whether number and symbol of a document that is spoken of are those of its DocumentId.

However they are spelled: systems are known that write other letters and dashes than they were sent,
put the year into the number or leave it out, and take the date of sending for the document's.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, NamedTuple

from esign.model.spelling import folded, folded_symbol

if TYPE_CHECKING:
    from datetime import date

    from esign.model import DocumentReference

_PARTS: Final = 3
_YEAR: Final = 4
_WITH_YEAR: Final = re.compile(r"((?:19|20)[0-9]{2})/(.+)")
_MONTH: Final = re.compile(r"([0-9]{4})[^0-9]?([0-9]{2})")


class Numbers(Enum):
    """What two numbers come to: one document's, two documents', or that cannot be told."""

    ONE = auto()
    UNSURE = auto()
    TWO = auto()


class DocumentNumber(NamedTuple):
    """Number, without leading zeros, the year in it and the symbol; each empty for none.

    The symbol is in one spelling, as `folded_symbol` has it.
    """

    value: str
    year: str
    symbol: str


def parts_of(document_id: str) -> list[str]:
    """Code, date and number of a DocumentId that is built of them, in one spelling; else none."""
    parts = folded(document_id).split(",", _PARTS - 1)
    return parts if len(parts) == _PARTS else []


def compared(about: DocumentReference) -> Numbers:
    """What number, symbol and date of a document come to beside those in its DocumentId."""
    parts = parts_of(about.document_id)
    if not parts:
        return Numbers.ONE
    _, day, text = parts
    one, other = number_of(about.code), number_of(text)
    years = years_of(about.issued_on, day)
    is_numbered = bool(one.value and other.value)
    if is_numbered and (one.value != other.value or _is_another_year(one, other, years)):
        return Numbers.TWO
    if len(years) > 1 and not _turns(about.issued_on, day):
        return Numbers.TWO
    differs = one.symbol != other.symbol or one.year != other.year
    if len(years) > 1 or (is_numbered and one.symbol and other.symbol and differs):
        return Numbers.UNSURE
    return Numbers.ONE


def years_of(issued_on: date | None, day: str) -> set[str]:
    """The years that are given of a document, beside its number and in its DocumentId."""
    written = day[:_YEAR]
    # A day that is written the other way round tells no year by which it could be another.
    found = {written} if written.isascii() and written.isdigit() else set[str]()
    return found if issued_on is None else found | {f"{issued_on.year:04}"}


def _is_another_year(one: DocumentNumber, other: DocumentNumber, years: set[str]) -> bool:
    """Whether one of two numbers has a year in it that is none of the document's."""
    return one.year != other.year and bool({one.year, other.year} - {"", *years})


def _turns(issued_on: date | None, day: str) -> bool:
    """Whether two days lie in a December and in the January after it."""
    written = _MONTH.match(day)
    if issued_on is None or written is None:
        return False
    months = 12 * int(written[1]) + int(written[2]) - 12 * issued_on.year - issued_on.month
    return abs(months) == 1


def number_of(text: str) -> DocumentNumber:
    """Number and symbol of a document; no number where none stands there."""
    value, _, symbol = folded(text).partition("/")
    is_number = value.isascii() and value.isdigit()
    plain = folded_symbol(symbol)
    with_year = _WITH_YEAR.fullmatch(plain)
    year, plain = with_year.groups() if with_year else ("", plain)
    return DocumentNumber(value.lstrip("0") or "0" if is_number else "", year, plain)
