# SPDX-License-Identifier: Apache-2.0
"""What is around the files of a package: never proof, and never allowed to deceive."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.exchange import write
from esign.model import Business, Finding, Purpose, StatusPackage, Verdict
from esign.receiving import Judges, Means, Nature, Piece, judge
from esign.trust import TrustStore
from support.envelopes import (
    DECORATION,
    STATUS,
    changed,
    signed_letter,
    signed_package,
    with_signature,
)
from support.packages import foreign
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.received import SHEET, changed_page, packed
from support.sealed import AnyKey, sealed_page

if TYPE_CHECKING:
    from pathlib import Path

    from esign.receiving import Judged

LETTER = packed(("a.pdf", sealed_page()))


@pytest.fixture(scope="module")
def means(trust_dir: Path) -> Means:
    return Means(TrustStore.open(trust_dir), FIXED_NOW)


def found(data: bytes, means: Means) -> Judged:
    return judge(Piece("goi.edxml", data), means)


def finding(data: bytes, means: Means, rule: str) -> Finding:
    (only,) = (each for each in found(data, means).findings if each.rule == rule)
    return only


SHEETS = {
    "number": {"number": "06"},
    "the number without its zero": {"number": "5"},
    "symbol": {"symbol": "TB-SGDĐT"},
    "date": {"issued_on": SHEET.issued_on.replace(day=19)},
    "agency code": {"sender": replace(SHEET.sender, code="H99.13")},
    "a code that only looks alike": {
        "sender": replace(SHEET.sender, code="\N{CYRILLIC CAPITAL LETTER EN}99.12")
    },
    "signer": {"signer_name": "Nguyễn Văn Khác"},
    "subject": {"subject": "Về việc bổ nhiệm hiệu trưởng"},
    "type": {"type_name": "Thông báo"},
    "document id": {"document_id": "H99.12,2026/11/20,06/QĐ-SGDĐT"},
}


@pytest.mark.parametrize("change", SHEETS.values(), ids=SHEETS.keys())
def test_a_sheet_that_contradicts_the_signed_file_fails_the_package(
    change: dict[str, object], means: Means
) -> None:
    sheet = replace(SHEET, **change)  # type: ignore[arg-type]
    judged = found(packed(("a.pdf", sealed_page()), package=sheet), means)
    assert judged.verdict is Verdict.FAILED
    assert judged.parts[0].verdict is Verdict.PASSED


def test_a_sheet_that_says_what_the_file_says_passes(means: Means) -> None:
    judged = found(LETTER, means)
    assert judged.verdict is Verdict.PASSED
    assert [each.verdict for each in judged.findings] == [Verdict.PASSED] * 4


def test_a_good_envelope_makes_up_for_no_file(means: Means) -> None:
    sheet = replace(SHEET, attachments=(replace(SHEET.attachments[0], data=changed_page()),))
    judged = found(write(sheet, key=AnyKey(make_pki().seal)), means)
    assert judged.verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("data", "verdict", "code"),
    [
        (LETTER, Verdict.PASSED, "empty"),
        (with_signature(LETTER, DECORATION), Verdict.PASSED, "decorative"),
        (changed(LETTER, "<Signature/>", ""), Verdict.PASSED, "absent"),
        (signed_letter(), Verdict.PASSED, "intact"),
        (changed(signed_letter(), "Như Điều 3", "Như Điều 4"), Verdict.FAILED, "broken"),
        (changed(signed_letter(), 'URI=""', 'URI="#a"'), Verdict.INDETERMINATE, "partial"),
        (changed(signed_letter(), "rsa-sha256", "rsa-md5"), Verdict.INDETERMINATE, "weak"),
        (
            changed(signed_letter(), "</KeyInfo>", "</KeyInfo><Object/>"),
            Verdict.INDETERMINATE,
            "unclear",
        ),
    ],
)
def test_each_state_of_the_envelope_counts_for_what_it_is_worth(
    data: bytes, verdict: Verdict, code: str, means: Means
) -> None:
    only = finding(data, means, "envelope-signature")
    assert (only.verdict, only.code) == (verdict, f"envelope.signature.{code}")
    assert found(data, means).verdict is verdict


def test_who_signed_an_envelope_is_told(means: Means) -> None:
    facts = finding(signed_letter(), means, "envelope-signature").facts
    assert facts["signer"] == SHEET.sender.name
    assert facts["standing"] == "good"
    assert facts["algorithm"] == "rsa-sha256"


@pytest.mark.parametrize(
    ("name", "verdict", "code"),
    [
        ("director", Verdict.PASSED, "signature.intact"),
        ("stranger", Verdict.INDETERMINATE, "signer_untrusted"),
        ("revoked", Verdict.FAILED, "signer_untrusted"),
        ("expired", Verdict.INDETERMINATE, "signer_untrusted"),
    ],
)
def test_an_intact_envelope_is_worth_what_its_signer_is_worth(
    name: str, verdict: Verdict, code: str, means: Means
) -> None:
    pki = make_pki()
    identities = {"director": pki.director, "stranger": pki.stranger.seal}
    identity = identities.get(name) or getattr(pki.faulty, name)
    only = finding(signed_letter(identity), means, "envelope-signature")
    assert (only.verdict, only.code) == (verdict, f"envelope.{code}")


def test_another_agencys_envelope_is_not_passed(means: Means) -> None:
    sheet = replace(SHEET, sender=replace(SHEET.sender, name="Sở Nội vụ"))
    only = finding(signed_package(None, sheet), means, "envelope-signature")
    assert (only.verdict, only.code) == (Verdict.INDETERMINATE, "envelope.signer_other")


def test_a_package_that_is_read_in_two_ways_is_not_passed(means: Means) -> None:
    data = changed(
        LETTER, "<edXML:CodeNumber>", "<edXML:CodeNumber>05</edXML:CodeNumber><edXML:CodeNumber>"
    )
    assert finding(data, means, "package-read-one-way").verdict is Verdict.INDETERMINATE
    assert found(data, means).verdict is Verdict.INDETERMINATE


def test_a_package_against_the_rules_is_not_passed(means: Means) -> None:
    data = changed(LETTER, "</edXML:To>", "</edXML:To><edXML:To/>")
    only = finding(data, means, "package-form")
    assert only.code == "envelope.rules_broken"
    assert "O2" in only.facts["rules"]
    assert found(data, means).verdict is Verdict.INDETERMINATE


def test_a_sheet_that_no_file_speaks_of_is_the_senders_word(means: Means) -> None:
    only = finding(foreign(), means, "header-matches-document")
    assert (only.verdict, only.code) == (Verdict.PASSED, "envelope.header_alone")
    assert found(foreign(), means).verdict is not Verdict.PASSED


def test_a_file_that_is_named_and_not_there_is_told_by_its_name(means: Means) -> None:
    more = "<edXML:Reference><edXML:AttachmentName>b.pdf</edXML:AttachmentName></edXML:Reference>"
    data = changed(LETTER, "</edXML:edXMLManifest>", f"{more}</edXML:edXMLManifest>")
    (only,) = [each for each in found(data, means).findings if "missing" in each.code]
    assert (only.verdict, only.facts["files"]) == (Verdict.INDETERMINATE, "“b.pdf”")
    assert found(data, means).verdict is Verdict.INDETERMINATE


def test_a_status_package_holds_nothing_signed(means: Means) -> None:
    judged = found(STATUS, means)
    assert judged.nature is Nature.PACKAGE
    assert isinstance(judged.status, StatusPackage)
    assert judged.verdict is Verdict.INDETERMINATE
    assert [each.code for each in judged.findings][-1] == "envelope.status"


def test_a_recall_without_files_holds_nothing_signed(means: Means) -> None:
    business = Business(Purpose.RECALL, "Ban hành nhầm", SHEET.document_id)
    judged = found(write(replace(SHEET, attachments=(), business=business)), means)
    assert judged.verdict is Verdict.INDETERMINATE
    assert [each.code for each in judged.findings][-1] == "envelope.no_files"


def test_what_a_limited_process_finds_is_what_is_found_here(judges: Judges, means: Means) -> None:
    for data in (signed_letter(), STATUS):
        assert judges.judge(data, name="goi.edxml") == found(data, means)
