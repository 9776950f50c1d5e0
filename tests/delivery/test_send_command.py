# SPDX-License-Identifier: Apache-2.0
"""`esign outbox send` says what it did, why not and what to do; so does its exit status."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus
from esign.exchange.transports.boxes import BoxTransport
from esign.fetching.circuits import FAILURES
from esign.register_wiring import open_register
from esign.settings import load_settings
from esign.system import SystemClock
from support.exchanging import exchanging_office
from support.lives import LETTER
from support.outbox import sendable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.model import Consignment
    from esign.register import Register


@pytest.fixture
def listening() -> Iterator[None]:
    """Ctrl-C counts, also where whoever started the tests had it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office that exchanges documents through a folder, with one that is out."""
    return exchanging_office(tmp_path, monkeypatch)


def opened(office: Path) -> Register:
    return open_register(load_settings(office / "esign.toml").values, SystemClock())


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_ended_by_a_signal_it_tells_what_was_sent_and_the_next_pass_goes_on_at_once(
    ending: signal.Signals,
    office: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with opened(office) as register:
        sendable(register, "new-0002", LETTER)
    kept = signal.getsignal(signal.SIGTERM)
    with monkeypatch.context() as patch:
        _ends_at_second(patch, ending)
        assert run(esign, ["outbox", "send"]) == ExitStatus.INTERRUPTED
    told = capsys.readouterr()
    assert told.out.count("Đã gửi: ") == 1
    assert "đã gửi 1;" in told.out
    assert "chưa rõ kết quả" in told.err
    assert "Đã dừng theo yêu cầu" in told.err
    assert signal.getsignal(signal.SIGTERM) == kept
    assert run(esign, ["outbox", "send"]) == ExitStatus.DONE
    assert "đã gửi 1;" in capsys.readouterr().out


def _ends_at_second(patch: pytest.MonkeyPatch, ending: signal.Signals) -> None:
    real = BoxTransport.send
    sent: list[Consignment] = []

    def send(transport: BoxTransport, consignment: Consignment) -> str:
        if sent:
            os.kill(os.getpid(), ending)
        sent.append(consignment)
        return real(transport, consignment)

    patch.setattr(BoxTransport, "send", send)


def test_what_another_pass_has_is_said_with_until_when_and_listed_as_being_sent(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(office) as register:
        (claimed,) = register.sending.claim(5)
    assert run(esign, ["outbox", "send"]) == ExitStatus.DONE
    told = capsys.readouterr().out
    assert "1 gói tin đang thuộc một lượt gửi khác, chậm nhất đến" in told
    assert "Không có gói tin nào" not in told
    assert run(esign, ["outbox", "list"]) == ExitStatus.DONE
    assert "đang gửi" in capsys.readouterr().out
    with opened(office) as register:
        register.sending.let_go([claimed])
    assert run(esign, ["outbox", "list"]) == ExitStatus.DONE
    assert "chờ gửi" in capsys.readouterr().out


@pytest.mark.parametrize(
    "ask",
    [("cancel", "{id}", "--reason", "Gửi giấy"), ("take-back", "old-0001", "--reason", "Gửi nhầm")],
)
def test_without_a_terminal_nothing_is_given_up_or_asked_back_that_nobody_agreed_to(
    ask: tuple[str, ...], office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if ask[0] == "take-back":
        assert run(esign, ["outbox", "send"]) == ExitStatus.DONE
    with opened(office) as register:
        before = register.outbox.of("old-0001")
    words = [each.format(id=before[0].id) for each in ask]
    assert run(esign, ["outbox", *words]) == ExitStatus.USAGE
    assert "--yes" in capsys.readouterr().err
    with opened(office) as register:
        assert register.outbox.of("old-0001") == before


def test_a_way_that_cannot_be_reached_is_told_with_its_remedy_and_by_the_exit_status(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = office / "hop-thu" / "out"
    out.rmdir()
    assert run(esign, ["outbox", "send"]) == ExitStatus.SERVICE
    told = capsys.readouterr().out
    assert "Chưa gửi được, sẽ thử lại" in told
    assert "  → " in told
    assert "sẽ thử lại 1;" in told
    for _ in range(FAILURES):
        with opened(office) as register:
            (again,) = register.outbox.all()
            register.outbox.retry(again.id, "clerk")
        assert run(esign, ["outbox", "send"]) == ExitStatus.SERVICE
    assert "tạm nghỉ đến" in capsys.readouterr().err
    (office / "register" / "transports.json").unlink()
    with opened(office) as register:
        sendable(register, "new-0002", LETTER)
        (waiting, _) = register.outbox.all()
        register.outbox.cancel(waiting.id, "Không gửi nữa", "clerk")
    out.mkdir()
    assert run(esign, ["outbox", "send", "--json"]) == ExitStatus.DONE
    assert len(json.loads(capsys.readouterr().out)["accepted"]) == 1
