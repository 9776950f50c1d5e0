# SPDX-License-Identifier: Apache-2.0
"""The lists of messages say what a document is about, and whom it reached on another way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus
from esign.register import Dispatch
from esign.register_wiring import open_register
from esign.settings import load_settings
from esign.system import SystemClock
from support.exchanging import exchanging_office
from support.lives import HOME_AFFAIRS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    """An office with two documents that wait, one of which a receiver has on paper already."""
    folder = exchanging_office(tmp_path, monkeypatch)
    with open_register(load_settings(folder / "esign.toml").values, SystemClock()) as register:
        sent = Dispatch(recipient=HOME_AFFAIRS["name"], received_by="Lan")
        register.lifecycle.dispatch("old-0001", sent, "clerk")
    capsys.readouterr()
    return folder


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run(esign, ["outbox", *arguments, "--json"]) == ExitStatus.DONE
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("office")
def test_a_message_to_whom_the_document_was_handed_is_marked_as_perhaps_needless(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(esign, ["outbox", "list"]) == ExitStatus.DONE
    listed = capsys.readouterr().out
    assert f"đã chuyển bằng cách khác cho {HOME_AFFAIRS['name']}" in listed
    assert listed.count("đã chuyển bằng cách khác") == 1
    (known,) = [each for each in told(capsys, "list")["messages"] if each["dispatched"]]
    (sending,) = known["dispatched"]
    assert (sending["recipient"], sending["received_by"]) == (HOME_AFFAIRS["name"], "Lan")
    assert sending["on"]
    assert f"esign outbox cancel {known['id'][:8]}" in listed
    assert run(esign, ["outbox", "show", known["id"]]) == ExitStatus.DONE
    assert "đã chuyển bằng cách khác" in capsys.readouterr().out


@pytest.mark.usefixtures("office")
def test_every_message_says_what_its_document_is_about(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(esign, ["outbox", "list"]) == ExitStatus.DONE
    listed = capsys.readouterr().out
    messages = told(capsys, "list")["messages"]
    assert messages
    for each in messages:
        assert each["subject"]
        assert f"Trích yếu: {each['subject']}" in listed
