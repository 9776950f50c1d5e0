# SPDX-License-Identifier: Apache-2.0
"""A dossier handed over: every file, in the order of time, and a description others can read."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from esign.archiving import export_dossier
from esign.archiving.description import LENGTHS
from esign.errors import ConfigurationError, InputError, OutputError
from esign.messages import Language
from support.books import AGENCY, DECISION, a_request
from support.dossiers import pdf_of
from support.source import ROOT
from support.stores import FolderShelf

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import Dossier, Entry, Register

FORM = ROOT / "src" / "esign" / "archiving" / "dossier.xsd"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a dossier is exported to."""
    return tmp_path / "handed-over" / "dossier-12"


@pytest.fixture
def filled(
    register: Register,
    dossier: Dossier,
    received: tuple[int, int],
    issued: list[Entry],
    on_paper: Entry,
) -> Dossier:
    """The dossier with everything in it, put there in another order."""
    register.dossiers.add(
        dossier, entries=[on_paper, *reversed(issued)], arrivals=[received], actor="clerk"
    )
    return dossier


def left(folder: Path) -> list[str]:
    """What lies where the folder would be."""
    return [path.name for path in folder.parent.glob("*")] + [
        path.name for path in folder.parent.glob(".*")
    ]


def described(folder: Path) -> etree._Element:
    return etree.fromstring((folder / "dossier.xml").read_bytes())


def is_valid(folder: Path) -> bool:
    form = etree.XMLSchema(etree.parse(FORM))
    return form.validate(described(folder))


def test_an_existing_folder_is_never_written_to(
    register: Register, filled: Dossier, folder: Path
) -> None:
    folder.mkdir(parents=True)
    with pytest.raises(OutputError) as refusal:
        export_dossier(register, filled, folder)
    assert refusal.value.code == "output.exists"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("data", [None, b"damage"])
def test_a_lost_or_damaged_original_leaves_nothing_behind(
    register: Register, filled: Dossier, folder: Path, tmp_path: Path, data: bytes | None
) -> None:
    shelf = FolderShelf(tmp_path / "books" / "objects")
    digest = sha256(pdf_of(2)).hexdigest()
    shelf.store.remove(f"{digest[:2]}/{digest}")
    if data is not None:
        shelf.lay(f"{digest[:2]}/{digest}", data)
    with pytest.raises(ConfigurationError):
        export_dossier(register, filled, folder)
    assert left(folder) == []


def test_an_empty_dossier_is_not_exported(
    register: Register, dossier: Dossier, folder: Path
) -> None:
    with pytest.raises(InputError) as refusal:
        export_dossier(register, dossier, folder)
    assert refusal.value.code == "dossier.empty"
    assert not folder.parent.exists()


def test_the_files_are_the_originals_in_the_order_of_time(
    register: Register, filled: Dossier, folder: Path
) -> None:
    done = export_dossier(register, filled, folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "002-01-QD-SGDDT-2026.pdf",
        "003-02-QD-SGDDT-2026.edxml",
        "003-02-QD-SGDDT-2026.pdf",
        "004-03-QD-SGDDT-2026.pdf",
        "dossier.xml",
    ]
    assert (folder / "003-02-QD-SGDDT-2026.pdf").read_bytes() == pdf_of(2)
    assert (folder / "003-02-QD-SGDDT-2026.edxml").read_bytes() == b"<edXML/>"
    assert (done.documents, done.files, done.pages, done.remarks) == (5, 4, 6, ())
    assert left(folder) == [folder.name]


