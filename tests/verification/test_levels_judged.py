# SPDX-License-Identifier: Apache-2.0
"""Documents with proof added: for which moment they are judged, and how long they can be."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.x509 import ocsp

from esign.messages import Language, message, remedy
from esign.model import Level, TimeSource, Verdict
from support.levels import page_at, renewed_page
from support.pki import chain_of, make_pki
from support.ports import FIXED_NOW
from support.proving import (
    AFTERWARDS,
    DAY,
    IN_EIGHT_YEARS,
    YEAR,
    Answer,
    archive_authority,
    archived_page,
    judged,
    lists_at,
    proven_page,
    pyhanko_stamped,
    reader,
    revocation,
    stamped,
    stored,
)
from support.sealed import rules, sealed_page
from support.timestamps import good_authority, stamping_identity

if TYPE_CHECKING:
    from esign.model import Report
    from esign.trust import TrustStore

REASONS = x509.ReasonFlags


@pytest.fixture(scope="module")
def trust() -> TrustStore:
    return reader()


@pytest.mark.parametrize("level", list(Level))
def test_every_level_of_ours_is_passed_and_named(level: Level, trust: TrustStore) -> None:
    report = judged(page_at(level), trust)
    assert rules(report) == set()
    assert (report.verdict, report.level) == (Verdict.PASSED, level)


def test_a_renewed_archive_is_passed(trust: TrustStore) -> None:
    report = judged(renewed_page(), trust)
    assert (report.verdict, report.level) == (Verdict.PASSED, Level.B_LTA)
    assert [stamp.number for stamp in report.timestamps] == [1, 2, 3]


@pytest.mark.parametrize("policy", ["issued", "archive"])
@pytest.mark.parametrize("level", list(Level))
def test_an_archive_takes_what_proves_itself(level: Level, policy: str, trust: TrustStore) -> None:
    report = judged(page_at(level), trust, policy=policy)
    enough = policy == "issued" or level.reaches(Level.B_LT)
    assert report.verdict is (Verdict.PASSED if enough else Verdict.INDETERMINATE)
    assert rules(report) == (set() if enough else {"level"})


def test_a_signature_is_judged_at_its_time_stamp_and_without_one_now(trust: TrustStore) -> None:
    stamp = judged(stamped(sealed_page()), trust, AFTERWARDS).signatures
    plain = judged(sealed_page(), trust, AFTERWARDS).signatures
    assert {(entry.time, entry.time_source) for entry in stamp} == {
        (FIXED_NOW, TimeSource.TIME_STAMP)
    }
    assert {(entry.time, entry.time_source) for entry in plain} == {(AFTERWARDS, TimeSource.NOW)}


def test_the_earliest_time_stamp_counts(trust: TrustStore) -> None:
    twice = stamped(stamped(sealed_page()), AFTERWARDS)
    report = judged(twice, trust, AFTERWARDS + DAY)
    assert {entry.time for entry in report.signatures} == {FIXED_NOW}
    first, second = report.timestamps
    assert (first.time, first.time_source) == (AFTERWARDS, TimeSource.TIME_STAMP)
    assert (second.time, second.time_source) == (AFTERWARDS + DAY, TimeSource.NOW)


def test_what_pyhanko_adds_is_understood(trust: TrustStore) -> None:
    first = pyhanko_stamped(sealed_page(), "one")
    kept = stored(first, certificates=chain_of(good_authority()), lists=make_pki().crls().values())
    last = pyhanko_stamped(kept, "two")
    levels = [judged(data, trust).level for data in (first, kept, last)]
    assert levels == [Level.B_T, Level.B_LT, Level.B_LTA]
    assert judged(last, trust).verdict is Verdict.PASSED


def test_data_listed_by_signature_is_understood(trust: TrustStore) -> None:
    first = stamped(sealed_page())
    once = stored(first, lists=make_pki().crls().values(), about=b"signature")
    twice = stored(once, certificates=chain_of(good_authority()), about=b"another")
    assert judged(twice, trust).verdict is Verdict.PASSED


def test_validation_data_alone_is_passed_at_the_lowest_level(trust: TrustStore) -> None:
    report = judged(stored(sealed_page(), lists=make_pki().crls().values()), trust)
    assert (report.verdict, report.level) == (Verdict.PASSED, Level.B_B)


def test_the_file_proves_itself_where_the_reader_holds_nothing_but_the_root() -> None:
    report = judged(page_at(Level.B_LT), reader((), include_issuing=False))
    assert report.verdict is Verdict.PASSED


def test_responses_prove_as_well_as_lists() -> None:
    pki = make_pki()
    about = [identity.certificate for identity in (pki.director, pki.seal, good_authority())]
    root_list, _ = lists_at(AFTERWARDS)
    data = stored(
        stamped(sealed_page()),
        lists=[root_list],
        responses=[Answer(certificate).encoded() for certificate in about],
    )
    report = judged(data, reader(()), AFTERWARDS)
    assert rules(report) == set()
    assert report.level == Level.B_LT


def test_an_archived_document_is_passed_when_its_signers_certificates_have_long_expired() -> None:
    report = judged(archived_page(), reader(lists_at(IN_EIGHT_YEARS)), IN_EIGHT_YEARS)
    assert rules(report) == set()
    assert (report.verdict, report.level) == (Verdict.PASSED, Level.B_LTA)


def test_an_archive_needs_the_lists_of_its_own_day() -> None:
    data = stamped(proven_page(), FIXED_NOW + 3 * YEAR, archive_authority())
    report = judged(data, reader(lists_at(IN_EIGHT_YEARS)), IN_EIGHT_YEARS)
    assert report.verdict is Verdict.INDETERMINATE
    assert rules(report) == {"certificate", "time-stamp-authority"}


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT"])
def test_nothing_below_can_be_told_by_then(level: str) -> None:
    pages = {"B-B": sealed_page(), "B-T": stamped(sealed_page()), "B-LT": proven_page()}
    report = judged(pages[level], reader(lists_at(IN_EIGHT_YEARS)), IN_EIGHT_YEARS)
    assert report.verdict is Verdict.INDETERMINATE
    stamp = "time-stamp-authority"
    assert rules(report) == {"certificate"} | ({stamp} if level != "B-B" else set())
    for finding in report.findings:
        if finding.rule == stamp:
            assert finding.code == "verification.stamp_lapsed"
            assert remedy(finding.code, Language.VIETNAMESE, finding.facts)


def test_an_expired_signer_is_no_fault_while_the_time_stamp_holds() -> None:
    now = datetime(2031, 6, 1, tzinfo=UTC)
    authority = archive_authority()
    data = stored(stamped(sealed_page(), by=authority), lists=lists_at(AFTERWARDS))
    assert judged(data, reader(lists_at(now)), now).verdict is Verdict.PASSED
    assert judged(sealed_page(), reader(lists_at(now)), now).verdict is Verdict.INDETERMINATE


def test_a_list_of_after_the_certificates_end_does_not_tell_of_before() -> None:
    now = datetime(2031, 6, 1, tzinfo=UTC)
    data = stamped(sealed_page(), by=archive_authority())
    report = judged(data, reader(lists_at(now)), now)
    assert rules(report) == {"certificate"}
    assert report.verdict is Verdict.INDETERMINATE


def revoked_later(
    reason: x509.ReasonFlags | None, since: datetime | None = None, at: datetime = AFTERWARDS
) -> Report:
    """A document that was time-stamped, and whose signer's certificate was revoked afterwards."""
    entry = revocation(make_pki().director, at, reason, since)
    now = AFTERWARDS + DAY
    return judged(stamped(sealed_page()), reader(lists_at(now, [entry])), now)


