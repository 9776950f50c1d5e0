# SPDX-License-Identifier: Apache-2.0
"""The signers' own words about the time contradict each other, the page or the certificates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from esign.model import Role, Verdict
from support.pages import prepared
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.proving import judged as stamped_report
from support.proving import reader, stamped
from support.sealed import forge, judged, rules

if TYPE_CHECKING:
    from esign.model import Report
    from esign.trust import TrustStore

HOUR = timedelta(hours=1)
OFFSET = 7 * HOUR
RULE = "claimed-times"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


def signed_at(clock: pytest.MonkeyPatch, person: datetime, seal: datetime) -> bytes:
    """A document whose signers claim these moments."""
    bench = forge().bench
    clock.setattr("esign.signing.signatory.Signatory.assess", _as_of_now())
    clock.setattr(bench.clock, "moment", person)
    signed = forge().sign(prepared().data, make_pki().director, Role.PERSON)
    clock.setattr(bench.clock, "moment", seal)
    return forge().sign(signed, make_pki().seal, Role.AGENCY)


def _as_of_now() -> object:
    """The forge asks nobody whether its certificates were good at the claimed moment."""
    return lambda self, leaf, issuers: self.trust.assess(leaf, issuers, FIXED_NOW)


def code_of(report: Report) -> str:
    return next(finding.code for finding in report.findings if finding.rule == RULE)


@pytest.mark.parametrize(
    ("person", "seal"),
    [
        (FIXED_NOW, FIXED_NOW - HOUR),
        (FIXED_NOW, FIXED_NOW + HOUR),
        (FIXED_NOW + HOUR, FIXED_NOW + HOUR),
        (FIXED_NOW - timedelta(days=1), FIXED_NOW),
        (datetime(2025, 6, 1, tzinfo=UTC), FIXED_NOW),
        (FIXED_NOW, datetime(2035, 1, 1, tzinfo=UTC)),
    ],
)
def test_times_that_cannot_be_are_not_accepted(
    person: datetime, seal: datetime, trust: TrustStore, clock: pytest.MonkeyPatch
) -> None:
    report = judged(signed_at(clock, person, seal), trust)
    assert report.verdict is Verdict.INDETERMINATE
    assert rules(report) == {RULE}


def test_a_clock_five_minutes_ahead_is_accepted(
    trust: TrustStore, clock: pytest.MonkeyPatch
) -> None:
    ahead = FIXED_NOW + timedelta(minutes=5)
    assert judged(signed_at(clock, FIXED_NOW, ahead), trust).verdict is Verdict.PASSED


@pytest.mark.parametrize(("person", "seal"), [(0, 1), (1, 0), (1, 1)])
def test_local_time_written_as_universal_time_is_accepted_and_explained(
    person: int, seal: int, trust: TrustStore, clock: pytest.MonkeyPatch
) -> None:
    clock.setattr("esign.signing.signatory.VIETNAM", UTC)
    data = signed_at(clock, FIXED_NOW + person * OFFSET, FIXED_NOW + seal * OFFSET)
    report = judged(data, trust)
    assert report.verdict is Verdict.PASSED
    assert code_of(report) == "verification.claimed_times_local"


def test_seven_hours_ahead_in_local_time_are_not_excused(
    trust: TrustStore, clock: pytest.MonkeyPatch
) -> None:
    report = judged(signed_at(clock, FIXED_NOW + OFFSET, FIXED_NOW + OFFSET), trust)
    assert rules(report) == {RULE}


def test_a_claim_to_be_younger_than_the_time_stamp_is_not_accepted(
    clock: pytest.MonkeyPatch,
) -> None:
    late = FIXED_NOW + 2 * HOUR
    data = stamped(signed_at(clock, FIXED_NOW, late), FIXED_NOW)
    report = stamped_report(data, reader(), FIXED_NOW + OFFSET)
    assert report.verdict is Verdict.INDETERMINATE
    assert (rules(report), code_of(report)) == ({RULE}, "verification.time_after_time_stamp")


def test_but_for_five_minutes_between_two_clocks(clock: pytest.MonkeyPatch) -> None:
    late = FIXED_NOW + timedelta(minutes=4)
    data = stamped(signed_at(clock, FIXED_NOW, late), FIXED_NOW)
    assert stamped_report(data, reader(), FIXED_NOW + OFFSET).verdict is Verdict.PASSED


def test_local_time_written_as_universal_time_is_explained_by_the_time_stamp_too(
    clock: pytest.MonkeyPatch,
) -> None:
    clock.setattr("esign.signing.signatory.VIETNAM", UTC)
    late = FIXED_NOW + OFFSET
    data = stamped(signed_at(clock, late, late), FIXED_NOW)
    report = stamped_report(data, reader(), FIXED_NOW + 9 * HOUR)
    assert (report.verdict, code_of(report)) == (
        Verdict.PASSED,
        "verification.claimed_times_local",
    )
