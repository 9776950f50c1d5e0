# SPDX-License-Identifier: Apache-2.0
"""`esign unpack`: a package as a person reads it, its files with their verdicts, safely written."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus
from esign.exchange import write
from esign.model import (
    Business,
    DocumentReference,
    Purpose,
    Replaced,
    StaffMember,
    Stop,
)
from support.envelopes import STATUS, signed_letter
from support.packages import SENT_AT, foreign
from support.ports import FIXED_NOW
from support.received import SHEET, changed_page, packed
from support.sealed import sealed_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Unpack = Callable[..., int]

RECALL = replace(
    SHEET,
    attachments=(),
    priority=3,
    due_on=date(2026, 12, 1),
    answers=(DocumentReference("H99", "7/UBND-VX", "H99,2026/11/01,7/UBND-VX", date(2026, 11, 1)),),
    business=Business(
        Purpose.REPLACE,
        "Sai căn cứ pháp lý",
        staff=(StaffMember("Trần Mẫu", "Văn phòng", "m@vidu.gov.vn", "0900000000"),),
        replaced=(Replaced("H99.12,2026/10/01,04/QĐ-SGDĐT", ("H99",)),),
    ),
    stops=(Stop("H99", SENT_AT),),
)


@pytest.fixture
def unpack(trust_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Unpack:
    """The command on a package's bytes, in a folder of its own, at the fixed moment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("esign.system.SystemClock.now", lambda _: FIXED_NOW)

    def unpack(data: bytes, *options: str) -> int:
        (tmp_path / "goi.edxml").write_bytes(data)
        return run(esign, ["unpack", "goi.edxml", *options, "--trust-dir", str(trust_dir)])

    return unpack


