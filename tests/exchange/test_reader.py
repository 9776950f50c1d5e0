# SPDX-License-Identifier: Apache-2.0
"""Packages of other systems are read in all their dialects, and nothing unsafe is let in."""

from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest

from esign.errors import InputError
from esign.exchange import Level, attachments, envelope, errors, lint, unpack, write, zips
from esign.model import Attachment, Purpose
from support.packages import PACKAGE, PDF, foreign
from support.soap_packages import understated

ZIPPED = (
    "<ContentType>application/pdf</ContentType>",
    "<ContentType>application/zip</ContentType>",
)


def zipped(*names: str, content: bytes = b"inside", method: int = ZIP_DEFLATED) -> str:
    archive = BytesIO()
    with ZipFile(archive, "w", method) as target:
        for name in names:
            target.writestr(name, content)
    return b64encode(archive.getvalue()).decode()


def codes(data: bytes) -> set[str]:
    """The code of the refusal and of its details."""
    with pytest.raises(InputError) as refused:
        unpack(data)
    return {refused.value.code, *(detail.code for detail in refused.value.details)}


def test_what_was_written_is_read_back_unchanged() -> None:
    assert unpack(write(PACKAGE)) == PACKAGE


def test_another_vendors_package_is_read_whatever_its_prefixes_and_order() -> None:
    package = unpack(foreign())
    assert [receiver.code for receiver in package.receivers] == ["001.00.99.H98", "002.00.99.H98"]
    assert (package.number, package.symbol) == ("12", "STN-VP")
    assert (package.type_group, package.type_detail, package.page_count) == (18, -1, -1)
    assert package.issued_on == date(2026, 3, 5)
    assert package.sent_at == datetime(2026, 3, 5, 9, 10, 11, tzinfo=timezone(timedelta(hours=7)))
    assert package.attachments == (
        Attachment("Công văn 12.pdf", "application/pdf", b"%PDF-1.4 foreign", "Toàn văn"),
    )


@pytest.mark.parametrize(
    "notation",
    ["2026-03-05", "05/03/2026", "05-03-2026", "2026/03/05 08:00:00", "2026-03-04T18:00:00Z"],
)
def test_dates_in_other_notations_are_understood_but_reported(notation: str) -> None:
    data = foreign((">2026/03/05</PromulgationDate>", f">{notation}</PromulgationDate>"))
    assert unpack(data).issued_on == date(2026, 3, 5)
    assert [detail.code for detail in errors(lint(data))] == ["edxml.D2.notation"]


@pytest.mark.parametrize("notation", ["2026-03-05T02:10:11Z", "05/03/2026 09:10:11"])
def test_times_in_other_notations_are_understood_but_reported(notation: str) -> None:
    data = foreign((">2026/03/05 09:10:11<", f">{notation}<"))
    assert unpack(data).sent_at == unpack(foreign()).sent_at
    assert [detail.code for detail in errors(lint(data))] == ["edxml.T1.notation"]


@pytest.mark.parametrize("notation", ["", "2026/02/30", "0000/00/00", "hôm qua", "٢٠٢٦/٠٣/٠٥"])
def test_a_date_that_means_none_is_refused_never_guessed(notation: str) -> None:
    data = foreign((">2026/03/05</PromulgationDate>", f">{notation}</PromulgationDate>"))
    assert codes(data) == {"edxml.unreadable", "edxml.D2"}


def test_a_refusal_names_every_fault_at_once() -> None:
    data = foreign(
        (">2026/03/05</PromulgationDate>", "></PromulgationDate>"),
        (">2026/03/05 09:10:11<", "><"),
        (PDF, "%%%"),
        ("<Subject>V/v thử gói tin</Subject>", ""),
    )
    assert codes(data) == {
        "edxml.unreadable",
        "edxml.D2",
        "edxml.D3",
        "edxml.T1",
        "edxml.A2.base64",
    }


