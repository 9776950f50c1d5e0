# SPDX-License-Identifier: Apache-2.0
"""The clerk at the books: reserved numbers, paper documents, incoming documents."""

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

    Told = Callable[..., dict[str, Any]]

ENTER = ("book", "enter", "--kind", "decision", "--subject", "Về việc bổ nhiệm")


@pytest.fixture
def told(office: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    """Runs a command that must succeed; what it says as JSON."""
    del office

    def tell(*arguments: str) -> dict[str, Any]:
        assert run(esign, [*arguments, "--json"]) == ExitStatus.DONE
        content: dict[str, Any] = json.loads(capsys.readouterr().out)
        return content

    return tell


def test_a_reserved_number_is_used_by_the_request_that_names_it(
    told: Told, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = told("book", "reserve", "--kind", "decision", "--note", "Khen thưởng", "--count", "2")
    assert [entry["number"] for entry in kept["entries"]] == ["01/QĐ-SGDĐT", "02/QĐ-SGDĐT"]
    assert run(esign, ["issue", str(sample), "--reserved", "3"]) == ExitStatus.INPUT
    assert "esign book list" in capsys.readouterr().err
    assert run(esign, ["issue", str(sample), "--reserved", "2", "--dry-run"]) == ExitStatus.DONE
    capsys.readouterr()
    (document,) = told("issue", str(sample), "--reserved", "02/QĐ-SGDĐT")["documents"]
    assert (document["number"], document["remarks"]) == ("02/QĐ-SGDĐT", [])
    assert document["issued_on"] == kept["entries"][1]["issued_on"]
    assert Path(document["pdf"]).name == "02-QD-SGDDT-2026.pdf" or "02-QD" in document["pdf"]
    assert run(esign, ["issue", str(sample), "--reserved", "1"]) == ExitStatus.INPUT
    assert "đã có số 02/QĐ-SGDĐT" in capsys.readouterr().err
    listed = {book["name"]: book for book in told("book", "list")["books"]}
    assert [entry["number"] for entry in listed["outgoing"]["reserved"]] == ["01/QĐ-SGDĐT"]
    assert told("void", "01/QĐ-SGDĐT", "--reason", "Không dùng", "--yes")["state"] == "voided"
    assert run(esign, ["book", "list"]) == ExitStatus.DONE
    assert "Đang giữ" not in capsys.readouterr().out


def test_one_reservation_serves_one_request(
    requests: Callable[[int], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(esign, ["issue", *requests(2), "--reserved", "1"]) == ExitStatus.USAGE
    assert "--reserved" in capsys.readouterr().err


def test_a_kind_whose_symbol_is_open_needs_what_it_depends_on(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = ("book", "reserve", "--kind", "official-letter", "--note", "Công văn")
    assert run(esign, [*letter]) == ExitStatus.INPUT
    assert "unit" in capsys.readouterr().err
    assert run(esign, [*letter, "--set", "unit"]) == ExitStatus.USAGE
    assert "TRƯỜNG=NỘI DUNG" in capsys.readouterr().err
    (kept,) = told(*letter, "--set", "unit=VP")["entries"]
    assert kept["number"] == "01/SGDĐT-VP"


def test_a_paper_document_is_entered_once(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    paper = (*ENTER, "--signer", "Nguyễn Minh Châu", "--recipient", "Lưu: VT", "--id", "giay-0001")
    assert told(*paper)["number"] == told(*paper)["number"] == "01/QĐ-SGDĐT"
    assert run(esign, [*paper[:-1], "giay-0002", "--dated", "01/01/2020"]) == ExitStatus.INPUT
    assert "01/01/2020" in capsys.readouterr().err
    assert told("find", "bo nhiem")["entries"][0]["medium"] == "paper"
    assert run(esign, ["find", "giay-0001"]) == ExitStatus.DONE
    assert "đã phát hành" in capsys.readouterr().out


def test_an_incoming_document_is_entered_passed_on_and_found(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("cong-van.pdf").write_bytes(b"%PDF")
    letter = ("--author", "UBND tỉnh Ví Dụ", "--subject", "Công văn về việc rà soát", "--symbol")
    come = told("book", "receive", *letter, "123/UBND", "--file", "cong-van.pdf")
    assert (come["arrival_number"], come["addressee"]) == (1, None)
    assert len(come["sha256"]) == 64
    assert run(esign, ["book", "forward", "1"]) == ExitStatus.INPUT
    assert "Đơn vị, người nhận" in capsys.readouterr().err
    assert run(esign, ["book", "forward", "2", "--to", "VP"]) == ExitStatus.INPUT
    capsys.readouterr()
    passed = told("book", "forward", "1", "--to", "Phòng QLCL", "--received-by", "Lê Văn Dụ")
    assert (passed["addressee"], passed["received_by"]) == ("Phòng QLCL", "Lê Văn Dụ")
    (found,) = told("find", "ra soat", "--incoming")["arrivals"]
    assert found == {key: passed[key] for key in found}
    assert run(esign, ["find", "--incoming"]) == ExitStatus.DONE
    assert "123/UBND, UBND tỉnh Ví Dụ" in capsys.readouterr().out
    assert told("book", "list")["books"][-1]["last"] == 1


def test_words_and_their_listing(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del office
    for arguments, said in (
        (["book", "reserve", "--kind", "decision", "--note", "Giữ"], "Đã giữ số 01/QĐ-SGDĐT"),
        ([*ENTER, "--signer", "A"], "Số 02/QĐ-SGDĐT ngày"),
        (["book", "receive", "--author", "A", "--subject", "B"], "Số đến 1 năm"),
        (["book", "forward", "1", "--to", "VP"], "Văn bản đến số 1: đã chuyển cho VP"),
        (["book", "list"], "Đang giữ số 01/QĐ-SGDĐT"),
        (["book", "--help"], "Giữ trước số"),
    ):
        assert run(esign, arguments) == ExitStatus.DONE
        assert said in capsys.readouterr().out
    assert run(esign, ["book", "lits"]) == ExitStatus.USAGE
    assert "có phải list không" in capsys.readouterr().err
    assert run(esign, ["doctor"]) == ExitStatus.DONE
    assert "Số đang giữ trước, chưa dùng: 01/QĐ-SGDĐT" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("kind", "options"),
    [("official-letter", "--set unit=VP"), ("general", "--set document_type=")],
)
def test_a_kind_whose_symbol_is_open_says_which_option_settles_it(
    office: Path, capsys: pytest.CaptureFixture[str], kind: str, options: str
) -> None:
    del office
    for command in (("book", "reserve", "--note", "Lịch thi"), (*ENTER[:2], "--subject", "x")):
        signer = ["--signer", "A"] if command[1] == "enter" else []
        status = run(esign, [*command, "--kind", kind, *signer])
        assert status == ExitStatus.INPUT
        assert options in capsys.readouterr().err
