# SPDX-License-Identifier: Apache-2.0
"""Packages from before 2016 are read for archives, and what they lack is said."""

from base64 import b64encode, encodebytes
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esign.errors import InputError
from esign.exchange import Level, envelope, lint, read, unpack, write
from esign.exchange.soap import mime
from esign.model import Attachment
from support.soap_packages import BARE_PARTS, FILE, INSIDE, SOAP, WITH_PARTS, with_part


def refused(data: bytes) -> set[str]:
    with pytest.raises(InputError) as refusal:
        read(data)
    return {refusal.value.code, *(detail.code for detail in refusal.value.details)}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("2014-12-05<", "2014<", "edxml.D2"),
        ("2014-12-05T09:10:11", "lúc 9 giờ", "edxml.T1"),
        ("MessageHeader", "Other", "edxml.X2.soap"),
    ],
)
def test_what_cannot_be_represented_is_refused(old: str, new: str, code: str) -> None:
    assert code in refused(SOAP.replace(old, new).encode())


@pytest.mark.parametrize("value", ["%%%", "JVBERi0"])
def test_a_broken_file_inside_is_refused(value: str) -> None:
    start = INSIDE.index("<value>") + len("<value>")
    broken = INSIDE[:start] + value + INSIDE[INSIDE.index("</value>") :]
    assert refused(broken.encode()) == {"edxml.unreadable", "edxml.A2.base64"}


def test_a_file_name_that_could_leave_its_folder_is_refused() -> None:
    data = INSIDE.replace("Công văn 12.pdf", "../../a.pdf").encode()
    assert refused(data) == {"edxml.unreadable", "edxml.A2.name"}


@pytest.mark.parametrize("data", [b"--x\r\n\r\nhello\r\n--x--", b"Content-Type: text/plain\n\nhi"])
def test_a_message_without_xml_is_no_package(data: bytes) -> None:
    assert refused(data) == {"edxml.X1.mime"}


def test_a_message_over_the_limit_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esign.exchange.soap.mime.SIZE_LIMIT", 100)
    assert refused(WITH_PARTS) == {"edxml.A5"}
    monkeypatch.setattr(envelope, "SIZE_LIMIT", 100)
    assert refused(SOAP.encode()) == {"edxml.A5"}


@pytest.mark.parametrize(
    "pieces",
    [b"--x\n" * 1_000, b"--x\r" * 1_000, b"--x\r\n" * 1_000, b"a:b\n" * 2_000_001],
    ids=["parts", "parts, old line ends", "parts, network line ends", "lines"],
)
def test_a_message_in_more_pieces_than_any_has_is_not_parted(
    pieces: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mime, "message_from_bytes", None)
    assert refused(b"--x\r\n" + pieces) == {"edxml.X1.mime"}


def test_parts_within_parts_without_end_are_refused() -> None:
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(3000)
    )
    assert refused(nested) == {"edxml.X1.mime"}


@pytest.mark.parametrize(
    "level",
    [
        b"Content-Type: message/rfc822\n\n",
        b"CONTENT-TYPE:\n \x1c message/delivery-status\n\n",
        b"Content-Type: multipart/mixed; boundary = b%d\n\n--b%d\n",
        b"Content-Type: multipart/mixed; boundary*=b%d\n\n--b%d\n",
        b"Content-Type: multipart/mixed; Boundary*0*=b%d\n\n--b%d\n",
        b"Content-Type: multipart/digest; boundary\n\t=b%d\n\n--b%d\n\n",
    ],
)
def test_levels_in_every_spelling_are_counted_before_they_are_parsed(
    level: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels = (level % ((n,) * level.count(b"%d")) for n in range(400))
    monkeypatch.setattr(mime, "message_from_bytes", None)
    assert refused(b"".join(levels) + SOAP.encode()) == {"edxml.X1.mime"}


def test_a_parser_that_runs_out_of_frames_refuses_the_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mime, "_MOST_NESTED", 10_000)
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(490)
    )
    monkeypatch.setattr(mime, "_MOST_PARTS", 10_000)
    assert refused(nested * 3) == {"edxml.X1.mime"}


@pytest.mark.parametrize(
    "second",
    [
        SOAP,
        SOAP.partition("?>")[2],
        "<!-- x --><e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'/>",
        "<edXML/>",
        "\ufeff" + SOAP,
        SOAP.encode("utf-16"),
        SOAP.encode("utf-16-be"),
    ],
)
@pytest.mark.parametrize("kind", ["text/xml", "text/html", "application/octet-stream"])
def test_a_second_package_beside_the_first_is_refused(second: str | bytes, kind: str) -> None:
    assert refused(with_part(f"Content-Type: {kind}", "", second)) == {"edxml.X3"}


