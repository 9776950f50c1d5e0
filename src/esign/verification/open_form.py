# SPDX-License-Identifier: Apache-2.0
"""Documents that were signed before they were numbered: their form, as the first signature saw it.

Such a form is taken for one only if it is in every detail as stamping writes it: three empty text
fields that nobody can type in, fonts that have digits and show each as what it is, and nothing
besides but signature fields. In every other form a text field is foreign content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    Reference,
    StreamObject,
    TextStringObject,
)

from esign.model import OPEN_DIGITS, OPEN_FONTS, OPEN_QUADDING, OPEN_SIZE, OpenField
from esign.verification.source import attempt, stream_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.verification.form import SignedField
    from esign.verification.source import Source

_FORM = {"/Fields", "/SigFlags", "/DR"}
_WIDGET = {
    *("/Type", "/Subtype", "/FT", "/T", "/TU", "/Ff", "/F", "/DA", "/Q", "/Rect", "/P"),
    *("/StructParent", "/AP"),
}
_READ_ONLY = 1
_PRINTED = 4
_FILLING = 2  # /P, ISO 32000-2 Table 257
_GLYPH = re.compile(rb"^<([0-9A-F]{4})> <([0-9A-F]{4})>$", re.MULTILINE)
_MOST_FONT = 1 << 20
_EM = 1000


@dataclass(frozen=True, slots=True)
class DigitFont:
    """A font that has digits only.

    Attributes:
        reference: its object.
        digits: which digit each glyph is, by its number.
        advances: widths of the glyphs in thousandths of the size.
    """

    reference: Reference
    digits: Mapping[int, str]
    advances: Mapping[int, float]

    def width(self, glyphs: list[int]) -> float:
        """How wide some glyphs are, in points."""
        return sum(self.advances[glyph] for glyph in glyphs) * OPEN_SIZE / _EM


@dataclass(frozen=True, slots=True)
class OpenForm:
    """The open fields of a form, and what they are shown in."""

    fields: Mapping[OpenField, Reference]
    fonts: Mapping[OpenField, DigitFont]


def open_form(source: Source, first: int) -> OpenForm | None:
    """The open fields, if the form had them, empty and sound, in revision `first`.

    Args:
        source: the file.
        first: the revision of the first signature; the last one of a file that nobody has signed.
    """
    form = source.dictionary(source.catalog, "/AcroForm")
    if form is None or set(form) != _FORM:
        return None
    listed = [item for item in source.items(form, "/Fields") if isinstance(item, IndirectObject)]
    texts = [item for item in listed if source.name(source.resolve(item), "/FT") != "/Sig"]
    named = {str(source.entry(source.resolve(item), "/T")): item.reference for item in texts}
    if len(listed) != len(source.items(form, "/Fields")) or len(texts) != len(OpenField):
        return None
    if set(named) != {field.value for field in OpenField}:
        return None
    fonts = _fonts(source, form)
    fields = {field: named[field.value] for field in OpenField}
    empty = all(_is_empty(source, reference, first, name) for name, reference in fields.items())
    return OpenForm(fields, fonts) if fonts is not None and empty else None


def certifies(source: Source, field: SignedField) -> bool:
    """Whether a signature permits the filling of fields and nothing else (§12.8.2.2)."""
    permissions = source.dictionary(source.catalog, "/Perms")
    certified = source.raw(permissions, "/DocMDP")
    references = [source.resolve(item) for item in source.items(field.signature, "/Reference")]
    if permissions is None or set(permissions) != {"/DocMDP"} or len(references) != 1:
        return False
    parameters = source.dictionary(references[0], "/TransformParams")
    permitted = source.entry(parameters, "/P")
    return (
        isinstance(certified, IndirectObject)
        and certified == dict.get(field.widget, "/V")
        and source.name(references[0], "/TransformMethod") == "/DocMDP"
        and isinstance(permitted, NumberObject)
        and permitted == _FILLING
    )


def _is_empty(source: Source, reference: Reference, first: int, name: OpenField) -> bool:
    """Whether a field was as stamping writes it."""
    widget = source.at_revision(reference, first)
    if not isinstance(widget, DictionaryObject) or set(widget) != _WIDGET:
        return False
    texts = {"/T": name.value, "/DA": f"/{OPEN_FONTS[name]} {OPEN_SIZE} Tf 0 g"}
    numbers = {"/Ff": _READ_ONLY, "/F": _PRINTED, "/Q": int(OPEN_QUADDING[name])}
    names = {"/Type": "/Annot", "/Subtype": "/Widget", "/FT": "/Tx"}
    states = dict.get(widget, "/AP")
    shown = dict.get(states, "/N") if isinstance(states, DictionaryObject) else None
    drawn = None
    if isinstance(shown, IndirectObject):
        drawn = source.at_revision(shown.reference, first)
    return (
        _all(widget, texts, TextStringObject)
        and _all(widget, numbers, NumberObject)
        and _all(widget, names, NameObject)
        and isinstance(states, DictionaryObject)
        and set(states) == {"/N"}
        and isinstance(drawn, StreamObject)
        and stream_bytes(drawn, 0) == b""
    )


def _all(widget: DictionaryObject, entries: Mapping[str, object], kind: type) -> bool:
    return all(
        isinstance(dict.get(widget, key), kind) and dict.get(widget, key) == value
        for key, value in entries.items()
    )


def _fonts(source: Source, form: DictionaryObject) -> Mapping[OpenField, DigitFont] | None:
    """The fonts of the form's resources; None if there is anything else, or one is unsound."""
    resources = source.dictionary(form, "/DR")
    listed = source.dictionary(resources, "/Font")
    if resources is None or listed is None or set(resources) != {"/Font"}:
        return None
    if set(listed) != {f"/{name}" for name in OPEN_FONTS.values()}:
        return None
    fonts = {name: _font(source, dict.get(listed, f"/{name}")) for name in OPEN_FONTS.values()}
    found = {field: fonts[name] for field, name in OPEN_FONTS.items()}
    sound = {field: font for field, font in found.items() if font is not None}
    return sound if len(sound) == len(found) else None


