# SPDX-License-Identifier: Apache-2.0
"""The rules of layout as measurements on finished pages: NĐ 30/2020/NĐ-CP, Annex I, Part I.

A rule looks at a document and says what it measured, and whether that is as demanded; it says
nothing about a document in which its box does not occur. `RULES` holds them in the order of the
decree; `layout_header`, `layout_text` and `layout_closing` add theirs when they are imported.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from esign.kinds import date_line, number_line, printed, read_request, settled, subject, symbol
from esign.model import DocumentNumber, Numbered, PreparedCopy
from esign.stamping import stamp, stamp_copy
from support.documents import AGENCY, ISSUED_ON, LOOKUP_CODE
from support.measuring import MM, fields_of, pages_of
from support.notes import noted_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from esign.kinds import KindFolder
    from esign.model import DocumentKind
    from esign.rendering import TypstRenderer
    from support.measuring import Box, Line, Page
    from support.notes import Noted, Redrawn

NEAR: Final = 0.35 * MM  # what counts as the same place: side bearings, rounding
SAME_SIZE: Final = 0.05
OF_COPIES: Final = ("I.", "Part II")
"""Clauses that a copy keeps itself."""


@dataclass(frozen=True)
class Check:
    """One measurement: what was found, and whether it is as demanded."""

    found: str
    passed: bool


@dataclass(frozen=True)
class Rule:
    """One row of the table of conformance."""

    name: str
    clause: str
    demand: str
    measure: Callable[[Laid], Iterable[Check]]

    def checks(self, laid: Laid) -> list[Check]:
        """What was measured; a copy shows the boxes of another body, and of its own only box 14."""
        if laid.kind.sealed_alone and not self.clause.startswith(OF_COPIES):
            return []
        return list(self.measure(laid))


RULES: Final[dict[str, Rule]] = {}


def rule(
    clause: str, demand: str
) -> Callable[[Callable[[Laid], Iterable[Check]]], Callable[[Laid], Iterable[Check]]]:
    """Enter a measurement in the table under its function's name."""

    def enter(measure: Callable[[Laid], Iterable[Check]]) -> Callable[[Laid], Iterable[Check]]:
        name = measure.__name__.replace("_", " ")
        RULES[name] = Rule(name, clause, demand, measure)
        return measure

    return enter


def within(value: float, low: float, high: float, unit: str) -> Check:
    """A number between two others, as far as it can be told."""
    slack = 0.02
    return Check(f"{value:.2f} {unit}", low - slack <= value <= high + slack)


def set_as(line: Line, low: float, high: float, style: str) -> Iterator[Check]:
    """Size and style of a line's letters."""
    for size in sorted(line.sizes):
        yield Check(f"{size:g} pt", low - SAME_SIZE <= size <= high + SAME_SIZE)
    yield Check(line.style, line.style == style)


def capital(line: Line) -> Check:
    """Whether all letters of a line are capitals."""
    return Check("capitals" if line.text.isupper() else "small letters", line.text.isupper())


def centred(line: Line, on: float) -> Check:
    """Whether a line stands in the middle over a place."""
    off = (line.center - on) / MM
    return Check(f"{off:+.2f} mm off centre", abs(off) * MM <= NEAR)


def at(place: float, wanted: float, what: str) -> Check:
    """Whether an edge is where it should be."""
    return Check(f"{what} at {place / MM:.2f} mm", abs(place - wanted) <= NEAR)


