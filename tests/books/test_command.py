# SPDX-License-Identifier: Apache-2.0
"""`esign book print` in a trial office with one issued document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from esign.acceptance import inspect
from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus
from esign.files import read_bounded
from esign.model import Verdict
from esign.printing import SEALED_POLICY
from esign.system import SystemClock
from esign.trust import TrustStore
from support.trial import SETTINGS, issued_in, trial_office

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A trial office that has issued one decision, chosen by the environment."""
    folder = trial_office(tmp_path_factory.mktemp("office") / "demo")
    issued_in(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SETTINGS, str(folder / "esign.toml"))
        yield folder


@pytest.fixture(autouse=True)
def _elsewhere(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del office
    monkeypatch.chdir(tmp_path)


def printed(*arguments: str) -> int:
    return run(esign, ["book", "print", *arguments])


def test_the_book_lies_in_the_current_folder_under_its_name() -> None:
    year = SystemClock().now().year
    assert printed("outgoing") == ExitStatus.DONE
    assert Path(f"outgoing-{year}.pdf").read_bytes().startswith(b"%PDF")


def test_what_lies_there_is_not_written_over_unasked(capsys: pytest.CaptureFixture[str]) -> None:
    target = Path("book.csv")
    target.write_bytes(b"mine")
    assert printed("outgoing", "-o", "book.csv") == ExitStatus.OUTPUT
    assert target.read_bytes() == b"mine"
    assert "output.exists" in capsys.readouterr().err
    assert printed("outgoing", "-o", "book.csv", "--overwrite") == ExitStatus.DONE
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_suffix_of_the_output_says_the_form() -> None:
    assert printed("outgoing", "-o", "sổ.xlsx") == ExitStatus.DONE
    sheet = openpyxl.load_workbook("sổ.xlsx").worksheets[0]
    assert sheet["A2"].value.startswith("01/QĐ-")
    assert sheet.max_row == 2


def test_a_sealed_book_passes_its_policy_and_no_other(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert printed("outgoing", "--seal", "-o", "book.pdf") == ExitStatus.DONE
    trust = TrustStore.load(office / "trust")
    now = SystemClock().now()
    data = read_bounded(Path("book.pdf"))
    assert inspect(data, trust=trust, at=now, policy=SEALED_POLICY).verdict is Verdict.PASSED
    assert inspect(data, trust=trust, at=now).verdict is Verdict.FAILED
    words = ["verify", "book.pdf", "--trust-dir", str(office / "trust"), "--policy", "sealed"]
    assert run(esign, words) == ExitStatus.DONE
    assert "Sổ đăng ký văn bản đi năm" in capsys.readouterr().out
    assert run(esign, words[:-2]) == ExitStatus.FAILED


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_only_a_pdf_can_be_sealed(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed("outgoing", "--seal", "--format", form) == ExitStatus.USAGE
    assert "printing.only_pdf_is_sealed" in capsys.readouterr().err
    assert list(Path().iterdir()) == []


def test_a_program_is_told_what_was_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed("outgoing", "--format", "csv", "--to", "1", "--json") == ExitStatus.DONE
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    year = SystemClock().now().year
    assert said == {
        "schema": "esign.book_print/1",
        "path": f"outgoing-{year}-01-01.csv",
        "title": "Sổ đăng ký văn bản đi",
        "year": year,
        "first": "01",
        "last": "01",
        "rows": 1,
        "closed_on": None,
        "sealed": False,
    }


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (["outgong"], ExitStatus.INPUT, "printing.unknown_book"),
        (["outgoing", "--from", "3", "--to", "2"], ExitStatus.USAGE, "printing.empty_range"),
        (["outgoing", "--from", "0"], ExitStatus.USAGE, "usage.bad_least"),
        (["outgoing", "--format", "docx"], ExitStatus.USAGE, "usage.bad_choice"),
        ([], ExitStatus.USAGE, "usage.missing"),
    ],
)
def test_what_is_asked_wrongly_is_answered_and_nothing_is_written(
    words: list[str], status: ExitStatus, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert printed(*words) == status
    assert code in capsys.readouterr().err
    assert list(Path().iterdir()) == []


def test_an_office_without_a_register_is_told_so(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ESIGN_REGISTER__FOLDER", str(office / "none"))
    assert printed("outgoing") == ExitStatus.INPUT
    assert "find.no_register" in capsys.readouterr().err
