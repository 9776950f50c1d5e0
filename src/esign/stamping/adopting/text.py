# SPDX-License-Identifier: Apache-2.0
"""What a page shows as text, character by character with its place, as PDFium reads it.

Only plain copies made by `plain` are read, and only in the limited process.
"""

from __future__ import annotations

import ctypes
import unicodedata
from dataclasses import dataclass
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

MOST_CHARACTERS: Final = 20_000
USUAL_SIZES: Final = (9.0, 16.0)
USUAL_SIZE: Final = 13.0


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character that is not blank; points from the lower left corner of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    baseline: float
    size: float


@dataclass(frozen=True, slots=True)
class TextPage:
    """The characters of a page in reading order, and its size in points."""

    glyphs: tuple[Glyph, ...]
    lines: tuple[str, ...]
    width: float
    height: float

    @property
    def folded(self) -> tuple[str, list[int]]:
        """All characters, decomposed and without case, with the glyph each comes from."""
        letters: list[str] = []
        owners: list[int] = []
        for place, glyph in enumerate(self.glyphs):
            for letter in fold(glyph.text):
                letters.append(letter)
                owners.append(place)
        return "".join(letters), owners


def fold(text: str) -> str:
    """The text without blanks and case, its accents apart."""
    whole = unicodedata.normalize("NFD", text).casefold()
    return "".join(each for each in whole if not each.isspace())


def read_text(pdf: bytes) -> list[TextPage]:
    """The text of every page.

    Raises:
        pypdfium2.PdfiumError: PDFium cannot read the file.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        return [_page(page) for page in document]


def _page(page: pypdfium2.PdfPage) -> TextPage:
    text = page.get_textpage()
    count = min(text.count_chars(), MOST_CHARACTERS)
    glyphs = tuple(
        glyph for place in range(count) if (glyph := _glyph(text.raw, place)) is not None
    )
    # what runs together in one line of print may be two texts beside one another
    runs = [text.get_text_bounded(*text.get_rect(n)) for n in range(min(text.count_rects(), 200))]
    width, height = page.get_size()
    upper = text.get_text_bounded(bottom=height / 2)
    return TextPage(glyphs, tuple(upper.splitlines()) + _upper(text, runs, height), width, height)


def _upper(text: pypdfium2.PdfTextPage, runs: list[str], height: float) -> tuple[str, ...]:
    places = (text.get_rect(number)[1] for number in range(len(runs)))
    return tuple(run for run, bottom in zip(runs, places, strict=True) if bottom > height / 2)


def _glyph(text: object, place: int) -> Glyph | None:
    shown = chr(pdfium.FPDFText_GetUnicode(text, place) or 32)
    if shown.isspace() or not shown.isprintable():
        return None
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    if not pdfium.FPDFText_GetCharBox(text, place, left, right, bottom, top):
        return None
    pdfium.FPDFText_GetCharOrigin(text, place, x, y)
    return Glyph(
        shown, left.value, bottom.value, right.value, top.value, y.value, _size(text, place)
    )


def _size(text: object, place: int) -> float:
    """The size of type, which the page's own scale may have changed."""
    matrix = pdfium.FS_MATRIX()
    size = pdfium.FPDFText_GetFontSize(text, place)
    if pdfium.FPDFText_GetMatrix(text, place, matrix):
        size *= abs(matrix.d) or 1.0
    return size if USUAL_SIZES[0] <= size <= USUAL_SIZES[1] else USUAL_SIZE
