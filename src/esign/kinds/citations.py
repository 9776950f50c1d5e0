# SPDX-License-Identifier: Apache-2.0
"""How legal texts are cited, and where a text cites them; pure.

Source: NĐ 30/2020/NĐ-CP, Annex I, Part I, Section II, point 6: the first citation names type,
symbol, date, issuer and title in full; laws and ordinances go without symbol and issuer; later
citations name type and symbol only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from esign.kinds.wording import long_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.model import LegalData, LegalText

# Blanks around the marks are no part of a symbol, yet officials type them.
SYMBOL: Final = re.compile(
    r"\b\d{1,4}\s*/\s*\d{4}\s*/\s*[^\W\d_]+(?:\s*[-&]\s*[^\W\d_]+)*\d*", re.UNICODE
)
# After one of these words a text is named in the title or the history of another.
MENTIONING: Final = re.compile(
    r"sửa đổi|bổ sung|thay thế|bãi bỏ|hủy bỏ|hướng dẫn|quy định chi tiết|thi hành", re.IGNORECASE
)
CLAUSE: Final = re.compile(r"[^;\n]+")
YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
WITHOUT_SYMBOL: Final = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})


@dataclass(frozen=True, slots=True)
class Citation:
    """A place where a text names a legal text: the symbol as typed, or a law's own symbol.

    `mention` is true where the text is named in passing, in the title or history of another.
    """

    symbol: str
    mention: bool
    start: int
    end: int


def citations(text: str, law: LegalData) -> Iterator[Citation]:
    """Every legal text that a text names by its symbol, and every known law that it names by title.

    A basis that names several texts parts them by “;”.
    """
    for clause in CLAUSE.finditer(text):
        yield from _by_symbol(clause)
        yield from _by_title(clause, law)


def _by_symbol(clause: re.Match[str]) -> Iterator[Citation]:
    for found in SYMBOL.finditer(clause[0]):
        yield _citation(found[0], clause, found)


def _by_title(clause: re.Match[str], law: LegalData) -> Iterator[Citation]:
    said = " ".join(clause[0].split()).casefold()
    for known in law.texts:
        if known.kind not in WITHOUT_SYMBOL or not known.title or known.date is None:
            continue
        if known.title.casefold() not in said:
            continue
        name = re.escape(f"{known.kind} {known.title}").replace(r"\ ", r"\s+")
        for found in re.finditer(rf"\b{name}[\s,(]+(?:ngày|năm)\b[^;]*", clause[0], re.IGNORECASE):
            year = YEAR.search(found[0], len(known.title))
            if year is not None and int(year[0]) == known.date.year:
                yield _citation(known.key, clause, found)


def _citation(symbol: str, clause: re.Match[str], found: re.Match[str]) -> Citation:
    before = clause[0][: found.start()]
    start, end = clause.start() + found.start(), clause.start() + found.end()
    return Citation(symbol, MENTIONING.search(before) is not None, start, end)


def full_citation(text: LegalText) -> str:
    """The wording of a first citation; empty where title or date are not known.

    `Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư`
    """
    if text.date is None or not text.title:
        return ""
    if text.kind in WITHOUT_SYMBOL:
        return f"{text.kind} {text.title} {long_date(text.date)}"
    day = long_date(text.date)
    return f"{text.kind} số {text.key} {day} của {text.issuer} {text.title}"


def short_citation(text: LegalText) -> str:
    """The wording of a later citation: type and symbol, or a law's name."""
    if text.kind in WITHOUT_SYMBOL and text.title:
        return f"{text.kind} {text.title}"
    return f"{text.kind} số {text.key}"