def _font(source: Source, item: object) -> DigitFont | None:
    """A composite font whose glyphs are the digits that it says they are."""
    font = source.resolve(item)
    below = [source.resolve(each) for each in source.items(font, "/DescendantFonts")]
    if not isinstance(item, IndirectObject) or len(below) != 1:
        return None
    mapping = stream_bytes(source.entry(font, "/ToUnicode"), _MOST_FONT) or b""
    digits = {int(glyph, 16): chr(int(code, 16)) for glyph, code in _GLYPH.findall(mapping)}
    advances = _advances(source.entry(below[0], "/W"))
    composite = (
        source.name(font, "/Subtype") == "/Type0"
        and source.name(font, "/Encoding") == "/Identity-H"
        and (
            source.name(below[0], "/Subtype") == "/CIDFontType0"
            or source.name(below[0], "/CIDToGIDMap") == "/Identity"
        )
    )
    if not composite or not set(digits) <= set(advances):
        return None
    return DigitFont(item.reference, digits, advances) if _tells(source, below[0], digits) else None


def _advances(widths: object) -> dict[int, float]:
    entries = list(list.__iter__(widths)) if isinstance(widths, ArrayObject) else []
    found = zip(entries[::2], entries[1::2], strict=False)
    return {
        int(glyph): float(next(list.__iter__(width)))
        for glyph, width in found
        if isinstance(glyph, NumberObject) and isinstance(width, ArrayObject) and len(width) == 1
    }


def _tells(source: Source, font: object, digits: Mapping[int, str]) -> bool:
    """Whether the font program itself calls each glyph by the same digit, and all are there."""
    descriptor = source.dictionary(font, "/FontDescriptor")
    programs = [source.entry(descriptor, key) for key in ("/FontFile2", "/FontFile3")]
    program = next((stream_bytes(each, _MOST_FONT) for each in programs if each is not None), None)
    if program is None or sorted(digits.values()) != sorted(OPEN_DIGITS):
        return False
    # Loaded here: few documents have such a form.
    glyphs = import_module("esign.lettering").glyphs_of
    named: Mapping[str, int] | None = attempt(lambda: glyphs(program))
    return (
        named is not None
        and {named.get(char) for char in OPEN_DIGITS} == set(digits)
        and all(named[char] == glyph for glyph, char in digits.items())
    )