@pytest.mark.parametrize("data", [WITH_PARTS + b"\r\n" + SOAP.encode(), BARE_PARTS + SOAP.encode()])
def test_a_package_behind_the_last_part_is_refused(data: bytes) -> None:
    assert refused(data) == {"edxml.X3.ambiguous"}


def test_comments_without_end_before_a_root_take_no_time_to_speak_of() -> None:
    data = with_part("Content-Type: text/html", "", b"<!-- >" * 200_000)
    assert len(unpack(data).attachments) == 1


@pytest.mark.parametrize("start", ["<a1@sender>", "nobody", "cid:a1@sender"])
def test_another_part_that_is_to_be_read_first_is_a_contradiction(start: str) -> None:
    named = WITH_PARTS.replace(b"related;", f'related; start="{start}";'.encode())
    assert refused(named) == {"edxml.X3.ambiguous"}


def test_the_part_that_is_to_be_read_first_may_be_named() -> None:
    named = WITH_PARTS.replace(b"related;", b'related; start="<header@sender>";')
    assert unpack(named).attachments[0].data == FILE


@pytest.mark.parametrize(
    ("field", "doubled"),
    [
        (b"Content-ID: <a1@sender>", b"Content-ID: <b@sender>"),
        (b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: 7bit"),
        (b"Content-Type: application/pdf", b"Content-Type: text/plain"),
    ],
)
def test_a_field_that_stands_twice_is_refused(field: bytes, doubled: bytes) -> None:
    assert refused(WITH_PARTS.replace(field, field + b"\r\n" + doubled)) == {"edxml.X3.ambiguous"}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (("Content-Type: application/pdf",), "MIME-2.pdf"),
        (("Content-Type: text/plain",), "MIME-2.pdf"),
        (("Content-Type: text/plain", "Content-Disposition: attachment"), "MIME-2.pdf"),
        (("Content-Type: application/pdf", "Content-ID: <b@sender>"), "MIME-2.pdf"),
        (
            ("Content-Disposition: attachment; filename*=utf-7''+2AA-.pdf",),
            "MIME-2.pdf",
        ),
        (
            ("Content-Disposition: attachment; filename*=unicode-escape''%5Cud800.pdf",),
            "MIME-2.pdf",
        ),
        (("Content-Disposition: attachment; filename=b.pdf",), "b.pdf"),
    ],
)
def test_a_file_that_no_list_names_is_kept_and_told_of_under_whatever_name(
    fields: tuple[str, ...], name: str
) -> None:
    data = with_part(*fields, "", b"%PDF-1.7 other")
    first, second = unpack(data).attachments
    assert (first.data, second.name, second.data) == (FILE, name, b"%PDF-1.7 other")
    told = [each for each in lint(data) if each.code == "edxml.A1.unlisted"]
    assert [each.facts["name"] for each in told] == [name]


LETTERS = b64encode(FILE)


@pytest.mark.parametrize(
    "letters",
    [
        pytest.param(LETTERS.replace(b"V", b"V?", 1), id="a letter outside of the alphabet"),
        pytest.param(LETTERS + b"\r\n\xe1\xbb\x87", id="letters of no alphabet at all"),
        pytest.param(LETTERS[:-1], id="cut short"),
        pytest.param(LETTERS.rstrip(b"=") + b"=====", id="padding without end"),
        pytest.param(LETTERS[:4] + b"=" + LETTERS[4:], id="padding in the middle"),
        pytest.param(b64encode(b"%PDF-1.4") + b"\r\n" + LETTERS, id="a file behind the padding"),
        pytest.param(LETTERS + b"\r\n-- \r\nVan phong", id="a line below it"),
        pytest.param(LETTERS.decode().encode("cp500"), id="letters in another character set"),
    ],
)
@pytest.mark.parametrize("charset", ["", "; charset=cp500"])
def test_a_part_in_broken_base64_is_refused_by_name(letters: bytes, charset: str) -> None:
    data = WITH_PARTS.replace(LETTERS, letters)
    data = data.replace(b"Content-Type: application/pdf", b"Content-Type: a/b" + charset.encode())
    assert refused(data) == {"edxml.unreadable", "edxml.A2.base64"}
    (found,) = [each for each in lint(data) if each.code == "edxml.A2.base64"]
    assert (found.level, found.path) == (Level.ERROR, "Manifest/Reference[1]")


@pytest.mark.parametrize("fields", [("Content-Type: text/plain",), ("Content-ID: <b@sender>",)])
@pytest.mark.parametrize("letters", ["JVB?", "?", "=", "JVBERi0"])
def test_broken_base64_that_no_list_names_is_refused_too(
    fields: tuple[str, ...], letters: str
) -> None:
    data = with_part(*fields, "Content-Transfer-Encoding: base64", "", letters)
    assert refused(data) == {"edxml.unreadable", "edxml.A2.base64"}