@pytest.mark.parametrize(
    "reason", [REASONS.superseded, REASONS.affiliation_changed, REASONS.cessation_of_operation]
)
def test_a_later_revocation_in_good_order_changes_nothing(reason: x509.ReasonFlags) -> None:
    assert revoked_later(reason).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    "reason", [None, REASONS.key_compromise, REASONS.unspecified, REASONS.certificate_hold]
)
def test_a_later_revocation_that_may_reach_back_leaves_the_question_open(
    reason: x509.ReasonFlags | None,
) -> None:
    report = revoked_later(reason)
    assert report.verdict is Verdict.INDETERMINATE
    assert rules(report) == {"certificate"}
    (finding,) = (each for each in report.findings if each.code.endswith("revoked_later"))
    assert message(finding.code, Language.VIETNAMESE, finding.facts)


def test_it_is_settled_by_since_when_the_key_is_known_to_be_unsafe() -> None:
    reason = REASONS.key_compromise
    assert revoked_later(reason, AFTERWARDS).verdict is Verdict.PASSED
    assert revoked_later(reason, FIXED_NOW - DAY).verdict is Verdict.FAILED


@pytest.mark.parametrize("reason", [None, REASONS.superseded, REASONS.key_compromise])
def test_a_revocation_before_the_time_stamp_fails(reason: x509.ReasonFlags | None) -> None:
    assert revoked_later(reason, at=FIXED_NOW - DAY).verdict is Verdict.FAILED
    assert revoked_later(reason, at=FIXED_NOW).verdict is Verdict.FAILED


