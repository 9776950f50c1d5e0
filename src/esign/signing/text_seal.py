# SPDX-License-Identifier: Apache-2.0
"""The agency's signature as a text, without picture: box 14 of NĐ 30/2020/NĐ-CP, Annex I.

On a separate annex file (Part I, Section II.8.b, form 2.2) and on an electronic copy (Part II,
Section III, form 3.2): Times New Roman, 10 pt, upright, black, at the top right of the first page.

    text       = start "; " day "; " time
    start      = "Số: " number-and-symbol           ; an annex: those of its document
               | form "; " agency                   ; a copy
    form       = "SAO Y" | "TRÍCH SAO" | "SAO LỤC"
    day        = 2DIGIT "/" 2DIGIT "/" 4DIGIT       ; 20/11/2026
    time       = 2DIGIT ":" 2DIGIT ":" 2DIGIT " +07:00"

Day and time are those of the signature dictionary's `/M`, to the second. The text stands in one
line, or in as many as the box is high, broken at spaces that are then left out; day and time stay
together. The appearance is one form XObject, as large as the field, whose content stream is

    content    = "q 0 g BT /Text 10 Tf" 1*line " ET Q"
    line       = " 1 0 0 1 " x " " y " Tm <" 1*(4HEXDIG) "> Tj"

x and y are decimal numbers, the hexadecimal digits are upper case. `/Resources` hold nothing but
`/Font << /Text … >>`: a composite font (Type0, Identity-H), its CIDFont with `/CIDToGIDMap
/Identity`, descriptor, embedded subset of the TrueType program and `/ToUnicode`, five new objects
before the form XObject, each referred to once. A font of Compact Font Format outlines has a
CIDFontType0 without that map, and `/FontFile3` of `/Subtype /OpenType`.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError
from esign.lettering import STEM, SYMBOLIC, Lettering
from esign.signing.appearance import DrawnObject

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from esign.signing.appearance import Box, Drawing

SIZE: Final = 10
ASCENT: Final = 0.891 * SIZE
DESCENT: Final = 0.216 * SIZE
LINE: Final = 1.15 * SIZE
"""From base line to base line: single spacing of Times New Roman."""

FIGURES: Final = "0123456789/:;+ "
DATA_FONT: Final = 4
"""The place of the composite font among the objects of the drawing."""


@dataclass(frozen=True, slots=True)
class TextSeal:
    """What box 14 shows; the time of signing is added when it is drawn.

    Attributes:
        start: what stands before day and time.
        font: file of the text font.
    """

    start: str
    font: Path

    @classmethod
    def of_copy(cls, form: str, agency: str, font: Path) -> TextSeal:
        """Of an electronic copy: its form (`SAO Y`) and the copying body's name."""
        return cls(f"{form}; {agency}", font)

    @classmethod
    def of_annex(cls, number: str, font: Path) -> TextSeal:
        """Of a separate annex: number and symbol of its document, `123/QĐ-SGDĐT`."""
        return cls(f"Số: {number}", font)

    def text(self, at: datetime) -> str:
        """The whole text.

        Args:
            at: the claimed time of signing, Vietnamese time (UTC+7).
        """
        return f"{self.start}; {_moment(at)}"

    def drawing(self, box: Box, at: datetime, *, exact: bool) -> Drawing:  # noqa: ARG002
        """The text, right-aligned from the top of the box, see `Appearance`; never shrunk.

        Raises:
            ConfigurationError: it does not fit into the box, or the font lacks a character.
        """
        lettering = _lettering(self.font, "".join(sorted({*self.start, *FIGURES})))
        try:
            lines = _lines(lettering, (*self.start.split(), f";{_moment(at)}"), box.width)
        except KeyError as fault:
            raise ConfigurationError("text_seal.no_character", text=self.start) from fault
        if ASCENT + (len(lines) - 1) * LINE + DESCENT > box.height:
            raise ConfigurationError("text_seal.too_long", text=self.start)
        return (*_font(lettering), _form(lettering, lines, box))


def _moment(at: datetime) -> str:
    return f"{at:%d/%m}/{at.year:04d}; {at:%H:%M:%S} +07:00"