def in_base64(letters: bytes) -> bytes:
    """The message with its XML in base64."""
    field = b"charset=utf-8"
    return WITH_PARTS.replace(SOAP.encode(), letters).replace(
        field, field + b"\r\nContent-Transfer-Encoding: base64"
    )


def test_xml_in_broken_base64_is_no_package() -> None:
    letters = encodebytes(SOAP.encode())
    assert unpack(in_base64(letters)).attachments[0].data == FILE
    cut = [letters.replace(b"\n", b"")[:length] for length in (1, 2, 3, 401, 402, 403)]
    for broken in (letters.replace(b"W", b"W~", 1), letters.rstrip(b"=\n"), letters * 2, *cut):
        assert refused(in_base64(broken)) == {"edxml.X1.base64"}
        assert [each.code for each in lint(in_base64(broken))] == ["edxml.X1.base64"]


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b" \r\n", b"\r\n\t"])
@pytest.mark.parametrize("field", [b"base64", b"BASE64", b" base64 "])
def test_lines_and_blanks_in_base64_do_no_harm(end: bytes, field: bytes) -> None:
    lines = end.join(LETTERS[at : at + 8] for at in range(0, len(LETTERS), 8)) + end
    data = WITH_PARTS.replace(LETTERS, lines).replace(b"g: base64", b"g: " + field)
    assert unpack(data).attachments[0].data == FILE


def test_a_part_without_content_is_told_of_as_well() -> None:
    data = with_part("Content-Type: application/octet-stream", "", "")
    assert len(unpack(data).attachments) == 1
    assert "edxml.A1.unlisted" in {each.code for each in lint(data)}


@pytest.mark.parametrize("kind", ["text/plain", "text/html; charset=utf-8"])
def test_a_greeting_to_whoever_reads_the_message_is_no_file(kind: str) -> None:
    data = with_part(f"Content-Type: {kind}", "Content-Disposition: inline", "", "Kính gửi")
    assert len(unpack(data).attachments) == 1
    assert "edxml.A1.unlisted" not in {each.code for each in lint(data)}


def test_a_greeting_before_the_package_is_not_taken_for_it() -> None:
    greeting = b"--part-limit\r\nContent-Type: text/html\r\n\r\n<p>K\xc3\xadnh</p>\r\n"
    data = WITH_PARTS.replace(b"--part-limit\r\n", greeting + b"--part-limit\r\n", 1)
    assert unpack(data).attachments[0].data == FILE


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(st.sampled_from([WITH_PARTS, BARE_PARTS, INSIDE.encode()]), st.data())
def test_a_damaged_message_is_read_or_refused(whole: bytes, data: st.DataObject) -> None:
    damaged = bytearray(whole)
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged[place : place + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=4))
    with suppress(InputError):  # anything else fails the test
        read(bytes(damaged))


def test_the_header_is_read_under_the_names_of_its_time() -> None:
    package = unpack(SOAP.encode())
    assert (package.sender.code, package.receivers[0].name) == ("01.00.H98", "Trường A")
    assert (package.code, package.issued_on.isoformat()) == ("12/STN-VP", "2014-12-05")
    assert (package.type_group, package.type_name) == (2, "Công văn")
    assert (package.signer_title, package.signer_name) == ("Phó Giám đốc", "Nguyễn Ví Dụ")
    assert package.sent_at.isoformat() == "2014-12-05T09:10:11+07:00"
    assert package.stops == ()


def test_what_today_has_no_place_for_is_kept() -> None:
    kept = {each.parent.rpartition("/")[2]: each.xml for each in unpack(SOAP.encode()).unknown}
    assert "Secret" in kept["OtherInfo"]
    assert kept["MessageHeader"] == "@{http://www.e-doc.vn/Schema/}OriginalBodyRequested=false"


@pytest.mark.parametrize("data", [WITH_PARTS, BARE_PARTS])
def test_files_beside_the_header_are_found_by_their_id(data: bytes) -> None:
    (file,) = unpack(data).attachments
    assert file == Attachment("Công văn 12.pdf", "", FILE, "Toàn văn")
    assert unpack(data).missing == ()


def test_files_within_the_header_are_found_by_their_name() -> None:
    (file,) = unpack(INSIDE.encode()).attachments
    assert (file.name, file.data) == ("Công văn 12.pdf", FILE)


def test_a_file_that_is_not_there_is_named_as_missing() -> None:
    package = unpack(SOAP.encode())
    assert (package.attachments, package.missing) == ((), ("Công văn 12.pdf",))


def test_an_old_package_is_not_sent_on_for_it_names_no_document() -> None:
    with pytest.raises(InputError) as refusal:
        write(unpack(SOAP.encode()))
    assert "edxml.D5" in {detail.code for detail in refusal.value.details}
