# SPDX-License-Identifier: Apache-2.0
"""A file from Word goes the whole way: number, both signatures, self-check, register, package."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import TYPE_CHECKING

import pytest

from esign.adoption import adopt, examine, load_file_request, read_source, rehearse_adoption
from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import InputError
from esign.issuance import issue
from esign.model import Verdict
from esign.rendering import TypstRenderer
from support.documents import TEMPLATES
from support.witnesses import VALID, nss_folder, pdfsig, qpdf
from support.word_files import tampered, word_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from pyhanko.pdf_utils.writer import PdfFileWriter

    from esign.adoption import AdoptedPages
    from esign.issuance import Issued, Office
    from esign.model import Request


def examined(
    office: Office, request_file: Path, pdf: bytes | None = None
) -> tuple[Request, AdoptedPages]:
    path = request_file.with_name("quyet-dinh.pdf")
    path.write_bytes(pdf or word_pdf())
    source = read_source(path)
    request = load_file_request(request_file, source, office.kinds)
    renderer = office.renderer
    assert isinstance(renderer, TypstRenderer)
    return request, examine(source, request, office.desk, renderer.font, {})


@pytest.fixture
def adopted(office: Office, request_file: Path) -> Issued:
    return adopt(*examined(office, request_file), office)


def test_the_adopted_document_is_found_good(adopted: Issued) -> None:
    assert adopted.report.verdict is Verdict.PASSED
    assert adopted.numbered.number.text == "01/QĐ-SGDĐT"
    assert adopted.report.document["subject"].startswith("Về việc thành lập")
    assert adopted.package is not None


def test_a_file_without_tags_is_adopted_as_well(office: Office, request_file: Path) -> None:
    def untagged(writer: PdfFileWriter) -> None:
        for key in ("/StructTreeRoot", "/MarkInfo"):
            writer.root.pop(key, None)

    issued = adopt(*examined(office, request_file, tampered(untagged)), office)
    assert issued.report.verdict is Verdict.PASSED


def test_it_claims_no_conformance(adopted: Issued) -> None:
    assert b"pdfaid" not in adopted.pdf.read_bytes()
    assert b"pdfuaid" not in adopted.pdf.read_bytes()


@pytest.mark.witness
def test_outside_witnesses_agree(adopted: Issued, tmp_path: Path) -> None:
    assert qpdf(adopted.pdf) == ""
    root = next((tmp_path / "office" / "trust").glob("*.pem"))
    words = pdfsig(adopted.pdf, nss_folder(tmp_path / "nss", [root]))
    assert [each.signature for each in words] == [VALID, VALID]


def test_the_request_stands_for_this_very_file(office: Office, request_file: Path) -> None:
    request, pages = examined(office, request_file)
    assert request.content["file"] == {
        "name": "quyet-dinh.pdf",
        "sha256": hashlib.sha256(word_pdf()).hexdigest(),
    }
    other, _ = examined(office, request_file, word_pdf(gap="50mm"))
    assert other.digest != request.digest
    with pytest.raises(InputError, match="needs_file"):
        adopt(other, pages, office)


def test_a_request_for_another_file_is_refused(office: Office, request_file: Path) -> None:
    request_file.write_bytes((TEMPLATES / "adopted" / "sample.toml").read_bytes())
    with pytest.raises(InputError) as raised:
        examined(office, request_file)
    assert [each.code for each in raised.value.details] == ["adopt.other_file"]


def test_a_kind_of_ours_takes_no_file(office: Office, request_file: Path) -> None:
    request_file.write_bytes((TEMPLATES / "decision" / "sample.toml").read_bytes())
    with pytest.raises(InputError, match="kind_takes_no_file"):
        examined(office, request_file)


def test_such_a_request_is_not_issued_without_its_file(office: Office, request_file: Path) -> None:
    request, _ = examined(office, request_file)
    with pytest.raises(InputError, match="needs_file"):
        issue(request, office)


def test_the_same_request_again_gives_the_same_original(
    office: Office, request_file: Path, adopted: Issued
) -> None:
    again = adopt(*examined(office, request_file), office)
    assert again.repeated
    assert again.report.sha256 == adopted.report.sha256


def test_a_changed_file_does_not_take_the_number_of_the_first(
    office: Office, request_file: Path, adopted: Issued
) -> None:
    assert adopted.numbered.number.value == 1
    with pytest.raises(InputError):
        adopt(*examined(office, request_file, word_pdf(gap="50mm")), office)


@pytest.mark.parametrize(
    "pdf",
    [word_pdf(date="ngày#h(9mm)tháng#h(9mm)năm 2025"), word_pdf(number="Số:#h(2mm)/QĐ-SGDĐT")],
)
def test_what_does_not_fit_takes_no_number(office: Office, request_file: Path, pdf: bytes) -> None:
    request, pages = examined(office, request_file, pdf)
    with pytest.raises(InputError):
        rehearse_adoption(request, pages, office.desk, office.trust)
    with pytest.raises(InputError):
        adopt(request, pages, office)
    assert office.register.entry_of(request) is None


def test_a_secret_leaves_no_trace(
    office: Office, request_file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = office.output.parent / "esign.toml"
    secret = request_file.with_name("xe-bay.pdf")
    secret.write_bytes(word_pdf(mark="*TỐI MẬT* #linebreak() Kế hoạch Xê Bảy"))
    before = sqlite3.connect(office.output.parent / "register" / "register.sqlite3")
    rows = before.execute("select count(*) from register").fetchall()
    command = ["adopt", str(secret), "--request", str(request_file), "--settings", str(settings)]
    assert run(esign, [*command, "--dry-run", "--json"]) == 5
    said = capfd.readouterr()
    assert json.loads(said.out)["code"] == "request.secret"
    assert "Xê Bảy" not in said.out + said.err
    assert before.execute("select count(*) from register").fetchall() == rows
    before.close()


def test_the_clerk_sees_the_page_before(
    office: Office, request_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = office.output.parent / "esign.toml"
    folder = request_file.parent
    monkeypatch.chdir(folder)
    (folder / "q.pdf").write_bytes(word_pdf())
    command = ["adopt", "q.pdf", "--request", str(request_file), "--settings", str(settings)]
    assert run(esign, [*command, "--png"]) == 0
    assert (folder / "q.draft.pdf").is_file()
    assert (folder / "q.draft-1.png").is_file()
    assert not office.output.exists()


@pytest.mark.parametrize("box", ["1,2,3", "1,a,3,4,5", "1.5,2,3,4,5"])
def test_a_box_that_is_none_is_wrong_use(request_file: Path, box: str) -> None:
    command = ["adopt", "q.pdf", "--request", str(request_file), "--signer-box", box]
    assert run(esign, command) == 2


def test_an_empty_form_stands_for_the_file_at_hand(office: Office, request_file: Path) -> None:
    empty = '[file]\nname = ""\nsha256 = ""\n'
    text = request_file.read_text(encoding="utf-8")
    request_file.write_text(text + empty, encoding="utf-8")
    request, _ = examined(office, request_file)
    assert request.content["file"] == {
        "name": "quyet-dinh.pdf",
        "sha256": hashlib.sha256(word_pdf()).hexdigest(),
    }


def test_a_copy_is_not_adopted(office: Office, request_file: Path) -> None:
    text = (TEMPLATES / "certified-copy" / "sample.toml").read_text(encoding="utf-8")
    request_file.write_text(text.partition("[file]")[0], encoding="utf-8")
    with pytest.raises(InputError, match=r"copy\.not_issued"):
        examined(office, request_file)
