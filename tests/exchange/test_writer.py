# SPDX-License-Identifier: Apache-2.0
"""What is written is what the readers of the axis expect, down to the literal bytes."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

import pytest

from esign.errors import InputError
from esign.exchange import errors, lint, unpack, write
from esign.model import Attachment, Package, Party
from support.packages import PACKAGE

URI = "http://www.mic.gov.vn/TBT/QCVN_102_2016"


def literal_tags(data: bytes) -> list[str]:
    """Start tags as written, prefixes and all, by a parser that knows no namespaces."""
    tags: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, _attributes: tags.append(name)
    parser.ParseFile(BytesIO(data))
    return tags


def test_inside_the_envelope_everything_bears_the_literal_prefix() -> None:
    tags = literal_tags(write(PACKAGE))
    inside = tags[tags.index("edXML:edXMLEnvelope") : tags.index("AttachmentEncoded")]
    assert [tag for tag in inside if not tag.startswith("edXML:")] == ["Signature"]


def test_outside_the_envelope_nothing_but_the_encoded_content_bears_the_prefix() -> None:
    tags = literal_tags(write(PACKAGE))
    assert tags[0] == "edXML"
    assert tags[tags.index("AttachmentEncoded") :] == [
        "AttachmentEncoded",
        "Attachment",
        "ContentId",
        "AttachmentName",
        "Description",
        "ContentType",
        "edXML:ContentTransferEncoded",
    ]


def test_the_namespace_is_declared_on_root_envelope_and_encoded_content_only() -> None:
    data = write(PACKAGE).decode()
    assert re.findall(r"<([^\s<>]+)[^>]* (xmlns\S*)=\"([^\"]+)\"", data) == [
        ("edXML", "xmlns", URI),
        ("edXML:edXMLEnvelope", "xmlns:edXML", URI),
        ("edXML:ContentTransferEncoded", "xmlns:edXML", URI),
    ]


def test_the_elements_come_in_the_order_of_the_reference_writer() -> None:
    package = replace(PACKAGE, receivers=PACKAGE.receivers[:1], places=("Lưu: VT",))
    organisation = "OrganId OrganizationInCharge OrganName OrganAdd Email Telephone Website"
    assert [tag.removeprefix("edXML:") for tag in literal_tags(write(package))] == (
        f"edXML edXMLEnvelope edXMLHeader MessageHeader From {organisation} To OrganId OrganName "
        "OrganAdd DocumentId Code CodeNumber CodeNotation PromulgationInfo Place PromulgationDate "
        "DocumentType Type TypeDetail TypeName Subject Content SignerInfo Competence Position "
        "FullName OtherInfo Priority PromulgationAmount PageAmount Direction SteeringType "
        "ToPlaces Place TraceHeaderList TraceHeader OrganId Timestamp Bussiness BussinessDocType "
        "BussinessDocReason Paper Signature edXMLBody edXMLManifest Reference ContentId "
        "ContentType Description AttachmentName AttachmentEncoded Attachment ContentId "
        "AttachmentName Description ContentType ContentTransferEncoded"
    ).split(" ")


@pytest.mark.parametrize(
    "written",
    [
        "<edXML:PromulgationDate>2026/11/20</edXML:PromulgationDate>",
        "<edXML:Timestamp>2026/11/20 10:00:00</edXML:Timestamp>",
        "<edXML:CodeNumber>05</edXML:CodeNumber><edXML:CodeNotation>QĐ-SGDĐT</edXML:CodeNotation>",
        "<edXML:BussinessDocType>0</edXML:BussinessDocType>",
        "<edXML:SteeringType>0</edXML:SteeringType>",
        "<Signature/></edXML:edXMLHeader>",
        '<edXML:edXMLManifest version="1.0">',
        ">JVBERi0xLjcg/wA=</edXML:ContentTransferEncoded>",
    ],
)
def test_single_values_are_written_as_the_standard_has_them(written: str) -> None:
    assert written in write(PACKAGE).decode()


def test_the_time_of_sending_is_vietnamese_time_whatever_its_zone() -> None:
    late = replace(PACKAGE, sent_at=datetime(2026, 11, 20, 18, 30, 5, 999, tzinfo=UTC))
    assert b">2026/11/21 01:30:05<" in write(late)


def test_manifest_and_attachment_are_tied_by_the_same_cid() -> None:
    identifiers = re.findall(r"ContentId>(cid:[0-9a-f-]{36})</", write(PACKAGE).decode())
    assert len(identifiers) == 2
    assert len(set(identifiers)) == 1


def test_base64_stands_on_one_line_however_long_it_is() -> None:
    large = replace(PACKAGE, attachments=(Attachment("a.pdf", "application/pdf", b"\0" * 9999),))
    content = re.search(rb"ContentTransferEncoded[^>]*>([^<]+)<", write(large))
    assert content is not None
    assert re.fullmatch(rb"A{13332}", content[1])


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(
        PACKAGE,
        sender=Party("H99.12", "Sở"),
        place=" ",
        signer_authority="",
        signer_title="",
        signer_name="",
        type_detail=-1,
        page_count=-1,
        places=("",),
    )
    assert "OrganAdd" not in {each.partition(">")[0] for each in sent_by(write(bare))}
    tags = {tag.removeprefix("edXML:") for tag in literal_tags(write(bare))}
    assert not tags & {"Email", "SignerInfo", "TypeDetail", "PageAmount", "ToPlaces"}


def sent_by(data: bytes) -> list[str]:
    """The fields of the sender."""
    return data.decode().partition("</edXML:From>")[0].partition("<edXML:From>")[2].split("<edXML:")


def test_a_receiver_has_an_address_and_where_none_is_known_an_empty_one() -> None:
    known = replace(PACKAGE.receivers[0], address="2 Đường Mẫu & Ví Dụ")
    written = write(replace(PACKAGE, receivers=(known, PACKAGE.receivers[1]))).decode()
    assert "<edXML:OrganAdd>2 Đường Mẫu &amp; Ví Dụ</edXML:OrganAdd></edXML:To>" in written
    assert "UBND tỉnh Ví Dụ</edXML:OrganName><edXML:OrganAdd/></edXML:To>" in written
    assert unpack(written.encode()).receivers == (known, PACKAGE.receivers[1])


def test_the_same_package_gives_the_same_bytes() -> None:
    table = Attachment("bảng.xlsx", "application/vnd.ms-excel", b"cells" * 100, "Bảng")
    package = replace(PACKAGE, attachments=(*PACKAGE.attachments, table))
    assert write(package) == write(package)


def test_a_spreadsheet_travels_zipped_and_a_pdf_as_it_is() -> None:
    table = Attachment("bảng.xlsx", "application/vnd.ms-excel", b"cells" * 100, "Bảng")
    package = replace(PACKAGE, attachments=(*PACKAGE.attachments, table))
    data = write(package)
    assert data.count(b"<ContentType>application/zip</ContentType>") == 1
    assert unpack(data) == package


@pytest.mark.parametrize(
    ("broken", "codes"),
    [
        (replace(PACKAGE, receivers=()), {"edxml.O2"}),
        (replace(PACKAGE, receivers=PACKAGE.receivers[:1] * 2), {"edxml.O2.twice"}),
        (replace(PACKAGE, sender=Party("", "")), {"edxml.O1", "edxml.T1"}),
        (replace(PACKAGE, number=" ", symbol="", subject=""), {"edxml.D1", "edxml.D3"}),
        (replace(PACKAGE, document_id=""), {"edxml.D5"}),
        (replace(PACKAGE, issued_on=date(2026, 12, 1)), {"edxml.D2.future"}),
        (
            replace(PACKAGE, attachments=(Attachment("a.pdf", "application/pdf", b""),)),
            {"edxml.A2.empty"},
        ),
    ],
)
def test_a_package_that_would_be_refused_is_not_written(broken: Package, codes: set[str]) -> None:
    with pytest.raises(InputError) as refused:
        write(broken)
    assert refused.value.code == "edxml.refused"
    assert {detail.code for detail in refused.value.details} == codes


@pytest.mark.parametrize("text", ["a\x00b", "a\x0bb", "\ud800", "\uffff"])
def test_a_character_that_xml_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(InputError) as refused:
        write(replace(PACKAGE, subject=text))
    assert refused.value.code == "edxml.text"


@pytest.mark.parametrize("name", ["../a.xlsx", "a" * 300 + ".xlsx", "nul.txt", "a:b.pdf", "  "])
def test_a_file_name_that_could_do_harm_is_not_sent(name: str) -> None:
    with pytest.raises(InputError) as refused:
        write(replace(PACKAGE, attachments=(Attachment(name, "text/plain", b"x"),)))
    codes = {refused.value.code, *(detail.code for detail in refused.value.details)}
    assert "edxml.A2.name" in codes


def test_a_package_over_the_limit_of_the_hubs_is_not_written() -> None:
    huge = Attachment("a.pdf", "application/pdf", bytes(40 * 1024 * 1024))
    with pytest.raises(InputError) as refused:
        write(replace(PACKAGE, attachments=(huge,)))
    assert refused.value.code == "edxml.A5"


@pytest.mark.witness
@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint is not installed")
def test_xmllint_finds_the_package_well_formed(tmp_path: Path) -> None:
    path = tmp_path / "package.edxml"
    path.write_bytes(write(PACKAGE))
    subprocess.run(["xmllint", "--nonet", "--noout", path], check=True, timeout=30)


def test_our_own_linter_has_nothing_to_say() -> None:
    assert errors(lint(write(PACKAGE))) == ()
