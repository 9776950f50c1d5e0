# SPDX-License-Identifier: Apache-2.0
"""Rules about what came after the signatures of our own documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.model import Finding, Verdict
from esign.verification.facts import Change
from esign.verification.outcome import Outcome, failed, passed, undecided
from esign.verification.signers import is_sealed_alone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.verification.facts import Facts
    from esign.verification.policy import Policy

_CHANGES = {
    Change.UNCONFIRMED: (Verdict.INDETERMINATE, "verification.unconfirmed"),
    Change.FILLED: (Verdict.FAILED, "verification.changes_filled"),
    Change.ANNOTATED: (Verdict.FAILED, "verification.changes_annotated"),
    Change.OTHER: (Verdict.FAILED, "verification.changes_forbidden"),
}


def changes_after_signature(facts: Facts, _: Policy) -> Outcome:
    """After the first signature came nothing but the seal and proof (ISO 32000-2 §12.8.2)."""
    for revision in facts.revisions:
        if revision.change in _CHANGES:
            verdict, code = _CHANGES[revision.change]
            return verdict, code, {"revision": str(revision.number + 1)}
    return passed("verification.unchanged")


def nothing_after_seal(facts: Facts, policy: Policy) -> Iterator[Finding]:
    """Nothing came after the seal; of a file that nobody signed another rule says enough."""
    if facts.human_signatures:
        yield Finding("nothing-after-seal", *_nothing_after(facts, policy))


def _nothing_after(facts: Facts, policy: Policy) -> Outcome:
    """The last signature covers the file to its end, but for added proof that ends the file."""
    signatures = facts.human_signatures
    if facts.cut:
        return failed("verification.cut_short")
    if len(signatures) < len(policy.roles) and not is_sealed_alone(facts, policy):
        return failed("verification.not_closed")
    last = signatures[-1]
    later = [entry for entry in facts.revisions if entry.number > last.revision]
    if last.covers_file and not later:
        return passed("verification.closed")
    return _added(facts, {entry.change for entry in later}, whole=last.covers_revision)


def _added(facts: Facts, changes: set[Change], *, whole: bool) -> Outcome:
    """What is said of additions after a last signature that covers a whole version, or does not."""
    if facts.tail and changes <= {Change.EXTENDED} and whole:
        return failed("verification.bytes_follow", bytes=str(facts.tail))
    if changes == {Change.EXTENDED} and whole:
        return passed("verification.closed_with_proof")
    mild = changes <= {Change.UNCONFIRMED, Change.EXTENDED}
    if mild and Change.UNCONFIRMED in changes and not facts.tail:
        return undecided("verification.unconfirmed")
    return failed("verification.appended")


def seal_lock(facts: Facts, _: Policy) -> Iterator[Finding]:
    """The seal locks the document (ISO 32000-2 §12.8.2.4); what nobody signed has no seal to ask.

    Of a file whose end is missing nobody can tell, and another rule says that.
    """
    signatures = facts.human_signatures
    if signatures and not facts.cut:
        locked = signatures[-1].locks_document
        outcome = passed("verification.locked") if locked else undecided("verification.not_locked")
        yield Finding("seal-lock", *outcome)
