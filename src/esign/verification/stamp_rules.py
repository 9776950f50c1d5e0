# SPDX-License-Identifier: Apache-2.0
"""Rules about document time-stamps, the security store and the level reached.

Broken is what is proven wrong: a time-stamp over another file, or one its authority has not made.
What cannot be believed here and now (a stranger's time-stamp, one whose authority's certificate has
run out) leaves the question open: nothing is proven against the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.model import Finding, Verdict
from esign.trust import Standing, vietnam_time
from esign.verification.outcome import Outcome, failed, passed, undecided
from esign.verification.timeline import is_canonical, is_timely, is_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from esign.verification.facts import Facts, Signature
    from esign.verification.policy import Policy

_SUBFILTER = "ETSI.RFC3161"


def time_stamp_coverage(stamp: Signature) -> Outcome:
    """It covers the whole file up to its own end (ISO 32000-2 §12.8.5; EN 319 142-1 §5.4.3)."""
    if stamp.shared:
        return failed("verification.stamp_shared")
    if not is_whole(stamp):
        return failed("verification.stamp_not_covering")
    return passed("verification.stamp_covering")


def time_stamp_token(stamp: Signature) -> Outcome:
    """It is over these bytes and its authority's own (RFC 3161 §2.4.2; RFC 5816 §2.2.1)."""
    token = stamp.stamp
    if token is None:
        return failed("verification.document_stamp_unreadable")
    if token.weak:
        return failed("verification.stamp_weak")
    if not token.imprint_matches:
        return failed("verification.stamp_of_other_content")
    return (
        passed("verification.stamp_intact") if token.intact else failed("verification.stamp_forged")
    )


def time_stamp_form(stamp: Signature) -> Outcome:
    """It is written in its one form: what could be written otherwise could be altered unseen."""
    if stamp.subfilter == _SUBFILTER and is_canonical(stamp):
        return passed("verification.stamp_canonical")
    return undecided("verification.stamp_form")


def time_stamp_authority(stamp: Signature) -> Outcome:
    """A trusted authority made it, in its certificate's life (RFC 3161 §2.3; NĐ 23/2025 Đ16)."""
    standing = stamp.standing
    if standing is None:
        return undecided("verification.stamp_no_authority")
    if standing.standing is Standing.GOOD:
        return passed("verification.stamp_authority")
    if standing.standing is Standing.EXPIRED:
        return undecided("verification.stamp_lapsed", **standing.facts)
    return undecided(standing.code, **standing.facts)


def time_stamp_moment(stamp: Signature) -> Outcome:
    """Its moment is neither ahead of now or the next one, nor outside its certificate's life."""
    token = stamp.stamp
    if token is None:
        return undecided("verification.stamp_no_authority")
    facts = {"moment": vietnam_time(token.at)}
    if is_timely(stamp):
        return Verdict.PASSED, "verification.stamp_moment", facts
    return undecided("verification.stamp_moment_impossible", **facts)


def validation_data(facts: Facts, _: Policy) -> Outcome:
    """The store holds nothing but what authorities vouch for (EN 319 142-1 §5.4.2)."""
    store = facts.store
    if store is None:
        return passed("verification.no_store")
    if not store.sound:
        return undecided("verification.store_unsound")
    if not store.vouched:
        return undecided("verification.store_not_vouched")
    return passed("verification.store_good")


def level(facts: Facts, policy: Policy) -> Iterator[Finding]:
    """The signatures can be proven as long as the policy wants (EN 319 142-1 §6).

    Signatures that are not intact have no level; other rules say so.
    """
    reached = facts.level
    if reached is None:
        return
    outcome = passed(f"verification.level.{reached.lower().replace('-', '_')}")
    if not reached.reaches(policy.level):
        outcome = undecided("verification.level_too_low", reached=reached, wanted=policy.level)
    yield Finding("level", *outcome)


def of_stamps(
    rule: str, judge: Callable[[Signature], Outcome]
) -> Callable[[Facts, Policy], Iterator[Finding]]:
    """A rule about every document time-stamp; a file without any keeps it."""

    def walk(facts: Facts, _: Policy) -> Iterator[Finding]:
        for stamp in facts.timestamps:
            yield Finding(rule, *judge(stamp), signature=stamp.ordinal)

    return walk
