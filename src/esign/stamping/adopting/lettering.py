# SPDX-License-Identifier: Apache-2.0
"""A few words set in an embedded subset of a font, as a PDF wants them (ISO 32000-1 §9.7)."""

from __future__ import annotations

import zlib
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Final

from fontTools import subset
from fontTools.ttLib import TTFont
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from esign.stamping.adopting.plain import deflated, dictionary

if TYPE_CHECKING:
    from pathlib import Path

    from esign.stamping.rewriting import Rewriting

EM: Final = 1000
SYMBOLIC: Final = 4  # font flag (ISO 32000-1 Table 123)
_TAG: Final = 6


class Lettering:
    """The characters of some words, taken out of a font file.

    Args:
        file: TrueType or OpenType.
        words: all that will be set in it.
    """

    def __init__(self, file: Path, words: str) -> None:
        options = subset.Options(layout_features=[], hinting=False, notdef_outline=True)
        with TTFont(file, recalcTimestamp=False) as font:
            subsetter = subset.Subsetter(options)
            subsetter.populate(text=words)
            subsetter.subset(font)
            out = BytesIO()
            font.save(out)
        self._program = out.getvalue()
        self._font = TTFont(BytesIO(self._program))
        self._glyphs = {
            chr(code): self._font.getGlyphID(name)
            for code, name in self._font.getBestCmap().items()
        }

    def width(self, text: str, size: float) -> float:
        """How wide a text is, in points."""
        return sum(self._advances[self._glyphs[each]] for each in text) * size / EM

    def shown(self, text: str) -> bytes:
        """The operand that shows a text."""
        return b"<" + "".join(f"{self._glyphs[each]:04X}" for each in text).encode() + b">"

    @property
    def _advances(self) -> dict[int, float]:
        units = self._font["head"].unitsPerEm
        return {
            self._font.getGlyphID(name): advance * EM / units
            for name, (advance, _) in self._font["hmtx"].metrics.items()
        }

    def added_to(self, rewriting: Rewriting) -> generic.IndirectObject:
        """The font as an object of a file."""
        outlines = "glyf" in self._font
        name = pdf_name(f"/{self._tag}+{self._font['name'].getDebugName(6) or 'Text'}")
        widths = generic.ArrayObject()
        for glyph, advance in sorted(self._advances.items()):
            widths.append(generic.NumberObject(glyph))
            widths.append(generic.ArrayObject([generic.FloatObject(round(advance, 2))]))
        below = dictionary(
            Type=pdf_name("/Font"),
            Subtype=pdf_name("/CIDFontType2" if outlines else "/CIDFontType0"),
            BaseFont=name,
            CIDSystemInfo=dictionary(
                Registry=generic.pdf_string("Adobe"),
                Ordering=generic.pdf_string("Identity"),
                Supplement=generic.NumberObject(0),
            ),
            FontDescriptor=rewriting.add(self._descriptor(rewriting, name)),
            W=widths,
        )
        if outlines:
            below[pdf_name("/CIDToGIDMap")] = pdf_name("/Identity")
        font = dictionary(
            Type=pdf_name("/Font"),
            Subtype=pdf_name("/Type0"),
            BaseFont=name,
            Encoding=pdf_name("/Identity-H"),
            DescendantFonts=generic.ArrayObject([rewriting.add(below)]),
            ToUnicode=rewriting.add(deflated(self._to_unicode())),
        )
        return rewriting.add(font)

    @property
    def _tag(self) -> str:
        digest = sha256(self._program).digest()
        return "".join(chr(ord("A") + each % 26) for each in digest[:_TAG])

    def _descriptor(self, rewriting: Rewriting, name: generic.NameObject) -> generic.PdfObject:
        head, lines = self._font["head"], self._font["hhea"]
        scale = EM / head.unitsPerEm
        box = (head.xMin, head.yMin, head.xMax, head.yMax)
        entries = dictionary(Length1=generic.NumberObject(len(self._program)))
        key = "FontFile2"
        if "glyf" not in self._font:
            entries, key = dictionary(Subtype=pdf_name("/OpenType")), "FontFile3"
        entries[pdf_name("/Filter")] = pdf_name("/FlateDecode")
        file = generic.StreamObject(entries, encoded_data=zlib.compress(self._program, 9))
        return dictionary(
            Type=pdf_name("/FontDescriptor"),
            FontName=name,
            Flags=generic.NumberObject(SYMBOLIC),
            FontBBox=generic.ArrayObject(generic.NumberObject(round(n * scale)) for n in box),
            ItalicAngle=generic.NumberObject(0),
            Ascent=generic.NumberObject(round(lines.ascent * scale)),
            Descent=generic.NumberObject(round(lines.descent * scale)),
            CapHeight=generic.NumberObject(round(lines.ascent * scale)),
            StemV=generic.NumberObject(80),
            **{key: rewriting.add(file)},
        )

    def _to_unicode(self) -> bytes:
        lines = [f"<{glyph:04X}> <{ord(each):04X}>" for each, glyph in sorted(self._glyphs.items())]
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            f"{len(lines)} beginbfchar\n" + "\n".join(lines) + "\nendbfchar\n"
            "endcmap CMapName currentdict /CMap defineresource pop end end"
        ).encode()
