# SPDX-License-Identifier: Apache-2.0
"""A scanned paper goes the whole way: number, the agency's signature, self-check, package."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import typst

from esign.acceptance import inspect
from esign.adoption import load_file_request
from esign.cli import esign
from esign.cli.boundary import run
from esign.copying import certify_copy, examine_scan, read_scan, rehearse_copy
from esign.errors import ConfigurationError, InputError
from esign.exchange import unpack
from esign.issuance.originals import take_number
from esign.kinds import settled
from esign.messages import Language, remedy
from esign.model import Verdict
from esign.register import State, Step
from esign.rendering import ATTACHMENT_NAME, TypstRenderer, attachments, page_count
from support.beside_samples import scanned_copy
from support.copies import certified, copy_request, examined
from support.flattened import flattened
from support.measuring import fields_of, pages_of
from support.office import issued_samples
from support.scans import scan
from support.witnesses import VALID, nss_folder, pdfsig, qpdf, verapdf
from support.word_files import tampered, with_annotation, word_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from esign.issuance import Office
    from support.copies import Shelf

MM = 72 / 25.4


def test_the_copy_is_found_good_by_whoever_knows_that_it_is_one(shelf: Shelf) -> None:
    issued = shelf.copy
    assert (issued.report.verdict, issued.report.policy) == (Verdict.PASSED, "sealed")
    assert issued.numbered.number.text == "01/SY-SGDĐT"
    assert issued.pdf.name == "01-SY-SGDDT-2026-certified-copies.pdf"


def test_nobody_takes_it_for_a_document_that_was_signed(shelf: Shelf) -> None:
    office = shelf.office
    report = inspect(shelf.copy.pdf, trust=office.trust, at=office.clock.now())
    assert report.verdict is Verdict.FAILED
    assert report.document["number"] == "01/SY-SGDĐT"
    assert "signer" not in report.document


def test_one_series_counts_every_form_of_copy_and_no_diploma(shelf: Shelf) -> None:
    numbers = [each.numbered.number for each in (shelf.copy, shelf.extract, shelf.again)]
    assert [number.text for number in numbers] == ["01/SY-SGDĐT", "02/TrS-SGDĐT", "03/SL-SGDĐT"]
    assert {number.book for number in numbers} == {"certified-copies"}


def test_the_agency_alone_signs_as_a_text_at_the_top_right(shelf: Shelf) -> None:
    pdf = shelf.copy.pdf.read_bytes()
    page = pages_of(flattened(pdf))[0]
    assert [line.text for line in page.lines] == [
        "SAO Y; Sở Giáo dục và Đào tạo tỉnh Ví Dụ;",
        "20/11/2026; 10:00:00 +07:00",
    ]
    assert set(fields_of(pdf)) == {"seal"}
    number, box = fields_of(pdf)["seal"]
    assert number == 1
    assert page.width - box.right == pytest.approx(15 * MM, abs=0.1)
    assert page.height - box.top == pytest.approx(9 * MM, abs=0.1)


def test_it_says_what_was_copied(shelf: Shelf) -> None:
    (data,) = attachments(shelf.copy.pdf.read_bytes(), ATTACHMENT_NAME)
    said = json.loads(data)
    assert said["content"]["original"]["reference"] == "215/QĐ-UBND"
    assert said["content"]["form"] == "SY"
    assert len(said["content"]["file"]["sha256"]) == 64


def test_it_is_packed_without_a_signer(shelf: Shelf) -> None:
    assert shelf.copy.package is not None
    package = unpack(shelf.copy.package.read_bytes())
    assert (package.number, package.symbol) == ("01", "SY-SGDĐT")
    assert (package.signer_name, package.signer_title) == ("", "")
    assert package.attachments[0].data == shelf.copy.pdf.read_bytes()


def test_the_register_tells_its_life(shelf: Shelf) -> None:
    register = shelf.office.register
    acts = [
        event.act for event in register.lifecycle.history(shelf.copy.numbered.request.request_id)
    ]
    assert acts == [Step.NUMBER, Step.CERTIFY, Step.RELEASE]
    assert register.audit_check() > 0


def test_the_same_request_again_gives_the_same_copy(office: Office, tmp_path: Path) -> None:
    first, again = certified(office, tmp_path), certified(office, tmp_path)
    assert (first.repeated, again.repeated) == (False, True)
    assert again.report.sha256 == first.report.sha256


def test_a_run_that_was_cut_off_goes_on_with_its_number(office: Office, tmp_path: Path) -> None:
    request, pages = examined(office, copy_request(tmp_path))
    take_number(request, settled(office.kinds.kind(request.kind), request.content), office, "")
    entry = office.register.entry_of(request)
    assert entry is not None
    assert entry.state is State.NUMBERED
    assert certify_copy(request, office, pages).numbered.number == entry.number


SPOILT = {
    "copy.no_colour": scan(mode="L"),
    "copy.resolution": scan(dpi=150),
    "copy.scale": scan(size_mm=(180, 250)),
    "copy.no_scan": typst.compile(b"Not scanned", format="pdf"),
}


@pytest.mark.parametrize("code", SPOILT)
def test_a_scan_that_is_not_as_prescribed_is_refused_and_says_why(
    code: str, shelf: Shelf, tmp_path: Path
) -> None:
    request_file = copy_request(tmp_path)
    with pytest.raises(InputError, match="scan_unfit") as refused:
        examined(shelf.office, request_file, SPOILT[code])
    assert {detail.code for detail in refused.value.details} == {code}
    assert {int(str(each.facts["page"])) for each in refused.value.details} >= {1}


def test_black_and_white_is_not_colour(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="scan_unfit"):
        examined(shelf.office, copy_request(tmp_path), scan(mode="1"))


def test_a_finer_scan_is_taken(shelf: Shelf, tmp_path: Path) -> None:
    _, pages = examined(shelf.office, copy_request(tmp_path), scan(dpi=300, pages=1))
    assert pages.found.pages == 1


def test_an_excerpt_made_elsewhere_need_not_be_scanned(office: Office, tmp_path: Path) -> None:
    issued = certified(office, tmp_path, pdf=word_pdf(), form="TrS")
    assert issued.report.verdict is Verdict.PASSED


def test_words_in_the_way_of_the_text_are_told(shelf: Shelf, tmp_path: Path) -> None:
    free = examined(shelf.office, copy_request(tmp_path))[1].reservations
    covered = examined(shelf.office, copy_request(tmp_path), scan(top="ĐẾN Số 15"))[1].reservations
    assert "copy.covered" not in {remark.code for remark in free}
    assert "copy.covered" in {remark.code for remark in covered}


def test_an_unsafe_file_is_refused_like_any_other(shelf: Shelf, tmp_path: Path) -> None:
    request_file = copy_request(tmp_path, request_id="sao-lai-2026-0002")
    with pytest.raises(InputError, match="unusable") as refused:
        examined(shelf.office, request_file, tampered(with_annotation))
    assert {detail.code for detail in refused.value.details} == {"adopt.annotation"}
    with pytest.raises(InputError, match=r"copy\.signed"):
        examined(shelf.office, request_file, shelf.copy.pdf.read_bytes())


def test_a_request_stands_for_its_very_file(office: Office, tmp_path: Path) -> None:
    request, pages = examined(office, copy_request(tmp_path))
    other, _ = examined(office, copy_request(tmp_path), scan(pages=1))
    assert other.digest != request.digest
    with pytest.raises(InputError, match="needs_file"):
        certify_copy(other, office, pages)
    with pytest.raises(InputError, match="needs_file"):
        certify_copy(other, office)
    assert office.register.entry_of(other) is None


def test_rehearsing_takes_no_number(office: Office, tmp_path: Path) -> None:
    request, pages = examined(office, copy_request(tmp_path))
    rehearse_copy(request, pages.at(office.desk), office.trust)
    assert office.register.entry_of(request) is None


def test_a_file_that_is_none_is_named(shelf: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.7 nonsense")
    source = read_scan(path)
    request = load_file_request(copy_request(tmp_path), source, shelf.office.kinds)
    with pytest.raises(InputError, match="unusable") as refused:
        examined(shelf.office, copy_request(tmp_path), path.read_bytes())
    assert [detail.code for detail in refused.value.details] == ["adopt.unreadable"]
    assert shelf.office.register.entry_of(request) is None


@pytest.mark.witness
def test_outside_witnesses_agree(shelf: Shelf, tmp_path: Path) -> None:
    root = next((shelf.folder / "office" / "trust").glob("*.pem"))
    nss = nss_folder(tmp_path / "nss", [root])
    for each in (shelf.copy, shelf.extract):
        assert qpdf(each.pdf) == ""
        assert [word.signature for word in pdfsig(each.pdf, nss)] == [VALID]


@pytest.mark.witness
@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_an_excerpt_of_ours_is_accessible_and_archival(shelf: Shelf, flavour: str) -> None:
    pdf = shelf.extract.pdf
    assert verapdf([pdf], flavour) == {pdf: ()}


def test_the_clerk_does_it_all_by_command(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = str(office.output.parent / "esign.toml")
    copy_request(tmp_path)
    (tmp_path / "scan.pdf").write_bytes(scan())
    command = ["copy", "scan.pdf", "--request", "sao-y-2026-0001.toml", "--settings", settings]
    assert run(esign, [*command, "--png"]) == 0
    assert (tmp_path / "scan.draft-1.png").is_file()
    assert run(esign, [*command, "--dry-run"]) == 0
    assert not list(office.output.glob("*"))
    assert run(esign, ["issue", "sao-y-2026-0001.toml", "--dry-run", "--settings", settings]) == 5
    capfd.readouterr()


def test_the_form_asks_for_all_that_a_copy_needs(tmp_path: Path) -> None:
    form = tmp_path / "form.toml"
    assert run(esign, ["new", "certified-copy", "-o", str(form)]) == 0
    text = form.read_text(encoding="utf-8")
    assert all(f"\n{name} = " in text for name in ("form", "type_name", "dated_on", "issued_by"))
    assert "signer" not in text


def test_the_recipient_is_told_in_plain_words_which_policy_is_meant(shelf: Shelf) -> None:
    office = shelf.office
    report = inspect(shelf.copy.pdf, trust=office.trust, at=office.clock.now())
    (count,) = (each for each in report.findings if each.rule == "signature-count")
    assert (count.verdict, count.code) == (Verdict.FAILED, "verification.agency_alone")
    assert "--policy sealed" in remedy(count.code, Language.VIETNAMESE, count.facts)


def test_an_agencys_name_that_does_not_fit_costs_no_number(office: Office, tmp_path: Path) -> None:
    request, pages = examined(office, copy_request(tmp_path))
    long = replace(office.agency, name="Sở Giáo dục và Đào tạo " * 6)
    with pytest.raises(ConfigurationError, match="too_long"):
        certify_copy(request, replace(office, agency=long), pages)
    assert office.register.entry_of(request) is None


def test_a_box_too_small_for_the_text_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    request, _ = examined(shelf.office, copy_request(tmp_path))
    renderer = shelf.office.renderer
    assert isinstance(renderer, TypstRenderer)
    source = read_scan(tmp_path / "sao-y-2026-0001.pdf")
    for box, code in (
        ((1.0, 150.0, 9.0, 40.0, 9.0), "adopt.box_too_small"),
        ((2.0, 118.0, 9.0, 77.0, 9.0), "adopt.no_first_page"),
        ((1.0, 190.0, 9.0, 77.0, 9.0), "adopt.no_first_page"),
    ):
        with pytest.raises(InputError) as refused:
            examine_scan(source, request, renderer.font, {"seal": box})
        assert refused.value.code == code


def test_what_was_printed_and_scanned_is_certified_page_for_page(
    office: Office, tmp_path: Path
) -> None:
    original = issued_samples().decision
    copy = scanned_copy(office, original, tmp_path)
    assert copy.report.verdict is Verdict.PASSED
    assert copy.report.document["type_name"] == "Bản sao văn bản"
    (data,) = attachments(copy.pdf.read_bytes(), ATTACHMENT_NAME)
    assert json.loads(data)["content"]["original"]["reference"] == original.numbered.number.text
    assert page_count(copy.pdf.read_bytes()) == page_count(original.pdf.read_bytes())
