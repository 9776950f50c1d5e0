# SPDX-License-Identifier: Apache-2.0
"""`esign verify` on whatever travels: what it says, and how it ends."""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, Any

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus
from support.ports import FIXED_NOW
from support.received import LETTER, changed_page, detached, packed, zipped
from support.sealed import sealed_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Verify = Callable[..., int]

DECEITFUL = "a\x1b[2Jb\u202efdp.pdf"


@pytest.fixture
def verify(trust_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verify:
    """The command, in a folder of its own, at the fixed moment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("esign.system.SystemClock.now", lambda _: FIXED_NOW)

    def verify(*arguments: str) -> int:
        return run(esign, ["verify", *arguments, "--trust-dir", str(trust_dir)])

    return verify


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good document, a changed one, one that is none, and notes."""
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.pdf").write_bytes(sealed_page())
    (folder / "sub" / "b.pdf").write_bytes(changed_page())
    (folder / "c.pdf").write_bytes(b"")
    (folder / "README.txt").write_text("notes", encoding="utf-8")
    return folder


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_folder_names_what_is_wrong_and_sums_up(
    verify: Verify, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(folder.name) == ExitStatus.FAILED
    said = capsys.readouterr().out
    assert "KHÔNG HỢP LỆ — in/sub/b.pdf: " in said
    assert "KHÔNG ĐỌC ĐƯỢC — in/c.pdf: " in said
    assert "a.pdf" not in said
    assert "· in/README.txt" in said
    table = said[said.index("Đã kiểm tra 3 tệp") :]
    assert table.index("KHÔNG HỢP LỆ") < table.index("KHÔNG ĐỌC ĐƯỢC") < table.index("\n  HỢP LỆ")


def test_lines_of_json_come_for_every_file_in_order_and_then_a_summary(
    verify: Verify, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(folder.name, "--jsonl") == ExitStatus.FAILED
    *files, summary = lines(capsys)
    assert {line["schema"] for line in files} == {"esign.report/2"}
    assert [(line["path"], line["verdict"]) for line in files] == [
        ("in/README.txt", None),
        ("in/a.pdf", "passed"),
        ("in/c.pdf", None),
        ("in/sub/b.pdf", "failed"),
    ]
    assert files[2]["error"]["code"] == "verification.empty"
    assert summary["schema"] == "esign.summary/1"
    assert summary["counts"] == {"failed": 1, "unreadable": 1, "indeterminate": 0, "passed": 1}
    assert (summary["not_signed"], summary["exit_status"]) == (1, 3)


def test_notes_beside_good_documents_are_no_failure(verify: Verify, folder: Path) -> None:
    (folder / "sub" / "b.pdf").unlink()
    (folder / "c.pdf").unlink()
    assert verify(folder.name) == ExitStatus.DONE
    (folder / "a.pdf").unlink()
    assert verify(folder.name) == ExitStatus.INPUT


def test_an_archive_is_judged_like_a_folder_and_nothing_is_unpacked(
    verify: Verify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"x/a.pdf": sealed_page(), "b.pdf": changed_page()}))
    assert verify("a.zip", "--jsonl") == ExitStatus.FAILED
    found = {line.get("path"): line.get("verdict") for line in lines(capsys)}
    assert found == {"a.zip/x/a.pdf": "passed", "a.zip/b.pdf": "failed", None: None}
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]
    (tmp_path / "a.zip").write_bytes(b"")
    assert verify("a.zip") == ExitStatus.INPUT


