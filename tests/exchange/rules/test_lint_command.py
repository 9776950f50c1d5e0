# SPDX-License-Identifier: Apache-2.0
"""`esign lint` says what is wrong in packages, by its exit status too, and mends one of them."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus
from support.edxml_samples import DOCUMENT, STATUS, leaf
from support.envelopes import signed_package

if TYPE_CHECKING:
    from pathlib import Path

WARNED = DOCUMENT.replace("vt@vidu.gov.vn", "vt vidu.gov.vn")
BROKEN = DOCUMENT.replace(leaf("CodeNumber", "12"), "")
DAMAGED = DOCUMENT.replace(
    leaf("PromulgationDate", "2026/03/05"), leaf("PromulgationDate", "05/03/2026")
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound package, one with a warning, one with an error, a damaged one and a status."""
    texts = {"a": DOCUMENT, "b": WARNED, "c": BROKEN, "d": DAMAGED, "e": STATUS}
    for name, text in texts.items():
        (tmp_path / f"{name}.edxml").write_text(text, encoding="utf-8")
    return tmp_path


def lint(*arguments: object) -> int:
    return run(esign, ["lint", *map(str, arguments)])


def test_a_file_that_is_not_there_is_not_counted_as_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint(tmp_path / "nope.edxml") == ExitStatus.INPUT
    assert "Đã kiểm tra 0 gói tin, 0 gói tin có lỗi. 1 tệp không đọc được." in (
        capsys.readouterr().out
    )


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("name", "status"), [("a", 0), ("b", 0), ("c", 5), ("d", 5), ("e", 0), ("absent", 5)]
)
def test_errors_alone_decide_the_exit_status(folder: Path, name: str, status: int) -> None:
    assert lint(folder / f"{name}.edxml") == status


def test_findings_stand_under_their_level_with_rule_and_remedy(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lint(folder / "c.edxml")
    out = capsys.readouterr().out
    assert "Lỗi (1)" in out
    assert "MessageHeader/Code/CodeNumber: Thiếu số hoặc ký hiệu văn bản. [D1]" in out
    assert "→ Ghi số vào CodeNumber" in out


def test_a_folder_is_walked_and_the_worst_package_decides(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint(folder, "--json") == ExitStatus.INPUT
    content = told(capsys)
    assert content["schema"] == "esign.lint/1"
    assert [each["exit_status"] for each in content["files"]] == [0, 0, 5, 5, 0]
    assert content["files"][1]["counts"] == {"error": 0, "warning": 1, "note": 1}
    (finding,) = [each for each in content["files"][1]["findings"] if each["level"] == "warning"]
    assert (finding["rule"], finding["code"]) == ("D9", "edxml.D9")
    assert content["partly_checked"] == ["O3", "O5", "S6", "K1"]


def test_a_file_that_cannot_be_read_does_not_hide_the_others(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint(folder / "absent.edxml", folder / "a.edxml", "--json") == ExitStatus.INPUT
    files = told(capsys)["files"]
    assert files[0]["fault"]["code"] == "input.missing"
    assert files[1]["exit_status"] == 0


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "Tệp rỗng."), (b" \n", "Tệp rỗng."), (b"%PDF-1.7\n\0", "Tệp là PDF, không phải")],
)
def test_what_people_take_for_a_package_is_called_what_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, said: str
) -> None:
    (tmp_path / "a.edxml").write_bytes(data)
    assert lint(tmp_path / "a.edxml") == ExitStatus.INPUT
    assert said in capsys.readouterr().out
    assert run(esign, ["unpack", str(tmp_path / "a.edxml"), "--no-verify"]) == ExitStatus.INPUT
    assert said in capsys.readouterr().err


def test_a_folder_without_packages_is_said_to_have_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint(tmp_path) == ExitStatus.INPUT
    assert "Không có tệp *.edxml nào" in capsys.readouterr().err


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BROKEN.encode())))
    assert lint("-") == ExitStatus.INPUT


