# SPDX-License-Identifier: Apache-2.0
"""`esign verify` with `--report`, `--signed-version` and `--compare`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus, OutputError
from support.sealed import sealed_page, signed_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from reporting.conftest import Found

    Verify = Callable[..., int]


@pytest.fixture
def verify(
    trust_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good: Found
) -> Verify:
    """Judges `good.pdf`, or what else is named, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ESIGN_SETTINGS", raising=False)
    Path("good.pdf").write_bytes(good.data)

    def verified(*arguments: str, file: str = "good.pdf") -> int:
        return run(esign, ["verify", file, "--trust-dir", str(trust_folder), *arguments])

    return verified


def test_every_form_is_written_by_its_suffix_and_the_verdict_stays(
    verify: Verify, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = verify("--json")
    judged = json.loads(capsys.readouterr().out)["reports"][0]
    names = ("a.html", "a.PDF", "a.xml", "a.json")
    options = [each for name in names for each in ("--report", name)]
    assert verify(*options) == plain
    said = capsys.readouterr()
    assert all(name in said.err for name in names)
    assert Path("a.html").read_bytes().startswith(b"<!DOCTYPE html>")
    assert Path("a.PDF").read_bytes().startswith(b"%PDF-")
    assert b"<vr:ValidationReport " in Path("a.xml").read_bytes()
    kept = json.loads(Path("a.json").read_text(encoding="utf-8"))
    assert (kept["schema"], kept["sha256"]) == ("esign.report/2", judged["sha256"])
    assert kept["findings"] == judged["findings"]


def test_json_stays_json_beside_a_report(
    verify: Verify, capsys: pytest.CaptureFixture[str]
) -> None:
    verify("--json", "--report", "a.html", "--compare")
    assert json.loads(capsys.readouterr().out)["reports"]
    assert Path("a.html").is_file()


@pytest.mark.parametrize("option", ["--report", "--signed-version"])
def test_no_file_is_replaced_unless_that_is_said(
    verify: Verify, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    Path("a.html").write_text("mine", encoding="utf-8")
    assert verify(option, "a.html") == ExitStatus.OUTPUT
    assert Path("a.html").read_text(encoding="utf-8") == "mine"
    assert "HỢP LỆ" not in capsys.readouterr().out  # said before anything was judged
    verify(option, "a.html", "--overwrite")
    assert Path("a.html").read_bytes()[:4] in {b"<!DO", b"%PDF"}


@pytest.mark.parametrize("option", ["--report", "--signed-version"])
def test_the_file_itself_is_never_written_over(verify: Verify, option: str) -> None:
    assert verify(option, "./good.pdf", "--overwrite") == ExitStatus.USAGE
    assert Path("good.pdf").read_bytes() == sealed_page()


@pytest.mark.parametrize(
    "options",
    [
        ("--report", "a.docx"),
        ("--report", "html"),
        ("--report", "a.html", "--report", "./a.html"),
        ("--report", "a.pdf", "--signed-version", "a.pdf"),
        ("--report", "a.html", "--jsonl"),
        ("--signature", "1"),
    ],
)
def test_what_cannot_be_written_is_refused_at_once(
    verify: Verify, options: tuple[str, ...]
) -> None:
    assert verify(*options) == ExitStatus.USAGE
    assert [each.name for each in Path().iterdir()] == ["good.pdf"]


@pytest.mark.parametrize(
    "options", [("--report", "a.html"), ("--signed-version", "a.pdf"), ("--compare",)]
)
def test_several_files_have_no_report_in_common(
    verify: Verify, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    Path("other.pdf").write_bytes(signed_page())
    assert verify("other.pdf", *options) == ExitStatus.USAGE
    assert options[0] in capsys.readouterr().err
    assert verify(*options, file=".") == ExitStatus.USAGE
    assert not Path("a.html").exists()


def test_the_signed_version_is_written_as_it_was(verify: Verify, painted: Found) -> None:
    Path("painted.pdf").write_bytes(painted.data)
    status = verify("--signed-version", "was.pdf", file="painted.pdf")
    assert status == ExitStatus.FAILED  # the verdict is on the file, not on what it was
    signed = Path("was.pdf").read_bytes()
    assert painted.data.startswith(signed)
    assert len(signed) == painted.report.signatures[-1].signed_bytes
    verify("--signed-version", "first.pdf", "--signature", "1")
    assert Path("first.pdf").read_bytes() == signed_page()


def test_a_version_that_cannot_be_had_is_an_error_of_its_own(
    verify: Verify, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify("--signed-version", "was.pdf", "--signature", "9") == ExitStatus.INPUT
    assert "--signature" in capsys.readouterr().err
    assert not Path("was.pdf").exists()


def test_the_page_that_changed_is_told_and_shown(
    verify: Verify, painted: Found, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("painted.pdf").write_bytes(painted.data)
    verify("--compare", file="painted.pdf")
    assert "Trang trông khác đi: 2." in capsys.readouterr().err
    verify("--report", "a.html", file="painted.pdf")
    shown = Path("a.html").read_text(encoding="utf-8")
    assert "Pages that look different: 2." in shown
    assert "Present file, page 2" in shown


def test_what_cannot_be_read_has_no_report(
    verify: Verify, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("bad.pdf").write_bytes(b"%PDF-1.7\nnothing")
    assert verify("--report", "a.html", file="bad.pdf") == ExitStatus.INPUT
    assert not Path("a.html").exists()
    assert "Không viết báo cáo" in capsys.readouterr().err
    assert not Path("a.html").exists()


@pytest.mark.parametrize("option", ["--report", "--signed-version"])
def test_a_folder_that_is_not_there_is_told_before_anything_is_judged(
    verify: Verify, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert verify(option, "nowhere/a.pdf") == ExitStatus.OUTPUT
    said = capsys.readouterr()
    assert said.out == ""
    assert "output.no_folder" in said.err
    assert not Path("nowhere").exists()
    Path("a.html").mkdir()
    assert verify("--report", "a.html", "--overwrite") == ExitStatus.OUTPUT
    assert capsys.readouterr().out == ""


def test_a_folder_that_cannot_be_written_to_is_told_before_anything_is_judged(
    verify: Verify, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(folder: Path) -> None:
        raise OutputError("output.not_writable", name=str(folder), reason="closed")

    monkeypatch.setattr("esign.cli.report_files.refuse_unwritable", refused)
    assert verify("--report", "a.html") == ExitStatus.OUTPUT
    assert capsys.readouterr().out == ""


def test_nothing_is_compared_where_nothing_came_later(
    verify: Verify, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = verify()
    capsys.readouterr()
    assert verify("--compare") == plain
    said = capsys.readouterr().err
    assert "không có gì được thêm vào sau" in said
    assert "phần còn lại được thêm vào sau" not in said
