# SPDX-License-Identifier: Apache-2.0
"""Sealing, checking and proving from the command line."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """What a command tells a program, if it succeeds."""
    assert run(esign, [*arguments, "--json"]) == ExitStatus.DONE
    return json.loads(capsys.readouterr().out)


def test_a_document_is_proven_from_the_record_to_the_recipient(
    issued: dict[str, Any], office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf = issued["pdf"]
    assert run(esign, ["proof", pdf]) == ExitStatus.INPUT
    assert "proof.no_head" in capsys.readouterr().err
    sealed = said(capsys, "audit", "seal")
    assert said(capsys, "audit", "list")["heads"][0]["root"] == sealed["root"]
    written = said(capsys, "proof", pdf, "-o", "first.json")
    assert written["root"] == sealed["root"]
    assert run(esign, ["proof", pdf, "-o", "first.json"]) == ExitStatus.OUTPUT
    capsys.readouterr()

    assert run(esign, ["verify", pdf, "--proof", "first.json"]) == ExitStatus.DONE
    shown = capsys.readouterr().out
    assert f"Ghi tại dòng {written['row']} trong nhật ký của Sở Giáo dục" in shown
    [report] = said(capsys, "verify", pdf, "--proof", "first.json")["reports"]
    assert report["proof"]["verdict"] == "passed"
    assert report["proof"]["head"]["size"] == sealed["size"]

    void = ["void", issued["request_id"], "--reason", "x", "--yes"]
    assert run(esign, void) == ExitStatus.INPUT  # refused, and nothing is recorded
    said(capsys, "issue", "request.toml")
    said(capsys, "audit", "seal")
    again = Path(pdf).with_suffix(".proof.json")
    assert run(esign, ["proof", pdf, "--since", "first.json"]) == ExitStatus.DONE
    assert again.is_file() == (office / "issued" / again.name).is_file()


def test_a_proof_of_another_document_makes_the_verdict_failed(
    requests: Callable[[int], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = said(capsys, "issue", *requests(2))["documents"]
    assert said(capsys, "audit", "list")["heads"][0]["occasion"] == "batch"
    said(capsys, "proof", first["pdf"], "-o", "proof.json")
    assert run(esign, ["verify", second["pdf"], "--proof", "proof.json"]) == ExitStatus.FAILED
    shown = capsys.readouterr().out
    assert "KHÔNG HỢP LỆ" in shown
    assert "Tệp chứng minh được lập cho một tệp khác." in shown
    both = ["verify", first["pdf"], second["pdf"], "--proof", "proof.json"]
    assert run(esign, both) == ExitStatus.USAGE
    Path("garbage.json").write_bytes(b"{}")
    assert run(esign, ["verify", first["pdf"], "--proof", "garbage.json"]) == ExitStatus.INPUT


def test_a_changed_proof_condemns_itself_and_not_the_document(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "audit", "seal")
    said(capsys, "proof", issued["pdf"], "-o", "proof.json")
    text = Path("proof.json").read_text(encoding="utf-8")
    step = json.loads(text)["inclusion"][0]
    Path("bad.json").write_text(text.replace(step, "0" * len(step)), encoding="utf-8")
    assert run(esign, ["verify", issued["pdf"], "--proof", "bad.json"]) == ExitStatus.FAILED
    shown = capsys.readouterr().out
    assert shown.startswith("TỆP CHỨNG MINH KHÔNG HỢP LỆ — ")
    assert "không phải ở văn bản hay chữ ký số của nó" in shown
    assert "Xin lại tệp chứng minh" in shown
    assert "xin bản gốc điện tử" not in shown
    assert "✗ Chữ ký" not in shown


def test_a_changed_document_is_not_excused_by_a_changed_proof(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "audit", "seal")
    said(capsys, "proof", issued["pdf"], "-o", "proof.json")
    data = bytearray(Path(issued["pdf"]).read_bytes())
    data[len(data) // 3] ^= 1
    Path("bad.pdf").write_bytes(data)
    assert run(esign, ["verify", "bad.pdf", "--proof", "proof.json"]) == ExitStatus.FAILED
    assert capsys.readouterr().out.startswith("KHÔNG HỢP LỆ — ")


def test_the_check_tells_what_it_looked_at(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    del issued
    sealed = said(capsys, "audit", "seal")
    assert said(capsys, "audit", "seal")["size"] is None
    checked = said(capsys, "audit", "check")
    assert checked["rows"] == sealed["size"]
    assert checked["entries"] == 1
    assert [head["verdict"] for head in checked["heads"]] == ["passed"]
    assert run(esign, ["audit", "check"]) == ExitStatus.DONE
    assert "Nhật ký nguyên vẹn" in capsys.readouterr().out


def test_a_rewritten_record_is_named(
    issued: dict[str, Any], office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del issued
    said(capsys, "audit", "seal")
    with closing(sqlite3.connect(office / "register" / "register.sqlite3")) as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE audit SET actor = 'other' WHERE seq = 2")
        database.commit()
    assert run(esign, ["audit", "check"]) == ExitStatus.CONFIGURATION
    assert "Dòng 2 của nhật ký" in capsys.readouterr().err


def test_a_time_stamp_authority_that_is_down_is_told_and_stops_nothing(
    requests: Callable[[int], list[str]],
    office: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    settings = office / "esign.toml"
    table = '\n[timestamp]\nurls = ["http://127.0.0.1:1/tsa"]\nseconds = 2\n'
    settings.write_text(settings.read_text(encoding="utf-8") + table, encoding="utf-8")
    assert run(esign, ["issue", *requests(2)]) == ExitStatus.DONE
    told = capsys.readouterr().err
    assert "chưa có dấu thời gian" in told
    assert "http://127.0.0.1:1/tsa" in told
    assert said(capsys, "audit", "list")["heads"][0]["timestamped"] is False
