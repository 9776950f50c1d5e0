# SPDX-License-Identifier: Apache-2.0
"""Each rule breaks on the one fact it watches, with the verdict it promises, and on no other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from esign.model import Finding, Verdict
from esign.verification.collect import collect
from esign.verification.facts import Change, Facts, Revision
from esign.verification.judge import judge, worst
from esign.verification.policy import load_policy
from esign.verification.rules import RULES
from support.ports import FIXED_NOW
from support.sealed import rules, sealed_page

if TYPE_CHECKING:
    from esign.model import Report
    from esign.trust import TrustStore

FAILED, OPEN = Verdict.FAILED, Verdict.INDETERMINATE


@pytest.fixture(scope="module")
def facts(trust: TrustStore) -> Facts:
    return collect(sealed_page(), name="a.pdf", trust=trust, at=FIXED_NOW)


def report_on(facts: Facts) -> Report:
    return judge(facts, load_policy("issued"), name="a.pdf", at=FIXED_NOW)


@pytest.mark.parametrize(
    ("fact", "value", "rule", "verdict"),
    [
        ("well_formed", False, "structure", OPEN),
        ("hybrid", True, "structure", OPEN),
        ("need_appearances", True, "active-content", FAILED),
        ("active_content", ("Launch",), "active-content", FAILED),
        ("unusual_content", ("Odd",), "active-content", OPEN),
        ("stray_fields", 1, "active-content", FAILED),
        ("empty_fields", 1, "signature-count", OPEN),
    ],
)
def test_a_fact_of_the_file_breaks_its_rule(
    facts: Facts, fact: str, value: object, rule: str, verdict: Verdict
) -> None:
    changes: dict[str, Any] = {fact: value}
    report = report_on(replace(facts, **changes))
    assert (rules(report), report.verdict) == ({rule}, verdict)


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize(
    ("changes", "rule", "verdict"),
    [
        ({"subfilter": "adbe.pkcs7.detached"}, "encoding", OPEN),
        ({"range_sane": False}, "byte-range", FAILED),
        ({"covers_revision": False}, "byte-range", FAILED),
        ({"hex_clean": False}, "container-form", OPEN),
        ({"shared": True}, "signature-count", FAILED),
    ],
)
def test_a_fact_of_a_signature_breaks_its_rule(
    facts: Facts, place: int, changes: dict[str, Any], rule: str, verdict: Verdict
) -> None:
    signatures = list(facts.signatures)
    signatures[place] = replace(signatures[place], **changes)
    report = report_on(replace(facts, signatures=tuple(signatures)))
    assert (rules(report), report.verdict) == ({rule}, verdict)
    if rule != "signature-count":
        assert report.signatures[place].verdict is verdict
        assert report.signatures[1 - place].verdict is Verdict.PASSED


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize(
    ("changes", "rule", "verdict"),
    [
        ({"digest_matches": False}, "integrity", FAILED),
        ({"signature_valid": False}, "integrity", FAILED),
        ({"signature_algorithm": ""}, "integrity", OPEN),
        ({"reference_matches": False}, "certificate-reference", FAILED),
        ({"reference_matches": None}, "certificate-reference", OPEN),
        ({"digest_algorithm": "sha1"}, "algorithms", FAILED),
        ({"canonical": False}, "container-form", OPEN),
        ({"padding_clean": False}, "container-form", OPEN),
        ({"unsigned_attributes": ("1.2.3",)}, "container-form", OPEN),
        ({"signed_attributes": ("content_type", "message_digest")}, "container-form", OPEN),
        ({"others": ()}, "container-form", OPEN),
    ],
)
def test_a_fact_of_a_container_breaks_its_rule(
    facts: Facts, place: int, changes: dict[str, Any], rule: str, verdict: Verdict
) -> None:
    signatures = list(facts.signatures)
    container = signatures[place].container
    assert container is not None
    signatures[place] = replace(signatures[place], container=replace(container, **changes))
    report = report_on(replace(facts, signatures=tuple(signatures)))
    assert (rules(report), report.verdict) == ({rule}, verdict)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (Change.FILLED, FAILED),
        (Change.ANNOTATED, FAILED),
        (Change.OTHER, FAILED),
        (Change.UNCONFIRMED, OPEN),
    ],
)
def test_a_later_revision_is_judged_by_what_it_changed(
    facts: Facts, change: Change, verdict: Verdict
) -> None:
    later = Revision(len(facts.revisions), change)
    assert report_on(replace(facts, revisions=(*facts.revisions, later))).verdict is verdict


def test_a_time_stamp_leaves_the_question_open(facts: Facts) -> None:
    stamp = replace(facts.signatures[1], ordinal=3, timestamp=True)
    report = report_on(replace(facts, signatures=(*facts.signatures, stamp)))
    assert (rules(report), report.verdict) == ({"time-stamps"}, OPEN)


@pytest.mark.parametrize("place", [0, 1])
def test_a_signature_without_a_claimed_time_leaves_the_question_open(
    facts: Facts, place: int
) -> None:
    signatures = list(facts.signatures)
    signatures[place] = replace(signatures[place], claimed_at=None)
    report = report_on(replace(facts, signatures=tuple(signatures)))
    assert (rules(report), report.verdict) == ({"claimed-times"}, OPEN)


@pytest.mark.parametrize("place", [0, 1])
def test_a_certificate_that_names_nobody_leaves_the_question_open(facts: Facts, place: int) -> None:
    signatures = list(facts.signatures)
    signatures[place] = replace(signatures[place], bearer=None)
    report = report_on(replace(facts, signatures=tuple(signatures)))
    assert (rules(report), report.verdict) == ({"signers-are-those-named"}, OPEN)


def test_what_differs_counts_more_than_what_is_missing(facts: Facts) -> None:
    person, seal = facts.signatures
    assert person.bearer is not None
    other = replace(person, bearer=replace(person.bearer, names=(), organisations=("Khác",)))
    report = report_on(replace(facts, signatures=(other, seal)))
    assert (rules(report), report.verdict) == ({"signers-are-those-named"}, FAILED)


def test_a_seal_must_lock_the_document(facts: Facts) -> None:
    person, seal = facts.signatures
    unlocked = replace(facts, signatures=(person, replace(seal, locks_document=False)))
    assert rules(report_on(unlocked)) == {"seal-lock"}


def test_failed_comes_before_indeterminate_before_passed() -> None:
    findings = [Finding("a", verdict, "x") for verdict in (Verdict.PASSED, OPEN, FAILED)]
    assert [worst(findings[:count]) for count in range(4)] == [OPEN, Verdict.PASSED, OPEN, FAILED]


def test_the_policy_walks_every_rule_there_is() -> None:
    assert set(load_policy("issued").rules) == set(RULES)
