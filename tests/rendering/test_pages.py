# SPDX-License-Identifier: Apache-2.0
"""The page is the document NĐ 30/2020 asks for, and the file what the later steps rely on."""

import io
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pypdf
import pypdfium2
import pytest
from PIL import Image

from esign.errors import ConfigurationError, InputError
from esign.model import RenderedPdf
from esign.rendering import TypstRenderer, page_count, page_images
from support.documents import (
    AGENCY,
    ISSUED_ON,
    LOOKUP_CODE,
    NAMES,
    fields,
    kind_of,
    numbered_of,
    request_of,
)

MM = 72 / 25.4


def issue(renderer: TypstRenderer, content: dict[str, Any], lookup_url: str = "") -> RenderedPdf:
    request = request_of(content)
    return renderer.render(numbered_of(request, lookup_url=lookup_url), kind_of(request.kind))


def opened(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf), strict=True)


def texts(pdf: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", page.extract_text()) for page in opened(pdf).pages]


def markers(pdf: bytes) -> list[tuple[int, str, list[float]]]:
    found = []
    for number, page in enumerate(opened(pdf).pages, start=1):
        for reference in page.get("/Annots", []):
            annotation = reference.get_object()
            uri = str(annotation["/A"]["/URI"])
            found.append((number, uri, [float(each) for each in annotation["/Rect"]]))
    return found


def long_decision(paragraphs: int) -> dict[str, Any]:
    content = fields("decision")
    line = (
        "Các đơn vị có trách nhiệm thực hiện đầy đủ, đúng thời hạn những nội dung được giao. " * 3
    )
    content["articles"][1]["text"] = "\n".join(
        f"{number}. {line}" for number in range(1, paragraphs + 1)
    )
    return content


def test_a_decision_shows_its_parts_in_the_order_of_the_form(renderer: TypstRenderer) -> None:
    rendered = issue(renderer, fields("decision"))
    (text,) = texts(rendered.data)
    order = [
        "UBND TỈNH VÍ DỤ",
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/QĐ-SGDĐT",
        "Ví Dụ, ngày 20 tháng 11 năm 2026",
        "QUYẾT ĐỊNH Về việc thành lập Hội đồng",
        "GIÁM ĐỐC SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH VÍ DỤ",
        "Căn cứ Luật Giáo dục ngày 14 tháng 6 năm 2019;",
        "ngày 10 tháng 12 năm 2025; Căn cứ Thông tư",
        "quốc dân; Theo đề nghị của Trưởng phòng Quản lý chất lượng giáo dục. QUYẾT ĐỊNH:",
        "Điều 1. Thành lập",
        "STT Họ và tên Chức vụ, đơn vị Nhiệm vụ 1 Trần Thị Ví",
        "Điều 2.",
        "Điều 3.",
        "thi hành Quyết định này./.",
        "Nơi nhận:",
        "Như Điều 3;",
        "Lưu: VT, QLCL.",
        f"Mã tra cứu: {LOOKUP_CODE}",
        "GIÁM ĐỐC",
        "Nguyễn Minh Châu",
    ]
    place = 0
    for part in order:
        place = text.find(part, place)
        assert place >= 0, part
    assert rendered.pages == page_count(rendered.data) == 1
    assert rendered.subject == fields("decision")["subject"]


def test_a_copy_shows_the_register_and_the_ground_of_authority(renderer: TypstRenderer) -> None:
    content = fields("diploma-copy")
    (text,) = texts(issue(renderer, content).data)
    for part in (
        "Số: 05/BS-SGDĐT",
        "Họ và tên: Nguyễn Thị Mẫu",
        "Ngày sinh: 05 tháng 9 năm 2001",
        "Giới tính: Nữ; Dân tộc: Kinh",
        "Số hiệu văn bằng: A 01234567; Số vào sổ gốc: 1234/2019",
        "số 456/QĐ-SGDĐT ngày 20 tháng 7 năm 2019 của Giám đốc Sở",
        "Số vào sổ cấp bản sao: 05/BS-SGDĐT; Mã hồ sơ: H99.12-261118-0007",
        "cơ quan đang quản lý sổ gốc cấp văn bằng. Sổ gốc cấp bằng",
    ):
        assert part in text
    assert "Xếp loại" not in text
    content["diploma"]["classification"] = "Khá"
    content["ground_of_authority"] = "issuer"
    (text,) = texts(issue(renderer, content).data)
    assert "Năm tốt nghiệp: 2019; Xếp loại tốt nghiệp: Khá" in text
    assert "cơ quan đã cấp văn bằng." in text


def test_neither_carried_only_nor_internal_fields_are_printed(renderer: TypstRenderer) -> None:
    text = "".join(texts(issue(renderer, fields("decision")).data))
    assert "H99.01" not in text
    assert "18/11/2026" not in text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lookup_url", ["", "https://tracuu.example.gov.vn/v/7K3M-9QXD-2TFA"])
def test_internal_fields_are_nowhere_in_the_file(
    renderer: TypstRenderer, name: str, lookup_url: str
) -> None:
    hidden_note = "BíMậtNộiBộ"
    content = fields(name) | {"internal_note": hidden_note}
    if name == "diploma-copy":
        content["applicant"] = dict.fromkeys(content["applicant"], hidden_note)
        content["applicant"] |= {"personal_id": "099301000000", "telephone": "0987654321"}
    pdf = issue(renderer, content, lookup_url).data
    reader = opened(pdf)
    stored = [pdf]
    for number in range(1, len(reader.xref[0]) + 1):
        value = pypdf.generic.IndirectObject(number, 0, reader).get_object()
        if isinstance(value, pypdf.generic.StreamObject):
            stored.append(value.get_data())
        stored.append(repr(value).encode())
    everything = b"".join(stored)
    assert len(stored) > 20
    assert AGENCY.name.encode() in everything
    for hidden in (hidden_note, "099301000000", "0987654321"):
        for encoding in ("utf-8", "utf-16-be", "utf-16-le"):
            assert hidden.encode(encoding) not in everything
        assert repr(hidden).encode() not in everything
    assert hidden_note not in "".join(texts(pdf))


def test_the_carried_data_are_attached_as_canonical_json(renderer: TypstRenderer) -> None:
    content = fields("decision")
    reader = opened(issue(renderer, content).data)
    (name,) = reader.attachments
    (data,) = reader.attachments[name]
    attached = json.loads(data)
    assert (
        data
        == json.dumps(attached, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )
    assert attached["schema"] == "esign.document/1"
    assert attached["document_id"] == "H99.12,2026/11/20,05/QĐ-SGDĐT"
    assert (attached["number"], attached["symbol"]) == (5, "QĐ-SGDĐT")
    assert attached["issued_on"] == ISSUED_ON.isoformat()
    assert attached["content"]["receivers"] == content["receivers"]
    assert "internal_note" not in attached["content"]
    (file,) = reader.trailer["/Root"]["/AF"]
    assert file["/AFRelationship"] == "/Data"
    assert "Dữ liệu" in file["/Desc"]


@pytest.mark.parametrize("name", NAMES)
def test_the_file_claims_its_standards_and_is_tagged(renderer: TypstRenderer, name: str) -> None:
    rendered = issue(renderer, fields(name))
    root = opened(rendered.data).trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert rendered.subject in xmp
    assert root["/Lang"].lower().startswith("vi")
    assert root["/MarkInfo"]["/Marked"]
    tags = set(re.findall(rb"/S/(\w+)", rendered.data.replace(b" ", b"")))
    assert {b"H1", b"H2", b"P", b"L", b"LI", b"Link"} <= tags
    assert (b"Table" in tags) == (name == "decision")


@pytest.mark.parametrize("name", NAMES)
def test_the_cross_reference_table_is_classic(renderer: TypstRenderer, name: str) -> None:
    pdf = issue(renderer, fields(name)).data
    start = int(re.findall(rb"startxref\s+(\d+)\s+%%EOF\s*$", pdf)[0])
    assert pdf[start:].startswith(b"xref\n")
    assert b"/ObjStm" not in pdf
    assert b"/XRef" not in pdf
    assert pdf.count(b"startxref") == 1


@pytest.mark.parametrize("paragraphs", [1, 6, 9, 14, 30])
def test_both_boxes_stand_once_on_one_page_as_the_decree_places_them(
    renderer: TypstRenderer, paragraphs: int
) -> None:
    rendered = issue(renderer, long_decision(paragraphs))
    found = {uri: (page, box) for page, uri, box in markers(rendered.data)}
    assert len(markers(rendered.data)) == len(found) == 2
    page, signer = found["esign:signer"]
    seal_page, seal = found["esign:seal"]
    assert page == seal_page == rendered.pages
    assert (signer[2] - signer[0]) / MM == pytest.approx(45, abs=0.1)
    assert (signer[3] - signer[1]) / MM == pytest.approx(20, abs=0.1)
    assert (seal[2] - seal[0]) / MM == pytest.approx(36, abs=0.1)
    assert (seal[3] - seal[1]) / MM == pytest.approx(36, abs=0.1)
    assert 0.25 <= (seal[2] - signer[0]) / (signer[2] - signer[0]) <= 0.40
    assert seal[0] < signer[0]
    assert seal[1] + seal[3] == pytest.approx(signer[1] + signer[3], abs=0.1)
    assert seal[0] / MM > 30
    assert signer[2] / MM < 195
    assert seal[1] / MM > 15


@pytest.mark.parametrize("paragraphs", range(6, 18))
def test_the_signature_never_leaves_the_last_lines_of_the_text(
    renderer: TypstRenderer, paragraphs: int
) -> None:
    pages = texts(issue(renderer, long_decision(paragraphs)).data)
    assert "chịu trách nhiệm thi hành Quyết định này./." in pages[-1]
    assert "Nơi nhận:" in pages[-1]
    assert "Nguyễn Minh Châu" in pages[-1]


def test_a_table_at_the_end_still_ends_with_the_mark_beside_the_signature(
    renderer: TypstRenderer,
) -> None:
    content = fields("decision")
    content["articles"].append(content["articles"].pop(0))
    content["articles"][-1]["table"]["rows"] *= 12
    pages = texts(issue(renderer, content).data)
    assert len(pages) >= 2
    assert "./. Nơi nhận:" in pages[-1]
    assert all("STT Họ và tên" in page for page in pages)


def test_pages_are_numbered_from_the_second_on(renderer: TypstRenderer) -> None:
    with pypdfium2.PdfDocument(issue(renderer, long_decision(20)).data) as document:
        tops = [page.get_textpage().get_text_bounded(bottom=(297 - 20) * MM) for page in document]
    assert tops == ["", *map(str, range(2, len(tops) + 1))]


def test_a_deputy_and_an_acting_head_sign_with_their_authority(renderer: TypstRenderer) -> None:
    content = fields("decision")
    content["signer"] = {"authority": "KT. GIÁM ĐỐC", "title": "Phó Giám đốc", "name": "Lê Dụ"}
    assert "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC Lê Dụ" in texts(issue(renderer, content).data)[0]
    content["signer"] = {"authority": "Q.", "title": "Giám đốc", "name": "Lê Dụ"}
    assert "Q. GIÁM ĐỐC Lê Dụ" in texts(issue(renderer, content).data)[0]


def test_long_names_wrap_and_stay_on_the_page(renderer: TypstRenderer) -> None:
    content = fields("decision")
    content["signer"]["authority"] = "KT. GIÁM ĐỐC"
    content["signer"]["title"] = "Phó Giám đốc phụ trách lĩnh vực giáo dục phổ thông, thường xuyên"
    content["signer"]["name"] = "Công Tằng Tôn Nữ Nguyễn Phúc Hoàng Thiên Bảo Ngọc"
    content["subject"] = "Về việc " + "công nhận trường đạt chuẩn quốc gia mức độ 1 " * 10
    long = replace(AGENCY, parent="ỦY BAN NHÂN DÂN " * 6, heading="SỞ GIÁO DỤC VÀ ĐÀO TẠO " * 4)
    request = request_of(content)
    rendered = renderer.render(numbered_of(request)._replace(agency=long), kind_of("decision"))
    text = " ".join(texts(rendered.data))
    assert content["signer"]["name"] in text
    assert content["signer"]["title"].upper() in text
    assert {page for page, _, _ in markers(rendered.data)} == {rendered.pages}


def test_the_same_document_has_the_same_bytes(renderer: TypstRenderer) -> None:
    first = issue(renderer, fields("decision"))
    issue(renderer, fields("diploma-copy"))
    again = issue(renderer, fields("decision"))
    assert first.data == again.data
    created = opened(first.data).metadata.creation_date
    assert created == datetime(2026, 11, 20, tzinfo=timezone(timedelta(hours=7)))
    assert issue(renderer, fields("decision") | {"subject": "Về việc khác"}).data != first.data


def test_a_look_up_address_adds_a_picture_with_a_description(renderer: TypstRenderer) -> None:
    plain = issue(renderer, fields("decision"))
    coded = issue(renderer, fields("decision"), "https://tracuu.example.gov.vn/v/7K3M-9QXD-2TFA")
    alternative = "Mã QR dẫn tới trang tra cứu văn bản".encode("utf-16-be").hex().encode()
    readable = [
        str(each.get("/Alt", ""))
        for reader in (opened(plain.data), opened(coded.data))
        for number in range(1, len(reader.xref[0]) + 1)
        if isinstance(
            each := pypdf.generic.IndirectObject(number, 0, reader).get_object(),
            pypdf.generic.DictionaryObject,
        )
    ]
    assert readable.count("Mã QR dẫn tới trang tra cứu văn bản") == 1
    assert alternative not in plain.data
    assert LOOKUP_CODE in texts(coded.data)[0]


def test_a_draft_is_marked_and_leads_nowhere(renderer: TypstRenderer) -> None:
    request = request_of(long_decision(20))
    draft = renderer.draft(request, kind_of("decision"), AGENCY)
    pages = texts(draft.data)
    assert len(pages) > 1
    assert all("DỰ THẢO" in page for page in pages)
    assert "ngày ... tháng ... năm ..." in pages[0]
    assert re.search(r"Số: +/QĐ-SGDĐT", pages[0])
    assert markers(draft.data) == []
    assert not opened(draft.data).attachments
    assert "Mã tra cứu" not in "".join(pages)
    assert renderer.draft(request, kind_of("decision"), AGENCY) == draft


def test_a_character_the_font_lacks_is_found_before_a_number_is_taken(
    renderer: TypstRenderer,
) -> None:
    content = fields("decision")
    content["subject"] = "Về việc 漢"
    content["articles"][0]["table"]["rows"][1][2] = "Vui 😀"
    content["receivers"][0]["name"] = "漢"
    with pytest.raises(InputError) as refused:
        renderer.check(request_of(content), kind_of("decision"))
    assert {each.path: each.facts["code_point"] for each in refused.value.details} == {
        "subject": "U+6F22",
        "articles[1].table.rows[2][3]": "U+1F600",
    }
    assert [each.title for each in refused.value.details] == ["Trích yếu", "Các hàng"]
    with pytest.raises(InputError):
        issue(renderer, content)


def test_a_character_of_the_agency_that_the_font_lacks_is_a_matter_of_settings(
    renderer: TypstRenderer,
) -> None:
    strange = replace(AGENCY, heading="SỞ 漢")
    with pytest.raises(ConfigurationError) as refused:
        renderer.draft(request_of(fields("decision")), kind_of("decision"), strange)
    assert [each.path for each in refused.value.details] == ["heading"]


def test_every_letter_of_vietnamese_is_shown(renderer: TypstRenderer) -> None:
    letters = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
    content = fields("decision")
    content["articles"][0]["text"] = f"{letters} {letters.upper()}"
    (text,) = texts(issue(renderer, content).data)
    assert letters in text
    assert letters.upper() in text


def test_pages_become_pictures_of_the_asked_resolution(renderer: TypstRenderer) -> None:
    rendered = issue(renderer, long_decision(9))
    pictures = page_images(rendered.data, 72)
    assert len(pictures) == rendered.pages == 2
    for picture in pictures:
        image = Image.open(io.BytesIO(picture))
        assert image.size == (596, 842)
        assert image.getextrema() != ((255, 255),) * 3


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"not a pdf"])
def test_what_is_no_pdf_has_no_pages(data: bytes) -> None:
    for ask in (page_count, lambda pdf: page_images(pdf, 72)):
        with pytest.raises(InputError) as refused:
            ask(data)
        assert refused.value.code == "pages.not_a_pdf"
