# SPDX-License-Identifier: Apache-2.0
"""`esign agencies`: fetching, searching and checking as a clerk does it."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus
from esign.rehearsal import receiver_remarks
from support.axes import OFFICE, SECRETS, running_axis

if TYPE_CHECKING:
    from pathlib import Path

    from esign.model import Request
    from esign.register import Register

LIST = "code,name,successor_code\nH99.12,Sở Giáo dục và Đào tạo tỉnh Ví Dụ,\nH99.08,Sở Cũ,H99.12\n"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "esign.toml").write_text('[register]\nfolder = "register"\n', encoding="utf-8")
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    status = run(esign, ["agencies", *arguments, "--json"])
    content: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, content


def test_codes_are_checked_against_an_imported_list(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported = ["agencies", "import", str(office / "list.csv"), "--whole"]
    assert run(esign, imported) == ExitStatus.DONE
    assert "2 cơ quan từ tệp: thêm 2" in capsys.readouterr().out
    assert run(esign, ["agencies", "search", "giao", "duc"]) == ExitStatus.DONE
    assert capsys.readouterr().out == "H99.12  Sở Giáo dục và Đào tạo tỉnh Ví Dụ\n"
    assert run(esign, ["agencies", "check", "H99.12"]) == ExitStatus.DONE
    assert run(esign, ["agencies", "check", "H99.12", "H99.08", "H99.21"]) == ExitStatus.INPUT
    shown = capsys.readouterr().out
    assert "cơ quan kế thừa: H99.12" in shown
    assert "mã gần giống: H99.12" in shown


def test_names_that_a_list_changes_and_agencies_that_it_would_close_are_named(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("Một", "Hai", "Ba", "Bốn", "Năm")
    lines = [f"H99.0{place},Sở {name}" for place, name in enumerate(names, start=1)]
    (office / "five.csv").write_text("\n".join(["code,name", *lines]), encoding="utf-8")
    (office / "one.csv").write_text("code,name\nH99.01,Sở Đổi Tên\n", encoding="utf-8")
    assert run(esign, ["agencies", "import", "five.csv", "--whole"]) == ExitStatus.DONE
    capsys.readouterr()
    assert run(esign, ["agencies", "import", "one.csv", "--whole"]) == ExitStatus.INPUT
    refused = capsys.readouterr().err
    assert "H99.02 Sở Hai; H99.03 Sở Ba; H99.04 Sở Bốn; H99.05 Sở Năm" in refused
    assert "--fewer" in refused
    assert run(esign, ["agencies", "import", "one.csv"]) == ExitStatus.DONE
    assert "H99.01  đổi tên: Sở Một → Sở Đổi Tên" in capsys.readouterr().out
    assert run(esign, ["agencies", "import", "one.csv", "--whole", "--fewer"]) == ExitStatus.DONE
    assert "H99.02  ngừng hoạt động: Sở Hai" in capsys.readouterr().out


def test_a_program_gets_findings_and_suggestions(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del office
    assert answered(capsys, "import", "list.csv", "--whole")[1]["added"] == 2
    status, content = answered(capsys, "check", "000.00.12.H99", "99.W00")
    assert status == ExitStatus.INPUT
    assert content["schema"] == "esign.agencies_check/1"
    assert [each["fault"] for each in content["codes"]] == ["old", "hub"]
    assert content["codes"][0]["suggestions"][0]["agency"]["code"] == "H99.12"
    assert answered(capsys, "search", "so cu")[1]["agencies"][0]["successor_code"] == "H99.12"


def test_the_list_is_fetched_from_the_axis(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answered(capsys, "sync")[0] == ExitStatus.CONFIGURATION
    (office / "credentials").mkdir(mode=0o700)
    (office / "credentials" / "truc").write_text(SECRETS[OFFICE], encoding="utf-8")
    (office / "credentials" / "truc").chmod(0o600)
    with running_axis() as server:
        settings = f"""
[register]
folder = "register"
[credentials]
folder = "credentials"
[exchange]
transport = "truc"
[transport.truc]
kind = "vxp"
url = "{server.url}/XrdAdapter/adapter"
system_id = "{OFFICE}"
"""
        (office / "esign.toml").write_text(settings, encoding="utf-8")
        status, content = answered(capsys, "sync")
    assert (status, content["source"], content["added"]) == (ExitStatus.DONE, "truc", 6)
    (closed,) = answered(capsys, "check", "H99.08")[1]["codes"]
    assert (closed["fault"], closed["suggestions"][0]["agency"]["code"]) == ("closed", "H99.15")


def test_a_rehearsal_remarks_on_receivers_that_nothing_can_be_sent_to(
    register: Register,
) -> None:
    receivers = [
        {"code": "H99.12", "name": "Sở Giáo dục và Đào tạo tỉnh Ví Dụ"},
        {"code": "H99.08", "name": "Sở Giao thông vận tải"},
        {"code": "99.12.W00", "name": "Trục tỉnh"},
    ]
    request = SimpleNamespace(content={"receivers": receivers})
    found = receiver_remarks(cast("Request", request), register)
    assert [(each.code, each.path) for each in found] == [
        ("directory.closed_suggested", "receivers[2].code"),
        ("directory.hub", "receivers[3].code"),
    ]
    assert receiver_remarks(cast("Request", request), None) == ()
