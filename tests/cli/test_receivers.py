# SPDX-License-Identifier: Apache-2.0
"""What the list of agencies says of receivers is told wherever a document is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus
from esign.exchange import unpack

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "code,name,closed,successor_code\n"
SUCCESSOR = "H99.77,Sở Nội vụ và Lao động tỉnh Ví Dụ,,\n"
OTHERS = "H99.12.05,Trường Trung học phổ thông Ví Dụ,,\n"
"""The sample's other receivers."""
RECEIVER = "H99.01"

pytestmark = pytest.mark.usefixtures("office")


def listed(line: str) -> None:
    """Take over a whole list that has the other receivers, one more agency, and this line."""
    Path("list.csv").write_text(HEAD + SUCCESSOR + OTHERS + line, encoding="utf-8")
    assert run(esign, ["agencies", "import", "list.csv", "--whole"]) == ExitStatus.DONE


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    """The exit status of a command, and what it tells a program."""

    def ask(*arguments: str) -> tuple[int, Any]:
        capsys.readouterr()
        status = run(esign, [*arguments, "--json"])
        return status, json.loads(capsys.readouterr().out)

    return ask


def codes(content: dict[str, Any]) -> set[str]:
    return {each["code"] for each in content["remarks"] if each["path"].startswith("receivers")}


def test_no_number_is_taken_for_a_receiver_that_is_closed(
    sample: Path, told: Callable[..., tuple[int, Any]]
) -> None:
    listed(f"{RECEIVER},Sở Cũ,1,H99.77\n")
    status, drafted = told("draft", str(sample))
    assert status == ExitStatus.DONE
    assert "directory.closed_suggested" in codes(drafted)
    for command in ("issue", "prepare"):
        status, made = told(command, str(sample))
        assert status == ExitStatus.INPUT
        (document,) = made["documents"]
        found = {each["code"]: each for each in document["error"]["details"]}
        assert found["directory.closed_suggested"]["path"] == "receivers[1].code"
        assert "number" not in document
    listed(f"{RECEIVER},Văn phòng Ủy ban nhân dân tỉnh Ví Dụ,,\n")
    status, made = told("issue", str(sample))
    assert made["documents"][0]["number"] == "01/QĐ-SGDĐT"


def test_no_number_is_taken_for_a_receiver_whose_code_is_mistyped_or_old(
    sample: Path, told: Callable[..., tuple[int, Any]]
) -> None:
    assert codes(told("draft", str(sample))[1]) == set()
    for line, fault in (
        ("H99.02,Sở Khác,,\n", "directory.unknown"),
        (f"H99.03,Sở Khác,,\n{RECEIVER},Sở Cũ,1,H99.03\n", "directory.closed"),
    ):
        listed(line)
        assert any(each.startswith(fault) for each in codes(told("draft", str(sample))[1]))
        for command in ("prepare", "issue"):
            status, made = told(command, str(sample))
            assert status == ExitStatus.INPUT
            (document,) = made["documents"]
            assert [each["code"].startswith(fault) for each in document["error"]["details"]]
            assert "number" not in document


def test_a_code_that_the_list_lacks_and_is_right_is_added_first(
    sample: Path, told: Callable[..., tuple[int, Any]]
) -> None:
    listed("H99.02,Sở Khác,,\n")
    assert told("issue", str(sample))[0] == ExitStatus.INPUT
    added = f"{HEAD}{RECEIVER},Văn phòng Ủy ban nhân dân tỉnh Ví Dụ,,\n"
    Path("more.csv").write_text(added, encoding="utf-8")
    assert run(esign, ["agencies", "import", "more.csv"]) == ExitStatus.DONE
    status, made = told("issue", str(sample))
    assert status == ExitStatus.DONE
    assert codes(made["documents"][0]) == set()


def test_the_doctor_says_of_when_the_list_is_where_packages_are_exchanged(
    office: Path, told: Callable[..., tuple[int, Any]], sample: Path
) -> None:
    def found() -> dict[str, str]:
        return {each["code"]: each["health"] for each in told("doctor")[1]["checks"]}

    assert told("prepare", str(sample))[0] == ExitStatus.DONE
    assert not any("directory" in code for code in found())
    with (office / "esign.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[exchange]\ntransport = "t"\n[transport.t]\nkind = "folder"\n')
        settings.write('folder = "shared"\n')
    assert found()["doctor.no_directory"] == "warning"
    listed("")
    assert found()["doctor.directory"] == "good"


TWICE = {
    "000.00.01.H99": "request.receiver_twice",
    "00.01.H99": "request.receiver_twice",
    "H99.12": "request.receiver_self",
    "000.00.12.H99": "request.receiver_self",
}


@pytest.mark.parametrize("with_list", [False, True], ids=["no list", "a list"])
def test_no_number_is_taken_for_an_agency_named_twice_or_for_our_own(
    sample: Path, told: Callable[..., tuple[int, Any]], *, with_list: bool
) -> None:
    if with_list:
        listed(f"{RECEIVER},Văn phòng Ủy ban nhân dân tỉnh Ví Dụ,,\n")
    sound = sample.read_text(encoding="utf-8")
    for code, fault in TWICE.items():
        sample.write_text(_with_receiver(sound, code), encoding="utf-8")
        assert fault in codes(told("draft", str(sample))[1])
        for command in (("prepare",), ("issue",), ("issue", "--dry-run")):
            status, made = told(*command, str(sample))
            (document,) = made["documents"]
            assert (status, "number" in document) == (ExitStatus.INPUT, False)
            assert fault in {each["code"] for each in document["error"]["details"]}


def test_the_address_of_a_receiver_stands_in_the_package_that_is_issued(
    sample: Path, told: Callable[..., tuple[int, Any]]
) -> None:
    sound = sample.read_text(encoding="utf-8")
    place = 'tỉnh Ví Dụ", address = "Số 1 đường A" }'
    sample.write_text(sound.replace('tỉnh Ví Dụ" }', place, 1), encoding="utf-8")
    (document,) = told("issue", str(sample))[1]["documents"]
    first, second = unpack(Path(document["package"]).read_bytes()).receivers
    assert (first.address, second.address) == ("Số 1 đường A", "")


def _with_receiver(request: str, code: str) -> str:
    """A request with one more receiver, behind the others."""
    more = f'  {{ code = "{code}", name = "Tên khác" }},\n]\ninternal_note'
    return request.replace("]\ninternal_note", more, 1)
