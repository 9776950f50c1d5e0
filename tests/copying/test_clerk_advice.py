# SPDX-License-Identifier: Apache-2.0
"""What a clerk is told who takes the wrong way: the one command that is right, and no other."""

from __future__ import annotations

import io
import os
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import InputError
from esign.messages import Language, message
from support.copies import EXTRACT, copy_request, examined
from support.office import DECISION
from support.pki import PASSPHRASE
from support.scans import PAPER, scan
from support.word_files import tampered, with_annotation, word_pdf

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.copies import Shelf


@pytest.fixture
def told(
    shelf: Shelf,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Callable[..., str]:
    """Runs a command that is refused in a folder with requests and files; gives what it says."""
    monkeypatch.chdir(tmp_path)
    copy_request(tmp_path).rename("copy.toml")
    excerpt = EXTRACT.read_text(encoding="utf-8").replace("vidu-trich-sao", "trich-sao-moi")
    (tmp_path / "extract.toml").write_text(excerpt, encoding="utf-8")
    shutil.copy(DECISION, "decision.toml")
    (tmp_path / "scan.pdf").write_bytes(scan())
    (tmp_path / "word.pdf").write_bytes(word_pdf())
    settings = str(shelf.folder / "office" / "esign.toml")

    def ask(*words: str, status: int = 5) -> str:
        capfd.readouterr()
        given = () if "--settings" in words else ("--settings", settings)
        assert run(esign, [*words, *given]) == status
        said = capfd.readouterr()
        return said.out + said.err

    return ask


EXCERPT = "esign copy --request YÊU-CẦU.toml"
SCANNED = "esign copy TỆP.pdf --request YÊU-CẦU.toml"


@pytest.mark.parametrize(
    ("command", "advice"),
    [
        ("issue extract.toml --dry-run", EXCERPT),
        ("prepare extract.toml", EXCERPT),
        ("copy scan.pdf --request extract.toml --dry-run", EXCERPT),
        ("adopt word.pdf --request extract.toml --dry-run", EXCERPT),
        ("issue copy.toml --dry-run", SCANNED),
        ("prepare copy.toml", SCANNED),
        ("draft copy.toml", SCANNED),
        ("copy --request copy.toml --dry-run", SCANNED),
        ("adopt scan.pdf --request copy.toml --dry-run", SCANNED),
        ("copy --request decision.toml --dry-run", "esign issue"),
        ("copy scan.pdf --request decision.toml --dry-run", "esign issue"),
    ],
)
def test_the_advice_is_one_command_that_works(
    command: str, advice: str, told: Callable[..., str]
) -> None:
    said = told(*command.split())
    assert advice in said
    assert len(set(re.findall(r"esign (?:copy(?: --| TỆP)|issue|adopt)", said))) == 1
    assert "adopted" not in said
    assert "sha256" not in said


def test_the_advice_for_an_excerpt_leads_to_its_end(told: Callable[..., str]) -> None:
    told("copy", "--request", "extract.toml", "--dry-run", status=0)


def test_a_register_of_an_older_program_is_brought_up_to_date(
    shelf: Shelf, told: Callable[..., str], tmp_path: Path
) -> None:
    office = shutil.copytree(shelf.folder / "office", tmp_path / "office")
    (books,) = office.rglob("register.sqlite3")
    shutil.rmtree(books.parent)
    books.parent.mkdir(mode=0o700)
    dump = Path(__file__).parents[1] / "register" / "schemas" / "0004.sqlite.sql"
    with closing(sqlite3.connect(books)) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    of_it = ("--request", "extract.toml", "--settings", str(office / "esign.toml"))
    assert "register.older" in told("copy", "--dry-run", *of_it, status=6)
    assert "settings.no_credential" in told("copy", *of_it, status=7)  # nobody types a password
    assert "settings.no_credential" not in told("copy", "--dry-run", *of_it, status=0)


def test_an_empty_form_is_not_to_be_filled_with_digests(
    told: Callable[..., str], tmp_path: Path
) -> None:
    assert run(esign, ["new", "certified-copy", "-o", str(tmp_path / "form.toml")]) == 0
    assert SCANNED in told("issue", "form.toml", "--dry-run")
    assert SCANNED in told("copy", "--request", "form.toml", "--dry-run")


def test_a_signed_file_is_to_be_passed_on_and_nothing_else_is_said(
    told: Callable[..., str], shelf: Shelf, tmp_path: Path
) -> None:
    shutil.copy(shelf.copy.pdf, tmp_path / "signed.pdf")
    said = told("copy", "signed.pdf", "--request", "copy.toml", "--dry-run")
    assert said.splitlines() == [
        f"Lỗi: {message('copy.signed', Language.VIETNAMESE, {'name': 'signed.pdf'})} [copy.signed]",
        "→ Chuyển nguyên tệp đã ký; chép bao nhiêu lần, chữ ký vẫn kiểm tra được.",
    ]


@pytest.mark.parametrize("case", ["unsafe", "unreadable", "locked"])
def test_no_scanner_is_sent_to_a_word_processor(
    case: str, told: Callable[..., str], tmp_path: Path
) -> None:
    data = {
        "unsafe": lambda: tampered(with_annotation),
        "unreadable": lambda: b"%PDF-1.7 nonsense",
        "locked": lambda: tampered(lambda writer: writer.encrypt("owner", "user")),
    }[case]()
    (tmp_path / "scan.pdf").write_bytes(data)
    said = told("copy", "scan.pdf", "--request", "copy.toml", "--dry-run")
    assert "Word" not in said
    assert said.count("→") == 1
    assert "Quét lại bản giấy" in said


def test_archiving_is_spoken_of_once_and_the_result_is_called_a_copy(
    told: Callable[..., str], tmp_path: Path
) -> None:
    text = (tmp_path / "copy.toml").read_text(encoding="utf-8")
    (tmp_path / "copy.toml").write_text(text.replace("sao-y-2026-0001", "sao-y-2026-0009"))
    command = ("copy", "scan.pdf", "--request", "copy.toml")
    assert "PDF/A" not in told(*command, "--png", status=0)
    assert "PDF/A" not in told(*command, "--dry-run", status=0)
    reading, writing = os.pipe()
    os.write(writing, f"{PASSPHRASE}\n{PASSPHRASE}\n".encode())
    os.close(writing)
    said = told(*command, "--passphrase-fd", str(reading), status=0)
    os.close(reading)
    assert said.count("PDF/A") == 1
    assert "Bản sao PDF:" in said
    assert "Bản gốc" not in said
    assert "Đã cấp bản sao số" in said


def _as_pdf(sheets: list[Image.Image]) -> bytes:
    out = io.BytesIO()
    sheets[0].save(out, "PDF", resolution=200, save_all=True, append_images=sheets[1:])
    return out.getvalue()


def _sheet(colour: tuple[int, int, int]) -> Image.Image:
    return Image.new("RGB", (1654, 2339), colour)


def test_grey_that_was_saved_as_colour_is_found_out(shelf: Shelf, tmp_path: Path) -> None:
    grey = _as_pdf([_sheet((250, 250, 250)), _sheet((240, 240, 240))])
    with pytest.raises(InputError, match="scan_unfit") as refused:
        examined(shelf.office, copy_request(tmp_path), grey)
    assert [detail.code for detail in refused.value.details] == ["copy.grey"]


def test_a_white_sheet_among_coloured_ones_is_none(shelf: Shelf, tmp_path: Path) -> None:
    sheets = _as_pdf([_sheet((255, 255, 255)), _sheet(PAPER)])
    _, pages = examined(shelf.office, copy_request(tmp_path), sheets)
    assert pages.found.pages == 2
