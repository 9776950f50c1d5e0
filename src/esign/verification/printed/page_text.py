# SPDX-License-Identifier: Apache-2.0
"""The text that a page shows, line by line and with its places, as PDFium reads it.

PDFium keeps state that threads would share, so one reads at a time.
"""

from __future__ import annotations

import ctypes
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.verification.printed.seen import Box

MOST_CHARACTERS: Final = 50_000
"""A page of 14 points has some 4,000."""
UNREADABLE: Final = (pypdfium2.PdfiumError, ValueError, OverflowError, AssertionError)

_ONE_AT_A_TIME: Final = Lock()


class Line(NamedTuple):
    """A line of text in the order of the content: composed (NFC), and where it starts there."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character that is not blank, and the area it takes, in points."""

    text: str
    box: Box


class PageText:
    """The text of one page."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        """Raises ValueError if there is more text than a page of a document has."""
        self._text = page.get_textpage()
        if self._text.count_chars() > MOST_CHARACTERS:
            raise ValueError("more text than a page has")
        self.height = page.get_height()
        self.upright = not page.get_rotation() and page.get_mediabox()[:2] == (0, 0)
        """Places in the text are places on the page as it is shown."""
        whole, self.lines = self._text.get_text_range(), []
        place = 0
        for line in whole.splitlines(keepends=True):
            self.lines.append(Line(unicodedata.normalize("NFC", line.strip()), place))
            place += len(line)

    def box_of(self, line: Line) -> Box:
        """The area that the first character of a line takes."""
        index = pdfium.FPDFText_GetCharIndexFromTextIndex(self._text, line.start)
        return self._box(index)

    def within(self, box: Box) -> list[str]:
        """The lines of an area, composed (NFC)."""
        found = self._text.get_text_bounded(*box)
        return [unicodedata.normalize("NFC", line.strip()) for line in found.splitlines()]

    def row(self, box: Box) -> list[Glyph]:
        """All characters whose middle is as high as an area, and not left of it, left to right."""
        left, bottom, _, top = box
        glyphs = []
        for index in range(self._text.count_chars()):
            found = self._box(index)
            middle = (found[1] + found[3]) / 2
            if bottom <= middle <= top and found[0] >= left:
                shown = chr(pdfium.FPDFText_GetUnicode(self._text, index) or 32)
                if not shown.isspace():
                    glyphs.append(Glyph(shown, found))
        return sorted(glyphs, key=lambda glyph: glyph.box[0])

    def _box(self, index: int) -> Box:
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        if not pdfium.FPDFText_GetCharBox(self._text, index, left, right, bottom, top):
            return (0.0, 0.0, 0.0, 0.0)
        return (left.value, bottom.value, right.value, top.value)


@contextmanager
def opened(data: bytes, end: int) -> Iterator[pypdfium2.PdfDocument]:
    """A file as it was when it ended at `end`; no byte is copied.

    Raises:
        pypdfium2.PdfiumError: PDFium cannot read it.
    """
    with _ONE_AT_A_TIME:
        raw = pdfium.FPDF_LoadMemDocument64(data, end, None)
        if not raw:
            raise pypdfium2.PdfiumError("not a document")
        document = pypdfium2.PdfDocument(raw)
        try:
            yield document
        finally:
            document.close()
