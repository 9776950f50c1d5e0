# SPDX-License-Identifier: Apache-2.0
"""A sealed document becomes a package that says exactly what was issued, and no more."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import pytest

from esign.errors import InputError
from esign.exchange import compose, file_stem, pack, unpack, write
from esign.model import (
    Agency,
    AnnexFile,
    DocumentKind,
    DocumentNumber,
    DocumentReference,
    Numbered,
    Party,
    Request,
    SealedAnnex,
    SealedPdf,
)
from support.packages import SENT_AT

AGENCY = Agency(
    name="Sở Giáo dục và Đào tạo tỉnh Ví Dụ",
    heading="SỞ GIÁO DỤC VÀ ĐÀO TẠO",
    parent="UBND TỈNH VÍ DỤ",
    abbreviation="SGDĐT",
    code="H99.12",
    place="Ví Dụ",
    email="vanthu@vidu.gov.vn",
)
CONTENT = {
    "signer": {"authority": "KT. GIÁM ĐỐC", "title": "Phó Giám đốc", "name": "Nguyễn Văn Mẫu"},
    "recipients": ["Như Điều 3", "Lưu: VT"],
    "receivers": [{"code": "H99.12.01", "name": "Trường THPT Mẫu"}],
    "identity_number": "INTERNAL-037",
}
KIND = DocumentKind(
    name="decision",
    title="Quyết định cá biệt",
    type_name="Quyết định",
    book="outgoing",
    symbol="QĐ-{agency}",
    subject="{subject}",
    exchange_type=2,
    exchange_type_detail=2,
    schema={},
    folder=Path("templates/decision"),
    template_digest="00",
)
NUMBERED = Numbered(
    request=Request("decision", "request-1", CONTENT, "00"),
    agency=AGENCY,
    number=DocumentNumber(5, "QĐ-SGDĐT", "outgoing", 2026),
    issued_on=date(2026, 11, 20),
    document_id="H99.12,2026/11/20,05/QĐ-SGDĐT",
    lookup_code="7K3M-9QXD-2TFA",
)
SEALED = SealedPdf(NUMBERED, b"%PDF-1.7 sealed", "Về việc thành lập hội đồng thi", 2)


def with_content(**changes: object) -> SealedPdf:
    request = replace(NUMBERED.request, content={**CONTENT, **changes})
    return replace(SEALED, numbered=NUMBERED._replace(request=request))


def numbered(value: int, symbol: str, book: str = "outgoing", year: int = 2026) -> Numbered:
    return NUMBERED._replace(number=DocumentNumber(value, symbol, book, year))


def test_what_a_letter_answers_is_named_as_its_sender_named_it() -> None:
    first = {"code": "H99.01", "number": "12/UBND-VX", "issued_on": "2026-11-03"}
    second = {**first, "number": "7/UBND", "document_id": "9c5b94b1-35ad-49bb-b118-8e8fc24abf80"}
    package = compose(with_content(answers=[first, second]), KIND, sent_at=SENT_AT)
    day = date(2026, 11, 3)
    assert package.answers == (
        DocumentReference("H99.01", "12/UBND-VX", "H99.01,2026/11/03,12/UBND-VX", day),
        DocumentReference("H99.01", "7/UBND", second["document_id"], day),
    )


def test_the_address_of_a_receiver_enters_the_package() -> None:
    named = {"code": "H99.12.01", "name": "Trường THPT Mẫu", "address": "2 Đường Mẫu"}
    package = compose(with_content(receivers=[named]), KIND, sent_at=SENT_AT)
    assert package.receivers == (Party("H99.12.01", "Trường THPT Mẫu", address="2 Đường Mẫu"),)


def test_a_document_without_electronic_receivers_has_no_package() -> None:
    with pytest.raises(InputError) as refused:
        compose(with_content(receivers=[]), KIND, sent_at=SENT_AT)
    assert refused.value.code == "edxml.no_receivers"


def test_internal_fields_of_the_request_do_not_reach_the_wire() -> None:
    assert b"INTERNAL" not in write(compose(SEALED, KIND, sent_at=SENT_AT))


def test_the_package_says_what_was_issued() -> None:
    package = compose(SEALED, KIND, sent_at=SENT_AT)
    assert package.sender == Party(
        "H99.12", AGENCY.name, parent=AGENCY.parent, email="vanthu@vidu.gov.vn"
    )
    assert package.receivers == (Party("H99.12.01", "Trường THPT Mẫu"),)
    assert (package.number, package.symbol) == ("05", "QĐ-SGDĐT")
    assert package.document_id == "H99.12,2026/11/20,05/QĐ-SGDĐT"
    assert (package.type_group, package.type_detail) == (2, 2)
    assert (package.subject, package.page_count) == (SEALED.subject, 2)
    assert (package.signer_authority, package.signer_title, package.signer_name) == (
        "KT. GIÁM ĐỐC",
        "Phó Giám đốc",
        "Nguyễn Văn Mẫu",
    )
    assert package.places == ("Như Điều 3", "Lưu: VT")
    (original,) = package.attachments
    assert (original.name, original.data) == ("05-QD-SGDDT-2026.pdf", SEALED.data)


def test_a_signer_who_signs_in_their_own_right_has_no_authority_line() -> None:
    sealed = with_content(signer={"title": "Giám đốc", "name": "Nguyễn Văn Mẫu"})
    package = compose(sealed, KIND, sent_at=SENT_AT)
    assert package.signer_authority == ""
    assert b"Competence" not in write(package)


def test_a_packed_document_survives_the_wire() -> None:
    sent_at = datetime(2026, 11, 20, 3, 0, 0, 123456, tzinfo=UTC)
    assert unpack(pack(SEALED, KIND, sent_at=sent_at)) == compose(SEALED, KIND, sent_at=sent_at)


@pytest.mark.parametrize(
    ("document", "stem"),
    [
        (numbered(5, "QĐ-SGDĐT"), "05-QD-SGDDT-2026"),
        (numbered(12345, "BS-SGDĐT", "copies"), "12345-BS-SGDDT-2026-copies"),
        (numbered(7, "QĐ-Sở/ỦY BAN\\..:*"), "07-QD-So-UY-BAN-2026"),
    ],
)
def test_files_are_named_in_plain_ascii(document: Numbered, stem: str) -> None:
    assert file_stem(document) == stem


def test_a_long_symbol_is_cut_and_the_name_stays_unique() -> None:
    symbol = "QĐ-" + "Ă" * 80
    keys = product((1, 2), ("outgoing", "copies"), (2026, 2027))
    stems = [file_stem(numbered(value, symbol, book, year)) for value, book, year in keys]
    assert len(set(stems)) == 8
    assert all(re.fullmatch(r"[A-Za-z0-9-]{1,46}", stem) for stem in stems)


@pytest.mark.parametrize(
    ("urgency", "priority"), [(None, 0), ("KHẨN", 1), ("THƯỢNG KHẨN", 2), ("HỎA TỐC", 3)]
)
def test_urgency_is_told_in_the_numbers_of_the_exchange(urgency: str | None, priority: int) -> None:
    package = compose(with_content(urgency=urgency), KIND, sent_at=SENT_AT)
    assert unpack(write(package)).priority == priority


def test_annexes_travel_behind_their_document() -> None:
    annexes = [
        SealedAnnex(NUMBERED, AnnexFile(ordinal, "x.pdf", title, "0" * 64), b"%PDF-1.7 annex")
        for ordinal, title in enumerate(("Danh mục", "Biểu mẫu"), start=1)
    ]
    package = unpack(pack(SEALED, KIND, annexes, sent_at=SENT_AT))
    assert package.appendices == ("Danh mục", "Biểu mẫu")
    assert [each.name for each in package.attachments] == [
        "05-QD-SGDDT-2026.pdf",
        "05-QD-SGDDT-2026-phu-luc-1.pdf",
        "05-QD-SGDDT-2026-phu-luc-2.pdf",
    ]


def test_the_name_of_an_annex_keeps_within_fifty_characters() -> None:
    long = numbered(123456, "QĐ-SGDĐT-" + "X" * 60, "certified-copies")
    names = {f"{file_stem(long, annex=ordinal)}.pdf" for ordinal in (0, 1, 20)}
    assert len(names) == 3
    assert max(map(len, names)) <= 50
