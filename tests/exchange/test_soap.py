# SPDX-License-Identifier: Apache-2.0
"""Packages from before 2016 are read for archives, and what they lack is said."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esign.errors import InputError
from esign.exchange import envelope, read, unpack, write
from esign.exchange.soap import mime
from esign.model import Attachment
from support.soap_packages import BARE_PARTS, FILE, INSIDE, SOAP, WITH_PARTS


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
