# SPDX-License-Identifier: Apache-2.0
"""A few words set in an embedded subset of a font, as a PDF wants them (ISO 32000-1 §9.7)."""

from __future__ import annotations

import struct
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Final

from fontTools import subset
from fontTools.misc.sstruct import Error as StructureError
from fontTools.ttLib import TTFont, TTLibError

if TYPE_CHECKING:
    from pathlib import Path

EM: Final = 1000
SYMBOLIC: Final = 4
"""Font flag (ISO 32000-1 Table 123)."""
STEM: Final = 80
"""A usual thickness of stems; no reader of an embedded font needs the true one."""
_TAG: Final = 6
UNREADABLE: Final = (
    *(TTLibError, StructureError, struct.error, OSError, ArithmeticError, AssertionError),
    *(AttributeError, LookupError, NotImplementedError, RecursionError, TypeError, ValueError),
)
"""What the font library raises on a program that is none."""


class Lettering:
    """The characters of some words, taken out of a font file.

    Args:
        file: TrueType or OpenType.
        words: all that will be set in it.

    Attributes:
        program: the subset, a font file of its own.
        has_outlines: whether its glyphs are TrueType outlines; else they are Compact Font Format.
        name: of the subset, `ABCDEF+Tinos` (§9.6.4).
        advances: the width of each glyph in thousandths of the size.
        box: that all glyphs fit into, in thousandths: left, bottom, right, top.
        ascent, descent: in thousandths; what reaches below the base line is negative.
    """

    def __init__(self, file: Path, words: str) -> None:
        options = subset.Options(layout_features=[], hinting=False, notdef_outline=True)
        with TTFont(file, recalcTimestamp=False) as font:
            subsetter = subset.Subsetter(options)
            subsetter.populate(text=words)
            subsetter.subset(font)
            out = BytesIO()
            font.save(out)
        self.program = out.getvalue()
        font = TTFont(BytesIO(self.program))
        head, lines, scale = font["head"], font["hhea"], EM / font["head"].unitsPerEm
        self.has_outlines = "glyf" in font
        self.name = f"{_tag(self.program)}+{font['name'].getDebugName(6) or 'Text'}"
        self.box = tuple(round(n * scale) for n in (head.xMin, head.yMin, head.xMax, head.yMax))
        self.ascent, self.descent = round(lines.ascent * scale), round(lines.descent * scale)
        self.advances: dict[int, float] = {
            font.getGlyphID(name): round(advance * scale, 2)
            for name, (advance, _) in sorted(font["hmtx"].metrics.items())
        }
        self._glyphs = {
            chr(code): font.getGlyphID(name) for code, name in font.getBestCmap().items()
        }

    def width(self, text: str, size: float) -> float:
        """How wide a text is, in points.

        Raises:
            KeyError: the font has no such character.
        """
        return sum(self.advances[self._glyphs[each]] for each in text) * size / EM

    def shown(self, text: str) -> bytes:
        """The operand that shows a text: glyphs by number, two bytes each (Identity-H)."""
        return b"<" + "".join(f"{self._glyphs[each]:04X}" for each in text).encode() + b">"

    @property
    def to_unicode(self) -> bytes:
        """Which character each glyph is (§9.10.3)."""
        lines = [f"<{glyph:04X}> <{ord(each):04X}>" for each, glyph in sorted(self._glyphs.items())]
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            f"{len(lines)} beginbfchar\n" + "\n".join(lines) + "\nendbfchar\n"
            "endcmap CMapName currentdict /CMap defineresource pop end end"
        ).encode()


def glyphs_of(program: bytes) -> dict[str, int]:
    """Which glyph a font program itself has for each character, by number.

    Raises:
        ValueError: the program cannot be read.
    """
    try:
        font = TTFont(BytesIO(program))
        named = font.getBestCmap() or {}
        return {chr(code): font.getGlyphID(name) for code, name in named.items()}
    except UNREADABLE as fault:
        raise ValueError("no font program") from fault


def _tag(program: bytes) -> str:
    return "".join(chr(ord("A") + each % 26) for each in sha256(program).digest()[:_TAG])
