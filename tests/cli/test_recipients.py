# SPDX-License-Identifier: Apache-2.0
"""What a recipient is told, by whose trust, and what must never sound like a verdict."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import UTC, date, datetime
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esign.cli import esign
from esign.cli.boundary import run
from esign.cli.reports import report_lines
from esign.cli.words import count_text, day_text, moment_text, tenths_text
from esign.errors import ExitStatus
from esign.messages import Language
from esign.model import Finding, Report, Verdict

if TYPE_CHECKING:
    import pytest


def test_settings_of_the_current_folder_bring_no_trust(
    issued: dict[str, Any],
    office: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("ESIGN_SETTINGS")
    monkeypatch.chdir(office)
    for command in ("verify", "show"):
        status = run(esign, [command, issued["pdf"], "--json"])
        assert status == (ExitStatus.INDETERMINATE if command == "verify" else ExitStatus.DONE)
        assert Path(json.loads(capsys.readouterr().out)["trust_folder"]).name == "certs"
    settings = ["--settings", "esign.toml"]
    assert run(esign, ["verify", issued["pdf"], *settings]) == ExitStatus.DONE
    assert str(office / "trust") in capsys.readouterr().out


def test_the_trust_folder_is_told(
    issued: dict[str, Any], office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(office / "trust", "mine")
    assert run(esign, ["verify", issued["pdf"], "--trust-dir", "mine"]) == ExitStatus.DONE
    assert "Thư mục tin cậy đã dùng: mine" in capsys.readouterr().out


def test_a_valid_document_is_valid_for_this_moment(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    run(esign, ["verify", issued["pdf"]])
    shown = capsys.readouterr().out
    assert "mục đều đạt" in shown
    assert "chưa kèm dấu thời gian (PAdES B-B)" in shown
    Path("changed.pdf").write_bytes(Path(issued["pdf"]).read_bytes() + b"x")
    run(esign, ["verify", "changed.pdf"])
    shown = capsys.readouterr().out
    assert "mục đều đạt" not in shown
    assert "PAdES B-B" not in shown


def test_standard_input_is_judged_too(
    issued: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    content = Path(issued["pdf"]).read_bytes()
    for command in ("verify", "show"):
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(content)))
        assert run(esign, [command, "-"]) == ExitStatus.DONE
        assert "stdin.pdf" in capsys.readouterr().out


def test_show_has_no_verdict_in_json(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(esign, ["show", issued["pdf"], "--png", "--json"]) == ExitStatus.DONE
    shown = json.loads(capsys.readouterr().out)
    assert len(shown["signatures"]) == 2
    assert "verdict" not in shown
    assert not any("verdict" in signature for signature in shown["signatures"])
    assert Path(shown["pages"][0]).is_file()


def test_show_says_of_a_draft_that_it_is_not_signed(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(esign, ["draft", str(sample)])
    capsys.readouterr()
    assert run(esign, ["show", "request.draft.pdf"]) == ExitStatus.DONE
    assert "không mang chữ ký số nào" in capsys.readouterr().out


def test_the_reason_of_a_revocation_is_told_in_vietnamese() -> None:
    facts = {"serial": "0A", "moment": "20/11/2026 10:00", "reason": "keyCompromise"}
    finding = Finding("certificate", Verdict.FAILED, "trust.certificate_revoked", facts, 1)
    now = datetime(2026, 11, 20, 3, tzinfo=UTC)
    report = Report("a.pdf", "", "issued", now, Verdict.FAILED, (finding,), ())
    shown = "\n".join(report_lines(report))
    assert "lộ khóa bí mật" in shown
    assert "keyCompromise" not in shown


def test_days_and_counts_cannot_be_mistaken_in_either_language() -> None:
    day = date(2026, 3, 2)
    assert day_text(day, Language.VIETNAMESE) == "02/03/2026"
    assert day_text(day, Language.ENGLISH) == "2 March 2026"
    moment = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)
    assert moment_text(moment, Language.ENGLISH) == "2 March 2026 03:30:00"
    assert count_text(1234567, Language.VIETNAMESE) == "1.234.567"
    assert count_text(1234567, Language.ENGLISH) == "1,234,567"
    assert tenths_text(2074.25, Language.VIETNAMESE) == "2.074,2"
    assert tenths_text(2074.25, Language.ENGLISH) == "2,074.2"
    assert tenths_text(0.04, Language.VIETNAMESE) == "0,0"
