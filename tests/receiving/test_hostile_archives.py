# SPDX-License-Identifier: Apache-2.0
"""An archive made to do harm is refused as a whole, clearly, and nothing is written anywhere."""

from __future__ import annotations

import stat
import struct
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipInfo

import pytest

from esign.errors import InputError
from esign.messages import Language
from esign.receiving import Given, Sources
from esign.receiving.archive import MOST_INFLATED, MOST_MEMBERS, Archive
from support.received import with_directory, zipped, zipped_raw

PLAIN = zipped({"a.pdf": b"%PDF-1.7 a", "b.pdf": b"%PDF-1.7 b"})


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        Archive(BytesIO(data), "hồ sơ.zip")
    for language in Language:
        assert "hồ sơ.zip" in caught.value.message(language)
        assert caught.value.remedy(language)
    return caught.value.code


def entry(name: str, mode: int = 0) -> ZipInfo:
    made = ZipInfo(name)
    made.external_attr = mode << 16
    return made


@pytest.mark.parametrize(
    "name",
    ["../a.pdf", "/etc/a.pdf", "b/../../a.pdf", "C:/a.pdf", "b\\..\\a.pdf", "./a.pdf", "b//a.pdf"],
)
def test_a_name_that_leads_out_is_refused(name: str) -> None:
    assert refusal(zipped({"ok.pdf": b"x", name: b"x"})) == "receiving.zip_names"


def test_a_name_that_hides_its_end_is_refused() -> None:
    data = PLAIN.replace(b"a.pdf", b"a\0pdf")
    assert refusal(data) == "receiving.zip_names"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("other", ["a.pdf", "A.PDF", "a.pdf/"])
def test_two_files_of_one_name_are_refused(other: str) -> None:
    data = zipped_raw((entry("a.pdf"), b"shown"), (entry(other), b""))
    assert refusal(data) == "receiving.zip_names"


def test_names_that_differ_in_composition_only_are_one_name() -> None:
    assert refusal(zipped({"é.pdf": b"x", "e\u0301.pdf": b"y"})) == "receiving.zip_names"


def test_an_encrypted_archive_is_refused() -> None:
    assert refusal(with_directory(PLAIN, 8, "<H", 1)) == "receiving.zip_encrypted"


def test_an_unusual_compression_is_refused() -> None:
    data = entry("a.pdf")
    data.compress_type = ZIP_BZIP2
    made = BytesIO(zipped_raw((data, b"x"))).getvalue()
    assert refusal(with_directory(made, 10, "<H", ZIP_BZIP2)) == "receiving.zip_form"


def test_what_unfolds_too_far_is_refused() -> None:
    assert refusal(zipped({"a.pdf": bytes(8 << 20)})) == "receiving.zip_bomb"
    whole = with_directory(zipped({"a.pdf": b"x"}), 24, "<L", MOST_INFLATED + 1)
    assert refusal(whole) == "receiving.zip_bomb"


def test_too_many_files_are_refused_before_they_are_listed() -> None:
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, MOST_MEMBERS + 1, MOST_MEMBERS + 1, 0, 0, 0)
    assert refusal(end) == "receiving.zip_bomb"


def test_entries_that_share_their_bytes_are_refused() -> None:
    second = PLAIN.index(b"PK\x01\x02", PLAIN.index(b"PK\x01\x02") + 1)
    changed = bytearray(PLAIN)
    struct.pack_into("<L", changed, second + 42, 0)  # where its content starts
    assert refusal(bytes(changed)) == "receiving.zip_form"


@pytest.mark.parametrize("data", [b"#!/bin/sh\n" + PLAIN, PLAIN + b"behind"])
def test_anything_before_or_behind_the_archive_is_refused(data: bytes) -> None:
    assert refusal(data) == "receiving.zip_form"


def test_zip64_is_refused() -> None:
    place = PLAIN.index(b"PK\5\6")
    data = PLAIN[:place] + struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1) + PLAIN[place:]
    assert refusal(data) == "receiving.zip_form"


@pytest.mark.parametrize("data", [b"", b"PK\3\4", PLAIN[:-30], b"not a zip" * 100])
def test_what_is_no_archive_or_cut_short_is_refused(data: bytes) -> None:
    assert refusal(data) == "receiving.zip_unreadable"


def test_a_member_larger_than_it_says_is_not_inflated() -> None:
    data = zipped_raw((entry("a.pdf"), bytes(1000)), (entry("b.pdf"), b"fine"))
    archive = Archive(BytesIO(with_directory(data, 24, "<L", 10)), "a.zip")
    with pytest.raises(InputError, match="zip_unreadable"):
        archive.read("a.pdf")
    assert archive.read("b.pdf") == b"fine"


def test_links_and_hidden_files_are_left_out_and_counted() -> None:
    data = zipped_raw(
        (entry("a.pdf"), b"a"),
        (entry("link.pdf", stat.S_IFLNK | 0o777), b"/etc/passwd"),
        (entry(".hidden/b.pdf"), b"b"),
        (entry("__MACOSX/._a.pdf"), b"c"),
    )
    archive = Archive(BytesIO(data), "a.zip")
    assert (archive.members, archive.left_out) == (("a.pdf",), 3)


def test_archives_within_archives_are_followed_only_so_far() -> None:
    data = zipped({"a.pdf": b"a"})
    for depth in range(3):
        data = zipped({f"{depth}.zip": data, f"{depth}.pdf": b"b"})
    items = {item.path: item for item in Sources([Given("top.zip", data)])}
    assert set(items) == {
        "top.zip/2.pdf",
        "top.zip/2.zip/1.pdf",
        "top.zip/2.zip/1.zip/0.pdf",
        "top.zip/2.zip/1.zip/0.zip",
    }
    fault = items["top.zip/2.zip/1.zip/0.zip"].fault
    assert fault is not None
    assert fault.code == "receiving.zip_depth"


def test_a_usual_archive_is_read() -> None:
    for method in (ZIP_STORED, ZIP_DEFLATED):
        one = entry("thư mục/a.pdf")
        one.compress_type = method
        archive = Archive(BytesIO(zipped_raw((one, b"%PDF"))), "a.zip")
        assert [archive.read(name) for name in archive.members] == [b"%PDF"]
