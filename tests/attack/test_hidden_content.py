# SPDX-License-Identifier: Apache-2.0
"""A document is prepared with something hidden in it, then signed and sealed by good people."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from esign.model import Role, Verdict
from esign.signing.revision import Revision
from support.pages import prepared
from support.pki import make_pki
from support.sealed import forge, judged, rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.trust import TrustStore

    Change = Callable[[Revision], None]


def entries(**values: object) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{key}"): value for key, value in values.items()})


def prepared_with(change: Change) -> bytes:
    """A document that was prepared with something in it before anybody signed."""
    writer = Revision(prepared().data)
    change(writer)
    out = BytesIO()
    writer.write(out)
    signed = forge().sign(out.getvalue(), make_pki().director, Role.PERSON)
    return forge().sign(signed, make_pki().seal, Role.AGENCY)


def page_of(writer: Revision) -> generic.DictionaryObject:
    return writer.root["/Pages"]["/Kids"][0]


def on_page(key: str, value: generic.PdfObject) -> Change:
    def change(writer: Revision) -> None:
        page = page_of(writer)
        page[pdf_name(key)] = value
        writer.update_container(page)

    return change


def in_catalogue(key: str, value: generic.PdfObject) -> Change:
    def change(writer: Revision) -> None:
        writer.root[pdf_name(key)] = value
        writer.update_root()

    return change


def annotation(**values: object) -> Change:
    """A further annotation on the page."""

    def change(writer: Revision) -> None:
        rectangle = generic.ArrayObject(map(generic.NumberObject, (0, 0, 300, 300)))
        page = page_of(writer)
        note = entries(Type=pdf_name("/Annot"), Rect=rectangle, **values)
        page["/Annots"].append(writer.add_object(note))
        writer.update_container(page)

    return change


def in_resources(stream: generic.StreamObject) -> Change:
    """A further stream that the page's content could place."""

    def change(writer: Revision) -> None:
        resources = page_of(writer)["/Resources"]
        resources[pdf_name("/XObject")] = entries(X=writer.add_object(stream))
        writer.update_container(resources)

    return change


def page_called_a_node(writer: Revision) -> None:
    """An empty `/Kids` makes a page look like an inner node; most readers show it all the same."""
    page = page_of(writer)
    page[pdf_name("/Kids")] = generic.ArrayObject()
    page["/Annots"].append(writer.add_object(entries(Subtype=pdf_name("/FreeText"))))
    writer.update_container(page)


def text_field(writer: Revision) -> None:
    form = writer.root["/AcroForm"]
    field = entries(FT=pdf_name("/Tx"), T=pdf_string("amount"), V=pdf_string("1"))
    form["/Fields"].append(writer.add_object(field))
    writer.update_container(form)


def action(kind: str, **values: object) -> generic.DictionaryObject:
    return entries(S=pdf_name(kind), **values)


LINK = {"Subtype": pdf_name("/Link")}
URI = action("/URI", URI=pdf_string("https://example.invalid/"))
EXTERNAL = {pdf_name("/F"): pdf_string("elsewhere.bin")}
FORM = {pdf_name("/Subtype"): pdf_name("/Form")}
REFERENCE = {**FORM, pdf_name("/Ref"): entries(F=pdf_string("other.pdf"))}
HARMFUL: dict[str, Change] = {
    "page called a node": page_called_a_node,
    "text field": text_field,
    "page action": on_page("/AA", entries(O=action("/JavaScript"))),
    "opening script": in_catalogue("/OpenAction", action("/JavaScript")),
    "collection": in_catalogue("/Collection", entries()),
    "script in an unknown place": in_catalogue("/Odd", entries(Deep=action("/JavaScript"))),
    "alternative address": annotation(**LINK, A=URI, PA=URI),
    "address of a script": annotation(**LINK, A=action("/URI", URI=pdf_string("javascript:1"))),
    "address on this machine": annotation(**LINK, A=action("/URI", URI=pdf_string("file:///x"))),
    "link to a file": annotation(**LINK, A=action("/GoToR", F=pdf_string("x.pdf"))),
    "note": annotation(Subtype=pdf_name("/FreeText")),
    "foreign widget": annotation(Subtype=pdf_name("/Widget"), FT=pdf_name("/Btn")),
    "external stream": in_resources(generic.StreamObject({**FORM, **EXTERNAL}, stream_data=b"")),
    "page of another file": in_resources(generic.StreamObject(REFERENCE, stream_data=b"")),
}
UNUSUAL: dict[str, Change] = {
    "unknown entry of the catalogue": in_catalogue("/Odd", entries()),
    "certification": in_catalogue("/Perms", entries()),
    "first view": in_catalogue("/OpenAction", generic.ArrayObject([pdf_name("/Fit")])),
    "unknown entry of the page": on_page("/PieceInfo", entries()),
    "unknown entry of a link": annotation(**LINK, A=URI, Odd=entries()),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_what_can_act_or_change_is_not_accepted_though_it_was_signed(
    name: str, trust: TrustStore
) -> None:
    report = judged(prepared_with(HARMFUL[name]), trust)
    assert report.verdict is Verdict.FAILED
    unreadable = {"printed-agrees"} if name == "page called a node" else set()
    assert rules(report) == {"active-content"} | unreadable


@pytest.mark.parametrize("name", UNUSUAL)
def test_what_an_issued_document_never_has_is_not_accepted(name: str, trust: TrustStore) -> None:
    report = judged(prepared_with(UNUSUAL[name]), trust)
    assert report.verdict is Verdict.INDETERMINATE
    assert rules(report) == {"active-content"}


def test_a_link_to_a_place_in_the_document_is_accepted(trust: TrustStore) -> None:
    place = generic.ArrayObject([generic.NumberObject(0), pdf_name("/Fit")])
    for inner in (annotation(**LINK, Dest=place), annotation(**LINK, A=action("/GoTo", D=place))):
        assert judged(prepared_with(inner), trust).verdict is Verdict.PASSED
