# SPDX-License-Identifier: Apache-2.0
"""Reading the head of the first page, and the name below the signature."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Final

from esign.model import same_name
from esign.verification.printed.page_text import UNREADABLE, PageText, opened
from esign.verification.printed.seen import Printed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypdfium2 import PdfDocument

    from esign.verification.facts import Signature
    from esign.verification.printed.page_text import Glyph, Line
    from esign.verification.printed.seen import Box

_NATION: Final = "conghoaxahoichunghiavietnam"
_LABEL: Final = re.compile(r"(?:^|\s)Số\s?:\s*")
_NUMBER: Final = re.compile(r"\d[\d ]{0,8}/\S+")
_DATE: Final = re.compile(r",\s*ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})(?!\d)")
_PLACE: Final = re.compile(r",\s*ngày.{0,9}tháng.{0,9}năm")
_SAME_ROW: Final = 30.0  # points; number and date stand side by side
_WIDE_GAP: Final = 25.0  # points, between number and place
_BESIDE: Final = 60.0  # points, by which a name may be wider than the mark above it
_BELOW: Final = 45.0  # points, two lines
_LEAST_WORDS: Final = 2
_MOST_WORDS: Final = 8


def read_printed(
    data: bytes, signature: Signature, said: Mapping[str, str], *, numbered: bool
) -> Printed:
    """What the revision prints that a signature covers; see `finding.read_if_sound`."""
    try:
        with opened(data, signature.signed_bytes) as document:
            first = PageText(document[0])
            number, issued_on = _number_and_date(first, said) if numbered else ("", "")
            return Printed(
                readable=True,
                headed=_NATION in _bare("".join(line.text for line in first.lines)),
                number=number,
                issued_on=issued_on,
                signer=_signer(document, first, signature, said["signer"]),
            )
    except UNREADABLE:
        return Printed(readable=False)


def _number_and_date(page: PageText, said: Mapping[str, str]) -> tuple[str, str]:
    """Of several lines the topmost counts, in the upper half of the page."""
    line = _topmost(page, [each for each in page.lines if _LABEL.search(each.text)])
    near = page.box_of(line) if line else None
    printed = _NUMBER.match(line.text, _end_of_label(line)) if line else None
    number = printed[0] if printed else ""
    if near is not None and not number:
        number = _number_in(_row(page, near), said.get("number", ""))
    return re.sub(r"\s", "", number), _date(page, near)


def _row(page: PageText, near: Box) -> list[Glyph]:
    """What stands beside a character and right of it, whatever order it was drawn in."""
    left, bottom, right, top = near
    return page.row((left - 1, bottom - 3, right, top + 3))


def _end_of_label(line: Line) -> int:
    found = _LABEL.search(line.text)
    return found.end() if found else 0


def _topmost(page: PageText, lines: Sequence[Line]) -> Line | None:
    placed = [(page.box_of(line)[3], line) for line in lines]
    upper = [each for each in placed if each[0] > page.height / 2]
    return max(upper, default=(0.0, None), key=lambda each: each[0])[1]


def _date(page: PageText, near: Box | None) -> str:
    """The day of the line of place and date, beside the number where that is known."""
    dated = [line for line in page.lines if _PLACE.search(line.text)]
    if near is not None:
        dated = [line for line in dated if abs(page.box_of(line)[3] - near[3]) < _SAME_ROW]
    line = _topmost(page, dated)
    if line is None:
        return ""
    whole = _DATE.search(line.text)
    if whole is None:
        row = _row(page, page.box_of(line))
        whole = _DATE.search("".join(glyph.text for glyph in row))
    return _day(whole)


def _day(found: re.Match[str] | None) -> str:
    """As `2026-11-20`; a day that is in no calendar as it is printed."""
    if found is None:
        return ""
    day, month, year = map(int, found.groups())
    with suppress(ValueError):
        return date(year, month, day).isoformat()
    return f"{day}/{month}/{year}"


def _number_in(row: Sequence[Glyph], stated: str) -> str:
    """The number in a row that was printed in pieces, as where a clerk's number was put in."""
    text = "".join(glyph.text for glyph in row)
    label = _LABEL.search(text)
    start = label.end() if label else len(text)
    if stated and text.startswith(stated, start):
        end = start + len(stated)
        if end == len(row) or row[end].box[0] - row[end - 1].box[2] > 1:
            return stated
    found: list[str] = []
    for before, glyph in zip(row[start - 1 :], row[start:], strict=False):
        if found and glyph.box[0] - before.box[2] > _WIDE_GAP:
            break
        found.append(glyph.text)
    number = _NUMBER.match("".join(found))
    return number[0] if number else ""


def _signer(document: PdfDocument, first: PageText, signature: Signature, stated: str) -> str:
    """The name below the signature; that of the metadata if it stands elsewhere on the page."""
    place = signature.place
    index = min(place.page - 1 if place else len(document) - 1, len(document) - 1)
    page = PageText(document[index]) if index else first
    below: list[str] = []
    if place is not None and page.upright:
        left, bottom, right, top = place.box
        area = (left - _BESIDE, bottom - _BELOW, right + _BESIDE, (bottom + top) / 2)
        below = page.within(area)
    names = [line for line in below if _is_like_a_name(line)]
    whole = _composed(" ".join(below)), _composed(" ".join(line.text for line in page.lines))
    wanted = _composed(stated)
    if any(same_name(line, stated) for line in names) or wanted in whole[0]:
        return stated
    return names[0] if names else stated if wanted in whole[1] else ""


def _is_like_a_name(line: str) -> bool:
    words = line.split()
    return _LEAST_WORDS <= len(words) <= _MOST_WORDS and all(
        word.isalpha() and word[0].isupper() and (word[1:].islower() or len(word) == 1)
        for word in words
    )


def _composed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _bare(text: str) -> str:
    """Letters alone, without case and marks: some fonts have marks in another place."""
    parts = unicodedata.normalize("NFD", text).casefold()
    return "".join(each for each in parts if each.isalpha())
