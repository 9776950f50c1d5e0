# SPDX-License-Identifier: Apache-2.0
"""A dossier from its opening to the folder that the archive gets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus

if TYPE_CHECKING:
    import pytest

OPEN = ["dossier", "open", "12.KTKĐ", "--title", "Khen thưởng", "--maintenance", "Vĩnh viễn"]


def test_a_dossier_is_opened_filled_listed_and_exported(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    def told(*arguments: str) -> dict[str, Any]:
        assert run(esign, [*arguments, "--json"]) == ExitStatus.DONE
        content: dict[str, Any] = json.loads(capsys.readouterr().out)
        return content

    assert told(*OPEN)["documents"] == 0
    assert told("dossier", "add", "12.KTKĐ", issued["number"])["added"] == 1
    assert told("dossier", "add", "12.KTKĐ", issued["request_id"])["added"] == 0
    (listed,) = told("dossier", "list")["dossiers"]
    assert (listed["notation"], listed["documents"]) == ("12.KTKĐ", 1)
    (filed,) = told("dossier", "list", "12.KTKĐ")["content"]
    assert filed["number"] == issued["number"]
    done = told("dossier", "export", "12.KTKĐ", "handed-over")
    assert (done["documents"], done["remarks"]) == (1, [])
    (original,) = Path("handed-over").glob("001-*.pdf")
    assert original.read_bytes() == Path(issued["pdf"]).read_bytes()
    assert told("dossier", "due", "--on", "2100-01-01")["documents"] == []


def test_people_are_told_in_words(
    issued: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, expected in (
        (["dossier", "list"], "chưa lập hồ sơ nào"),
        (OPEN, "12.KTKĐ"),
        (["dossier", "add", "12.KTKĐ", issued["number"]], "1 văn bản"),
        (["dossier", "list"], "Khen thưởng (Vĩnh viễn), 1 văn bản"),
        (["dossier", "list", "12.KTKĐ"], issued["number"]),
        (["dossier", "export", "12.KTKĐ", "handed-over"], "handed-over"),
        (["dossier", "due"], "chưa văn bản nào"),
    ):
        assert run(esign, arguments) == ExitStatus.DONE
        assert expected in capsys.readouterr().out


def test_an_export_never_goes_over_an_existing_folder(issued: dict[str, Any]) -> None:
    Path("handed-over").mkdir()
    for arguments in (OPEN, ["dossier", "add", "12.KTKĐ", issued["number"]]):
        assert run(esign, arguments) == ExitStatus.DONE
    assert run(esign, ["dossier", "export", "12.KTKĐ", "handed-over"]) == ExitStatus.OUTPUT


def test_adding_nothing_exits_5(issued: dict[str, Any]) -> None:
    del issued
    assert run(esign, OPEN) == ExitStatus.DONE
    assert run(esign, ["dossier", "add", "12.KTKĐ"]) == ExitStatus.INPUT
