# SPDX-License-Identifier: Apache-2.0
"""The commands of the outbox, with a folder for an axis."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus
from esign.model import AgencyRecord
from esign.register import Failing
from esign.register_wiring import open_register
from esign.settings import load_settings
from esign.system import SystemClock
from support.attempts import begin
from support.exchanging import EXCHANGE, exchanging_office
from support.outbox import HOME, MONEY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Told = Callable[..., dict[str, Any]]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office that exchanges documents through a folder, with one that is out."""
    return exchanging_office(tmp_path, monkeypatch)


@pytest.fixture
def told(office: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    """What a command prints for programs."""
    del office

    def ask(*arguments: str, status: ExitStatus = ExitStatus.DONE) -> dict[str, Any]:
        capsys.readouterr()
        assert run(esign, [*arguments, "--json"]) == status
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return ask


def test_a_document_is_listed_sent_and_tracked(
    told: Told, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (waiting,) = told("outbox", "list")["messages"]
    assert [each["code"] for each in waiting["receivers"]] == [HOME, MONEY]
    done = told("outbox", "send")
    assert [each["fault"] for each in done["stopped"] + done["failed"]] == []
    assert [each["id"] for each in done["accepted"]] == [waiting["id"]]
    assert any(path.is_file() for path in (office / "hop-thu").rglob("*"))
    assert told("outbox", "list")["messages"] == []
    (sent,) = told("outbox", "list", "--unanswered", "0")["messages"]
    assert (sent["state"], sent["transport"]) == ("sent", "van-thu")
    shown = told("outbox", "show", waiting["id"][:8])
    assert [each["outcome"] for each in shown["tried"]] == ["accepted"]
    for what in ("01/QĐ-SGDĐT", "old-0001", sent["document_id"]):
        story = told("track", what)
        assert [each["state"] for each in story["messages"]] == ["sent"]
    assert run(esign, ["track", "old-0001"]) == ExitStatus.DONE
    out = capsys.readouterr().out
    assert "trục đã nhận" in out
    assert f"({MONEY}): đã gửi" in out


def test_what_was_sent_by_mistake_is_asked_back(told: Told) -> None:
    told("outbox", "send")
    ask = ("outbox", "take-back", "old-0001", "--from", MONEY, "--reason", "Gửi nhầm", "--yes")
    (asked,) = told(*ask)["messages"]
    assert (asked["act"], asked["receivers"][0]["code"]) == ("taken_back", MONEY)
    assert [each["act"] for each in told("outbox", "send")["accepted"]] == ["taken_back"]
    assert told("track", "old-0001")["state"] == "released"


def test_a_message_goes_without_a_receiver_or_not_at_all(told: Told) -> None:
    (waiting,) = told("outbox", "list")["messages"]
    again = told("outbox", "retry", waiting["id"], "--without", MONEY)
    assert [each["code"] for each in again["receivers"]] == [HOME]
    again = told("outbox", "retry", again["id"], "--instead", f"{HOME}=H99.77")
    assert [each["code"] for each in again["receivers"]] == ["H99.77"]
    told("outbox", "retry", again["id"], "--instead", "H99.77", status=ExitStatus.USAGE)
    assert (
        told("outbox", "cancel", again["id"], "--yes", "--reason", "Gửi giấy")["state"]
        == "cancelled"
    )
    assert told("outbox", "send")["accepted"] == []
    assert run(esign, ["outbox", "retry", again["id"]]) == ExitStatus.INPUT


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("transport.refused", "21 File processing fault", "hỏng trên đường truyền"),
        ("transport.no_answer", "ReadTimeoutError", "hết thời gian chờ (ReadTimeoutError)"),
        ("transport.refused", "18 Đơn vị nhận không tồn tại", "18 Đơn vị nhận không tồn tại"),
        ("outbox.not_tried", "", "Chưa gửi, vì kênh gửi"),
        ("transport.no_folder", "/mnt/truc/out", "Không có thư mục /mnt/truc/out của kênh gửi"),
    ],
)
def test_why_a_message_was_stopped_is_said_in_plain_words_with_what_to_do(
    office: Path, capsys: pytest.CaptureFixture[str], code: str, text: str, words: str
) -> None:
    with open_register(load_settings(office / "esign.toml").values, SystemClock()) as register:
        (claimed,) = register.sending.claim(1)
        begun = begin(register, claimed, "van-thu", b"<edXML/>")
        assert begun is not None
        register.sending.stop(begun, Failing(code, text), "clerk", "refused")
    name = begun.id[:8]
    for ask in (("outbox", "list"), ("outbox", "show", name), ("track", "old-0001")):
        capsys.readouterr()
        assert run(esign, [*ask]) == ExitStatus.DONE
        out = capsys.readouterr().out
        assert words in out
        assert f"[{code}]" in out
        assert f"esign outbox retry {name}" in out


