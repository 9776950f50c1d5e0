# SPDX-License-Identifier: Apache-2.0
"""A ZIP as agencies sent it by e-mail before 2016 is read whole, or not at all."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esign.errors import InputError
from esign.exchange import lint, read, unpack
from esign.exchange.soap import mail
from esign.model import Attachment
from support.soap_packages import FILE, FILES_OUTSIDE, MAIL, SOAP, understated, zipped_mail

HUGE = "<document><attach>" + " " * 3_000_000 + "</attach></document>"


def refused(data: bytes) -> str:
    with pytest.raises(InputError) as refusal:
        read(data)
    (finding,) = lint(data)
    assert finding.code == refusal.value.code
    return finding.code


def test_what_unfolds_too_far_is_given_up_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "SIZE_LIMIT", 1_000_000)
    data = zipped_mail({"h.xml": SOAP, "a.xml": HUGE})
    assert len(data) < 10_000
    assert refused(data) == "edxml.A2.size"


@pytest.mark.parametrize("name", ["../a.xml", "c/a.xml", "/a.xml", "..\\a.xml", "C:\\a.xml"])
def test_an_entry_with_a_way_to_another_folder_is_not_even_looked_at(name: str) -> None:
    assert refused(zipped_mail({"h.xml": SOAP, name: FILES_OUTSIDE})) == "edxml.X1.zip"


def test_a_file_inside_that_could_leave_its_folder_is_refused() -> None:
    inside = FILES_OUTSIDE.replace("Công văn 12.pdf", "../../a.pdf")
    header = SOAP.replace("Công văn 12.pdf", "../../a.pdf")
    with pytest.raises(InputError) as refusal:
        read(zipped_mail({"h.xml": header, "a.xml": inside}))
    assert {each.code for each in refusal.value.details} == {"edxml.A2.name"}


def test_an_archive_with_more_entries_than_any_has_is_not_opened() -> None:
    many = {f"{n}.xml": "<document/>" for n in range(60)}
    assert refused(zipped_mail({"h.xml": SOAP, **many})) == "edxml.X1.zip"


def test_an_archive_that_overstates_its_directory_is_not_opened() -> None:
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, 2**31, 0, 0)
    assert refused(MAIL[: MAIL.rindex(b"PK\5\6")] + end) == "edxml.X1.zip"


@pytest.mark.parametrize(("hidden", "stated"), [(1, 2), (60, 50), (1, 50), (3000, 1)])
def test_an_archive_that_states_another_count_of_entries_is_not_opened(
    hidden: int, stated: int
) -> None:
    files = {f"{n}.xml": FILES_OUTSIDE for n in range(hidden)}
    whole = zipped_mail({"h.xml": SOAP, "a.xml": FILES_OUTSIDE, **files})
    assert refused(understated(whole, stated)) == "edxml.X1.zip"


@pytest.mark.parametrize(
    "members",
    [{"a.pdf": b"%PDF-1.7"}, {"[Content_Types].xml": "<Types/>", "word/d.xml": "<d/>"}],
    ids=["files", "Word"],
)
def test_an_archive_of_other_files_is_no_package(members: dict[str, bytes | str]) -> None:
    assert refused(zipped_mail(members)) == "edxml.X1.zip"


def test_a_zip_entity_attack_in_an_entry_is_refused() -> None:
    data = zipped_mail({"h.xml": SOAP, "a.xml": "<!DOCTYPE a><document/>"})
    assert refused(data) == "edxml.X1.doctype"


@pytest.mark.parametrize("stray", [b"%PDF-1.7", b"<html/>", b"hello"])
def test_a_package_with_something_else_in_its_archive_is_not_read_in_part(stray: bytes) -> None:
    data = zipped_mail({"h.xml": SOAP, "a.xml": FILES_OUTSIDE, "thừa.pdf": stray})
    assert refused(data) == "edxml.X1.mail"
    assert lint(data)[0].facts["name"] == "thừa.pdf"


def test_two_headers_in_one_archive_are_refused() -> None:
    assert refused(zipped_mail({"a.xml": SOAP, "b.xml": SOAP})) == "edxml.X3"


def test_a_file_of_an_attached_document_that_is_not_listed_is_kept_and_told() -> None:
    data = zipped_mail({"h.xml": SOAP, "a.xml": FILES_OUTSIDE, "b.xml": FILES_OUTSIDE})
    assert len(unpack(data).attachments) == 2
    assert "edxml.A1.unlisted" in {each.code for each in lint(data)}


@pytest.mark.parametrize(
    "names", [("header.xml", "attach.xml"), ("attach.xml", "header.xml"), ("1", "0")]
)
def test_entries_are_known_by_their_content_whatever_their_names(names: tuple[str, str]) -> None:
    data = zipped_mail({names[0]: SOAP, names[1]: FILES_OUTSIDE})
    package = unpack(data)
    assert package.attachments == (Attachment("Công văn 12.pdf", "", FILE, "Toàn văn"),)
    assert (package.code, package.missing) == ("12/STN-VP", ())


def test_a_header_alone_names_its_files_as_missing() -> None:
    assert unpack(zipped_mail({"h.xml": SOAP})).missing == ("Công văn 12.pdf",)


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(st.data())
def test_a_damaged_archive_is_read_or_refused(data: st.DataObject) -> None:
    damaged = bytearray(MAIL)
    place = data.draw(st.integers(0, len(MAIL) - 1))
    damaged[place : place + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=4))
    with suppress(InputError):  # anything else fails the test
        read(bytes(damaged))
    lint(bytes(damaged))
