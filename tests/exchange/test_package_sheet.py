# SPDX-License-Identifier: Apache-2.0
"""Whoever opens a package is told which of its files are missing, and what its sheet says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus
from esign.exchange import lint, unpack, write
from esign.messages import Language
from support.edxml_samples import DOCUMENT
from support.packages import PACKAGE
from support.soap_packages import SOAP

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Told = Callable[..., str]

LACKING = DOCUMENT.replace(
    "</edXML:edXMLManifest>",
    "<edXML:Reference><edXML:ContentId>cid:b2</edXML:ContentId>"
    "<edXML:AttachmentName>phu-luc.xlsx</edXML:AttachmentName></edXML:Reference>"
    "</edXML:edXMLManifest>",
)


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    """What a command says of a package, on both streams."""

    def ask(data: bytes, *arguments: str) -> str:
        path = tmp_path / "goi.edxml"
        path.write_bytes(data)
        status = run(esign, [*arguments[:1], str(path), *arguments[1:]])
        assert status == ExitStatus.DONE
        captured = capsys.readouterr()
        return captured.out + captured.err

    return ask


@pytest.mark.parametrize(
    ("package", "name"),
    [(LACKING, "phu-luc.xlsx"), (SOAP, "Công văn 12.pdf")],
    ids=["today", "soap"],
)
@pytest.mark.parametrize(
    "command", [("unpack", "--no-verify"), ("unpack", "--list", "--no-verify"), ("show",)]
)
def test_a_file_that_is_named_and_not_there_is_told(
    told: Told, package: str, name: str, command: tuple[str, ...]
) -> None:
    assert f"THIẾU TỆP:    {name}" in told(package.encode(), *command)


def test_nothing_is_said_to_be_missing_where_nothing_is(told: Told) -> None:
    assert "THIẾU TỆP" not in told(DOCUMENT.encode(), "unpack", "--list", "--no-verify")


@pytest.mark.parametrize(("package", "name"), [(LACKING, "phu-luc.xlsx"), (SOAP, "Công văn 12")])
def test_the_rule_names_the_file_as_well(package: str, name: str) -> None:
    (found,) = [each for each in lint(package.encode()) if each.rule == "A1"]
    assert all(name in found.message(language) for language in Language)


def test_annexes_of_another_program_are_named_and_nothing_is_said_of_their_signatures(
    told: Told,
) -> None:
    sender = replace(PACKAGE.sender, fax="0201.3.456")
    titles = ("Phụ lục I. Danh mục", "Phụ lục II")
    foreign = replace(PACKAGE, sender=sender, appendices=titles, sphere="Giáo dục")
    said = told(write(foreign), "unpack", "--list", "--no-verify")
    assert "Phụ lục:      Phụ lục I. Danh mục\nPhụ lục:      Phụ lục II\n" in said
    assert "--policy sealed" not in said
    assert "Lĩnh vực:     Giáo dục" in said
    assert "fax 0201.3.456" in said


def test_a_file_that_calls_itself_the_annex_of_another_document_is_none_of_this_one(
    told: Told,
) -> None:
    (original,) = PACKAGE.attachments
    metadata = b"%PDF-1.7 <esign:AnnexOf>" + b"H99.12,2026/11/20,06/X" + b"</esign:AnnexOf>"
    annex = replace(original, name="b.pdf", data=metadata)
    package = replace(PACKAGE, attachments=(original, annex))
    assert "--policy sealed" not in told(write(package), "unpack", "--list", "--no-verify")
    own = replace(annex, data=metadata.replace(b",06/X", b",05/" + "QĐ-SGDĐT".encode()))
    said = told(write(replace(package, attachments=(original, own))), "show")
    assert "Phụ lục riêng: 1 tệp" in said
    assert unpack(write(package)).document_id == "H99.12,2026/11/20,05/QĐ-SGDĐT"
