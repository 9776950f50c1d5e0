# SPDX-License-Identifier: Apache-2.0
"""The clerk finds a fault in what has gone out, and asks the program for the lawful way."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus
from esign.model import VIETNAM
from esign.register_wiring import open_register
from esign.settings import agency_of, load_settings
from esign.system import SystemClock, account
from support.lives import LETTER, released
from support.ports import FixedClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

REASON = ("--reason", "Sai mức chi")


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """Runs a command for a program and returns what it says."""

    def tell(*arguments: str, status: ExitStatus = ExitStatus.DONE) -> dict[str, Any]:
        assert run(esign, [*arguments, "--json"]) == status
        content: dict[str, Any] = json.loads(capsys.readouterr().out)
        return content

    return tell


@pytest.fixture
def two(
    requests: Callable[[int], list[str]], capsys: pytest.CaptureFixture[str]
) -> list[dict[str, Any]]:
    """Two issued decisions."""
    assert run(esign, ["issue", *requests(2), "--json"]) == ExitStatus.DONE
    documents: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["documents"]
    return documents


def test_a_recall_says_who_has_not_been_told_and_by_whom_it_must_be_done(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run(esign, ["recall", issued["number"], "--reason", "Trái thẩm quyền", "--yes"])
        == ExitStatus.DONE
    )
    shown = capsys.readouterr().out
    assert f"Đã thu hồi văn bản số {issued['number']}" in shown
    assert "chưa nối với trục liên thông" in shown
    receivers, recipients = shown.split("Văn thư tự báo")
    assert re.search(r"thu hồi .*: chờ gửi → .*\(H99\.[\d.]+\)", receivers)
    assert "Lưu: " in recipients


def test_a_document_is_named_by_id_code_number_or_file(
    issued: dict[str, Any], told: Callable[..., dict[str, Any]]
) -> None:
    code = issued["lookup_code"].lower().replace("-", " ")
    number = issued["number"].lower().replace("đ", "d").lstrip("0")
    for what in (issued["request_id"], code, number, issued["pdf"]):
        entry = told("dispatch", what, "--to", "Trường THPT Ví Dụ")
        assert (entry["number"], entry["state"]) == (issued["number"], "dispatched")


def test_verify_by_the_issuer_refuses_what_was_recalled_and_find_says_why(
    issued: dict[str, Any],
    told: Callable[..., dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(esign, ["verify", issued["pdf"]]) == ExitStatus.DONE
    assert "đúng tệp này" in capsys.readouterr().out
    told("recall", issued["request_id"], *REASON, "--yes")
    assert run(esign, ["verify", issued["pdf"]]) == ExitStatus.FAILED
    shown = capsys.readouterr().out
    assert "KHÔNG HỢP LỆ" in shown
    assert "đã bị thu hồi" in shown
    report = told("verify", issued["pdf"], status=ExitStatus.FAILED)["reports"][0]
    assert (report["register"]["known"], report["register"]["reason"]) == (
        "recalled",
        "Sai mức chi",
    )
    assert report["findings"][-1]["id"] == "register"
    told("verify", issued["pdf"], "--no-register")
    assert run(esign, ["find", issued["number"]]) == ExitStatus.DONE
    found = capsys.readouterr().out
    assert "đã bị thu hồi" in found
    assert "Sai mức chi" in found
    assert "chờ gửi" in found


def test_an_official_in_the_offices_folder_is_told_that_its_register_was_not_asked(
    issued: dict[str, Any],
    office: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("ESIGN_SETTINGS")
    monkeypatch.chdir(office)
    by_hand = ["verify", issued["pdf"], "--trust-dir", str(office / "trust")]
    assert run(esign, by_hand) == ExitStatus.DONE
    assert "--settings esign.toml" in capsys.readouterr().err
    assert run(esign, [*by_hand, "--no-register"]) == ExitStatus.DONE
    assert "--settings" not in capsys.readouterr().err


def test_whoever_changes_a_state_is_told_of_a_clock_behind_the_record(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stepped_back = SystemClock().now() - timedelta(days=10)
    monkeypatch.setattr("esign.cli.entries.SystemClock", lambda: FixedClock(stepped_back))
    assert run(esign, ["recall", issued["number"], *REASON, "--yes"]) == ExitStatus.DONE
    told = capsys.readouterr().err
    assert "việc gần nhất trong sổ" in told
    assert f"{stepped_back.astimezone(VIETNAM):%d/%m/%Y %H:%M}" in told


def test_a_recipient_without_a_register_sees_nothing_of_it(
    issued: dict[str, Any],
    office: Path,
    told: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told("recall", issued["request_id"], *REASON, "--yes")
    monkeypatch.delenv("ESIGN_SETTINGS")
    trust = str(office / "trust")
    report = told("verify", issued["pdf"], "--trust-dir", trust)["reports"][0]
    assert (report["verdict"], report["register"]) == ("passed", None)


def test_a_damaged_register_is_named_and_does_not_keep_a_file_from_being_judged(
    issued: dict[str, Any],
    office: Path,
    told: Callable[..., dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    for path in (office / "register").glob("register.sqlite3*"):
        path.write_bytes(b"no database at all, whatever its name says")
    report = told("verify", issued["pdf"])["reports"][0]
    assert report["verdict"] == "passed"
    assert report["register"]["known"] == "not_asked"
    assert report["register"]["fault"].startswith("register.")
    assert run(esign, ["verify", issued["pdf"]]) == ExitStatus.DONE
    assert "Không hỏi được sổ" in capsys.readouterr().out


def test_a_register_that_somebody_is_writing_to_answers_all_the_same(
    issued: dict[str, Any], office: Path, told: Callable[..., dict[str, Any]]
) -> None:
    with closing(sqlite3.connect(office / "register" / "register.sqlite3")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        report = told("verify", issued["pdf"])["reports"][0]
        assert report["register"]["known"] == "in_force"


def test_verifying_changes_nothing_in_the_register(
    issued: dict[str, Any], office: Path, told: Callable[..., dict[str, Any]]
) -> None:
    def rows() -> int:
        with closing(sqlite3.connect(office / "register" / "register.sqlite3")) as reader:
            count: int = reader.execute("SELECT count(*) FROM audit").fetchone()[0]
        return count

    before = rows()
    told("verify", issued["pdf"])
    assert rows() == before


def test_a_replaced_document_and_its_successor_name_each_other(
    two: list[dict[str, Any]],
    told: Callable[..., dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    old, new = two
    done = told("replace", old["number"], new["pdf"], *REASON, "--yes")
    assert (done["schema"], done["state"]) == ("esign.replace/1", "replaced")
    (queued,) = done["to_tell"]["queued"]
    assert [each["code"] for each in queued["receivers"]]
    assert done["to_tell"]["on_paper"]
    run(esign, ["find", old["number"]])
    assert f"Bị thay thế bằng văn bản số {new['number']}" in capsys.readouterr().out
    run(esign, ["find", new["number"]])
    assert f"Thay thế văn bản số {old['number']}" in capsys.readouterr().out
    assert run(esign, ["verify", old["pdf"]]) == ExitStatus.FAILED
    assert run(esign, ["verify", new["pdf"]]) == ExitStatus.DONE


def test_a_letter_corrects_and_a_decision_does_not(
    two: list[dict[str, Any]],
    office: Path,
    told: Callable[..., dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, second = two
    ask = ["correct", first["number"], second["number"], *REASON, "--yes"]
    assert run(esign, ask) == ExitStatus.INPUT
    assert "register.no_letter" in capsys.readouterr().err
    loaded = load_settings(office / "esign.toml").values
    with open_register(loaded, SystemClock()) as register:
        letter = released(register, "letter-0001", LETTER, agency_of(loaded))
    done = told("correct", first["number"], "letter-0001", *REASON, "--yes")
    assert (done["state"], done["links"][0]["by"]["number"]) == ("corrected", letter.number.text)
    assert [each["code"] for each in done["remarks"]] == ["correct.silent"]
    assert run(esign, ["verify", first["pdf"]]) == ExitStatus.DONE
    assert f"đính chính bằng công văn số {letter.number.text}" in capsys.readouterr().out


def test_a_forbidden_act_exits_5_and_names_what_is_allowed(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(esign, ["void", issued["number"], *REASON, "--yes"]) == ExitStatus.INPUT
    told = capsys.readouterr().err
    assert "đã phát hành" in told
    assert "thu hồi" in told


def test_what_is_not_in_the_register_is_not_recalled(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    del issued
    assert run(esign, ["recall", "99/QĐ-SGDĐT", *REASON]) == ExitStatus.INPUT
    assert "99/QĐ-SGDĐT" in capsys.readouterr().err


class Terminal:
    """Somebody at a terminal who types one answer."""

    def __init__(self, answer: str) -> None:
        self._answer = answer

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return self._answer


@pytest.mark.parametrize("answer", ["", "k\n", "c\n"])
def test_at_a_terminal_a_recall_asks_once_more(
    answer: str,
    issued: dict[str, Any],
    told: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdin", Terminal(answer))
        patch.setattr("sys.stderr.isatty", lambda: True)
        status = run(esign, ["recall", issued["number"], *REASON])
    assert "không hoàn tác được" in capsys.readouterr().err
    agreed = answer == "c\n"
    assert status == (ExitStatus.DONE if agreed else ExitStatus.INTERRUPTED)
    assert told("find", issued["number"])["state"] == ("recalled" if agreed else "released")


@pytest.mark.parametrize("agreed", [False, True])
def test_giving_up_a_number_asks_once_more_and_yes_answers(
    agreed: bool,  # noqa: FBT001 - a parameter of the test
    office: Path,
    told: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    del office
    number = told("book", "reserve", "--kind", "decision", "--note", "Giữ")["entries"][0]["number"]
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdin", Terminal("k\n"))
        patch.setattr("sys.stderr.isatty", lambda: True)
        status = run(esign, ["void", number, *REASON, *(["--yes"] if agreed else [])])
    assert ("không hoàn tác được" in capsys.readouterr().err) is not agreed
    assert status == (ExitStatus.DONE if agreed else ExitStatus.INTERRUPTED)
    assert told("find", number)["state"] == ("voided" if agreed else "reserved")


@pytest.mark.parametrize(
    "command", [["recall"], ["replace", "{number}"], ["correct", "{number}"], ["void"]]
)
def test_without_a_terminal_nothing_is_undone_that_nobody_agreed_to(
    command: list[str],
    issued: dict[str, Any],
    told: Callable[..., dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    act, *other = command
    by = [each.format(**issued) for each in other]
    assert run(esign, [act, issued["number"], *by, *REASON]) == ExitStatus.USAGE
    assert "--yes" in capsys.readouterr().err
    assert told("find", issued["number"])["state"] == "released"


@pytest.mark.parametrize("command", ["recall", "replace", "correct", "void"])
def test_every_act_that_cannot_be_undone_takes_yes(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(esign, [command, "--help"]) == ExitStatus.DONE
    assert "--yes" in capsys.readouterr().out


def test_yes_is_not_asked_and_an_account_without_the_duty_is_refused(
    issued: dict[str, Any],
    office: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = office / "esign.toml"
    roles = '\n[roles]\nclerk = ["lan"]\nsigner = ["giamdoc"]\nsealer = ["lan"]\n'
    settings.write_text(settings.read_text(encoding="utf-8") + roles, encoding="utf-8")
    monkeypatch.setattr("sys.stdin", Terminal(""))
    monkeypatch.setattr("esign.cli.recall.account", lambda: "khach")
    refused = run(esign, ["recall", issued["number"], *REASON, "--yes"])
    assert refused == ExitStatus.CONFIGURATION
    told = capsys.readouterr().err
    assert "“khach” không được giao việc thu hồi" in told
    assert "giamdoc, lan" in told
    monkeypatch.setattr("esign.cli.recall.account", lambda: "lan")
    assert run(esign, ["recall", issued["number"], *REASON, "--yes"]) == ExitStatus.DONE


@pytest.mark.skipif(sys.platform == "win32", reason="accounts have other names there")
def test_whoever_calls_himself_by_another_name_is_still_himself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = account()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "giamdoc")
    assert account() == own != "giamdoc"
