# SPDX-License-Identifier: Apache-2.0
"""Packages from before 2016 are judged by their files, in each of the forms they come in."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus, InputError
from esign.model import Verdict
from esign.receiving import Given, Judges, Means, Nature, Piece, Sources, judge, nature_of
from esign.trust import TrustStore
from support.ports import FIXED_NOW
from support.received import SHEET, changed_page, packed, zipped
from support.sealed import sealed_page
from support.soap_packages import (
    BARE_PARTS,
    MAIL,
    SOAP,
    WITH_PARTS,
    older,
    older_mail,
    understated,
    zipped_mail,
)

if TYPE_CHECKING:
    from pathlib import Path

NAME = "05-QD-SGDDT.pdf"
CONTENT = re.compile(rb"ContentTransferEncoded[^>]*>([^<]+)<")


@pytest.fixture(scope="module")
def means(trust_dir: Path) -> Means:
    return Means(TrustStore.open(trust_dir), FIXED_NOW)


def parted(text: str, files: list[tuple[str, bytes]]) -> bytes:
    """A package as a message of several parts: its XML, then files, each below one field."""
    start, end = text.index("<document>"), text.index("</SOAP-ENV:Body>")
    parts = [("Content-Type: text/xml", text[:start].encode() + text[end:].encode()), *files]
    return (
        b"".join(
            f"--limit\r\n{field}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
            + b64encode(data)
            + b"\r\n"
            for field, data in parts
        )
        + b"--limit--\r\n"
    )


def forms(data: bytes) -> dict[str, bytes]:
    """A package with this file, by the name it comes under."""
    files = {NAME: data}
    return {"goi.xml": older(SHEET, files).encode(), "goi.zip": older_mail(SHEET, files)}


def test_a_changed_file_fails_the_package_in_every_form(means: Means) -> None:
    for path, data in forms(changed_page()).items():
        found = judge(Piece(path, data), means)
        assert (found.nature, found.verdict) == (Nature.PACKAGE, Verdict.FAILED)


def test_a_sheet_that_says_something_else_than_its_file_fails(means: Means) -> None:
    data = older(SHEET, {NAME: sealed_page()}).replace(">05<", ">06<")
    found = judge(Piece("goi.edxml", data.encode()), means)
    assert "envelope.header_differs" in {each.code for each in found.findings}
    assert found.verdict is Verdict.FAILED


def test_a_file_that_is_listed_and_not_there_keeps_it_from_passing(means: Means) -> None:
    data = older(SHEET, {NAME: sealed_page(), "b.pdf": sealed_page()})
    start = data.index("<attachment", data.index("b.pdf</name>") - 200)
    end = data.index("</attachment>", start) + len("</attachment>")
    found = judge(Piece("goi.edxml", (data[:start] + data[end:]).encode()), means)
    assert found.verdict is Verdict.INDETERMINATE


def test_a_sound_one_is_worth_what_its_files_are(means: Means) -> None:
    for path, data in forms(sealed_page()).items():
        found = judge(Piece(path, data), means)
        codes = {each.code for each in found.findings}
        assert {"envelope.rules_remarked", "envelope.header_matches"} <= codes
        assert (found.nature, found.verdict) == (Nature.PACKAGE, Verdict.PASSED)
        assert [part.path for part in found.parts] == [f"{path}/{NAME}"]


@pytest.mark.parametrize(
    "name", ["", "; filename=b.pdf", "; filename*=utf-7''+2AA-.pdf"], ids=["none", "one", "broken"]
)
def test_a_file_that_no_list_names_keeps_a_message_from_passing(means: Means, name: str) -> None:
    files = [("Content-ID: <0@sender>", sealed_page())]
    sound = judge(Piece("goi.edxml", parted(older(SHEET, {NAME: b"-"}), files)), means)
    assert sound.verdict is Verdict.PASSED
    files.append((f"Content-Disposition: attachment{name}", changed_page()))
    found = judge(Piece("goi.edxml", parted(older(SHEET, {NAME: b"-"}), files)), means)
    assert (found.verdict, len(found.parts)) == (Verdict.FAILED, 2)
    files[1] = (files[1][0], sealed_page())
    found = judge(Piece("goi.edxml", parted(older(SHEET, {NAME: b"-"}), files)), means)
    assert (found.verdict, len(found.parts)) == (Verdict.INDETERMINATE, 2)


def test_a_second_file_that_a_zip_does_not_admit_to_keeps_a_package_from_passing(
    means: Means,
) -> None:
    files = {"a.txt": b"one", "b.txt": b"two"}
    data = packed((NAME, sealed_page()), ("a.txt", b"one"))
    *_, (place, end) = (each.span(1) for each in CONTENT.finditer(data))
    whole, hiding = zipped_mail({"a.txt": b"one"}), understated(zipped_mail(files), 1)
    sound = judge(Piece("goi.edxml", data[:place] + b64encode(whole) + data[end:]), means)
    assert [part.path for part in sound.parts] == [f"goi.edxml/{NAME}", "goi.edxml/a.txt"]
    with pytest.raises(InputError, match=r"edxml\.unreadable"):
        judge(Piece("goi.edxml", data[:place] + b64encode(hiding) + data[end:]), means)


def test_a_repaired_name_like_that_of_another_file_refuses_nothing(means: Means) -> None:
    data = packed(("05_QD_SGDDT.pdf", sealed_page()), (NAME, sealed_page()))
    found = judge(Piece("goi.edxml", data.replace(b"05_QD_SGDDT", b"05?QD?SGDDT")), means)
    assert {part.path for part in found.parts} == {
        f"goi.edxml/{NAME}",
        "goi.edxml/05-QD-SGDDT-2.pdf",
    }


def test_an_archive_of_packages_and_files_is_still_taken_apart(judges: Judges) -> None:
    package = packed(("a.pdf", sealed_page()))
    members = {"a.edxml": package, "b.xml": SOAP.encode(), "c.zip": MAIL, "d.pdf": sealed_page()}
    found = list(judges.each(Sources([Given("tap.zip", zipped(members))])))
    assert [(each.path, each.nature) for each in found] == [
        ("tap.zip/a.edxml", Nature.PACKAGE),
        ("tap.zip/b.xml", Nature.PACKAGE),
        ("tap.zip/c.zip", Nature.PACKAGE),
        ("tap.zip/d.pdf", Nature.PDF),
    ]


def test_an_archive_that_is_a_package_counts_as_one_file(judges: Judges, tmp_path: Path) -> None:
    path = tmp_path / "goi.zip"
    path.write_bytes(older_mail(SHEET, {NAME: sealed_page()}))
    assert judges.judge(path).verdict is Verdict.PASSED
    path.write_bytes(zipped({"a.pdf": sealed_page()}))
    with pytest.raises(InputError) as refusal:
        judges.judge(path)
    assert refusal.value.code == "receiving.not_single"


@pytest.mark.parametrize("data", [WITH_PARTS, BARE_PARTS, SOAP.encode()])
def test_it_is_known_by_its_content_whatever_its_name(data: bytes) -> None:
    assert nature_of("thu.eml", data) is Nature.PACKAGE
    assert nature_of("thu.eml", b"MIME-Version: 1.0\n\nhello") is Nature.OTHER


@pytest.fixture
def here(trust_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a sound package in a ZIP, at the fixed moment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("esign.system.SystemClock.now", lambda _: FIXED_NOW)
    (tmp_path / "goi.zip").write_bytes(older_mail(SHEET, {NAME: sealed_page()}))
    (tmp_path / "trust").symlink_to(trust_dir)
    return tmp_path


def esign_does(*arguments: object) -> int:
    return run(esign, [*map(str, arguments)])


def test_the_commands_take_it_as_it_came(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trusting = ("--trust-dir", here / "trust")
    assert esign_does("verify", here / "goi.zip", *trusting) == ExitStatus.DONE
    capsys.readouterr()
    assert esign_does("unpack", here / "goi.zip", *trusting, "--json") == ExitStatus.DONE
    told = json.loads(capsys.readouterr().out)
    assert (told["type"], told["attachments"][0]["verdict"]) == ("document", "passed")
    assert (here / "goi" / NAME).read_bytes() == sealed_page()
    assert esign_does("lint", here / "goi.zip") == ExitStatus.DONE
    assert "năm 2013–2014" in capsys.readouterr().out


def test_the_linter_ends_by_the_worst(here: Path) -> None:
    broken = older(SHEET, {NAME: b"%PDF-1.4"}).replace("CodeNumber>05<", "CodeNumber><")
    (here / "goi.xml").write_text(broken, encoding="utf-8")
    assert esign_does("lint", here / "goi.xml") == ExitStatus.INPUT
