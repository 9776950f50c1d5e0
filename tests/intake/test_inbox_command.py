# SPDX-License-Identifier: Apache-2.0
"""`esign inbox …` as a clerk uses it, from a watched folder to the incoming book."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click
import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.model import Purpose
from support.arriving import SENDER, STRANGER, data, document, request
from support.received import SHEET, zipped
from support.sealed import sealed_page
from support.soap_packages import older_mail

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


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
    (accepted,) = told("accept", "--passed", "--addressee", "Văn phòng")["accepted"]
    assert (accepted["id"], accepted["arrival_number"]) == (good, 1)
    assert told("progress", good, "done")["answered"] == "06"
    ask = ("return", doubtful, "--yes", "--reason", "Không khớp văn bản")
    assert (typed(*ask)[0], told(*ask, "--despite-verdict")["state"]) == (5, "returned")
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


def test_a_document_whose_sender_asks_something_about_it_is_not_worked_on_unasked(
    office: Path, typed: Callable[..., tuple[int, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    incoming = office / "share" / "in"
    (incoming / "b.edxml").unlink()
    (incoming / "c.edxml").write_bytes(data(request(Purpose.RECALL)))
    assert typed("receive")[0] == 0
    listed = json.loads(typed("list", "--json")[1])["messages"]
    task, asked = (each["id"] for each in listed)
    assert run(esign, ["inbox", "accept", "--passed"]) == 0
    out, told = capsys.readouterr()
    assert out == ""
    assert f"Để lại gói tin {asked}: " in told
    assert f"đề nghị thu hồi ({task})" in told
    assert "Không có văn bản nào đạt đang chờ tiếp nhận." in told
    told_in_list = typed("list")[1].splitlines()[1]
    assert told_in_list.endswith(f"chưa được trả lời: đề nghị thu hồi ({task}))")
    assert [each["pending_requests"] for each in listed] == [[], [task]]
    lines = typed("show", asked)[1]
    assert "Bên gửi có đề nghị thu hồi đối với văn bản này, chưa được trả lời" in lines
    assert f"gói tin {task}, lý do: Sai thẩm quyền" in lines
    assert json.loads(typed("show", asked, "--json")[1])["pending_requests"] == [task]
    refused, _ = typed("accept", asked)
    assert refused == 2
    assert typed("accept", asked, "--yes")[0] == 0
    assert run(esign, ["inbox", "progress", str(asked), "done"]) == 2
    assert f"esign inbox agree {task}" in capsys.readouterr().err
    assert typed("progress", asked, "done", "--yes")[0] == 0
    reason = ("--reason", "Đã thực hiện")
    assert typed("refuse", task, *reason)[0] == 0
    assert json.loads(typed("show", asked, "--json")[1])["pending_requests"] == []


def test_a_request_that_is_held_back_is_told_of_where_its_document_is_worked_on(
    office: Path, typed: Callable[..., tuple[int, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    incoming = office / "share" / "in"
    (incoming / "b.edxml").unlink()
    recall = data(request(Purpose.RECALL)).replace(b"PromulgationDate>2026", b"PromulgationDate>x")
    (incoming / "c.edxml").write_bytes(recall)
    received = typed("receive")[1]
    held, asked = (each["id"] for each in json.loads(typed("list", "--json")[1])["messages"])
    warning = f"Bên gửi có đề nghị thu hồi đối với văn bản này đang bị cách ly: gói tin {held}"
    assert warning in received
    assert run(esign, ["inbox", "accept", "--passed"]) == 0
    out, told = capsys.readouterr()
    assert (out, f"Để lại gói tin {asked}: " in told) == ("", True)
    assert warning in typed("show", asked)[1]
    assert typed("accept", asked)[0] == 2
    assert typed("accept", asked, "--yes")[0] == 0
    assert run(esign, ["inbox", "progress", str(asked), "done"]) == 2
    assert warning in capsys.readouterr().err
    reason = ("--reason", "Ngày sai", "--yes", "--despite-verdict")
    assert typed("return", held, *reason)[0] == 0
    assert typed("progress", asked, "done")[0] == 0


def test_a_document_that_comes_after_a_request_held_back_is_taken_in_with_a_warning(
    office: Path, typed: Callable[..., tuple[int, str]]
) -> None:
    incoming = office / "share" / "in"
    for each in incoming.iterdir():
        each.unlink()
    other = document().document_id.replace(SENDER.code, STRANGER.code)
    recall = replace(request(Purpose.RECALL, other), document_id=other)
    (incoming / "a.edxml").write_bytes(data(recall))
    assert "(share: a.edxml, quy tắc B2)" in typed("receive")[1]
    (incoming / "b.edxml").write_bytes(data(replace(document(), document_id=other)))
    told = typed("receive")[1]
    assert "đang bị cách ly" in told
    (held,) = json.loads(typed("list", "--json")[1])["messages"][:1]
    assert f"`esign inbox reread {held['id']}`" in told
    assert "esign agencies import" in typed("show", held["id"])[1]
    assert "đã được gắn" not in typed("reread", held["id"])[1]
    assert json.loads(typed("list", "--json")[1])["messages"][0]["state"] == "task"


ACCEPTED = {"schema", "accepted", "left_out", "fault", "not_tried"}


@pytest.fixture
def accepting(office: Path, typed: Callable[..., tuple[int, str]]) -> Callable[..., dict[str, Any]]:
    """What `accept --json` tells, always in one shape; nothing waits in its folder."""
    for each in (office / "share/in").iterdir():
        each.unlink()

    def told(*arguments: object, ends_with: int) -> dict[str, Any]:
        status, out = typed("accept", *arguments, "--json")
        content: dict[str, Any] = json.loads(out)
        assert (status, set(content)) == (ends_with, ACCEPTED), out
        assert content["schema"] == "esign.inbox.accept/2"
        for each in content["accepted"]:
            assert {"id", "arrival_number", "year", "arrived_on", "already"} <= each.keys()
        return content

    return told


def test_programs_are_told_of_a_faulty_run_in_the_shape_of_any_other(
    office: Path, typed: Callable[..., tuple[int, str]], accepting: Callable[..., dict[str, Any]]
) -> None:
    (office / "share/in/a.edxml").write_bytes(data(document()))
    (office / "share/in/b.edxml").write_bytes(data(request(Purpose.RECALL)))
    assert typed("receive")[0] == 0
    listed = json.loads(typed("list", "--json")[1])["messages"]
    task, asked = (each["id"] for each in listed)
    passed = accepting("--passed", ends_with=0)
    left_out = [{"id": asked, "why": "requests_pending", "requests": [task]}]
    assert (passed["accepted"], passed["left_out"], passed["fault"]) == ([], left_out, None)
    unasked = accepting(asked, task, ends_with=2)
    assert (unasked["fault"]["id"], unasked["fault"]["code"]) == (asked, "usage.act_needs_yes")
    assert (unasked["accepted"], unasked["not_tried"]) == ([], [task])
    unfit = accepting(asked, task, 4711, "--yes", ends_with=5)
    (number,) = unfit["accepted"]
    assert (number["id"], number["arrival_number"], number["already"]) == (asked, 1, False)
    assert (unfit["fault"]["id"], unfit["fault"]["code"]) == (task, "inbox.not_now")
    assert unfit["not_tried"] == [4711]
    unknown = accepting(4711, ends_with=5)
    assert (unknown["fault"]["code"], unknown["not_tried"]) == ("inbox.unknown", [])


def test_programs_are_told_what_was_registered_before_and_what_is_for_others(
    office: Path, typed: Callable[..., tuple[int, str]], accepting: Callable[..., dict[str, Any]]
) -> None:
    nothing = accepting("--passed", ends_with=0)
    assert nothing == nothing | {"accepted": [], "left_out": [], "fault": None, "not_tried": []}
    astray = replace(document(), receivers=(STRANGER,))
    (office / "share/in/a.edxml").write_bytes(data(astray))
    assert typed("receive")[0] == 0
    (left,) = accepting("--passed", ends_with=0)["left_out"]
    assert (left["why"], left["requests"]) == ("for_others", [])
    for already in (False, True):
        (number,) = accepting(left["id"], left["id"], ends_with=0)["accepted"]
        assert (number["arrival_number"], number["already"]) == (1, already)


def test_programs_are_told_what_was_done_before_somebody_said_no(
    office: Path,
    typed: Callable[..., tuple[int, str]],
    accepting: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (office / "share/in/a.edxml").write_bytes(data(document()))
    assert typed("receive")[0] == 0
    (waiting,) = json.loads(typed("list", "--json")[1])["messages"]

    def no(*_: object, **__: object) -> None:
        raise click.Abort

    monkeypatch.setattr("esign.cli.inbox_accept.confirm_pending", no)
    stopped = accepting(waiting["id"], ends_with=130)
    assert (stopped["accepted"], stopped["fault"]) == ([], None)
    assert stopped["not_tried"] == [waiting["id"]]


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


def test_what_is_passed_over_in_the_folder_is_told_with_its_remedy(
    office: Path, typed: Callable[..., tuple[int, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    incoming = office / "share" / "in"
    (incoming / "c.edxml").unlink()
    for name in ("quyết định.pdf", ".d.edxml", "e.edxml.part"):
        (incoming / name).write_bytes(b"x")
    (incoming / "f.edxml").symlink_to(incoming / "a.edxml")
    status, said = typed("receive", "--json")
    assert status == 0
    assert json.loads(said[said.index("{") :])["passed_over"] == [
        {"transport": "share", "name": ".d.edxml", "reason": "hidden"},
        {"transport": "share", "name": "e.edxml.part", "reason": "unfinished"},
        {"transport": "share", "name": "f.edxml", "reason": "no_file"},
        {"transport": "share", "name": "quyết định.pdf", "reason": "suffix"},
    ]
    assert run(esign, ["inbox", "receive"]) == 0
    said = capsys.readouterr().err
    assert "Không có gói tin mới." in said
    assert "vì tên không kết thúc bằng .edxml hoặc .zip: “quyết định.pdf”" in said
    assert "bỏ qua 1 tệp ẩn" in said


def test_a_package_of_2014_is_kept_and_its_clerk_told_what_to_do(
    office: Path, typed: Callable[..., tuple[int, str]]
) -> None:
    incoming = office / "share" / "in"
    for each in incoming.iterdir():
        each.unlink()
    sheet = replace(SHEET, attachments=())
    (incoming / "thư.zip").write_bytes(older_mail(sheet, {"a.pdf": sealed_page()}))
    (incoming / "ảnh.zip").write_bytes(zipped({"a.png": b"PNG"}))
    status, said = typed("receive")
    assert status == 0
    assert "Đã nhận 2 gói tin" in said
    status, said = typed("show", "1")
    assert "05/QĐ-SGDĐT" in said
    assert "theo quy định cũ năm 2013–2014" in said
    assert "esign book receive" in said
    assert "Không áp dụng cho dạng này: X4, D4, D5" in said
    status, said = typed("show", "2")
    assert "Tệp là ZIP" in said
    assert sorted(each.name for each in (incoming / "taken").iterdir()) == ["thư.zip", "ảnh.zip"]
    status, said = typed("accept", "1")
    assert status == 5
