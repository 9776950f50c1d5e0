# SPDX-License-Identifier: Apache-2.0
"""`esign outbox list` says which stopped document an update waits for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus
from esign.register import Failing
from esign.register_wiring import open_register
from esign.settings import load_settings
from esign.system import SystemClock
from support.attempts import begin
from support.exchanging import exchanging_office
from support.lives import LETTER
from support.outbox import sendable

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_list_names_the_stopped_document_that_an_update_waits_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = exchanging_office(tmp_path, monkeypatch) / "esign.toml"
    with open_register(load_settings(settings).values, SystemClock()) as register:
        sendable(register, "letter-1", LETTER)
        register.lifecycle.correct("old-0001", "letter-1", "Sai chính tả")
        (claimed,) = register.sending.claim(1)
        begun = begin(register, claimed, "van-thu", b"<edXML/>")
        assert begun is not None
        register.sending.stop(begun, Failing("transport.refused", "18"), "clerk", "refused")
    assert run(esign, ["outbox", "list"]) == ExitStatus.DONE
    assert f"chờ gói tin {begun.id[:8]}" in capsys.readouterr().out
    assert run(esign, ["outbox", "list", "--json"]) == ExitStatus.DONE
    messages = json.loads(capsys.readouterr().out)["messages"]
    assert {each["held_back_by"] for each in messages} == {None, begun.id}
