# SPDX-License-Identifier: Apache-2.0
"""A lettering as the font object of a file that is written anew (ISO 32000-1 §9.7)."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from esign.lettering import STEM, SYMBOLIC
from esign.stamping.adopting.plain import deflated, dictionary

if TYPE_CHECKING:
    from esign.lettering import Lettering
    from esign.stamping.rewriting import Rewriting


def added_font(rewriting: Rewriting, lettering: Lettering) -> generic.IndirectObject:
    """The font as an object of a file."""
    name = pdf_name(f"/{lettering.name}")
    widths = generic.ArrayObject()
    for glyph, advance in sorted(lettering.advances.items()):
        widths.append(generic.NumberObject(glyph))
        widths.append(generic.ArrayObject([generic.FloatObject(advance)]))
    below = dictionary(
        Type=pdf_name("/Font"),
        Subtype=pdf_name("/CIDFontType2" if lettering.has_outlines else "/CIDFontType0"),
        BaseFont=name,
        CIDSystemInfo=dictionary(
            Registry=generic.pdf_string("Adobe"),
            Ordering=generic.pdf_string("Identity"),
            Supplement=generic.NumberObject(0),
        ),
        FontDescriptor=rewriting.add(_descriptor(rewriting, lettering, name)),
        W=widths,
    )
    if lettering.has_outlines:
        below[pdf_name("/CIDToGIDMap")] = pdf_name("/Identity")
    font = dictionary(
        Type=pdf_name("/Font"),
        Subtype=pdf_name("/Type0"),
        BaseFont=name,
        Encoding=pdf_name("/Identity-H"),
        DescendantFonts=generic.ArrayObject([rewriting.add(below)]),
        ToUnicode=rewriting.add(deflated(lettering.to_unicode)),
    )
    return rewriting.add(font)


def _descriptor(
    rewriting: Rewriting, lettering: Lettering, name: generic.NameObject
) -> generic.PdfObject:
    entries = dictionary(Length1=generic.NumberObject(len(lettering.program)))
    key = "FontFile2"
    if not lettering.has_outlines:
        entries, key = dictionary(Subtype=pdf_name("/OpenType")), "FontFile3"
    entries[pdf_name("/Filter")] = pdf_name("/FlateDecode")
    file = generic.StreamObject(entries, encoded_data=zlib.compress(lettering.program, 9))
    return dictionary(
        Type=pdf_name("/FontDescriptor"),
        FontName=name,
        Flags=generic.NumberObject(SYMBOLIC),
        FontBBox=generic.ArrayObject(map(generic.NumberObject, lettering.box)),
        ItalicAngle=generic.NumberObject(0),
        Ascent=generic.NumberObject(lettering.ascent),
        Descent=generic.NumberObject(lettering.descent),
        CapHeight=generic.NumberObject(lettering.ascent),
        StemV=generic.NumberObject(STEM),
        **{key: rewriting.add(file)},
    )