@pytest.mark.parametrize("identifier", ["a1", "cid:a1", "cid:cid:a1", "", "b2"])
def test_attachments_are_joined_with_the_manifest_in_every_known_way(identifier: str) -> None:
    data = foreign(("<ContentId>a1</ContentId>", f"<ContentId>{identifier}</ContentId>"))
    assert unpack(data).attachments[0].description == "Toàn văn"
    assert errors(lint(data)) == ()


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("<ContentId>a1<", f"<ContentId>{'cid:' * 1_000_000}a1<", []),
        ("</Manifest>", "<Reference/>" * 20_000 + "</Manifest>", ["edxml.A1"] * 20_000),
        ("Công văn 12.pdf", "a" * 4_000_000, ["edxml.A2.name"]),
        (">2026/03/05</P", f">{'2026/03/05' * 400_000}</P", ["edxml.D2"]),
    ],
    ids=["prefixes", "references", "name", "date"],
)
def test_what_is_repeated_beyond_measure_is_judged_like_anything_else(
    old: str, new: str, found: list[str]
) -> None:
    # Work that grows with the square of the input would keep this test from ever ending.
    assert [detail.code for detail in errors(lint(foreign((old, new))))] == found


def test_a_file_that_its_sender_zipped_is_unzipped_under_its_own_name() -> None:
    data = foreign(
        ("Công văn 12.pdf", "Bảng điểm.xlsx"),
        ("<ContentType>application/zip</ContentType>", "<ContentType>text/x-table</ContentType>"),
        ("<ContentType>application/pdf</ContentType>", ZIPPED[1]),
        (PDF, zipped("0b1f.xlsx")),
    )
    (file,) = unpack(data).attachments
    assert file == Attachment("Bảng điểm.xlsx", "text/x-table", b"inside", "Toàn văn")


def test_a_zip_that_is_meant_as_a_zip_stays_one() -> None:
    packed = zipped("a.txt", "b.txt")
    data = foreign(("Công văn 12.pdf", "hồ sơ.zip"), ZIPPED, (PDF, packed))
    assert b64encode(unpack(data).attachments[0].data).decode() == packed


@pytest.mark.parametrize(
    "content",
    [
        zipped(),
        zipped("a.pdf", "b.pdf"),
        zipped("../a.pdf"),
        zipped("a\\b.pdf"),
        zipped("a.pdf", method=ZIP_BZIP2),
        b64encode(b"PK\x03\x04 not a zip").decode(),
        b64encode(b"PK\x05\x06" + b"\xff" * 18).decode(),
        zipped("a.pdf", content=bytes(range(256)) * 9)[:-400] + "AAAA",
    ],
)
def test_a_zip_of_any_other_shape_is_not_opened(content: str) -> None:
    assert codes(foreign(ZIPPED, (PDF, content))) == {"edxml.unreadable", "edxml.A2.zip"}


def test_a_second_file_behind_the_one_that_a_zip_admits_to_is_refused() -> None:
    hiding = understated(b64decode(zipped("a.pdf", "b.pdf")), 1)
    assert codes(foreign(ZIPPED, (PDF, b64encode(hiding).decode()))) == {
        "edxml.unreadable",
        "edxml.A2.zip",
    }


def test_a_zip_bomb_stops_at_the_limit_before_it_fills_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(attachments, "_INFLATED_LIMIT", 1000)
    bomb = zipped("a.pdf", content=bytes(10_000_000))
    assert codes(foreign(ZIPPED, (PDF, bomb))) == {"edxml.unreadable", "edxml.A2.size"}