def test_without_a_time_stamp_every_revocation_fails() -> None:
    now = AFTERWARDS + DAY
    entry = revocation(make_pki().director, AFTERWARDS, REASONS.superseded)
    report = judged(sealed_page(), reader(lists_at(now, [entry])), now)
    assert report.verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("issued", "until", "told"),
    [
        (FIXED_NOW - DAY, FIXED_NOW + DAY, True),
        (FIXED_NOW + DAY, FIXED_NOW + 2 * DAY, True),
        (FIXED_NOW + DAY, None, True),
        (FIXED_NOW - DAY, None, False),
        (FIXED_NOW - 2 * DAY, FIXED_NOW - DAY, False),
    ],
)
def test_data_tells_of_a_moment_by_when_it_was_issued(
    issued: datetime, until: datetime | None, told: object
) -> None:
    pki = make_pki()
    about = [identity.certificate for identity in (pki.director, pki.seal, good_authority())]
    data = stored(
        stamped(sealed_page()),
        lists=[lists_at(FIXED_NOW - DAY)[0]],
        responses=[Answer(entry, issued=issued, until=until).encoded() for entry in about],
    )
    now = FIXED_NOW + 3 * DAY
    authority = Answer(good_authority().certificate, issued=now, until=now + DAY).encoded()
    report = judged(stored(data, responses=[authority]), reader(()), now)
    assert (report.verdict is Verdict.PASSED) is told
    assert rules(report) == (set() if told else {"certificate"})


def test_a_good_word_ends_a_suspension() -> None:
    pki = make_pki()
    held = revocation(pki.director, FIXED_NOW - 3 * DAY, REASONS.certificate_hold)
    older = lists_at(FIXED_NOW - 2 * DAY, [held])
    data = stored(stamped(sealed_page()), lists=lists_at(AFTERWARDS))
    assert judged(data, reader(older), AFTERWARDS).verdict is Verdict.PASSED


def test_an_answer_that_says_revoked_is_believed() -> None:
    answer = Answer(
        make_pki().director.certificate,
        status=ocsp.OCSPCertStatus.REVOKED,
        revoked_at=FIXED_NOW - DAY,
        reason=REASONS.superseded,
    )
    data = stored(stamped(sealed_page()), responses=[answer.encoded()])
    report = judged(data, reader(), AFTERWARDS)
    assert report.verdict is Verdict.FAILED


def test_a_time_stamp_is_good_as_long_as_its_authority_was_when_it_was_archived() -> None:
    short = stamping_identity(until=FIXED_NOW + 2 * DAY)
    now = FIXED_NOW + 3 * DAY
    first = stamped(sealed_page(), by=short)
    alone = judged(stored(first, lists=lists_at(AFTERWARDS)), reader(), now)
    assert rules(alone) == {"time-stamp-authority"}
    kept = stamped(stored(first, lists=lists_at(AFTERWARDS)), AFTERWARDS)
    assert judged(kept, reader(), now).verdict is Verdict.PASSED


def test_a_minute_between_two_clocks_is_nothing(trust: TrustStore) -> None:
    ahead = stamped(sealed_page(), FIXED_NOW + DAY / 1440)
    assert judged(ahead, trust).verdict is Verdict.PASSED


def test_a_report_is_said_in_both_languages(trust: TrustStore) -> None:
    pages = [*map(page_at, Level), proven_page()]
    reports = [judged(data, trust) for data in pages]
    reports.append(judged(proven_page(), reader(()), FIXED_NOW + 9 * YEAR))
    for finding in (finding for report in reports for finding in report.findings):
        for language in Language:
            assert message(finding.code, language, finding.facts)
            remedy(finding.code, language, finding.facts)
