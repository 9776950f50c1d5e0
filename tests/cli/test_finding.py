# SPDX-License-Identifier: Apache-2.0
"""Somebody telephones with a code; and programs that drive the smaller commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


def test_a_document_is_found_by_what_people_have_of_it(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    typed = issued["lookup_code"].lower().replace("-", " ")
    for what in (typed, issued["request_id"], issued["pdf"]):
        assert run(esign, ["find", what]) == ExitStatus.DONE
        shown = capsys.readouterr().out
        assert f"Số {issued['number']}" in shown
        assert "đã phát hành" in shown
        assert issued["lookup_code"] in shown


def test_what_is_found_names_no_person(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(esign, ["find", issued["request_id"], "--json"]) == ExitStatus.DONE
    shown = capsys.readouterr().out
    entry = json.loads(shown)
    assert (entry["schema"], entry["state"]) == ("esign.entry/1", "released")
    assert entry["number"] == issued["number"]
    assert "Nguyễn Minh Châu" not in shown


def test_what_the_register_does_not_know_exits_5(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("other.pdf").write_bytes(Path(issued["pdf"]).read_bytes() + b"x")
    for what in ("0000-0000-0000", "other.pdf"):
        assert run(esign, ["find", what]) == ExitStatus.INPUT
        assert what in capsys.readouterr().err


def test_words_without_accents_list_what_holds_them(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    for what in (["SO HOA", "hoi dong"], ["--signer", "chau", "--state", "released"], []):
        assert run(esign, ["find", *what]) == ExitStatus.DONE
        shown = capsys.readouterr().out
        assert shown.startswith(issued["number"])
        assert "Quyết định về việc thành lập Hội đồng" in shown
        assert "Nguyễn Minh Châu" not in shown
    assert run(esign, ["find", "số hóa", "--json"]) == ExitStatus.DONE
    found = json.loads(capsys.readouterr().out)
    assert (found["schema"], found["more"]) == ("esign.entries/1", False)
    assert [entry["request_id"] for entry in found["entries"]] == [issued["request_id"]]


def test_what_a_list_shows_holds_nothing_internal(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    for options in ([], ["--json"]):
        assert run(esign, ["find", "Phòng Quản lý chất lượng rà soát", *options]) == 0
        shown = capsys.readouterr().out
        assert issued["number"] in shown
        assert "Dự thảo" not in shown


def test_conditions_that_nothing_meets_exit_5(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    del issued
    for what in (["--state", "voided"], ["--until", "31/12/2000"], ["khong co gi ca"]):
        assert run(esign, ["find", *what]) == ExitStatus.INPUT
        assert "Sổ này không có văn bản nào" in capsys.readouterr().err
    assert run(esign, ["find", "--since", "hôm qua"]) == ExitStatus.USAGE
    assert run(esign, ["find", "--state", "lost"]) == ExitStatus.USAGE


def test_a_number_finds_its_document_and_a_long_list_says_that_there_is_more(
    requests: Callable[[int], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(esign, ["issue", *requests(2)]) == ExitStatus.DONE
    capsys.readouterr()
    assert run(esign, ["find", "2/qd-sgddt"]) == ExitStatus.DONE
    assert capsys.readouterr().out.startswith("Số 02/QĐ-SGDĐT")
    assert run(esign, ["find", "--limit", "1"]) == ExitStatus.DONE
    shown = capsys.readouterr()
    assert shown.out.startswith("02/QĐ-SGDĐT")
    assert "Còn nữa" in shown.err


def test_looking_makes_no_register(unused: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(esign, ["find", "0000-0000-0000"]) == ExitStatus.INPUT
    assert "chưa lập sổ" in capsys.readouterr().err
    assert not (unused / "register").exists()


def test_new_draft_void_and_pack_speak_json(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    def told(*arguments: str) -> dict[str, Any]:
        assert run(esign, [*arguments, "--json"]) == ExitStatus.DONE
        content: dict[str, Any] = json.loads(capsys.readouterr().out)
        return content

    made = told("new", "decision", "--sample", "-o", "new.toml")
    assert (made["schema"], made["file"]) == ("esign.new/1", "new.toml")
    assert made["request_id"] in Path("new.toml").read_text(encoding="utf-8")
    assert 'kind = "decision"' in told("new", "decision", "-o", "-")["text"]
    drafted = told("draft", "new.toml", "--png")
    assert drafted == {
        "schema": "esign.draft/1",
        "request_id": made["request_id"],
        "pdf": "new.draft.pdf",
        "pages": ["new.draft-1.png"],
        "remarks": [],
    }
    packed = told("pack", issued["pdf"], "-o", "again.edxml")
    assert (packed["schema"], packed["package"]) == ("esign.pack/1", "again.edxml")


def test_a_draft_replaces_its_own_draft_and_nothing_else(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _turn in (1, 2):
        assert run(esign, ["draft", str(sample), "--png"]) == ExitStatus.DONE
        shown = capsys.readouterr()
        assert shown.out.split() == ["request.draft.pdf", "request.draft-1.png"]
        assert shown.err == ""
    Path("other.pdf").write_bytes(b"precious")
    assert run(esign, ["draft", str(sample), "-o", "other.pdf"]) == ExitStatus.OUTPUT
    assert Path("other.pdf").read_bytes() == b"precious"


def test_documents_that_have_no_number_yet_are_found_listed_and_waited_for(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(esign, ["prepare", str(sample), "--order", "sign-first"]) == ExitStatus.DONE
    capsys.readouterr()

    def told(*arguments: str) -> dict[str, Any]:
        run(esign, [*arguments, "--json"])
        content: dict[str, Any] = json.loads(capsys.readouterr().out)
        return content

    (waiting,) = told("find", "so hoa", "--signer", "chau")["unnumbered"]
    assert (waiting["number"], waiting["waits"], waiting["symbol"]) == (
        None,
        "prepared",
        "QĐ-SGDĐT",
    )
    assert run(esign, ["find", waiting["request_id"]]) == ExitStatus.DONE
    shown = capsys.readouterr().out
    assert shown.startswith("—/QĐ-SGDĐT")
    assert "chưa lấy số, chờ ký" in shown
    assert run(esign, ["find", "khong co chu nay"]) == ExitStatus.INPUT
    assert told("book", "list")["books"][0]["unnumbered"] == {"prepared": 1}
    assert run(esign, ["book", "list"]) == ExitStatus.DONE
    assert "chưa lấy số, chờ ký: 1" in capsys.readouterr().out
    (check,) = [each for each in told("doctor")["checks"] if each["code"] == "doctor.unnumbered"]
    assert check["details"] == [f"Chờ ký: {waiting['request_id']}"]


def test_the_doctor_says_whose_turn_it_is(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(esign, ["prepare", str(sample)]) == ExitStatus.DONE
    capsys.readouterr()
    run(esign, ["doctor"])
    shown = capsys.readouterr().out
    assert "Chờ ký: 01/QĐ-SGDĐT" in shown
    assert "esign sign" in shown