def test_a_package_is_shown_with_the_verdict_of_each_file(
    unpack: Unpack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = (("a.pdf", sealed_page()), ("b.pdf", changed_page()), ("c.xlsx", b"PK a sheet"))
    assert unpack(packed(*files)) == ExitStatus.DONE
    said = capsys.readouterr().err
    assert "Quyết định số 05/QĐ-SGDĐT" in said
    assert "HỢP LỆ — Nguyễn Minh Châu; Sở Giáo dục và Đào tạo tỉnh Ví Dụ" in said
    assert "KHÔNG HỢP LỆ — Nội dung đã bị thay đổi sau khi ký" in said
    assert "không ai bảo đảm tệp này" in said
    assert "cả gói: KHÔNG HỢP LỆ" in said
    assert {each.name: each.read_bytes() for each in (tmp_path / "goi").iterdir()} == dict(files)


def test_a_package_under_the_name_of_a_document_is_judged_as_a_package(
    unpack: Unpack, tmp_path: Path, capsys: pytest.CaptureFixture[str], trust_dir: Path
) -> None:
    assert unpack(packed(("a.pdf", sealed_page())), "--list") == ExitStatus.DONE
    (tmp_path / "goi.edxml").rename(tmp_path / "goi.pdf")
    capsys.readouterr()
    trust = ["--trust-dir", str(trust_dir)]
    assert run(esign, ["unpack", "goi.pdf", "--list", *trust]) == ExitStatus.DONE
    shown = capsys.readouterr().out
    assert "Chưa kiểm tra chữ ký" not in shown
    assert "HỢP LỆ" in shown


def test_a_list_writes_nothing(
    unpack: Unpack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert unpack(signed_letter(), "--list") == ExitStatus.DONE
    assert "cả gói: HỢP LỆ" in capsys.readouterr().out
    assert [each.name for each in tmp_path.iterdir() if each.name != "trust"] == ["goi.edxml"]


def test_without_verifying_no_verdict_is_told(
    unpack: Unpack, capsys: pytest.CaptureFixture[str]
) -> None:
    assert unpack(signed_letter(), "--list", "--no-verify") == ExitStatus.DONE
    assert "HỢP LỆ" not in capsys.readouterr().out


def test_a_replacement_says_why_of_what_and_how_urgently(
    unpack: Unpack, capsys: pytest.CaptureFixture[str]
) -> None:
    assert unpack(write(RECALL), "--list") == ExitStatus.DONE
    said = capsys.readouterr().out
    for part in (
        *("THAY THẾ", "H99.12,2026/10/01,04/QĐ-SGDĐT", "Sai căn cứ pháp lý", "Hỏa tốc"),
        *("01/12/2026", "7/UBND-VX", "Trần Mẫu, Văn phòng", "Chuyển qua", "Như Điều 3"),
    ):
        assert part in said


def test_a_status_package_says_who_reports_what_of_which_document(
    unpack: Unpack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert unpack(STATUS, "--list") == ExitStatus.DONE
    said = capsys.readouterr().out
    assert "Trạng thái 03: đã tiếp nhận" in said
    assert "Trường THPT Mẫu (H99.12.01)" in said
    assert "05/QĐ-SGDĐT" in said
    assert "không có chữ ký nào" in said
    assert not (tmp_path / "goi").exists()


def test_json_holds_every_field(unpack: Unpack, capsys: pytest.CaptureFixture[str]) -> None:
    assert unpack(signed_letter(), "--json") == ExitStatus.DONE
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "esign.package/2"
    assert (document["type"], document["verdict"]) == ("document", "passed")
    assert document["business"]["purpose"] == "0"
    assert document["sender"]["code"] == "H99.12"
    assert document["attachments"][0]["verdict"] == "passed"
    assert document["files"] == ["goi/05-QD-SGDDT-2026.pdf"]
    assert unpack(STATUS, "--json") == ExitStatus.DONE
    status = json.loads(capsys.readouterr().out)
    assert (status["type"], status["code"], status["files"]) == ("status", "03", [])


def test_texts_that_act_are_not_shown_as_they_are(
    unpack: Unpack, capsys: pytest.CaptureFixture[str]
) -> None:
    data = foreign(("V/v thử gói tin", "a\N{RIGHT-TO-LEFT OVERRIDE}b"))
    assert unpack(data, "--list", "--no-verify") == ExitStatus.DONE
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in capsys.readouterr().out


def test_files_are_never_overwritten_unasked(unpack: Unpack, tmp_path: Path) -> None:
    (tmp_path / "goi").mkdir()
    kept = tmp_path / "goi" / "a.pdf"
    kept.write_bytes(b"mine")
    data = packed(("a.pdf", sealed_page()))
    assert unpack(data, "--no-verify") == ExitStatus.OUTPUT
    assert kept.read_bytes() == b"mine"
    assert unpack(data, "--no-verify", "--overwrite") == ExitStatus.DONE
    assert kept.read_bytes() == sealed_page()


@pytest.mark.parametrize("name", ["../out.pdf", "/srv/out.pdf", "a\\b.pdf", "C:out.pdf", ".."])
def test_a_name_that_leads_out_of_the_folder_writes_nothing(
    name: str, unpack: Unpack, tmp_path: Path
) -> None:
    data = foreign(("Công văn 12.pdf", name))
    assert unpack(data) == ExitStatus.INPUT
    assert not (tmp_path / "goi").exists()
    assert not (tmp_path.parent / "out.pdf").exists()


def test_messages_within_messages_without_end_are_refused_in_words(
    unpack: Unpack, capsys: pytest.CaptureFixture[str]
) -> None:
    assert unpack(b"Content-Type: message/rfc822\n\n" * 3000 + b"\n<Envelope/>") == ExitStatus.INPUT
    assert "lồng vào nhau quá sâu" in capsys.readouterr().err


def test_two_files_of_one_name_are_both_kept_and_pointed_out(
    unpack: Unpack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = packed(("a.pdf", sealed_page()), ("A.PDF", changed_page()))
    assert unpack(data) == ExitStatus.DONE
    assert sorted(each.name for each in (tmp_path / "goi").iterdir()) == ["A-2.PDF", "a.pdf"]
    assert "Chưa kiểm tra chữ ký" in capsys.readouterr().err
