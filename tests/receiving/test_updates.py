# SPDX-License-Identifier: Apache-2.0
"""An update has the sheet of a document and the file of the letter that corrects it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.model import Business, Finding, Purpose, Verdict
from esign.model.agency_codes import spellings
from esign.receiving import Means, Piece, judge
from esign.receiving.header import header_finding
from esign.trust import TrustStore
from support.corrections import CORRECTS, LETTER_ID, sealed_letter
from support.ports import FIXED_NOW
from support.received import SHEET, packed
from support.sealed import sealed_page

if TYPE_CHECKING:
    from pathlib import Path

    from esign.model import Package

UPDATE = replace(
    SHEET, business=Business(Purpose.UPDATE, "Sai chính tả", SHEET.document_id, data_changed=True)
)
LETTER = {
    "number": "36/SGDĐT-VP",
    "issued_on": "2026-11-20",
    "agency_code": "H99.12",
    "document_id": LETTER_ID,
    "type_name": "Công văn",
    "subject": CORRECTS,
    "signer": SHEET.signer_name,
}
DECISION = {
    "number": SHEET.code,
    "issued_on": "2026-11-20",
    "agency_code": "H99.12",
    "document_id": SHEET.document_id,
    "type_name": "Quyết định",
    "subject": SHEET.subject,
    "signer": SHEET.signer_name,
}


def found(*documents: dict[str, str], package: Package = UPDATE) -> Finding:
    return header_finding(package, documents)


FOREIGN = {
    "of another agency": {"agency_code": "H99.13"},
    "of a part of the agency": {"agency_code": "H99.12.01"},
    "of a code that only looks alike": {
        "agency_code": "\N{CYRILLIC CAPITAL LETTER EN}99.12",
    },
    "of another type": {"type_name": "Quyết định"},
    "without a type": {"type_name": ""},
}


@pytest.mark.parametrize("change", FOREIGN.values(), ids=FOREIGN)
def test_a_foreign_file_in_an_update_fails_it(change: dict[str, str]) -> None:
    only = found(LETTER | change)
    assert (only.verdict, only.code) == (Verdict.FAILED, "envelope.letter_of_others")


def test_a_genuine_letter_covers_no_foreign_one_beside_it() -> None:
    foreign = LETTER | {"agency_code": "H99.13"}
    assert found(foreign, LETTER).verdict is Verdict.FAILED
    assert found(LETTER, foreign).verdict is Verdict.FAILED


SILENT = {
    "another number": "V/v đính chính Quyết định số 06/QĐ-SGDĐT",
    "a longer number": "V/v đính chính Quyết định số 105/QĐ-SGDĐT",
    "a longer symbol": "V/v đính chính Quyết định số 05/QĐ-SGDĐT-VP",
    "a symbol with a part of its own": "V/v đính chính Quyết định số 05/QĐ-SGDĐT.QLCL",
    "none": "V/v họp giao ban",
    "nothing": "",
}


@pytest.mark.parametrize("subject", SILENT.values(), ids=SILENT)
def test_a_letter_that_does_not_name_the_document_passes_no_update(subject: str) -> None:
    only = found(LETTER | {"subject": subject})
    assert (only.verdict, only.code) == (Verdict.INDETERMINATE, "envelope.letter_silent")


def test_a_letter_older_than_the_document_cannot_be_about_it() -> None:
    assert found(LETTER | {"issued_on": "2026-11-19"}).verdict is Verdict.INDETERMINATE
    undated = {name: value for name, value in LETTER.items() if name != "issued_on"}
    assert found(undated).verdict is Verdict.INDETERMINATE


def test_a_letter_of_a_later_year_has_to_name_the_documents_year() -> None:
    later = LETTER | {"issued_on": "2027-01-05"}
    assert found(later).verdict is Verdict.INDETERMINATE
    named = later | {"subject": f"{CORRECTS} ngày 20/11/2026"}
    assert found(named).verdict is Verdict.PASSED


def test_sheet_and_identifier_must_speak_of_the_document_that_the_letter_names() -> None:
    """A clerk reads the number, a program the identifier: the letter has to name both."""
    other = "H99.12,2026/11/20,06/QĐ-SGDĐT"
    business = replace(UPDATE.business, document_id=other)
    for package in (
        replace(UPDATE, document_id=other, business=business),
        replace(UPDATE, business=business),
        replace(UPDATE, number="06"),
    ):
        assert found(LETTER, package=package).verdict is not Verdict.PASSED


def test_nobody_corrects_what_another_agency_has_issued() -> None:
    other = "H99.13,2026/11/20,05/QĐ-SGDĐT"
    business = replace(UPDATE.business, document_id=other)
    package = replace(UPDATE, document_id=other, business=business)
    assert found(LETTER, package=package).verdict is Verdict.FAILED


@pytest.mark.parametrize("purpose", [each for each in Purpose if each is not Purpose.UPDATE])
def test_only_an_update_may_bring_another_file_than_its_sheet_says(purpose: Purpose) -> None:
    package = replace(UPDATE, business=replace(UPDATE.business, purpose=purpose))
    assert found(LETTER, package=package).verdict is Verdict.FAILED


def test_a_letter_by_the_sender_that_names_the_document_passes() -> None:
    only = found(LETTER)
    assert (only.verdict, only.code) == (Verdict.PASSED, "envelope.letter_corrects")
    assert only.facts == {"letter": "36/SGDĐT-VP", "number": "05/QĐ-SGDĐT"}


def test_the_agencys_code_may_be_of_the_older_structure() -> None:
    sender = replace(SHEET.sender, code="000.00.12.H99")
    assert found(LETTER, package=replace(UPDATE, sender=sender)).verdict is Verdict.PASSED


FORMER = "H99.40"
OF_FORMER = replace(
    UPDATE,
    document_id=f"{FORMER},2026/11/20,05/QĐ-SGDĐT",
    business=replace(UPDATE.business, document_id=f"{FORMER},2026/11/20,05/QĐ-SGDĐT"),
)


@pytest.mark.parametrize("known_as", [(), ("H99.41",), ("H99.4",)])
def test_what_another_agency_has_issued_is_not_the_senders_by_any_list(
    known_as: tuple[str, ...],
) -> None:
    only = header_finding(OF_FORMER, [LETTER], known_as)
    assert (only.verdict, only.code) == (Verdict.FAILED, "envelope.letter_of_others")
    foreign = header_finding(UPDATE, [LETTER | {"agency_code": "H99.13"}], known_as)
    assert foreign.verdict is Verdict.FAILED


OWN = tuple(sorted(spellings(FORMER) | spellings("H99.12")))


@pytest.mark.parametrize("written", [FORMER, "H99.12", "00.40.H99", " h99.40 "])
def test_what_was_issued_under_a_former_code_may_be_corrected_under_either(written: str) -> None:
    only = header_finding(OF_FORMER, [LETTER | {"agency_code": written}], OWN)
    assert (only.verdict, only.code) == (Verdict.PASSED, "envelope.letter_corrects")


@pytest.mark.parametrize("written", ["H99.12", "000.00.12.H99"])
def test_a_code_that_the_list_does_not_give_the_sender_is_not_his_because_he_writes_it(
    written: str,
) -> None:
    known_as = ("H99.77", FORMER)
    for sender in ("H99.12", "000.00.12.H99"):
        package = replace(OF_FORMER, sender=replace(SHEET.sender, code=sender))
        only = header_finding(package, [LETTER | {"agency_code": written}], known_as)
        assert (only.verdict, only.code) == (Verdict.FAILED, "envelope.letter_of_others")


def test_the_letters_own_sheet_around_it_passes_where_it_names_the_document() -> None:
    package = replace(
        UPDATE,
        document_id=LETTER["document_id"],
        number="36",
        symbol="SGDĐT-VP",
        type_name="Công văn",
        subject=CORRECTS,
    )
    assert found(LETTER, package=package).verdict is Verdict.PASSED
    silent = LETTER | {"subject": SILENT["none"]}
    own = replace(package, subject=SILENT["none"])
    assert found(silent, package=own).verdict is Verdict.INDETERMINATE


def test_the_document_itself_sent_anew_is_held_against_its_sheet() -> None:
    assert found(DECISION).code == "envelope.header_matches"
    changed = found(DECISION | {"subject": "Về việc khác"})
    assert (changed.verdict, changed.code) == (Verdict.FAILED, "envelope.header_differs")


def test_our_own_correction_is_good_and_a_decision_in_its_place_is_not(trust_dir: Path) -> None:
    means = Means(TrustStore.open(trust_dir), FIXED_NOW)
    about = replace(UPDATE, number="05")
    good = judge(Piece("g.edxml", packed(("a.pdf", sealed_letter()), package=about)), means)
    assert [(each.rule, each.code) for each in good.findings if each.verdict != "passed"] == []
    assert good.verdict is Verdict.PASSED
    other = replace(
        about,
        number="06",
        document_id="H99.12,2026/11/20,06/QĐ-SGDĐT",
        business=replace(about.business, document_id="H99.12,2026/11/20,06/QĐ-SGDĐT"),
    )
    bad = judge(Piece("g.edxml", packed(("a.pdf", sealed_page()), package=other)), means)
    assert bad.parts[0].verdict is Verdict.PASSED
    assert bad.verdict is Verdict.FAILED


def test_a_day_that_is_still_to_come_when_it_is_judged_is_told(trust_dir: Path) -> None:
    """Whatever time the package itself says that it was sent."""
    far = FIXED_NOW.replace(year=2099)
    package = replace(SHEET, issued_on=far.date(), sent_at=far)
    piece = Piece("g.edxml", packed(("a.pdf", sealed_page()), package=package))
    store = TrustStore.open(trust_dir)
    for means in (Means(store, FIXED_NOW), Means(store, far, today=FIXED_NOW)):
        (form,) = [each for each in judge(piece, means).findings if each.rule == "package-form"]
        assert form.verdict is Verdict.INDETERMINATE
        assert "D2" in str(form.facts)
    (then,) = [each for each in judge(piece, Means(store, far)).findings if each.rule == form.rule]
    assert "D2" not in str(then.facts)
