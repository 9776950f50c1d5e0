# SPDX-License-Identifier: Apache-2.0
"""What stands where on the pages of a PDF, in millimetres and points, as another program reads it.

Nothing here knows how the page was made: characters with their fonts and places, strokes, and the
boxes of the signature fields come out of the finished file.
"""

from __future__ import annotations

import ctypes
import io
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pypdf
import pypdfium2
from pypdfium2 import raw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MM = 72 / 25.4
ASCENT, DESCENT = 0.891, 0.216  # of the size; Times New Roman and fonts of its widths
LINE_TOLERANCE = 0.6  # points between baselines of one line
COLUMN_GAP = 2.2  # of the size; a wider gap parts two columns
BLACK = (0, 0, 0)
SAME_COLUMN = 60  # points between the middles of what belongs together


@dataclass(frozen=True)
class Glyph:
    """One character; `x` to `end` is its advance, in points from the left edge of the sheet."""

    text: str
    x: float
    end: float
    baseline: float
    size: float
    font: str
    color: tuple[int, int, int]

    @property
    def bold(self) -> bool:
        return "Bold" in self.font

    @property
    def italic(self) -> bool:
        return "Italic" in self.font


@dataclass(frozen=True)
class Box:
    """A rectangle in points from the lower left corner of the sheet."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def center(self) -> float:
        return (self.left + self.right) / 2

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2


@dataclass(frozen=True, eq=False)
class Stroke:
    """A drawn path: its box without the thickness of the stroke, the thickness, and its colour."""

    box: Box
    thickness: float
    color: tuple[int, int, int]

    @property
    def is_rule(self) -> bool:
        """Whether it is a horizontal line."""
        return self.box.height < 0.5 and self.box.width > 5


@dataclass(frozen=True, eq=False)
class Line:
    """A line of text in one column of a page."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(each.text for each in self.glyphs).strip()

    @property
    def _inked(self) -> list[Glyph]:
        return [each for each in self.glyphs if not each.text.isspace()]

    @property
    def left(self) -> float:
        return self._inked[0].x

    @property
    def right(self) -> float:
        return self._inked[-1].end

    @property
    def center(self) -> float:
        return (self.left + self.right) / 2

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def baseline(self) -> float:
        return self.glyphs[0].baseline

    @property
    def size(self) -> float:
        return max(each.size for each in self._inked)

    @property
    def sizes(self) -> set[float]:
        return {round(each.size, 2) for each in self._inked}

    @property
    def top(self) -> float:
        return self.baseline + ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.baseline - DESCENT * self.size

    @property
    def style(self) -> str:
        """`upright`, `bold`, `italic`, `bold italic`; `mixed` where letters differ."""
        styles = {(each.bold, each.italic) for each in self._inked}
        if len(styles) > 1:
            return "mixed"
        ((bold, italic),) = styles
        named = [name for name, holds in (("bold", bold), ("italic", italic)) if holds]
        return " ".join(named) or "upright"

    @property
    def colors(self) -> set[tuple[int, int, int]]:
        return {each.color for each in self._inked}


@dataclass(frozen=True, eq=False)
class Page:
    """One sheet: its size in points, its lines from top to bottom, its strokes."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    strokes: tuple[Stroke, ...]

    @property
    def rules(self) -> list[Stroke]:
        return [each for each in self.strokes if each.is_rule]

    def line(self, text: str) -> Line | None:
        """The first line that begins with the text."""
        return next((each for each in self.lines if each.text.startswith(text)), None)

    def rule_below(self, line: Line, within: float = 14) -> Stroke | None:
        """The rule under a line, not further away than `within` points."""
        found = [
            each
            for each in self.rules
            if 0 <= line.bottom - each.box.middle <= within
            and abs(each.box.center - line.center) < SAME_COLUMN
        ]
        return max(found, key=lambda each: each.box.middle, default=None)


def pages_of(pdf: bytes) -> list[Page]:
    """Every page, measured."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_measured(number, page) for number, page in enumerate(document, start=1)]


def fields_of(pdf: bytes) -> dict[str, tuple[int, Box]]:
    """Page and box of each signature field, by its tooltip or name."""
    found = {}
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(pdf)).pages, start=1):
        for reference in page.get("/Annots", []):
            widget = reference.get_object()
            if widget["/Subtype"] == "/Widget":
                found[str(widget["/T"])] = (number, Box(*map(float, widget["/Rect"])))
    return found


def _measured(number: int, page: pypdfium2.PdfPage) -> Page:
    width, height = page.get_size()
    glyphs = [each for each in _glyphs(page.get_textpage()) if each.text.strip()]
    lines = sorted(_lines(glyphs), key=lambda line: (-line.baseline, line.left))
    return Page(number, width, height, tuple(lines), tuple(_strokes(page)))


def _glyphs(text: pypdfium2.PdfTextPage) -> Iterator[Glyph]:
    x, y = ctypes.c_double(), ctypes.c_double()
    name, flags = ctypes.create_string_buffer(120), ctypes.c_int()
    color = [ctypes.c_uint() for _ in range(4)]
    for place in range(text.count_chars()):
        if not raw.FPDFText_GetFontInfo(text, place, name, len(name), flags) or not name.value:
            continue
        raw.FPDFText_GetCharOrigin(text, place, x, y)
        raw.FPDFText_GetFillColor(text, place, *color)
        yield Glyph(
            text=chr(raw.FPDFText_GetUnicode(text, place)),
            x=x.value,
            end=text.get_charbox(place, loose=True)[2],
            baseline=y.value,
            size=raw.FPDFText_GetFontSize(text, place),
            font=name.value.decode().partition("+")[2] or name.value.decode(),
            color=(color[0].value, color[1].value, color[2].value),
        )


def _lines(glyphs: Sequence[Glyph]) -> Iterator[Line]:
    """Characters of about one baseline, parted where a gap is wide; spaces are put back."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda each: (-each.baseline, each.x)):
        if rows and abs(rows[-1][0].baseline - glyph.baseline) <= LINE_TOLERANCE:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    for row in rows:
        yield from _columns(sorted(row, key=lambda each: each.x))


def _columns(row: list[Glyph]) -> Iterator[Line]:
    current = [row[0]]
    for before, glyph in pairwise(row):
        gap = glyph.x - before.end
        if gap > COLUMN_GAP * glyph.size:
            yield Line(tuple(current))
            current = []
        elif gap > 0.12 * glyph.size:
            space = Glyph(
                " ", before.end, glyph.x, before.baseline, before.size, before.font, before.color
            )
            current.append(space)
        current.append(glyph)
    yield Line(tuple(current))


def _strokes(page: pypdfium2.PdfPage) -> Iterator[Stroke]:
    thickness = ctypes.c_float()
    color = [ctypes.c_uint() for _ in range(4)]
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4):
        raw.FPDFPageObj_GetStrokeWidth(path, thickness)
        raw.FPDFPageObj_GetStrokeColor(path, *color)
        left, bottom, right, top = path.get_bounds()
        inset = thickness.value
        yield Stroke(
            Box(left + inset, bottom + inset, right - inset, top - inset),
            thickness.value,
            (color[0].value, color[1].value, color[2].value),
        )