def test_the_description_holds_the_fields_of_the_annex(
    register: Register, filled: Dossier, folder: Path
) -> None:
    export_dossier(register, filled, folder)
    root = described(folder)

    def text(path: str) -> str | None:
        return root.findtext(path)

    code = [text(f"FileCode/{name}") for name in ("OrganId", "FileCatalog", "FileNotation")]
    assert code == ["H99.12", "2026", "12.KTKĐ"]
    assert (text("Title"), text("Maintenance")) == ("Khen thưởng năm 2026", "10 năm")
    assert (text("StartDate"), text("EndDate")) == ("2026-11-20", "2026-11-24")
    assert (text("DocTotal"), text("PageTotal")) == ("5", "6")
    documents = list(root.find("Documents"))
    assert [each.tag for each in documents] == ["IncomingDocument", *["OutgoingDocument"] * 4]
    assert [each.findtext("DocOrdinal") for each in documents] == ["1", "2", "3", "4", "5"]
    letter, _first, second, _third, paper = documents
    assert {child.tag: child.text for child in letter if len(child) == 0} == {
        "DocOrdinal": "1",
        "CodeNumber": "1234",
        "CodeNotation": "UBND-VX",
        "IssuedDate": "2026-11-18",
        "OrganName": "Ủy ban nhân dân tỉnh Ví Dụ",
        "Subject": "Công văn về việc báo cáo",
        "Language": "Tiếng Việt",
        "ArrivalDate": "2026-11-20",
        "ArrivalNumber": "1",
        "ToPlaces": "Văn phòng",
    }
    assert {child.tag: child.text for child in second if len(child) == 0} == {
        "DocOrdinal": "3",
        "TypeName": "Quyết định",
        "CodeNumber": "02",
        "CodeNotation": "QĐ-SGDĐT",
        "IssuedDate": "2026-11-21",
        "OrganName": AGENCY.name,
        "Subject": "Về việc khen thưởng lần 2",
        "Language": "Tiếng Việt",
        "PageAmount": "2",
        "Priority": "0",
        "IssuedAmount": "1",
    }
    assert second.findtext("SignerInfo/FullName") == "Nguyễn Văn A"
    assert second.findtext("To/OrganId") == "H99.14"
    assert second.get("sha256") == sha256(pdf_of(2)).hexdigest()
    assert (second.get("pdf"), second.get("package")) == (
        "003-02-QD-SGDDT-2026.pdf",
        "003-02-QD-SGDDT-2026.edxml",
    )
    assert (paper.get("pdf"), paper.findtext("PageAmount")) == (None, None)
    assert (paper.findtext("IssuedAmount"), paper.findtext("Description")) == ("5", "Bản giấy")


def test_the_description_keeps_to_its_form(
    register: Register, filled: Dossier, folder: Path
) -> None:
    export_dossier(register, filled, folder)
    assert is_valid(folder)
    (folder / "dossier.xml").write_bytes(
        (folder / "dossier.xml").read_bytes().replace(b"TypeName", b"Typename")
    )
    assert not is_valid(folder)


@pytest.mark.witness
@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint is not installed")
def test_xmllint_finds_the_description_valid(
    register: Register, filled: Dossier, folder: Path
) -> None:
    export_dossier(register, filled, folder)
    command = ["xmllint", "--noout", "--nonet", "--schema", str(FORM), "dossier.xml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr


def test_what_is_too_long_is_reported_and_never_cut(
    register: Register, dossier: Dossier, folder: Path
) -> None:
    request = a_request("request-0001", "x" * 501)
    content = {**request.content, "signer": {"title": "GIÁM ĐỐC", "name": "A" * 51}}
    register.number(replace(request, content=content), DECISION, AGENCY)
    register.keep("request-0001", {"signed": b"signed"})
    register.keep("request-0001", {"pdf": pdf_of(1)})
    register.release("request-0001")
    entry = register.find("request-0001")
    assert entry is not None
    register.dossiers.add(dossier, entries=[entry], actor="clerk")
    remarks = export_dossier(register, dossier, folder).remarks
    assert [(each.path, each.facts["field"], each.facts["length"]) for each in remarks] == [
        ("001", "Subject", 501),
        ("001", "FullName", 51),
    ]
    assert all(each.message(language) for each in remarks for language in Language)
    assert described(folder).findtext(".//Subject") == "x" * 501
    assert not is_valid(folder)


def test_the_form_and_the_lengths_that_are_reported_agree() -> None:
    schema = etree.parse(FORM)
    spaces = {"xs": "http://www.w3.org/2001/XMLSchema"}
    declared = {
        element.get("name"): element.get("type")
        for element in schema.iterfind(".//xs:element", spaces)
        if element.get("type", "").startswith(("Text", "Number"))
    }
    dates = {"StartDate", "EndDate", "IssuedDate", "ArrivalDate"}
    lengths = {
        name: int(kind.removeprefix("Text").removeprefix("Number"))
        for name, kind in declared.items()
    }
    assert lengths == {name: limit for name, limit in LENGTHS.items() if name not in dates}


def test_what_is_no_longer_in_force_as_it_stands_is_marked(
    register: Register, filled: Dossier, issued: list[Entry], folder: Path
) -> None:
    old, new, recalled = issued[:3]
    register.lifecycle.replace(old.request_id, new.request_id, "Sai nội dung", "clerk")
    register.lifecycle.recall(recalled.request_id, "Trái thẩm quyền", "clerk")
    export_dossier(register, filled, folder)
    assert is_valid(folder)
    found = {
        element.findtext("CodeNumber"): (element.get("state"), element.findtext("Description"))
        for element in described(folder).iter("OutgoingDocument")
    }
    said = f"Đã bị thay thế bằng văn bản số {new.number.text}: Sai nội dung"
    assert found[old.number.digits] == ("replaced", said)
    assert found[new.number.digits] == (None, None)
    state, remark = found[recalled.number.digits]
    assert (state, str(remark)[:19]) == ("recalled", "Đã bị thu hồi ngày ")
    assert str(remark).endswith(": Trái thẩm quyền")
    assert "2026" in str(remark)
