# SPDX-License-Identifier: Apache-2.0
"""A list of agencies is taken over whole or not at all, on record, and found again fast."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from esign.agency_lists import read_agencies
from esign.errors import InputError
from esign.model import AgencyRecord
from esign.register import DirectoryList
from support.agencies import AGENCIES
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from esign.register import Register

MANY = 20_000


def codes(register: Register, words: str) -> list[str]:
    return [agency.code for agency in register.directory.search(words)]


def test_names_are_found_without_accents_in_any_order(register: Register) -> None:
    assert codes(register, "dao tao giao duc") == ["H99.12", "H98.12"]
    assert codes(register, "SỞ  GIÁO DỤC ví dụ") == ["H99.12"]
    assert codes(register, "Vi Du truong") == ["H99.12.05"]
    assert codes(register, "h99.12") == ["H99.12", "H99.12.05"]
    assert codes(register, "000.00.77") == ["H98.12"]
    assert codes(register, "nothing of the kind") == []
    assert codes(register, "100%") == codes(register, "_") == []


def test_the_agency_of_exactly_that_name_comes_first(register: Register) -> None:
    names = {"H99.70": "Ban An Toàn Giao thông", "H99.71": "An toàn giao thông, Ban"}
    listed = [AgencyRecord(code, name) for code, name in names.items()]
    listed.append(AgencyRecord("H99.72", "Giao thông An toàn Ban", closed=True))
    register.directory.take_over(listed, "file", whole=False, actor="clerk")
    assert codes(register, "giao thông an toàn ban")[0] == "H99.72"
    assert codes(register, "ban an toàn giao thông")[0] == "H99.70"


def test_closed_agencies_come_last(register: Register) -> None:
    assert codes(register, "so tinh vi du")[-2:] == ["H99.07", "H99.08"]


def test_that_a_list_was_taken_over_is_on_record(register: Register) -> None:
    latest = DirectoryList(FIXED_NOW, "truc", whole=True, count=len(AGENCIES))
    assert register.directory.latest() == latest
    assert register.record.check().rows == 1
    register.directory.take_over(AGENCIES, "file", whole=False, actor="clerk")
    assert register.record.check().rows == 2


def test_a_whole_list_closes_whom_it_does_not_name_and_finds_successors(
    register: Register,
) -> None:
    moved = [replace(each, code="H99.18") if each.code == "H99.12" else each for each in AGENCIES]
    left = [each for each in moved if each.code != "H99.01"]
    taken = register.directory.take_over(left, "truc", whole=True, actor="clerk")
    assert (taken.added, taken.changed, taken.closed) == (1, 0, 2)
    gone, moved_away = register.directory.find("H99.01"), register.directory.find("H99.12")
    assert gone is not None
    assert moved_away is not None
    assert (gone.closed, gone.successor_code) == (True, "")
    assert (moved_away.closed, moved_away.successor_code) == (True, "H99.18")


def test_part_of_a_list_closes_nobody(register: Register) -> None:
    renamed = AgencyRecord("H99.01", "Văn phòng UBND tỉnh Ví Dụ")
    hub = AgencyRecord("99.12.W00", "Trục tỉnh")
    nameless = AgencyRecord("H99.55", " ")
    taken = register.directory.take_over(
        [renamed, hub, nameless], "file", whole=False, actor="clerk"
    )
    assert (taken.count, taken.changed, taken.closed, taken.left_out) == (1, 1, 0, 2)
    assert register.directory.check("H99.12") is None
    assert register.directory.find("99.12.W00") is None


def test_part_of_a_list_makes_no_code_unknown_and_no_list_young(empty: Register) -> None:
    directory = empty.directory
    directory.take_over(AGENCIES, "file", whole=False, actor="clerk")
    assert directory.latest() is None
    assert directory.check("H99.77") is None
    closed, hub = directory.check("H99.08"), directory.check("99.12.W00")
    assert closed is not None
    assert hub is not None
    assert closed.refused
    assert hub.refused


def test_an_empty_list_or_one_that_lost_half_changes_nothing(empty: Register) -> None:
    many = [AgencyRecord(f"H01.{n}", f"Cơ quan {n}") for n in range(10, 50)]
    directory = empty.directory
    directory.take_over(many, "truc", whole=True, actor="clerk")
    for few, code in (([], "directory.empty"), (many[:19], "directory.shrunk")):
        with pytest.raises(InputError) as refusal:
            directory.take_over(few, "truc", whole=True, actor="clerk")
        assert refusal.value.code == code
    assert directory.check("H01.49") is None
    taken = directory.take_over(many[:19], "truc", whole=True, actor="clerk", fewer=True)
    assert taken.closed == 21


def test_a_long_list_is_taken_over_and_searched_fast(empty: Register) -> None:
    many = [
        AgencyRecord(f"H{n % 60:02d}.{n // 60 % 60:02d}.{n // 3600:03d}", f"Trường Tiểu học Số {n}")
        for n in range(MANY)
    ]
    begun = time.monotonic()
    assert empty.directory.take_over(many, "truc", whole=True, actor="clerk").added == MANY
    assert time.monotonic() - begun < 10  # seconds, on a machine that does other things as well
    begun = time.monotonic()
    assert codes(empty, f"truong tieu hoc so {MANY - 1}") == [many[-1].code]
    assert empty.directory.check("H01.05.0001") is not None
    assert time.monotonic() - begun < 2


CSV = "Mã định danh;Tên cơ quan;Mã cũ;Ngừng hoạt động;Ghi chú\r\n"
ROWS = "h99.12;Sở Giáo dục và Đào tạo;000.00.12.H99, 00.12.H99;;\r\n\r\nH99.07;Sở Cũ;;x;\r\n"
READ = (
    AgencyRecord("h99.12", "Sở Giáo dục và Đào tạo", "", ("000.00.12.H99", "00.12.H99")),
    AgencyRecord("H99.07", "Sở Cũ", "", (), closed=True),
)


@pytest.mark.parametrize(
    "data",
    [
        (CSV + ROWS).encode(),
        (CSV + ROWS).encode("utf-8-sig"),
        (CSV + ROWS).encode("utf-16"),
        (CSV + ROWS).replace(", 00", "; 00").replace(";", "\t").replace("\t 00", "; 00").encode(),
        (
            '{"data": [{"Code": "h99.12", "name": "Sở Giáo dục và Đào tạo", '
            '"oldCodes": ["000.00.12.H99", "00.12.H99"], "x": null}, '
            '{"code": "H99.07", "name": "Sở Cũ", "closed": true, "pcode": null}]}'
        ).encode(),
    ],
    ids=["csv", "bom", "utf-16", "tabs", "json"],
)
def test_lists_are_read_whoever_wrote_them(data: bytes) -> None:
    assert tuple(read_agencies(data, "a")) == READ


def test_a_spreadsheet_is_read() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for line in (CSV + ROWS).splitlines():
        sheet.append(line.split(";"))
    out = io.BytesIO()
    workbook.save(out)
    assert tuple(read_agencies(out.getvalue(), "a.xlsx")) == READ
    with pytest.raises(InputError) as refusal:
        tuple(read_agencies(out.getvalue()[:500], "a.xlsx"))
    assert refusal.value.code == "tables.unreadable"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "directory.no_columns"),
        (b"code;x\r\nH99;1\r\n", "directory.no_columns"),
        (b"[1, 2]", "tables.unreadable"),
        (b"[" * 100_000, "tables.unreadable"),
        (b"{}", "directory.no_columns"),
        (b"\xff\xfe\x00", "tables.unreadable"),
        (b"code,name\r\n\xff,a\r\n", "tables.unreadable"),
        (b"PK\x03\x04", "tables.unreadable"),
        (b'code,name\r\n"' + b"a" * 200_000, "tables.unreadable"),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as refusal:
        tuple(read_agencies(data, "a"))
    assert refusal.value.code == code
