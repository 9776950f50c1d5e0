# SPDX-License-Identifier: Apache-2.0
"""Pages that are signed before they are numbered: the fields for number, day and month.

They are text fields, read-only and empty (ISO 32000-1 §12.7.4.3). Their fonts have nothing but
digits and lie in the form from the stamp on, so that the competent person signs the glyphs, and
nothing but a digit can be shown in his document afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from esign.lettering import Lettering
from esign.model import (
    OPEN_DIGITS,
    OPEN_FONTS,
    OPEN_QUADDING,
    OPEN_SIZE,
    OpenField,
    PreparedOpen,
    SignatureField,
)
from esign.stamping.adopting.lettering import added_font
from esign.stamping.adopting.plain import dictionary
from esign.stamping.fields import PRINTED, empty_appearance, form_element, prepare_fields
from esign.stamping.markers import find_certain_markers
from esign.stamping.metadata import NO_SPELLINGS, open_properties, write_metadata
from esign.stamping.rewriting import Rewriting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import DigitFonts, DocumentKind, RenderedOpen, Spellings
    from esign.stamping.markers import Marker

# What assistive technology reads aloud for the field (ISO 14289-1 §7.18.1).
DESCRIPTIONS = {
    OpenField.NUMBER: "Số của văn bản",
    OpenField.DAY: "Ngày ban hành văn bản",
    OpenField.MONTH: "Tháng ban hành văn bản",
}
READ_ONLY = 1  # field flag (ISO 32000-1 Table 221)


def stamp_open(
    rendered: RenderedOpen, kind: DocumentKind, spellings: Spellings = NO_SPELLINGS
) -> PreparedOpen:
    """Write the document's metadata and turn its five markers into empty fields.

    `spellings` are as `stamp.stamp` says.

    Raises:
        ConfigurationError: as `stamp.stamp`, of the markers of number, day and month as well.
    """
    rewriting = Rewriting(rendered.data)
    signatures = find_certain_markers(rewriting, tuple(SignatureField), beside=tuple(OpenField))
    opened = find_certain_markers(rewriting, tuple(OpenField), beside=tuple(SignatureField))
    prepare_fields(rewriting, signatures)
    _add_open_fields(rewriting, opened, rendered.digits)
    write_metadata(rewriting, open_properties(rendered, kind, spellings))
    return PreparedOpen(rendered.unnumbered, rewriting.written(), rendered.subject, rendered.pages)


def _add_open_fields(
    rewriting: Rewriting, markers: Mapping[OpenField, Marker], digits: DigitFonts
) -> None:
    """Put the fields in place of their markers, before the signatures in the form."""
    for field, marker in markers.items():
        rewriting.replace(marker.annotation, _widget(rewriting, field, marker))
        rewriting.replace(marker.element, form_element(marker))
    root = rewriting.reader.trailer.raw_get("/Root")
    reference = generic.DictionaryObject(rewriting.current(root)).raw_get("/AcroForm")
    form = generic.DictionaryObject(rewriting.current(reference))
    own = [markers[field].annotation for field in OpenField]
    form[pdf_name("/Fields")] = generic.ArrayObject([*own, *list.__iter__(form["/Fields"])])
    form[pdf_name("/DR")] = dictionary(Font=_fonts(rewriting, digits))
    rewriting.replace(reference, form)


def _fonts(rewriting: Rewriting, digits: DigitFonts) -> generic.DictionaryObject:
    files = {OpenField.NUMBER: digits.upright, OpenField.DAY: digits.italic}
    return dictionary(
        **{
            OPEN_FONTS[field]: added_font(rewriting, Lettering(file, OPEN_DIGITS))
            for field, file in files.items()
        }
    )


def _widget(rewriting: Rewriting, field: OpenField, marker: Marker) -> generic.DictionaryObject:
    return dictionary(
        Type=pdf_name("/Annot"),
        Subtype=pdf_name("/Widget"),
        FT=pdf_name("/Tx"),
        T=generic.pdf_string(field.value),
        TU=generic.pdf_string(DESCRIPTIONS[field]),
        Ff=generic.NumberObject(READ_ONLY),
        F=generic.NumberObject(PRINTED),
        DA=generic.pdf_string(f"/{OPEN_FONTS[field]} {OPEN_SIZE} Tf 0 g"),
        Q=generic.NumberObject(int(OPEN_QUADDING[field])),
        Rect=marker.link["/Rect"],
        P=marker.page,
        StructParent=marker.link["/StructParent"],
        AP=dictionary(N=rewriting.add(empty_appearance(marker.link["/Rect"]))),
    )