@pytest.mark.parametrize("size", [10_000_000, 700_000])
def test_many_bombs_are_no_more_work_than_one(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    inflated: list[int] = []
    spend = zips.Budget.spend

    def counting(budget: zips.Budget, size: int) -> None:
        inflated.append(size)
        spend(budget, size)

    monkeypatch.setattr(attachments, "_INFLATED_LIMIT", 1 << 20)
    monkeypatch.setattr(zips, "_PIECE", 1 << 16)
    monkeypatch.setattr(zips.Budget, "spend", counting)
    bomb = b64decode(zipped("a.pdf", content=bytes(size)))
    if size < 1 << 20:  # its checksum fails when all is inflated
        place = bomb.index(b"PK\x01\x02") + 16
        bomb = bomb[:place] + b"\0\0\0\0" + bomb[place + 4 :]
    one = (
        "<Attachment><AttachmentName>b{0}.pdf</AttachmentName>"
        "<ContentType>application/zip</ContentType>"
        f"<ContentTransferEncoded>{b64encode(bomb).decode()}</ContentTransferEncoded></Attachment>"
    )
    more = "".join(one.format(number) for number in range(20))
    found = codes(foreign(("</AttachmentEncoded>", more + "</AttachmentEncoded>")))
    assert "edxml.A2.size" in found
    assert sum(inflated) <= 2 * ((1 << 20) + (1 << 16))  # read, and what the rules say of it


def test_many_small_zips_share_one_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    files = tuple(Attachment(f"{n}.txt", "text/plain", bytes(400)) for n in range(3))
    data = write(replace(PACKAGE, attachments=files))
    monkeypatch.setattr(attachments, "_INFLATED_LIMIT", 1000)
    assert [(fault.code, fault.path) for fault in errors(lint(data))] == [
        ("edxml.A2.size", "AttachmentEncoded/Attachment[3]")
    ]


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "C:\\a.pdf",
        "/a.pdf",
        "a/../b.pdf",
        "..",
        "CON.pdf",
        "\u202efdp.exe",
        "a\u200b.pdf",
        "a\u061c.pdf",
        "COM¹.pdf",
        "lpt³",
        "CONOUT$.txt",
        "x" * 1001,
        "",
    ],
)
def test_a_file_name_that_could_leave_its_folder_is_refused(name: str) -> None:
    assert "edxml.A2.name" in codes(foreign(("Công văn 12.pdf", name)))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Công văn 12/STN: về việc gì?.pdf", "Công văn 12-STN- về việc gì-.pdf"),
        ("a.pdf:b", "a.pdf-b"),
        ('"a"<b>|*.pdf.', "-a--b---.pdf"),
        ("ă" * 200 + ".pdf", "ă" * 118 + ".pdf"),
        ("Công\u00ad văn\u2060 12\u3164.pdf", "Công văn 12.pdf"),
        (".Công văn.pdf", "-.Công văn.pdf"),
        (". Công văn?.pdf", "-. Công văn-.pdf"),
        ("?.pdf", "-.pdf"),
    ],
)
def test_a_label_in_place_of_a_file_name_is_repaired_and_remarked_on(said: str, name: str) -> None:
    data = foreign(("Công văn 12.pdf", escape(said)))
    (file,) = unpack(data).attachments
    assert (file.name, file.said_name) == (name, said)
    (found,) = [each for each in lint(data) if each.rule == "A2"]
    assert (found.code, found.level) == ("edxml.A2.renamed", Level.WARNING)
    assert found.facts["found"] == said
    assert unpack(write(unpack(data))).attachments[0].name == name


def test_a_repaired_name_that_is_that_of_another_file_is_numbered() -> None:
    said = (
        "05?QD?STN.pdf",
        "05-QD-STN.pdf",
        "05:QD:STN.PDF",
        "05\u00ad-QD-STN-3.pdf",
        "05-QD-STN-2.pdf",
    )
    files = tuple(
        Attachment(f"{n}.pdf", "application/pdf", b"%PDF-1.7", "") for n in range(len(said))
    )
    data = write(replace(unpack(foreign()), attachments=files)).decode()
    for number, name in enumerate(said):
        data = data.replace(f">{number}.pdf<", f">{name}<")
    found = unpack(data.encode()).attachments
    assert len({each.name.casefold() for each in found}) == len(said)
    assert [each.name for each in found][1::3] == ["05-QD-STN.pdf", "05-QD-STN-2.pdf"]
    assert [each.said_name for each in found] == [said[0], "", *said[2:4], ""]


@pytest.mark.parametrize("content", ["%%%", "JVBERi0", "JVBERi0xLjQ=AAAA", "tiếng Việt"])
def test_rubbish_in_place_of_base64_is_refused(content: str) -> None:
    assert codes(foreign((PDF, content))) == {"edxml.unreadable", "edxml.A2.base64"}


def test_base64_in_lines_is_read() -> None:
    data = foreign((PDF, "\n  " + PDF[:8] + "\r\n" + PDF[8:] + "\n"))
    assert unpack(data).attachments[0].data == b"%PDF-1.4 foreign"


def test_a_large_attachment_is_read_in_one_piece() -> None:
    pdf = Attachment("a.pdf", "application/pdf", bytes(8_000_000))
    package = replace(PACKAGE, attachments=(pdf,))
    assert unpack(write(package)) == package


@pytest.mark.parametrize("wrapper", ["MessageHeader", "Status"])
def test_a_status_package_is_called_by_its_name(wrapper: str) -> None:
    data = foreign(
        ("<MessageHeader>", f"<{wrapper}>"),
        ("</MessageHeader>", f"<StatusCode>03</StatusCode></{wrapper}>"),
    )
    assert codes(data) == {"edxml.status"}