@dataclass(frozen=True, eq=False)
class Laid:
    """One document on its pages, with what it was made from."""

    pages: list[Page]
    fields: dict[str, tuple[int, Box]]
    content: dict[str, Any]
    numbered: Numbered
    kind: DocumentKind
    title: str
    noted: Noted | None = None

    @property
    def first(self) -> Page:
        return self.pages[0]

    @cached_property
    def left(self) -> float:
        """The left edge of the text, where it lies; whether rightly is a rule of its own."""
        return min(line.left for line in self.first.lines)

    @cached_property
    def right(self) -> float:
        """The right edge of the text, or of a table or rule that reaches as far."""
        rights = [each.box.right for each in self.first.strokes]
        return max([*rights, *(line.right for line in self.first.lines)])

    def middle(self, page: Page | None = None) -> float:
        """The middle of the text on a page; margins are the same on all."""
        wider = page.width - self.first.width if page else 0
        return (self.left + self.right + wider) / 2

    @cached_property
    def lines(self) -> list[tuple[Page, Line]]:
        """Every line of every page but page numbers."""
        return [
            (page, line)
            for page in self.pages
            for line in page.lines
            if not self.is_number(page, line)
        ]

    @staticmethod
    def is_number(page: Page, line: Line) -> bool:
        return line.text.isdecimal() and line.top > page.height - 20 * MM

    @cached_property
    def parts(self) -> list[list[Page]]:
        """The document, then each annex or promulgated document; a part has its own page 1."""
        parts: list[list[Page]] = []
        for page in self.pages:
            numbers = [line for line in page.lines if self.is_number(page, line)]
            if not numbers:
                parts.append([])
            parts[-1].append(page)
        return parts

    @property
    def main(self) -> list[Page]:
        return self.parts[0]

    def find(self, text: str) -> tuple[Page, Line] | None:
        """The first line that begins with the text, or that a wrapped text begins with."""
        for page, line in self.lines:
            if line.text and (line.text.startswith(text) or text.startswith(line.text)):
                return page, line
        return None

    def block(self, text: str, start: Line | None = None) -> list[Line]:
        """The lines of one page that together make up the text; `start` is the first, if given."""
        wanted = "".join(text.split())
        for page, first in self.lines:
            if start not in {None, first} or not wanted.startswith("".join(first.text.split())):
                continue
            taken: list[Line] = []
            rest = wanted
            for line in page.lines:
                squeezed = "".join(line.text.split())
                below = line.baseline <= first.baseline
                if squeezed and rest.startswith(squeezed) and below:
                    taken.append(line)
                    rest = rest[len(squeezed) :]
                if not rest:
                    return taken
        return []


def laid_out(sample: Path, renderer: TypstRenderer, kinds: KindFolder) -> Laid:
    """A sample, numbered, laid out, with its signature fields; nobody signs it."""
    return laid_from(sample.read_bytes(), renderer, kinds)


def laid_from(
    request: bytes | dict[str, Any],
    renderer: TypstRenderer,
    kinds: KindFolder,
    place: tuple[int, date] = (5, ISSUED_ON),
    redrawn: Redrawn | None = None,
) -> Laid:
    """The same from the bytes of a TOML file, or from its fields, with that number and day.

    `redrawn` spoils what box 14 of a copy shows.
    """
    value, day = place
    if isinstance(request, bytes):
        checked = read_request(request, "toml", kinds)
    else:
        checked = read_request(json.dumps(request, default=str).encode(), "json", kinds)
    kind = settled(kinds.kind(checked.kind), checked.content)
    number = DocumentNumber(value, symbol(kind, AGENCY), kind.book, day.year)
    identifier = f"{AGENCY.code},{day:%Y/%m/%d},{number.text}"
    numbered = Numbered(checked, AGENCY, number, day, identifier, LOOKUP_CODE)
    rendered = renderer.render(numbered, kind)
    stamped = stamp_copy(rendered, kind) if kind.sealed_alone else stamp(rendered, kind)
    fields = fields_of(stamped.data)
    content = printed(kind, checked.content)
    title = subject(kind, checked)
    noted = noted_page(stamped, redrawn) if isinstance(stamped, PreparedCopy) else None
    return Laid(pages_of(rendered.data), fields, content, numbered, kind, title, noted)


def broken(laid: Laid) -> Mapping[str, list[str]]:
    """The rules that the document breaks, with what was measured."""
    measured = {name: rule.checks(laid) for name, rule in RULES.items()}
    faults = {
        name: [each.found for each in checks if not each.passed]
        for name, checks in measured.items()
    }
    return {name: found for name, found in faults.items() if found}


def number_text(laid: Laid) -> str:
    return number_line(laid.numbered.number)


def date_text(laid: Laid) -> str:
    return date_line(laid.numbered.agency.place, laid.numbered.issued_on)