def test_a_recall_says_which_messages_it_dropped(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_register(load_settings(office / "esign.toml").values, SystemClock()) as register:
        (waiting,) = register.outbox.all()
    ask = ["recall", "old-0001", "--reason", "Sai mức chi", "--yes"]
    assert run(esign, ask) == ExitStatus.DONE
    told = capsys.readouterr().out
    assert "Bỏ khỏi hộp gửi vì chưa rời cơ quan" in told
    assert waiting.id[:8] in told


def test_an_office_without_an_axis_is_told_what_to_set_up(office: Path) -> None:
    settings = office / "esign.toml"
    whole = settings.read_text("utf-8")
    settings.write_text(whole.replace(EXCHANGE, ""), encoding="utf-8")
    assert run(esign, ["outbox", "send"]) == ExitStatus.CONFIGURATION
    assert run(esign, ["outbox", "list"]) == ExitStatus.DONE


def listing(office: Path, *agencies: AgencyRecord) -> None:
    """Take these over as the whole list of agencies."""
    with open_register(load_settings(office / "esign.toml").values, SystemClock()) as register:
        register.directory.take_over(agencies, "file", whole=True, actor="clerk")


def test_what_a_wrong_code_has_stopped_names_the_command_that_mends_it(
    told: Told, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = AgencyRecord("H99.05", "Sở Nội vụ tỉnh Ví Dụ", old_codes=(HOME,))
    listing(office, moved, AgencyRecord("H99.7", "Sở Y tế tỉnh Ví Dụ"))
    (stopped,) = told("outbox", "send", status=ExitStatus.SERVICE)["stopped"]
    name = stopped["id"][:8]
    for ask in (("outbox", "list"), ("outbox", "show", name)):
        capsys.readouterr()
        assert run(esign, [*ask]) == ExitStatus.DONE
        out = capsys.readouterr().out
        assert f"esign outbox retry {name} --instead {HOME}=H99.05" in out
        assert "Xử lý xong nguyên nhân" not in out
        assert "esign dispatch 01/QĐ-SGDĐT --to" in out


def test_a_new_code_that_the_list_refuses_is_refused_at_once(
    told: Told, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listing(office, AgencyRecord(MONEY, "Sở Tài chính"), AgencyRecord("H99.77", "Sở Y tế"))
    (waiting,) = told("outbox", "list")["messages"]
    ask = ["outbox", "retry", waiting["id"], "--instead"]
    assert run(esign, [*ask, f"{HOME}=H99.777"]) == ExitStatus.INPUT
    said = capsys.readouterr().err
    assert "Danh bạ không có mã H99.777" in said
    assert "H99.77 – Sở Y tế" in said
    assert [each["id"] for each in told("outbox", "list")["messages"]] == [waiting["id"]]
    again = told(*ask, f"{HOME}=H99.77")
    assert run(esign, [*ask, f"{HOME}=H99.77"]) == ExitStatus.INPUT
    assert f"esign outbox show {again['id']}" in capsys.readouterr().err


def test_what_never_left_cannot_be_asked_back_and_the_refusal_says_so(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    (waiting,) = told("outbox", "list")["messages"]
    told("outbox", "cancel", waiting["id"], "--yes", "--reason", "Gửi giấy")
    ask = ["outbox", "take-back", "old-0001", "--from", HOME, "--reason", "Gửi nhầm", "--yes"]
    assert run(esign, ask) == ExitStatus.INPUT
    said = capsys.readouterr().err
    assert "chưa gửi cho ai qua trục" in said
    assert "→" in said