@pytest.mark.parametrize(
    ("written", "purpose"),
    [("1", Purpose.RECALL), ("02", Purpose.UPDATE), (" 3 ", Purpose.REPLACE), ("", Purpose.NEW)],
)
def test_a_recall_is_never_taken_for_a_new_document(written: str, purpose: Purpose) -> None:
    data = foreign(("<BusinessDocType>0<", f"<BusinessDocType>{written}<"))
    assert unpack(data).business.purpose is purpose


@pytest.mark.parametrize("written", ["9", "-1", "new", "1.0"])
def test_a_purpose_that_is_none_is_never_taken_for_a_new_document(written: str) -> None:
    data = foreign(("<BusinessDocType>0<", f"<BusinessDocType>{written}<"))
    assert codes(data) == {"edxml.B1"}


def test_a_package_without_business_block_is_a_new_document() -> None:
    data = foreign(("<Business><BusinessDocType>0</BusinessDocType></Business>", ""))
    assert unpack(data) == unpack(foreign())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"/>', "edxml.X2.soap"),
        (b'<edXML xmlns="http://www.go.vn/eDoc"/>', "edxml.X2.invented"),
        (b"<edXML/>", "edxml.X2"),
        (b"<html/>", "edxml.X2"),
        (b"", "edxml.X1.empty"),
        (b"%PDF-1.7", "edxml.X1.pdf"),
        (b"PK\x03\x04\x14\x00", "edxml.X1.zip"),
        (b"PK\x05\x06" + bytes(18), "edxml.X1.zip"),
        (b"PKI", "edxml.X1"),
    ],
)
def test_another_format_is_called_by_its_name(data: bytes, code: str) -> None:
    assert codes(data) == {code}
    assert [fault.code for fault in errors(lint(data))] == [code]


def test_an_entity_is_never_expanded() -> None:
    declaration = '<!DOCTYPE edXML [<!ENTITY a SYSTEM "file:///etc/passwd">]><edXML '
    data = foreign(("<edXML ", declaration), ("Sở Thí Nghiệm", "&a;"))
    assert codes(data) == {"edxml.X1.doctype"}
    assert codes(foreign(("Sở Thí Nghiệm", "&a;"))) == {"edxml.X1"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_doctype_cannot_hide_in_another_encoding(encoding: str) -> None:
    hidden = foreign().decode().replace('encoding="utf-8"', f'encoding="{encoding}"')
    assert codes(hidden.encode(encoding)) == {"edxml.X1.encoding"}
    assert codes(foreign(('encoding="utf-8"', 'encoding="UTF-7"'))) == {"edxml.X1.encoding"}


def test_a_byte_order_mark_does_no_harm() -> None:
    assert unpack(b"\xef\xbb\xbf" + foreign()) == unpack(foreign())


def test_a_flood_of_tags_is_refused_before_it_is_parsed() -> None:
    flood = foreign(("<Content>", "<x/>" * 100_000 + "<Content>"))
    assert codes(flood) == {"edxml.X1.markup"}


@pytest.mark.parametrize("element", ["Content", "x"])
def test_a_flood_of_attributes_is_refused_before_any_is_looked_at(element: str) -> None:
    flood = " ".join(f'a{number}="1"' for number in range(40_000))
    data = foreign(("<Content>", f"<{element} {flood}/><Content>"))
    assert codes(data) == {"edxml.X1.markup"}
    assert [(each.code, each.level) for each in lint(data)] == [("edxml.X1.markup", Level.ERROR)]


def test_deep_nesting_is_refused() -> None:
    deep = foreign(("<Content>", "<x>" * 20_000 + "</x>" * 20_000 + "<Content>"))
    assert codes(deep) == {"edxml.X1"}


def test_an_oversized_package_is_refused_before_it_is_parsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(envelope, "SIZE_LIMIT", 100)
    assert codes(foreign()) == {"edxml.A5"}


@pytest.mark.parametrize("part", ["edXMLEnvelope", "edXMLHeader", "MessageHeader"])
def test_a_missing_or_doubled_part_is_refused(part: str) -> None:
    missing = foreign((f"<{part}>", "<other>"), (f"</{part}>", "</other>"))
    doubled = foreign((f"</{part}>", f"</{part}><{part}/>"))
    assert codes(missing) == codes(doubled) == {"edxml.X3"}
