# SPDX-License-Identifier: Apache-2.0
"""Each rule breaks on the one fact it watches, with the verdict it promises, and on no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from esign.demo.pki import issue
from esign.model import Finding, Level, Verdict
from esign.trust import CertificateStanding, Standing
from esign.verification.collect import collect
from esign.verification.facts import Change, Facts, Revision
from esign.verification.judge import judge, worst
from esign.verification.policy import load_policy
from esign.verification.rules import RULES
from support.levels import page_at
from support.pki import HOLDERS, PERSON, make_pki
from support.ports import FIXED_NOW
from support.proving import reader
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


def test_proof_added_after_the_seal_is_no_change(facts: Facts) -> None:
    person, seal = facts.signatures
    sealed = replace(facts, signatures=(person, replace(seal, covers_file=False)))
    later = Revision(len(facts.revisions), Change.EXTENDED)
    proven = replace(sealed, revisions=(*facts.revisions, later))
    assert rules(report_on(proven)) == set()
    assert rules(report_on(replace(proven, tail=1))) == {"nothing-after-seal"}
    assert rules(report_on(replace(sealed, tail=1))) == {"nothing-after-seal"}


@pytest.fixture(scope="module")
def stamped_facts() -> Facts:
    return collect(page_at(Level.B_LTA), name="a.pdf", trust=reader(), at=FIXED_NOW)


def with_stamp(facts: Facts, changes: dict[str, Any], token: dict[str, Any]) -> Report:
    """The report on the facts with its last time-stamp changed."""
    *others, last = facts.signatures
    assert last.stamp is not None
    stamp = replace(last, stamp=replace(last.stamp, **token))
    return report_on(replace(facts, signatures=(*others, replace(stamp, **changes))))


@pytest.mark.parametrize(
    ("changes", "token", "rule", "verdict"),
    [
        ({"shared": True}, {}, "time-stamp-coverage", FAILED),
        ({"range_sane": False}, {}, "time-stamp-coverage", FAILED),
        ({"covers_revision": False}, {}, "time-stamp-coverage", FAILED),
        ({}, {"imprint_matches": False}, "time-stamp-token", FAILED),
        ({}, {"intact": False}, "time-stamp-token", FAILED),
        ({"hex_clean": False}, {}, "time-stamp-form", OPEN),
        ({"subfilter": "adbe.pkcs7.detached"}, {}, "time-stamp-form", OPEN),
        ({}, {"canonical": False}, "time-stamp-form", OPEN),
        ({}, {"padding_clean": False}, "time-stamp-form", OPEN),
        ({}, {"others": (b"stranger",)}, "time-stamp-form", OPEN),
        ({"standing": None}, {}, "time-stamp-authority", OPEN),
        ({}, {"at": FIXED_NOW + timedelta(hours=1)}, "time-stamp-moment", OPEN),
        ({}, {"at": FIXED_NOW - timedelta(days=9999)}, "time-stamp-moment", OPEN),
    ],
)
def test_a_fact_of_a_time_stamp_breaks_its_rule(
    stamped_facts: Facts,
    changes: dict[str, Any],
    token: dict[str, Any],
    rule: str,
    verdict: Verdict,
) -> None:
    assert rules(report_on(stamped_facts)) == set()
    report = with_stamp(stamped_facts, changes, token)
    assert (rules(report), report.verdict) == ({rule}, verdict)
    assert [entry.verdict for entry in report.timestamps] == [Verdict.PASSED, verdict]


def test_a_time_stamp_that_cannot_be_read_fails(stamped_facts: Facts) -> None:
    report = with_stamp(stamped_facts, {"stamp": None}, {})
    assert report.verdict is FAILED
    assert "time-stamp-token" in rules(report)


@pytest.mark.parametrize("fact", ["sound", "vouched"])
def test_a_fact_of_the_security_store_breaks_its_rule(stamped_facts: Facts, fact: str) -> None:
    assert stamped_facts.store is not None
    changes: dict[str, Any] = {fact: False}
    report = report_on(replace(stamped_facts, store=replace(stamped_facts.store, **changes)))
    assert (rules(report), report.verdict) == ({"validation-data"}, OPEN)


def test_a_policy_can_want_a_level(stamped_facts: Facts) -> None:
    wanted = load_policy("archive")
    for level in Level:
        facts = replace(stamped_facts, level=level)
        report = judge(facts, wanted, name="a.pdf", at=FIXED_NOW)
        assert rules(report) == (set() if level.reaches(Level.B_LT) else {"level"})


def test_a_file_that_is_proven_wrong_has_no_level(stamped_facts: Facts) -> None:
    assert report_on(stamped_facts).level == Level.B_LTA
    assert report_on(replace(stamped_facts, stray_fields=1)).level == ""


def test_a_claimed_time_after_the_time_stamp_leaves_the_question_open(facts: Facts) -> None:
    proven = FIXED_NOW - timedelta(hours=1)
    signatures = [replace(entry, judged_at=proven, proven=True) for entry in facts.signatures]
    report = report_on(replace(facts, signatures=tuple(signatures)))
    assert (rules(report), report.verdict) == ({"claimed-times"}, OPEN)


def test_an_optional_attribute_is_accepted_and_no_other(facts: Facts) -> None:
    person, seal = facts.signatures
    assert person.container is not None
    names = (*person.container.signed_attributes, "commitment_type")
    for attributes, broken in ((names, set()), ((*names, "9.9.9"), {"container-form"})):
        container = replace(person.container, signed_attributes=attributes, commitment="approval")
        changed = replace(facts, signatures=(replace(person, container=container), seal))
        assert rules(report_on(changed)) == broken


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


@pytest.mark.parametrize("policy", ["issued", "sealed", "archive"])
def test_the_policy_walks_every_rule_there_is(policy: str) -> None:
    assert set(load_policy(policy).rules) == set(RULES)


def sealed_alone(facts: Facts, *, named: bool = False) -> Facts:
    """The facts of a file that only an agency has signed, such as a certified copy."""
    said = {key: text for key, text in facts.document.items() if named or key != "signer"}
    seal = facts.human_signatures[-1]
    first = replace(seal, ordinal=1)
    return replace(facts, signatures=(first,), document=said, revisions=facts.revisions[:1])


def test_what_an_agency_seals_alone_is_said_once_with_the_advice(facts: Facts) -> None:
    report = report_on(sealed_alone(facts))
    assert (report.verdict, rules(report)) == (FAILED, {"signature-count"})
    codes = {finding.code for finding in report.findings}
    assert "verification.agency_alone" in codes
    assert "verification.claimed_times.agency" in codes
    assert "verification.agency_named" in codes


def test_the_advice_stays_where_the_agency_is_not_known(facts: Facts) -> None:
    alone = sealed_alone(facts)
    (seal,) = alone.signatures
    unknown = CertificateStanding(Standing.UNTRUSTED, "trust.certificate_untrusted", {"serial": ""})
    report = report_on(replace(alone, signatures=(replace(seal, standing=unknown),)))
    # The name fits, and yet nobody vouches for it: that is no reassurance.
    beside = {"certificate", "signers-are-those-named"}
    assert (report.verdict, rules(report)) == (FAILED, {"signature-count", *beside})
    assert "verification.agency_alone" in {finding.code for finding in report.findings}


def test_a_document_that_names_a_signer_is_not_taken_for_a_copy(facts: Facts) -> None:
    alone = sealed_alone(facts, named=True)
    (seal,) = alone.signatures
    unknown = CertificateStanding(Standing.UNTRUSTED, "trust.certificate_untrusted", {"serial": ""})
    report = report_on(replace(alone, signatures=(replace(seal, standing=unknown),)))
    assert report.verdict is FAILED
    assert {"signature-count", "roles-in-order", "nothing-after-seal"} <= rules(report)


def test_keys_that_the_law_does_not_list_fail_for_documents_issued_here(facts: Facts) -> None:
    pki = make_pki()
    key: Any = ed25519.Ed25519PrivateKey.generate()
    modern = issue(pki.ours.issuing, PERSON, key, HOLDERS)
    person, seal = facts.signatures
    assert person.standing is not None
    standing = replace(person.standing, path=(modern.der, *person.standing.path[1:]))
    report = report_on(replace(facts, signatures=(replace(person, standing=standing), seal)))
    found = {finding.code for finding in report.findings if finding.verdict is FAILED}
    assert "trust.certificate_key" in found
