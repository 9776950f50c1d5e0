# SPDX-License-Identifier: Apache-2.0
"""Turning the marked boxes into empty signature fields, where they stand.

Afterwards a signature fills `/V` and `/AP` of its field and touches nothing else. Three details
carry that promise: the form exists with its final flags before the first signature; the structure
element holds its field as one object reference, not as an array of one, because difference
analysis of later revisions reads the array as a change of the page; and the tree of tags names its
elements last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from esign.model import SignatureField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.stamping.markers import Marker
    from esign.stamping.rewriting import Rewriting

# What assistive technology reads aloud for the field (ISO 14289-1 §7.18.1).
DESCRIPTIONS = {
    SignatureField.SIGNER: "Chữ ký số của người có thẩm quyền",
    SignatureField.SEAL: "Chữ ký số của cơ quan, tổ chức ban hành văn bản",
}
PRINTED = 4  # annotation flag Print (ISO 32000-1 Table 165)
SIGNATURES_EXIST_APPEND_ONLY = 3  # /SigFlags (ISO 32000-1 Table 219)


def prepare_fields(rewriting: Rewriting, markers: Mapping[SignatureField, Marker]) -> None:
    """Put the signature fields in place of their markers and the form into the catalogue."""
    for field, marker in markers.items():
        rewriting.replace(marker.annotation, _widget(rewriting, field, marker))
        rewriting.replace(marker.element, form_element(marker))
    fields = generic.ArrayObject(
        markers[field].annotation for field in SignatureField if field in markers
    )
    form = rewriting.add(
        _dictionary(
            Fields=fields,
            SigFlags=generic.NumberObject(SIGNATURES_EXIST_APPEND_ONLY),
        )
    )
    catalog = generic.DictionaryObject(rewriting.catalog)
    catalog[pdf_name("/AcroForm")] = form
    rewriting.replace(rewriting.reader.trailer.raw_get("/Root"), catalog)
    _put_elements_last(rewriting)


def _put_elements_last(rewriting: Rewriting) -> None:
    """Let the tree of tags name its elements behind everything else it has.

    The EU's DSS compares a revision with the one before along the first way on which it meets an
    object. It takes a field that was signed or filled meanwhile for an unknown change of the page
    where that way leads through the elements, and for what it is where through the tree of parents.
    """
    reference = rewriting.catalog.raw_get("/StructTreeRoot")
    tree = generic.DictionaryObject(rewriting.current(reference))
    tree[pdf_name("/K")] = tree.pop(pdf_name("/K"))
    rewriting.replace(reference, tree)


def _widget(
    rewriting: Rewriting, field: SignatureField, marker: Marker
) -> generic.DictionaryObject:
    widget = _dictionary(
        Type=pdf_name("/Annot"),
        Subtype=pdf_name("/Widget"),
        FT=pdf_name("/Sig"),
        T=generic.pdf_string(field.value),
        TU=generic.pdf_string(DESCRIPTIONS[field]),
        F=generic.NumberObject(PRINTED),
        Rect=marker.link["/Rect"],
        P=marker.page,
        StructParent=marker.link["/StructParent"],
        AP=_dictionary(N=rewriting.add(empty_appearance(marker.link["/Rect"]))),
    )
    if field is SignatureField.SEAL:
        widget[pdf_name("/Lock")] = rewriting.add(_seal_lock())
    return widget


def empty_appearance(rectangle: generic.ArrayObject) -> generic.StreamObject:
    """What a field shows that is empty: nothing, in an area as large as its box."""
    left, bottom, right, top = (float(value) for value in rectangle)
    box = (0, 0, round(right - left, 4), round(top - bottom, 4))
    entries = _dictionary(
        Type=pdf_name("/XObject"),
        Subtype=pdf_name("/Form"),
        BBox=generic.ArrayObject(generic.FloatObject(value) for value in box),
        Resources=generic.DictionaryObject(),
    )
    return generic.StreamObject(entries, stream_data=b"")


def _seal_lock() -> generic.DictionaryObject:
    """The seal closes the document: nothing may change after it (ISO 32000-2 Table 236)."""
    return _dictionary(
        Type=pdf_name("/SigFieldLock"),
        Action=pdf_name("/All"),
        P=generic.NumberObject(1),
    )


def form_element(marker: Marker) -> generic.DictionaryObject:
    """The structure element of a field, which stood for the marker."""
    element = generic.DictionaryObject(marker.element.get_object())
    element[pdf_name("/S")] = pdf_name("/Form")
    element[pdf_name("/K")] = _dictionary(
        Type=pdf_name("/OBJR"), Pg=marker.page, Obj=marker.annotation
    )
    return element


def _dictionary(**entries: generic.PdfObject) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{key}"): item for key, item in entries.items()})