@lru_cache(maxsize=16)
def _lettering(font: Path, characters: str) -> Lettering:
    return Lettering(font, characters)


def _lines(lettering: Lettering, words: tuple[str, ...], width: float) -> list[str]:
    """Words in lines of that width; the last word begins with the mark that the one before ends.

    Raises:
        KeyError: the font lacks a character.
        ConfigurationError: a word is wider than the box.
    """
    *start, last = words
    pieces = [*start[:-1], start[-1] + last[0], last[1:]]
    if any(lettering.width(piece, SIZE) > width for piece in pieces):
        raise ConfigurationError("text_seal.too_long", text=" ".join(start))
    lines = [pieces[0]]
    for piece in pieces[1:]:
        longer = f"{lines[-1]} {piece}"
        if lettering.width(longer, SIZE) <= width:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def _form(lettering: Lettering, lines: list[str], box: Box) -> DrawnObject:
    shown = []
    for ordinal, line in enumerate(lines):
        x = box.width - lettering.width(line, SIZE)
        y = box.height - ASCENT - ordinal * LINE
        shown.append(b" 1 0 0 1 %.2f %.2f Tm %b Tj" % (x, y, lettering.shown(line)))
    sides = (f"{side:.4f}".rstrip("0").rstrip(".") for side in box)
    return DrawnObject(
        (
            b"/Type /XObject\n/Subtype /Form\n/BBox [ 0 0 %b ]\n" % " ".join(sides).encode(),
            b"/Resources <<\n/Font <<\n/Text ",
            DATA_FONT,
            b"\n>>\n>>\n",
        ),
        b"q 0 g BT /Text %d Tf%b ET Q" % (SIZE, b"".join(shown)),
    )


def _font(lettering: Lettering) -> Drawing:
    """Program, descriptor, CIDFont, mapping to characters, composite font: in this order."""
    name = lettering.name.encode("ascii")
    outlines = lettering.has_outlines
    program = b"/Length1 %d\n" % len(lettering.program) if outlines else b"/Subtype /OpenType\n"
    widths = b" ".join(
        b"%d [ %b ]" % (glyph, f"{advance:.2f}".rstrip("0").rstrip(".").encode())
        for glyph, advance in sorted(lettering.advances.items())
    )
    deflated = b"/Filter /FlateDecode\n"
    return (
        DrawnObject((program, deflated), zlib.compress(lettering.program, 9)),
        DrawnObject((_descriptor(lettering, name), 0, b"\n")),
        DrawnObject(
            (
                b"/Type /Font\n/Subtype /CIDFontType%d\n/BaseFont /%b\n" % (2 * outlines, name),
                b"/CIDSystemInfo <<\n/Registry (Adobe)\n/Ordering (Identity)\n/Supplement 0\n>>\n",
                b"/W [ %b ]\n" % widths,
                b"/CIDToGIDMap /Identity\n" if outlines else b"",
                b"/FontDescriptor ",
                1,
                b"\n",
            )
        ),
        DrawnObject((deflated,), zlib.compress(lettering.to_unicode, 9)),
        DrawnObject(
            (
                b"/Type /Font\n/Subtype /Type0\n/BaseFont /%b\n/Encoding /Identity-H\n" % name,
                b"/DescendantFonts [ ",
                2,
                b" ]\n/ToUnicode ",
                3,
                b"\n",
            )
        ),
    )


def _descriptor(lettering: Lettering, name: bytes) -> bytes:
    """All of the font's descriptor but the reference to its program."""
    box = " ".join(map(str, lettering.box)).encode()
    return (
        b"/Type /FontDescriptor\n/FontName /%b\n/Flags %d\n/FontBBox [ %b ]\n/ItalicAngle 0\n"
        b"/Ascent %d\n/Descent %d\n/CapHeight %d\n/StemV %d\n/FontFile%d "
    ) % (
        *(name, SYMBOLIC, box, lettering.ascent, lettering.descent, lettering.ascent, STEM),
        2 if lettering.has_outlines else 3,
    )
