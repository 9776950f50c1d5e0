# SPDX-License-Identifier: Apache-2.0
"""The prepared page holds two empty, tagged fields and says what it is; nothing else changed."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from pyhanko.pdf_utils.reader import PdfFileReader

from esign.model import XMP_NAMESPACE
from esign.stamping import stamp
from support.pages import HEAD, KIND, MARKERS, SUBJECT, prepared, rendered
from support.pki import AGENCY, DIRECTOR, TITLE
from support.witnesses import qpdf

if TYPE_CHECKING:
    from pathlib import Path

    from pyhanko.pdf_utils.generic import DictionaryObject

EXPECTED = {
    "DocumentId": "H99.12,2026/11/20,05/QĐ-SGDĐT",
    "Kind": "decision",
    "TypeName": "Quyết định",
    "CodeNumber": "05",
    "CodeNotation": "QĐ-SGDĐT",
    "IssuedDate": "2026-11-20",
    "OrganId": "H99.12",
    "OrganName": AGENCY,
    "Subject": SUBJECT,
    "Language": "Tiếng Việt",
    "PageAmount": "1",
    "SignerInfo.Position": TITLE,
    "SignerInfo.FullName": DIRECTOR,
    "LookupCode": "7K3M-9QXD-2TFA",
    "TemplateDigest": "ab" * 32,
    "FontName": "Libertinus Serif",
    "FontDigest": "ef" * 32,
}


def fields(data: bytes) -> list[DictionaryObject]:
    form = PdfFileReader(BytesIO(data)).root["/AcroForm"]
    assert form["/SigFlags"] == 3
    return [entry.get_object() for entry in form["/Fields"]]


def packet(data: bytes) -> etree._Element:
    root = PdfFileReader(BytesIO(data)).root
    return etree.fromstring(root.raw_get("/Metadata").get_object().data)


def test_both_fields_are_empty_and_described() -> None:
    signer, seal = fields(prepared().data)
    assert [signer["/T"], seal["/T"]] == ["signer", "seal"]
    for field in (signer, seal):
        assert "/V" not in field
        assert field["/TU"].startswith("Chữ ký số")
        assert field["/F"] == 4
        assert not {"/A", "/Border", "/Contents"} & set(field)
        appearance = field["/AP"]["/N"]
        assert appearance.data == b""
        width, height = (float(appearance["/BBox"][index]) for index in (2, 3))
        left, bottom, right, top = (float(value) for value in field["/Rect"])
        assert (width, height) == pytest.approx((right - left, top - bottom), abs=0.001)
    assert "/Lock" not in signer
    assert {key: seal["/Lock"][key] for key in ("/Action", "/P")} == {"/Action": "/All", "/P": 1}


def test_each_field_is_tagged_as_a_form_with_a_single_object_reference() -> None:
    reader = PdfFileReader(BytesIO(prepared().data))
    numbers = reader.root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    elements = {numbers[index]: numbers[index + 1] for index in range(0, len(numbers), 2)}
    for field in reader.root["/AcroForm"]["/Fields"]:
        element = elements[field.get_object()["/StructParent"]]
        assert element["/S"] == "/Form"
        assert element["/K"]["/Type"] == "/OBJR"
        assert element["/K"].raw_get("/Obj") == field


def test_ordinary_links_stay_links() -> None:
    data = prepared().data
    assert data.count(b"https://example.invalid/") == 2  # target and description
    assert data.count(b"/Subtype/Link") + data.count(b"/Subtype /Link") == 2
    assert b"esign:s" not in data


def test_the_published_digest_tells_nothing_of_internal_fields() -> None:
    page = rendered()
    request = page.numbered.request
    secret = replace(request, content={**request.content, "internal_note": "079300000000"})
    other = replace(page, numbered=page.numbered._replace(request=secret))
    assert stamp(other, KIND).data == stamp(page, KIND).data


def test_the_packet_says_what_the_document_is_and_declares_every_property() -> None:
    root = packet(prepared().data)
    said = {
        etree.QName(element).localname: element.text
        for element in root.iter(f"{{{XMP_NAMESPACE}}}*")
    }
    assert said.pop("Software").startswith("esign ")
    assert len(said.pop("RequestDigest") or "") == 64
    assert said == EXPECTED
    declared = {element.text for element in root.iter("{*}name")}
    assert set(EXPECTED) <= declared


def test_document_information_agrees_with_the_packet() -> None:
    data = prepared().data
    information = PdfFileReader(BytesIO(data)).trailer["/Info"]
    assert {key: information[f"/{key}"] for key in EXPECTED} == EXPECTED
    root = packet(data)
    assert information["/Producer"] == root.findtext(".//{http://ns.adobe.com/pdf/1.3/}Producer")
    (title,) = root.find(".//{http://purl.org/dc/elements/1.1/}title").iter("{*}li")
    assert information["/Title"] == title.text
    (summary,) = root.find(".//{http://purl.org/dc/elements/1.1/}description").iter("{*}li")
    assert information["/Subject"] == summary.text == SUBJECT


def test_nothing_of_the_old_metadata_outlives_the_rewriting() -> None:
    data = prepared().data
    assert data.count(b"<?xpacket begin") == 1
    assert data.count(b"%%EOF") == 1
    assert PdfFileReader(BytesIO(data)).total_revisions == 1


def test_the_same_page_gives_the_same_bytes() -> None:
    page = rendered()
    assert stamp(page, KIND) == stamp(page, KIND)


def test_boxes_may_lie_on_a_later_page() -> None:
    three = prepared(3)
    reader = PdfFileReader(BytesIO(three.data))
    last = reader.root["/Pages"]["/Kids"][2]
    assert all(field["/P"] == last for field in fields(three.data))
    assert packet(three.data).findtext(f".//{{{XMP_NAMESPACE}}}PageAmount") == "3"


def test_boxes_inside_a_table_cell_are_found() -> None:
    source = HEAD + "#table(columns: 2, [Nơi nhận], [#block(height: 5cm)[" + MARKERS + "]])"
    source = source.replace("dx: 95mm, dy: 120mm", "dx: 20mm").replace(
        "dx: 74mm, dy: 114mm", "dx: 5mm"
    )
    assert len(fields(stamp(rendered(source), KIND).data)) == 2


@pytest.mark.witness
def test_the_structure_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "prepared.pdf"
    path.write_bytes(prepared(3).data)
    assert qpdf(path) == ""
