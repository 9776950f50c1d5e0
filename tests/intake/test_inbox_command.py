# SPDX-License-Identifier: Apache-2.0
"""`esign inbox …` as a clerk uses it, from a watched folder to the incoming book."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from support.arriving import SENDER, STRANGER, US, data, document, numbered
from support.pki import make_pki
from support.ready import with_register

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SETTINGS = f"""
[agency]
name = "{US.name}"
heading = "{US.heading}"
parent = "{US.parent}"
abbreviation = "{US.abbreviation}"
code = "{US.code}"
place = "{US.place}"
[register]
folder = "register"
[trust]
folder = "trust"
[transport.share]
kind = "folder"
folder = "share"
settle_seconds = 0
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An agency with a register and a watched folder, in which two packages and rubbish lie."""
    settings = tmp_path / "esign.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    with_register(settings)
    make_pki().trust_dir(tmp_path / "trust")
    incoming = tmp_path / "share" / "in"
    incoming.mkdir(parents=True)
    (tmp_path / "share" / "out").mkdir()
    (incoming / "a.edxml").write_bytes(data(document()))
    (incoming / "b.edxml").write_bytes(data(numbered("07")))
    (incoming / "c.edxml").write_bytes(b"<edXML>")
    monkeypatch.setenv("ESIGN_SETTINGS", str(settings))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """What a command line comes to, and what it prints."""

    def type_in(*arguments: object) -> tuple[int, str]:
        status = run(esign, ["inbox", *(str(each) for each in arguments)])
        out, _ = capsys.readouterr()
        return int(status), out

    return type_in


def test_a_clerk_takes_in_checks_registers_and_returns(
    office: Path, typed: Callable[..., tuple[int, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    def told(*arguments: object) -> dict[str, Any]:
        status, out = typed(*arguments, "--json")
        assert status == 0, out
        content: dict[str, Any] = json.loads(out)
        return content

    status, out = typed("receive")
    assert status == 0
    assert out.endswith("Đã nhận 3 gói tin.\n")
    assert sorted(each.name for each in (office / "share/in/taken").iterdir()) == [
        "a.edxml",
        "b.edxml",
        "c.edxml",
    ]
    by_state = {each["state"]: each for each in told("list")["messages"]}
    good = min(each["id"] for each in told("list")["messages"] if each["state"] == "waiting")
    doubtful = by_state["waiting"]["id"]
    assert by_state["quarantined"]["findings"]
    assert good != doubtful

    assert typed("accept", doubtful)[0] == 5
    accepted = told("accept", "--passed", "--addressee", "Văn phòng")
    assert (accepted["id"], accepted["arrival_number"]) == (good, 1)
    assert told("progress", good, "done")["answered"] == "06"
    ask = ("return", doubtful, "--yes", "--reason", "Không khớp văn bản")
    assert told(*ask)["state"] == "returned"
    reason = ("--despite-verdict", "--reason", "Đã gọi xác minh")
    assert typed("accept", doubtful, *reason)[0] == 5

    shown = typed("show", doubtful)[1]
    assert SENDER.name in shown
    assert "Không khớp văn bản" in shown
    broken = by_state["quarantined"]["id"]
    assert typed("show", broken)[0] == 0
    reread = told("reread", broken)
    assert ([each["state"] for each in reread["messages"]], reread["faults"]) == (
        ["quarantined"],
        [],
    )
    assert str(broken) in typed("reread", "--all")[1]
    refused, content = typed("reread", good, "--json")
    assert (refused, json.loads(content)["faults"][0]["code"]) == (5, "inbox.not_now")
    assert typed("export", good, office / "a", "--files")[0] == 0
    assert [each.suffix for each in (office / "a").iterdir()] == [".pdf"]
    assert typed("export", good, office / "b")[0] == 0
    assert (office / "b" / f"{good}.edxml").read_bytes() == data(document())
    assert typed("receive")[0] == 0
    assert len(told("list", "--all")["messages"]) == 3

    def tracked(what: str) -> tuple[int, dict[str, Any]]:
        outcome = run(esign, ["track", what, "--json"])
        return outcome, json.loads(capsys.readouterr().out)

    for what in (accepted["code"], accepted["document_id"]):
        status, content = tracked(what)
        (story,) = content["messages"]
        acts = [each["act"] for each in story["history"]]
        assert (status, story["state"]) == (0, "registered")
        assert acts == ["message_kept", "message_read", "message_entered", "message_progressed"]
        assert [each["status_code"] for each in story["answers"]] == ["01", "03", "06"]
    assert run(esign, ["track", accepted["code"]]) == 0
    lines = capsys.readouterr().out
    assert "vào sổ văn bản đến" in lines
    assert "03 (đã tiếp nhận)" in lines
    assert tracked("99/KHÔNG-CÓ")[1]["code"] == "find.nothing"


def test_what_is_addressed_to_others_is_not_registered_with_all_that_passed(
    office: Path, typed: Callable[..., tuple[int, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    incoming = office / "share" / "in"
    (incoming / "b.edxml").unlink()
    (incoming / "a.edxml").write_bytes(data(replace(document(), receivers=(STRANGER,))))
    assert typed("receive")[0] == 0
    assert run(esign, ["inbox", "accept", "--passed"]) == 0
    out, told = capsys.readouterr()
    assert out == ""
    assert f"{document().code} của {SENDER.name} không gửi cho cơ quan mình" in told
    assert "Không có văn bản nào đạt đang chờ tiếp nhận." in told
    held, waiting = typed("list")[1].splitlines()
    assert "(share: c.edxml, quy tắc " in held
    assert waiting.endswith("(không gửi cho cơ quan mình)")
    (astray,) = json.loads(typed("list", "--json")[1])["messages"][1:]
    assert typed("accept", astray["id"], "--addressee", "Phòng A")[0] == 0
    assert run(esign, ["inbox", "accept", str(astray["id"]), "--addressee", "Phòng B"]) == 0
    repeated = capsys.readouterr().err
    assert "đã vào sổ từ trước" in repeated
    run(esign, ["doctor"])
    assert "! 1 gói tin đang bị cách ly: " in capsys.readouterr().out
    assert 'esign book forward 1 --to "Phòng B"' in repeated


def test_wrong_use_is_said(office: Path, typed: Callable[..., tuple[int, str]]) -> None:
    del office
    assert typed("accept")[0] == 2
    assert typed("accept", 1, "--passed")[0] == 2
    assert typed("accept", 1, 2, "--despite-verdict")[0] == 2
    assert typed("reread")[0] == 2
    assert typed("reread", 1, "--all")[0] == 2
    assert typed("show", 4711)[0] == 5
    assert typed("return", 1)[0] == 2
    assert typed("agree", 4711)[0] == 5


def test_what_is_refused_says_what_can_be_done_from_where_the_message_stands(
    office: Path, typed: Callable[..., tuple[int, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    incoming = office / "share" / "in"
    (incoming / "b.edxml").unlink()
    (incoming / "c.edxml").unlink()
    assert typed("receive")[0] == 0
    assert typed("accept", 1 if typed("show", 1)[0] == 0 else 2)[0] == 0
    (done,) = json.loads(typed("list", "--all", "--json")[1])["messages"]
    for ask in (["return"], ["refuse"]):
        capsys.readouterr()
        typing = ["inbox", *ask, str(done["id"]), "--reason", "Nhầm", "--yes"]
        assert run(esign, typing) == 5
        said = capsys.readouterr().err
        assert "cách ly" not in said
        assert "esign inbox progress" in said
