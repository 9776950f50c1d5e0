# SPDX-License-Identifier: Apache-2.0
"""The units of an official text as its author types them, one a line; pure.

NĐ 30/2020/NĐ-CP, Annex I, Part I, Section II.6.d: Phần, Chương, Mục, Tiểu mục, Điều, khoản, điểm;
documents without articles count their parts I., 1., a).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator


class PassageForm(StrEnum):
    """How a passage is laid out."""

    DIVISION = "division"
    """Number and title of a Phần, Chương, Mục or Tiểu mục; centred."""
    TITLE = "title"
    """An article, section or clause that has a title, on a line of its own."""
    ARTICLE = "article"
    """An article without title: its number in bold, its text behind it."""
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of the text.

    Attributes:
        form: how it is laid out.
        label: the unit and its number, `Chương I`, `Điều 2.`, `1.`; empty for a plain paragraph.
        text: what stands behind the label; may be empty in a division.
        level: depth among the document's headings, without gaps; 0 where it is no heading.
    """

    form: PassageForm
    label: str
    text: str
    level: int = 0


# Nearest to the whole document first: a unit may stand in any of those before it.
UNITS: Final = (
    (PassageForm.DIVISION, re.compile(r"(Phần (?:[IVXLC]+|thứ [\w ]{1,12}))(?:[.:]|$)\s*(.*)")),
    (PassageForm.DIVISION, re.compile(r"(Chương [IVXLC]+)(?:[.:]|$)\s*(.*)")),
    (PassageForm.DIVISION, re.compile(r"(Mục \d+)(?:[.:]|$)\s*(.*)")),
    (PassageForm.DIVISION, re.compile(r"(Tiểu mục \d+)(?:[.:]|$)\s*(.*)")),
    (PassageForm.ARTICLE, re.compile(r"(Điều \d+[a-zđ]?\.)\s+(.*)")),
    (PassageForm.TITLE, re.compile(r"([IVXLC]+\.)\s+(.*)")),
    (PassageForm.TITLE, re.compile(r"(\d+(?:\.\d+)*\.)\s+(.*)")),
)
CLAUSE: Final = len(UNITS) - 1
POINT: Final = re.compile(r"([a-zđ])\)\s")
# Letters of the points (II.6.d): the Vietnamese alphabet without ă, â, ê, ô, ơ, ư.
POINT_LETTERS: Final = "abcdđeghiklmnopqrstuvxy"
# What ends a sentence does not end a title.
SENTENCE_END: Final = tuple(".;:,!?…/")
ROMAN: Final = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def passages(text: str, depth: int = 1) -> list[Passage]:
    """The passages of a text, one for each line that is not blank.

    A unit whose line ends like a sentence has no title; of those, articles show their number in
    bold and clauses are plain paragraphs.

    Args:
        text: lines as the author has typed them.
        depth: how many headings are open above the text.
    """
    lines = (line.strip() for line in text.splitlines())
    return list(_levelled(filter(None, lines), depth))


def _levelled(lines: Iterator[str], depth: int) -> Iterator[Passage]:
    open_units: list[int] = []
    for line in lines:
        rank, form, label, rest = _recognised(line)
        if form in {PassageForm.TEXT, PassageForm.ARTICLE}:
            yield Passage(form, label, rest)
            continue
        open_units = [*(each for each in open_units if each < rank), rank]
        yield Passage(form, label, rest, depth + len(open_units))


def _recognised(line: str) -> tuple[int, PassageForm, str, str]:
    for rank, (form, pattern) in enumerate(UNITS):
        match = pattern.fullmatch(line)
        if match is None:
            continue
        label, rest = match.groups()
        if form is PassageForm.DIVISION or not rest.endswith(SENTENCE_END):
            return rank, form if form is PassageForm.DIVISION else PassageForm.TITLE, label, rest
        if form is PassageForm.ARTICLE:
            return rank, form, label, rest
        if rank == CLAUSE:
            return rank, PassageForm.TEXT, label, rest
        break
    return len(UNITS), PassageForm.TEXT, "", line


def misplaced_points(text: str) -> list[tuple[str, str]]:
    """Letters of points that do not follow the one before, each with the one that would.

    So `c` after `a`, or a letter like `f`. A row begins with `a` after every line that is no point.
    """
    points = (POINT.match(line.strip()) for line in text.splitlines())
    letters = ["", *(point[1] if point else "" for point in points)]
    rows = ((letter, _following(before)) for before, letter in pairwise(letters))
    return [
        (letter, next_letter) for letter, next_letter in rows if letter not in {"", next_letter}
    ]


def _following(letter: str) -> str:
    place = POINT_LETTERS.find(letter) if letter else -1
    return POINT_LETTERS[place + 1 : place + 2]


def roman(number: int) -> str:
    """A small number as annexes and sections show it, `IV`."""
    digits = []
    for value, digit in ROMAN:
        count, number = divmod(number, value)
        digits.append(digit * count)
    return "".join(digits)