def test_a_package_shows_its_header_sheet_and_every_attachment(
    verify: Verify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "p.edxml"
    package.write_bytes(packed(("a.pdf", sealed_page()), ("b.pdf", changed_page())))
    assert verify("p.edxml") == ExitStatus.FAILED
    said = capsys.readouterr().out
    assert "KHÔNG HỢP LỆ — p.edxml" in said
    assert "05/QĐ-SGDĐT" in said
    assert "  HỢP LỆ — a.pdf" in said
    assert "  KHÔNG HỢP LỆ — b.pdf" in said
    package.write_bytes(packed(("a.pdf", sealed_page())))
    assert verify("p.edxml") == ExitStatus.DONE


def test_a_detached_signature_is_judged_beside_its_content(
    verify: Verify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.docx.p7s").write_bytes(detached())
    assert verify("a.docx.p7s") == ExitStatus.INPUT
    (tmp_path / "a.docx").write_bytes(LETTER)
    assert verify("a.docx.p7s") == ExitStatus.DONE
    (tmp_path / "a.docx").write_bytes(b"other")
    assert verify("a.docx.p7s") == ExitStatus.FAILED
    (tmp_path / "other").write_bytes(LETTER)
    assert verify("a.docx.p7s", "--content", "other") == ExitStatus.DONE
    assert verify("a.docx.p7s", "a.docx", "--content", "other") == ExitStatus.USAGE
    assert "receiving.no_content" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (sealed_page, ExitStatus.DONE),
        (changed_page, ExitStatus.FAILED),
        (lambda: packed(("a.pdf", sealed_page())), ExitStatus.DONE),
        (lambda: zipped({"a.pdf": sealed_page()}), ExitStatus.DONE),
        (detached, ExitStatus.INPUT),
        (lambda: b"", ExitStatus.INPUT),
        (lambda: b"hello", ExitStatus.INPUT),
    ],
)
def test_standard_input_may_be_any_of_them(
    verify: Verify,
    monkeypatch: pytest.MonkeyPatch,
    content: Callable[[], bytes],
    status: ExitStatus,
) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(content())))
    assert verify("-") == status


def test_a_name_cannot_steer_the_terminal(
    verify: Verify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / DECEITFUL).write_bytes(changed_page())
    for arguments in (["in"], ["in", "--details"], ["in", "--json"], [f"in/{DECEITFUL}"]):
        verify(*arguments)
        told = capsys.readouterr()
        assert "\x1b" not in told.out + told.err, arguments
        assert "\u202e" not in told.out + told.err, arguments
    verify("in", "--jsonl")
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert json.loads(said.splitlines()[0])["path"] == f"in/{DECEITFUL}"


def test_what_is_named_for_itself_must_be_a_document(verify: Verify, folder: Path) -> None:
    notes, good, changed = (
        f"{folder.name}/{name}" for name in ("README.txt", "a.pdf", "sub/b.pdf")
    )
    assert verify(notes) == ExitStatus.INPUT
    assert verify(good, notes) == ExitStatus.INPUT
    assert verify(good, notes, changed) == ExitStatus.FAILED


