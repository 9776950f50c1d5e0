# SPDX-License-Identifier: Apache-2.0
"""What a clerk says of a restored office at the command line, and what is asked of him."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Callable

RESERVE = ["book", "reserve", "--kind", "decision", "--note", "Khen thưởng", "--count", "2"]
CONFIRM = ["book", "confirm", "outgoing"]


class Terminal:
    """Somebody at a terminal who types one answer after the other."""

    def __init__(self, *answers: str) -> None:
        self._answers = iter(answers)

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return next(self._answers)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """What a command says to a program."""

    def tell(*arguments: str, status: ExitStatus = ExitStatus.DONE) -> dict[str, Any]:
        assert run(esign, [*arguments, "--json"]) == status
        content: dict[str, Any] = json.loads(capsys.readouterr().out)
        return content

    return tell


@pytest.fixture
def again(
    office: Path,
    issued: dict[str, Any],
    requests: Callable[[int], list[str]],
    told: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """A request that waits to be signed; 02 and 03 were reserved, and the register restored."""
    del issued
    (begun,) = requests(1)
    assert [each["number"][:2] for each in told(*RESERVE)["entries"]] == ["02", "03"]
    assert told("prepare", begun)["documents"][0]["outcome"] == "prepared"
    assert told("backup", "backups")["acts"]
    assert told("restore", "backups", "again")["unconfirmed"]
    text = (office / "esign.toml").read_text(encoding="utf-8")
    settings = office / "again.toml"
    folder = f'folder = "{Path.cwd() / "again"}"'
    settings.write_text(text.replace('folder = "register"', folder), encoding="utf-8")
    monkeypatch.setenv("ESIGN_SETTINGS", str(settings))
    return begun


@pytest.mark.usefixtures("again")
def test_the_clerk_is_asked_of_each_reservation(
    told: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdin", Terminal("c\n", "c\n", "\n"))
        patch.setattr("sys.stderr.isatty", lambda: True)
        assert run(esign, CONFIRM) == ExitStatus.DONE
    shown = capsys.readouterr()
    assert shown.err.count("CHƯA dùng") == 2
    assert "02/QĐ-SGDĐT: Khen" not in shown.out
    assert "03/QĐ-SGDĐT: Khen" in shown.out
    assert "--unused" in shown.out
    (done,) = told(*CONFIRM, "--yes")["books"]  # who only agrees says nothing of them
    assert [each["number"] for each in done["reserved"]] == ["03/QĐ-SGDĐT"]
    (done,) = told(*CONFIRM, "--unused", "3", "--yes")["books"]
    assert (done["reserved"], done["confirmed_now"]) == ([], False)
    assert run(esign, [*CONFIRM, "copies", "--unused", "3", "--yes"]) == ExitStatus.USAGE


def test_the_leaders_desk_asks_whether_what_was_begun_is_out(
    again: str, told: Callable[..., dict[str, Any]]
) -> None:
    assert told(*CONFIRM, "--yes")["books"]
    approved = ["--approve", told("sign")["sha256"]]
    (refused,) = told("sign", *approved, status=ExitStatus.INPUT)["documents"]
    assert refused["error"]["code"] == "register.perhaps_finished"
    (signed,) = told("sign", *approved, "--after-restore")["documents"]
    assert signed["outcome"] == "signed"
    assert told("seal")["documents"][0]["outcome"] == "issued"  # said once, and recorded
    assert told("issue", again)["documents"][0]["outcome"] == "issued_before"
    assert told("audit", "check")["schema"]
