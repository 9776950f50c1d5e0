# SPDX-License-Identifier: Apache-2.0
"""Filling the open fields of a document with its number and its date.

They are drawn with the fonts that lie in the form since before anybody signed, which have digits
and nothing else; no page is painted on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from esign.errors import InputError
from esign.model import (
    MOST_DIGITS,
    OPEN_DESCENT,
    OPEN_DIGITS,
    OPEN_FONTS,
    OPEN_QUADDING,
    OPEN_SIZE,
    OpenField,
    Quadding,
)
from esign.signing.revision import UNREADABLE, box_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.signing.appearance import Box
    from esign.signing.revision import Revision

_GLYPH = re.compile(rb"<([0-9A-F]{4})> <00(3[0-9])>")
_EM = 1000


class DigitFont:
    """A font of the form.

    Raises:
        InputError: it cannot be read, or lacks a digit.
    """

    def __init__(self, font: generic.DictionaryObject) -> None:
        try:
            listed = list.__iter__(font["/DescendantFonts"][0]["/W"])
            advances = {int(glyph): float(next(listed)[0]) for glyph in listed}
            mapped = _GLYPH.findall(font["/ToUnicode"].data)
            glyphs = {chr(int(code, 16)): int(glyph, 16) for glyph, code in mapped}
            self._digits = {
                digit: (glyphs[digit], advances[glyphs[digit]]) for digit in OPEN_DIGITS
            }
        except UNREADABLE as fault:
            raise InputError("signing.not_prepared") from fault

    def width(self, text: str) -> float:
        """How wide a text is, in points."""
        return sum(self._digits[digit][1] for digit in text) * OPEN_SIZE / _EM

    def shown(self, text: str) -> bytes:
        """The operand that shows it."""
        return b"".join(b"%04X" % self._digits[digit][0] for digit in text)


def fill(revision: Revision, values: Mapping[OpenField, str]) -> None:
    """Set value and appearance of the open fields, and nothing else of them.

    Args:
        revision: of a signed document whose open fields are empty.
        values: digits for each of the fields.

    Raises:
        InputError: there is no room for a value, or the form is not as stamping makes it.
    """
    try:
        form = revision.root["/AcroForm"]
        fonts = form["/DR"]["/Font"]
        listed = [entry.get_object() for entry in list.__iter__(form["/Fields"])]
        fields = {str(field["/T"]): field for field in listed}
        drawn = {name: fonts.raw_get(f"/{OPEN_FONTS[name]}") for name in OpenField}
        opened = {name: fields[name] for name in OpenField}
    except UNREADABLE as fault:
        raise InputError("signing.not_prepared") from fault
    for name, text in values.items():
        if len(text) > MOST_DIGITS[name]:
            raise InputError("signing.no_room_for_number", number=text, most=MOST_DIGITS[name])
        field = opened[name]
        appearance = _appearance(name, text, box_of(field), drawn[name])
        field[pdf_name("/V")] = generic.pdf_string(text)
        field[pdf_name("/AP")] = generic.DictionaryObject(
            {pdf_name("/N"): revision.add_object(appearance)}
        )
        revision.update_container(field)


def _appearance(
    name: OpenField, text: str, box: Box, reference: generic.IndirectObject
) -> generic.StreamObject:
    font = DigitFont(reference.get_object())
    room = box.width - font.width(text)
    left = room if OPEN_QUADDING[name] is Quadding.RIGHT else room / 2
    resource = OPEN_FONTS[name]
    content = b"/Tx BMC q BT /%b %d Tf 0 g %.3f %.3f Td <%b> Tj ET Q EMC" % (
        resource.encode(),
        OPEN_SIZE,
        left,
        OPEN_DESCENT * OPEN_SIZE,
        font.shown(text),
    )
    sides = (0, 0, round(box.width, 4), round(box.height, 4))
    fonts = generic.DictionaryObject({pdf_name(f"/{resource}"): reference})
    entries = {
        "/Type": pdf_name("/XObject"),
        "/Subtype": pdf_name("/Form"),
        "/BBox": generic.ArrayObject(map(generic.FloatObject, sides)),
        "/Resources": generic.DictionaryObject({pdf_name("/Font"): fonts}),
    }
    own = {pdf_name(key): value for key, value in entries.items()}
    return generic.StreamObject(own, stream_data=content)