def test_an_interruption_ends_cleanly_and_says_how_far_it_came(
    verify: Verify,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = 0

    def interrupted(_: object) -> str:
        nonlocal told
        told += 1
        if told == 2:
            raise KeyboardInterrupt
        return "told"

    monkeypatch.setattr("esign.cli.verify_many.problem_line", interrupted)
    assert verify(folder.name) == ExitStatus.INTERRUPTED
    said = capsys.readouterr()
    assert "mới kiểm tra được 3 tệp" in said.err
    assert "Đã kiểm tra 3 tệp" in said.out


def test_many_are_judged_while_somebody_watches(
    verify: Verify,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert verify(folder.name) == ExitStatus.FAILED
    assert "4/4 tệp" in capsys.readouterr().err


def test_errors_of_lines_are_lines_of_json_too(
    verify: Verify, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(folder.name, "--jsonl", "--policy", "mine.toml") == ExitStatus.USAGE
    said = capsys.readouterr()
    (error,) = map(json.loads, said.out.splitlines())
    assert (error["schema"], error["code"]) == ("esign.error/1", "verification.no_policy_file")
    assert "mine.toml" in said.err
    assert verify(folder.name, "--json", "--jsonl") == ExitStatus.USAGE
    assert json.loads(capsys.readouterr().out)["code"] == "receiving.json_twice"


def test_content_belongs_to_detached_signatures_alone(
    verify: Verify, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = f"{folder.name}/README.txt"
    assert verify(f"{folder.name}/a.pdf", "--content", letter) == ExitStatus.USAGE
    assert "receiving.content_unasked" in capsys.readouterr().err


def test_the_signed_file_is_named_with_its_own_digest(
    verify: Verify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.docx.p7s").write_bytes(detached())
    (tmp_path / "letter.docx").write_bytes(LETTER)
    options = ("a.docx.p7s", "--content", "letter.docx")
    digests = [sha256(data).hexdigest() for data in (LETTER, detached())]
    assert verify(*options) == ExitStatus.DONE
    said = capsys.readouterr().out
    assert "letter.docx" in said
    assert all(digest in said for digest in digests)
    verify(*options, "--json", "--report", "a.html")
    report = json.loads(capsys.readouterr().out)["reports"][0]
    assert report["sha256"] == digests[0]
    assert report["content"] == {"name": "letter.docx", "signature_sha256": digests[1]}
    shown = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "letter.docx" in shown
    assert "SHA-256 of the signature file" in shown
    assert digests[1] in shown


def test_in_folders_too_the_signed_file_is_named(
    verify: Verify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"a.docx": LETTER, "a.docx.p7s": detached()}
    (tmp_path / "a.zip").write_bytes(zipped({f"in/{name}": files[name] for name in files}))
    assert verify("a.zip", "--jsonl") == ExitStatus.DONE
    found = next(line for line in lines(capsys) if line["nature"] == "signature")
    assert found["content"]["name"] == "a.docx"


def test_a_pdf_that_cannot_be_read_is_still_a_pdf(
    verify: Verify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").write_bytes(b"%PDF-1.7 nothing")
    assert verify("a", "--json") == ExitStatus.INPUT
    assert json.loads(capsys.readouterr().out)["reports"][0]["nature"] == "pdf"


def test_a_package_is_judged_as_one_whatever_its_name(
    verify: Verify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "goi.pdf").write_bytes(packed(("a.pdf", sealed_page())))
    (tmp_path / "sai.pdf").write_bytes(packed(("a.pdf", changed_page())))
    assert verify("goi.pdf") == ExitStatus.DONE
    assert "Phiếu thông tin của gói tin khớp" in capsys.readouterr().out
    assert verify("sai.pdf") == ExitStatus.FAILED
    assert verify("goi.pdf", "--report", "r.html") == ExitStatus.USAGE


@pytest.mark.parametrize("data", [b"<html></html>", b"<!-- edXML -->%PDF-", b"edXML <"])
def test_markup_that_is_no_package_stays_a_damaged_document(
    data: bytes, verify: Verify, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    assert verify("a.pdf") == ExitStatus.INPUT


def test_of_several_files_the_one_that_cannot_be_read_is_named(
    verify: Verify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.pdf").write_bytes(sealed_page())
    (tmp_path / "cut.edxml").write_bytes(packed(("a.pdf", sealed_page()))[:5000])
    assert verify("cut.edxml", "good.pdf") == ExitStatus.INPUT
    shown = capsys.readouterr()
    assert "KHÔNG ĐỌC ĐƯỢC — cut.edxml" in shown.err
    assert "Đã kiểm tra 2 tệp" in shown.out


def test_a_package_has_no_report_of_its_own_and_says_so_at_once(
    verify: Verify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.edxml").write_bytes(packed(("a.pdf", sealed_page())))
    assert verify("p.edxml", "--report", "a.html") == ExitStatus.USAGE
    said = capsys.readouterr()
    assert "--json" in said.err
    assert said.out == ""


def test_a_shipped_policy_is_printed_to_start_an_own_one_from(
    verify: Verify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(esign, ["verify", "--print-policy", "signed"]) == ExitStatus.DONE
    (tmp_path / "own.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(sealed_page())
    assert verify("a.pdf", "--policy", "own.toml") == ExitStatus.DONE
    assert "“own.toml”" in capsys.readouterr().out
    assert run(esign, ["verify", "--print-policy", "lax"]) == ExitStatus.USAGE


def test_a_signature_file_is_not_shown_as_a_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.p7s").write_bytes(detached())
    assert run(esign, ["show", str(tmp_path / "a.p7s")]) == ExitStatus.INPUT
    assert "chữ ký tách rời" in capsys.readouterr().err


def test_what_is_shown_unchecked_says_so_first(
    trust_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.pdf").write_bytes(sealed_page())
    options = ["show", str(tmp_path / "a.pdf"), "--trust-dir", str(trust_dir)]
    assert run(esign, options) == ExitStatus.DONE
    assert capsys.readouterr().out.splitlines()[0].startswith("CHƯA KIỂM TRA")
    assert run(esign, [*options, "--json"]) == ExitStatus.DONE
    assert json.loads(capsys.readouterr().out)["checked"] is False
