# SPDX-License-Identifier: Apache-2.0
"""Two offices and the simulated axis: the same end, whatever goes wrong on the way."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from esign.cli import axis_demo, esign
from esign.cli.boundary import run
from esign.demo.exchange import DECISION, expected_outcome
from esign.errors import ConfigurationError, ExitStatus
from esign.exchange import unpack
from support.source import ROOT

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = ROOT / "docs/exchange.md"


def played(capsys: pytest.CaptureFixture[str], *options: object) -> tuple[int, dict[str, Any], str]:
    """How the demonstration ends, its JSON, and what was shown."""
    status = run(esign, ["axis", "demo", "--json", *map(str, options)])
    out, shown = capsys.readouterr()
    return status, json.loads(out), shown


def test_a_decision_is_sent_accepted_answered_recalled_and_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    status, content, shown = played(capsys, "--folder", "training")
    assert (status, content["offices"]) == (ExitStatus.DONE, expected_outcome())
    (decision,) = content["offices"]["H99.12"]["documents"]
    assert decision["number"] == DECISION
    assert decision["state"] == "recalled"
    told = {each["act"]: each["receivers"] for each in decision["messages"]}
    assert told == {"released": {"H99.01": "accepted"}, "recalled": {"H99.01": "taken_back"}}
    letter = tmp_path / "training/van-phong/issued/01-VP-KGVX-2026.edxml"
    (answered,) = unpack(letter.read_bytes()).answers
    assert (answered.agency_code, answered.code) == ("H99.12", DECISION)
    for command in ("outbox send", "inbox receive", "inbox accept 1", "inbox agree", "track"):
        assert f"$ esign {command}" in shown
    assert "(tài khoản" in shown.rpartition(f"$ esign track {DECISION}")[2]
    run_the_guide()
    assert "transport.unreachable" in capsys.readouterr().out


def run_the_guide() -> None:
    """What the guide says of Python, in the folder with both offices; the axis has stopped."""
    names: dict[str, object] = {}
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) >= 3
    for block in blocks:
        exec(block, names)  # noqa: S102 - our own guide


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 7, 11])
def test_the_same_end_is_reached_through_faults(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--faults", "--seed", seed, "--folder", tmp_path / "both")
    status, content, shown = played(capsys, *options)
    assert (status, content["offices"]) == (ExitStatus.DONE, expected_outcome())
    assert "transport." in shown or "gửi lại" in shown


def test_another_end_than_expected_is_a_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = {**expected_outcome(), "H99.01": {}}
    monkeypatch.setattr(axis_demo, "_played", lambda *_: other)
    status, content, shown = played(capsys, "--seed", 5)
    assert (status, content["as_expected"]) == (ExitStatus.BUG, False)
    assert "5" in shown.splitlines()[-1]


def test_a_folder_with_something_in_it_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").touch()
    status, content, _ = played(capsys, "--folder", tmp_path)
    assert (status, content["code"]) == (ExitStatus.OUTPUT, "demo.folder_not_empty")
    assert [each.name for each in tmp_path.iterdir()] == ["mine"]


def test_a_command_that_fails_ends_the_story_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(*_: object) -> None:
        raise ConfigurationError("demo.command_failed", command="issue", status=7)

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(axis_demo, "_played", failing)
    status, content, _ = played(capsys)
    assert (status, content["code"]) == (ExitStatus.CONFIGURATION, "demo.command_failed")
    assert list(tmp_path.iterdir()) == []
