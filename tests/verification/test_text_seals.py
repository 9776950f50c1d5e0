# SPDX-License-Identifier: Apache-2.0
"""The text that an agency shows in place of its picture: decoded, reported, and held to be true."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.model import Verdict
from esign.verification.collect import collect
from esign.verification.judge import judge
from esign.verification.policy import load_policy
from esign.verification.text_mark import UNDECODED
from support.annexed import Annexed, issued_with_annexes
from support.office import make_office
from support.ports import FIXED_NOW
from support.sealed import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.model import Report
    from esign.verification.facts import Facts

FAILED, OPEN = Verdict.FAILED, Verdict.INDETERMINATE
AGENCY_TEXT = "SAO Y; {name}; 20/11/2026; 10:00:00 +07:00"


@pytest.fixture(scope="module")
def annexed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Annexed]:
    folder = tmp_path_factory.mktemp("annexed")
    with make_office(folder / "office") as opened:
        yield Annexed(opened, folder, issued_with_annexes(opened, folder))


@pytest.fixture(scope="module")
def annex(annexed: Annexed) -> bytes:
    return annexed.issued.annexes[0].read_bytes()


@pytest.fixture(scope="module")
def facts(annexed: Annexed, annex: bytes) -> Facts:
    return collect(annex, name="a.pdf", trust=annexed.office.trust, at=FIXED_NOW)


def report_on(facts: Facts) -> Report:
    return judge(facts, load_policy("sealed"), name="a.pdf", at=FIXED_NOW)


def showing(facts: Facts, text: str) -> Report:
    """The report where the signature shows that text."""
    (seal,) = facts.signatures
    return report_on(replace(facts, signatures=(replace(seal, text=text),)))


def test_the_text_is_decoded_and_found_true(facts: Facts) -> None:
    report = report_on(facts)
    number = facts.document["number"]
    assert report.signatures[0].text == f"Số: {number}; 20/11/2026; 10:00:00 +07:00"
    assert (report.verdict, rules(report)) == (Verdict.PASSED, set())


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (("10:00:00", "10:00:01"), FAILED),
        (("20/11/2026", "21/11/2026"), FAILED),
        (("20/11/2026", "99/11/2026"), FAILED),
        (("Số: ", "Số: 9"), FAILED),
        (("+07:00", "+08:00"), OPEN),
        (("Số: ", "Số ký hiệu: "), OPEN),
    ],
)
def test_a_text_that_says_otherwise_is_not_accepted(
    facts: Facts, change: tuple[str, str], verdict: Verdict
) -> None:
    (seal,) = facts.signatures
    assert seal.text is not None
    report = showing(facts, seal.text.replace(*change))
    assert (rules(report), report.verdict) == ({"text-seal"}, verdict)


def test_a_text_that_cannot_be_decoded_is_not_accepted(facts: Facts) -> None:
    report = showing(facts, UNDECODED)
    assert (rules(report), report.verdict) == ({"text-seal"}, OPEN)


def test_a_copy_names_the_agency_that_signed(facts: Facts) -> None:
    (seal,) = facts.signatures
    assert seal.bearer is not None
    own = AGENCY_TEXT.format(name=seal.bearer.names[0])
    assert rules(showing(facts, own)) == set()
    report = showing(facts, AGENCY_TEXT.format(name="Sở khác"))
    assert (rules(report), report.verdict) == ({"text-seal"}, FAILED)


def test_a_number_that_the_file_does_not_state_leaves_the_question_open(facts: Facts) -> None:
    said = {key: value for key, value in facts.document.items() if key != "number"}
    report = report_on(replace(facts, document=said))
    assert (rules(report), report.verdict) == ({"text-seal"}, OPEN)


SPOILS = [
    (b"/Encoding /Identity-H", b"/Encoding /Identity-V"),
    (b"/Subtype /Type0", b"/Subtype /Type3"),
    (b"/ToUnicode", b"/ToUnicodf"),
    (b"/DescendantFonts", b"/DescendantFontt"),
    (b"/Text 10 Tf", b"/Text 11 Tf"),
    (b"q 0 g BT", b"q 1 g BT"),
    (b"> Tj ET Q", b"> Tj ET n"),
]


@pytest.mark.parametrize(("old", "new"), SPOILS, ids=[repr(new) for _, new in SPOILS])
def test_a_text_drawn_in_any_other_way_is_not_decoded(
    old: bytes, new: bytes, annexed: Annexed, annex: bytes
) -> None:
    place = annex.rindex(old)
    data = annex[:place] + new + annex[place + len(old) :]
    (seal,) = collect(data, name="a.pdf", trust=annexed.office.trust, at=FIXED_NOW).signatures
    assert seal.text == UNDECODED