def test_a_hostile_file_is_a_finding(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = folder / "x.edxml"
    hostile.write_bytes(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')
    assert lint(hostile, "--json") == ExitStatus.INPUT
    assert told(capsys)["files"][0]["findings"][0]["code"] == "edxml.X1.doctype"


def test_characters_that_act_are_not_printed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "c.edxml").write_text(BROKEN.replace(">1</edXML:Pri", ">\u202e9\u009b31m</edXML:Pri"))
    lint(folder / "c.edxml")
    out = capsys.readouterr().out
    assert "[D7]" in out
    assert not {"\u202e", "\u009b"} & set(out)


def test_a_repair_is_written_beside_the_original_and_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = folder / "d.edxml", folder / "mended.edxml"
    original = source.read_bytes()
    assert lint(source, "--repair", target) == ExitStatus.DONE
    assert "Đã ghi lại “05/03/2026” thành 2026/03/05." in capsys.readouterr().out
    assert source.read_bytes() == original
    assert lint(target) == ExitStatus.DONE
    assert lint(source, "--repair", target) == ExitStatus.OUTPUT
    assert lint(source, "--repair", target, "--overwrite") == ExitStatus.DONE


def test_a_program_is_told_of_the_repair_too(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = folder / "mended.edxml"
    assert lint(folder / "d.edxml", "--repair", target, "--json") == ExitStatus.DONE
    repaired = told(capsys)["repair"]
    assert repaired["written"] == str(target)
    assert [change["code"] for change in repaired["changes"]] == ["edxml.repair.date"]


def test_a_package_with_errors_left_is_written_only_if_one_insists(folder: Path) -> None:
    source, target = folder / "c.edxml", folder / "mended.edxml"
    source.write_text("\ufeff" + BROKEN, encoding="utf-8")
    assert lint(source, "--repair", target) == ExitStatus.INPUT
    assert not target.exists()
    assert lint(source, "--repair", target, "--force") == ExitStatus.INPUT
    assert target.read_bytes().startswith(b"<?xml")


def test_a_genuine_signature_is_broken_only_if_one_insists(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = folder / "s.edxml", folder / "mended.edxml"
    source.write_bytes(b"\xef\xbb\xbf" + signed_package())
    assert lint(source, "--repair", target) == ExitStatus.INPUT
    assert "[edxml.repair.signed]" in capsys.readouterr().err
    assert not target.exists()


def test_nothing_to_mend_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = folder / "mended.edxml"
    assert lint(folder / "a.edxml", "--repair", target) == ExitStatus.DONE
    assert not target.exists()
    assert "không ghi tệp mới" in capsys.readouterr().out


def test_one_package_is_mended_at_a_time(folder: Path) -> None:
    several = (folder / "a.edxml", folder / "b.edxml")
    assert lint(*several, "--repair", folder / "x.edxml") == ExitStatus.USAGE
    assert lint(folder, "--repair", folder / "x.edxml") == ExitStatus.USAGE


def test_sending_asks_for_the_offices_own_code(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = "name = 'Sở A'\nheading = 'SỞ A'\nparent = 'UBND'\nabbreviation = 'SA'\nplace = 'A'\n"
    (folder / "esign.toml").write_text(f"[agency]\n{agency}code = 'H98.14'\n", encoding="utf-8")
    monkeypatch.setenv("ESIGN_SETTINGS", str(folder / "esign.toml"))
    assert lint(folder / "a.edxml", "--sending", "--json") == ExitStatus.INPUT
    content = told(capsys)
    assert [
        each["rule"] for each in content["files"][0]["findings"] if each["level"] == "error"
    ] == ["O5"]
    assert "O5" not in content["partly_checked"]


LIST = "code,name,successor_code\nH98.12,Sở Giáo dục và Đào tạo,\nH98,UBND tỉnh Ví Dụ,\n{others}"
OFFICE = """
[agency]
name = "Sở Giáo dục và Đào tạo"
heading = "SỞ GIÁO DỤC VÀ ĐÀO TẠO"
parent = "ỦY BAN NHÂN DÂN TỈNH"
abbreviation = "SGDĐT"
code = "H98.12"
place = "Ví Dụ"
[register]
folder = "register"
"""


@pytest.mark.parametrize(
    ("others", "option", "status"),
    [
        ("H98.12.07,Trường B,\n", ["--whole"], ExitStatus.INPUT),
        ("H98.12.01,Trường A,H98.12.07\nH98.12.07,Trường B,\n", ["--whole"], ExitStatus.INPUT),
        ("H98.12.01,Trường A,\n", ["--whole"], ExitStatus.DONE),
        ("H98.12.07,Trường B,\n", [], ExitStatus.DONE),
    ],
    ids=["unknown", "closed", "known", "part of a list"],
)
def test_a_receiver_that_nothing_would_be_sent_to_is_an_error_before_sending(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    others: str,
    option: list[str],
    status: ExitStatus,
) -> None:
    (folder / "esign.toml").write_text(OFFICE, encoding="utf-8")
    (folder / "list.csv").write_text(LIST.format(others=others), encoding="utf-8")
    given = ["--settings", str(folder / "esign.toml")]
    listed = ["agencies", "import", str(folder / "list.csv"), *option, *given]
    assert run(esign, listed) == ExitStatus.DONE
    capsys.readouterr()
    assert lint("--sending", folder / "a.edxml", "--json", *given) == status
    found = [each for each in told(capsys)["files"][0]["findings"] if each["rule"] == "O3"]
    assert {each["level"] for each in found} == ({"error"} if status else set())
    if status:
        assert "H98.12.07" in found[0]["message"]
    assert lint(folder / "a.edxml") == ExitStatus.DONE
