# SPDX-License-Identifier: Apache-2.0
"""What the page prints is held against what the signed metadata state."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from esign.model import Role, Verdict
from esign.stamping import stamp
from esign.verification.collect import collect
from esign.verification.judge import judge
from esign.verification.policy import load_policy
from esign.verification.printed import RULE
from esign.verification.printed.seen import Printed
from support.pages import HEAD, KIND, MARKERS, rendered
from support.pki import DIRECTOR, make_pki
from support.ports import FIXED_NOW
from support.proving import judged, reader
from support.sealed import forge, sealed_page

if TYPE_CHECKING:
    from esign.model import Report
    from esign.verification.facts import Facts

NUMBER, DAY = "Số: 05/QĐ-SGDĐT", "Ví Dụ, ngày 20 tháng 11 năm 2026"
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def paper(number: str = NUMBER, day: str = DAY, name: str = DIRECTOR, more: str = "") -> bytes:
    """A sealed page with the head of an administrative document, and a name below the signature."""
    head = f"#place(dx: 60mm, dy: -20mm)[{NATION}]"
    row = f"#place(dx: 5mm, dy: -8mm)[{number}]#place(dx: 80mm, dy: -8mm)[{day}]"
    below = f"#place(dx: 92mm, dy: 146mm, box(width: 51mm, align(center)[{name}]))"
    source = HEAD + head + row + more + below + MARKERS
    page = stamp(rendered(source), KIND).data
    pki = make_pki()
    signed = forge().sign(page, pki.director, Role.PERSON)
    return forge().sign(signed, pki.seal, Role.AGENCY)


def found(report: Report) -> dict[str, Verdict]:
    return {
        entry.code.removeprefix("verification.printed."): entry.verdict
        for entry in report.findings
        if entry.rule == RULE
    }


LIES = {
    "number": {"number": "Số: 50/QĐ-SGDĐT"},
    "issued_on": {"day": "Ví Dụ, ngày 02 tháng 11 năm 2026"},
    "signer": {"name": "Trần Thị Ví"},
}


@pytest.mark.parametrize("part", LIES)
def test_a_page_that_prints_something_else_than_its_metadata_is_not_valid(part: str) -> None:
    report = judged(paper(**LIES[part]), reader())
    assert report.verdict is Verdict.FAILED
    assert found(report) == {part: Verdict.FAILED}
    (finding,) = [entry for entry in report.findings if entry.verdict is not Verdict.PASSED]
    assert finding.facts["printed"] != finding.facts["stated"]


def test_the_right_number_elsewhere_on_the_page_does_not_make_up_for_the_wrong_one() -> None:
    more = "Căn cứ Quyết định số 05/QĐ-SGDĐT ngày 20 tháng 11 năm 2026. Số: 05/QĐ-SGDĐT"
    report = judged(paper(number="Số: 50/QĐ-SGDĐT", more=more), reader())
    assert found(report) == {"number": Verdict.FAILED}


def test_the_right_name_elsewhere_does_not_make_up_for_another_one_below_the_signature() -> None:
    report = judged(paper(name="Trần Thị Ví", more=f"Giao ông {DIRECTOR} thi hành."), reader())
    assert found(report) == {"signer": Verdict.FAILED}


MISSING = {
    "missing.number": {"number": ""},
    "missing.issued_on": {"day": "Ví Dụ, tháng 11 năm 2026"},
    "missing.signer": {"name": ""},
}


@pytest.mark.parametrize("part", MISSING)
def test_where_the_head_is_text_number_date_and_name_have_to_be_found(part: str) -> None:
    report = judged(paper(**MISSING[part]), reader())
    assert report.verdict is Verdict.INDETERMINATE
    assert found(report) == {part: Verdict.INDETERMINATE}


GOOD = {
    "as printed": {},
    "without the leading zero": {"number": "Số: 5/QĐ-SGDĐT"},
    "a number that a clerk put in": {
        "number": "Số: #h(1.2em) /QĐ-SGDĐT#place(dx: 21pt, dy: -9pt)[05]"
    },
    "another number below": {"more": "#v(3cm) Số: 17/BC-SGDĐT, ngày 02 tháng 9 năm 2019"},
    "a date of others below": {"more": "#v(2cm) Hà Nội, ngày 02 tháng 9 năm 2019"},
    "a name in the text": {"more": "#v(2cm) Công nhận bà Trần Thị Ví."},
    "another sort of dash": {"number": "Số: 05/QĐ\u2011SGDĐT"},
}


@pytest.mark.parametrize("way", GOOD)
def test_what_agrees_is_said_to_agree(way: str) -> None:
    report = judged(paper(**GOOD[way]), reader())
    assert found(report) == {"agrees": Verdict.PASSED}
    assert report.verdict is Verdict.PASSED


def test_of_a_page_without_a_head_in_text_it_is_said_that_nothing_was_compared() -> None:
    report = judged(sealed_page(), reader())
    assert found(report) == {"no_text": Verdict.PASSED}
    assert report.verdict is Verdict.PASSED


def test_no_page_is_read_of_what_nobody_trusted_has_signed() -> None:
    pki = make_pki()
    page = stamp(rendered(), KIND).data
    signed = forge().sign(page, pki.stranger.director, Role.PERSON)
    facts = collect(signed, name="a.pdf", trust=reader(), at=FIXED_NOW)
    assert facts.printed is None
    spoilt = sealed_page().replace(b"/Count 1/Kids", b"/Count 2/Kids", 1)
    assert collect(spoilt, name="a.pdf", trust=reader(), at=FIXED_NOW).printed is None


@cache
def facts_of_good() -> Facts:
    return collect(sealed_page(), name="a.pdf", trust=reader(), at=FIXED_NOW)


@pytest.mark.parametrize("policy", ["issued", "sealed", "archive"])
def test_pages_that_cannot_be_read_are_not_taken_for_agreeing(policy: str) -> None:
    facts = replace(facts_of_good(), printed=Printed(readable=False))
    report = judge(facts, load_policy(policy), name="a.pdf", at=FIXED_NOW)
    assert found(report) == {"unreadable": Verdict.INDETERMINATE}
    assert report.verdict is not Verdict.PASSED
