# SPDX-License-Identifier: Apache-2.0
"""The rules, each a pure function of the facts; ids are stable, messages are in the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from esign.model import Finding, Role, Verdict
from esign.trust import Standing, strong_digest
from esign.verification.facts import Change, Facts, Signature
from esign.verification.filled import number_after_signature
from esign.verification.outcome import Outcome, failed, passed, undecided
from esign.verification.policy import Policy
from esign.verification.signers import claimed_times, signers_are_those_named
from esign.verification.stamp_rules import (
    level,
    of_stamps,
    time_stamp_authority,
    time_stamp_coverage,
    time_stamp_form,
    time_stamp_moment,
    time_stamp_token,
    validation_data,
)
from esign.verification.text_mark import text_seal

if TYPE_CHECKING:
    from esign.verification.facts import Container

Rule = Callable[[Facts, Policy], Iterator[Finding]]

_STANDINGS = {
    Standing.GOOD: Verdict.PASSED,
    Standing.REVOKED: Verdict.FAILED,
    Standing.UNSUITABLE: Verdict.FAILED,
}
_CHANGES = {
    Change.UNCONFIRMED: (Verdict.INDETERMINATE, "verification.unconfirmed"),
    Change.FILLED: (Verdict.FAILED, "verification.changes_filled"),
    Change.ANNOTATED: (Verdict.FAILED, "verification.changes_annotated"),
    Change.OTHER: (Verdict.FAILED, "verification.changes_forbidden"),
}


def _structure(facts: Facts, _: Policy) -> Outcome:
    if facts.hybrid:
        return undecided("verification.hybrid")
    return (
        passed("verification.well_formed")
        if facts.well_formed
        else undecided("verification.malformed")
    )


def _active_content(facts: Facts, _: Policy) -> Outcome:
    if facts.need_appearances:
        return failed("verification.need_appearances")
    if facts.active_content:
        return failed("verification.active_content", names=", ".join(facts.active_content))
    if facts.stray_fields:
        return failed("verification.stray_fields")
    if facts.unusual_content:
        return undecided("verification.unusual_content", names=", ".join(facts.unusual_content))
    return passed("verification.no_active_content")


def _signature_count(facts: Facts, policy: Policy) -> Outcome:
    signatures = facts.human_signatures
    numbers = {"found": str(len(signatures)), "expected": str(len(policy.roles))}
    if any(entry.shared for entry in signatures):
        return failed("verification.shared_signature")
    if not signatures:
        return failed("verification.no_signature")
    if len(signatures) < len(policy.roles):
        if [_role(entry) for entry in signatures] == [Role.AGENCY]:
            return failed("verification.agency_alone")
        return failed("verification.too_few_signatures", **numbers)
    if len(signatures) > len(policy.roles):
        return failed("verification.too_many_signatures", **numbers)
    return (
        undecided("verification.empty_field")
        if facts.empty_fields
        else passed("verification.signature_count")
    )


def _role(signature: Signature) -> Role | None:
    return signature.standing.role if signature.standing else None


def _container_readable(signature: Signature, _: Policy) -> Outcome:
    return (
        passed("verification.readable")
        if signature.container
        else failed("verification.container_unreadable")
    )


def _encoding(signature: Signature, policy: Policy) -> Outcome:
    if signature.subfilter in policy.subfilters:
        return passed("verification.encoding")
    return undecided("verification.other_encoding", found=signature.subfilter or "—")


def _byte_range(signature: Signature, _: Policy) -> Outcome:
    if not signature.range_sane:
        return failed("verification.byte_range")
    return (
        passed("verification.covered")
        if signature.covers_revision
        else failed("verification.not_covered")
    )


def _integrity(container: Container, _: Policy) -> Outcome:
    if not container.digest_algorithm or not container.signature_algorithm:
        return undecided("verification.unknown_algorithm")
    if not container.digest_matches:
        return failed("verification.content_changed")
    return (
        passed("verification.intact")
        if container.signature_valid
        else failed("verification.signature_wrong")
    )


def _certificate_reference(container: Container, _: Policy) -> Outcome:
    if container.reference_matches is None:
        return undecided("verification.no_certificate_reference")
    if container.reference_matches:
        return passed("verification.certificate_reference")
    return failed("verification.other_certificate_reference")


def _algorithms(container: Container, _: Policy) -> Outcome:
    if strong_digest(container.digest_algorithm):
        return passed("verification.algorithms")
    return failed("verification.weak_algorithm", found=container.digest_algorithm or "—")


def _certificate(signature: Signature, _: Policy) -> Outcome:
    standing = signature.standing
    if standing is None:
        return undecided("verification.no_certificate")
    verdict = _STANDINGS.get(standing.standing, Verdict.INDETERMINATE)
    return verdict, standing.code, dict(standing.facts)


def _container_form(signature: Signature, policy: Policy) -> Outcome:
    """One way to write the container: what could be written otherwise could be altered unseen."""
    container = signature.container
    if container is None:
        return undecided("verification.container_form")
    whole = set(signature.standing.path[:-1]) if signature.standing else set()
    certificates = {container.certificate, *container.others}
    signed = set(container.signed_attributes)
    permitted = policy.signed_attributes | policy.optional_attributes
    proper = (
        signature.hex_clean
        and container.padding_clean
        and container.canonical
        and not container.unsigned_attributes
        and policy.signed_attributes <= signed <= permitted
        and len(container.signed_attributes) == len(signed)
        and (not whole or certificates == whole)
        and len(certificates) == 1 + len(container.others)
    )
    return (
        passed("verification.container_canonical")
        if proper
        else undecided("verification.container_form")
    )


def _roles_in_order(facts: Facts, policy: Policy) -> Outcome:
    signatures = facts.human_signatures
    found = list(map(_role, signatures))
    if tuple(found) == policy.roles:
        return passed(f"verification.roles.{policy.signers}")
    if any(role is None for role in found):
        return undecided("verification.role_unknown")
    return failed(f"verification.roles_differ.{policy.signers}")


def _changes_after_signature(facts: Facts, _: Policy) -> Outcome:
    for revision in facts.revisions:
        if revision.change in _CHANGES:
            verdict, code = _CHANGES[revision.change]
            return verdict, code, {"revision": str(revision.number + 1)}
    return passed("verification.unchanged")


def _nothing_after_seal(facts: Facts, policy: Policy) -> Outcome:
    """The last signature covers the file to its end, but for added proof that ends the file."""
    signatures = facts.human_signatures
    if len(signatures) < len(policy.roles):
        return failed("verification.not_closed")
    last = signatures[-1]
    later = [entry for entry in facts.revisions if entry.number > last.revision]
    if last.covers_file and not later:
        return passed("verification.closed")
    changes = {entry.change for entry in later}
    if changes == {Change.EXTENDED} and last.covers_revision and not facts.tail:
        return passed("verification.closed_with_proof")
    mild = changes <= {Change.UNCONFIRMED, Change.EXTENDED}
    if mild and Change.UNCONFIRMED in changes and not facts.tail:
        return undecided("verification.unconfirmed")
    return failed("verification.appended")


def _seal_lock(facts: Facts, _: Policy) -> Outcome:
    signatures = facts.human_signatures
    locked = bool(signatures) and signatures[-1].locks_document
    return passed("verification.locked") if locked else undecided("verification.not_locked")


def _number_after_signature(facts: Facts, _: Policy) -> Iterator[Finding]:
    """Says nothing of documents that were numbered before they were signed."""
    outcome = number_after_signature(facts)
    if outcome is not None:
        yield Finding("number-after-signature", *outcome)


def _whole(rule: str, judge: Callable[[Facts, Policy], Outcome]) -> Rule:
    """A rule about the document."""

    def walk(facts: Facts, policy: Policy) -> Iterator[Finding]:
        yield Finding(rule, *judge(facts, policy))

    return walk


def _each(rule: str, judge: Callable[[Signature, Policy], Outcome]) -> Rule:
    """A rule about every signature that is not a document time-stamp."""

    def walk(facts: Facts, policy: Policy) -> Iterator[Finding]:
        for signature in facts.human_signatures:
            yield Finding(rule, *judge(signature, policy), signature=signature.ordinal)

    return walk


def _inside(rule: str, judge: Callable[[Container, Policy], Outcome]) -> Rule:
    """A rule about every container that could be read."""

    def walk(facts: Facts, policy: Policy) -> Iterator[Finding]:
        for signature in facts.human_signatures:
            if signature.container is not None:
                outcome = judge(signature.container, policy)
                yield Finding(rule, *outcome, signature=signature.ordinal)

    return walk


RULES: dict[str, Rule] = {
    "structure": _whole("structure", _structure),
    "active-content": _whole("active-content", _active_content),
    "signature-count": _whole("signature-count", _signature_count),
    "container-readable": _each("container-readable", _container_readable),
    "encoding": _each("encoding", _encoding),
    "byte-range": _each("byte-range", _byte_range),
    "integrity": _inside("integrity", _integrity),
    "certificate-reference": _inside("certificate-reference", _certificate_reference),
    "algorithms": _inside("algorithms", _algorithms),
    "certificate": _each("certificate", _certificate),
    "container-form": _each("container-form", _container_form),
    "roles-in-order": _whole("roles-in-order", _roles_in_order),
    "signers-are-those-named": signers_are_those_named,
    "claimed-times": _whole("claimed-times", claimed_times),
    "time-stamp-coverage": of_stamps("time-stamp-coverage", time_stamp_coverage),
    "time-stamp-token": of_stamps("time-stamp-token", time_stamp_token),
    "time-stamp-form": of_stamps("time-stamp-form", time_stamp_form),
    "time-stamp-authority": of_stamps("time-stamp-authority", time_stamp_authority),
    "time-stamp-moment": of_stamps("time-stamp-moment", time_stamp_moment),
    "validation-data": _whole("validation-data", validation_data),
    "changes-after-signature": _whole("changes-after-signature", _changes_after_signature),
    "nothing-after-seal": _whole("nothing-after-seal", _nothing_after_seal),
    "seal-lock": _whole("seal-lock", _seal_lock),
    "number-after-signature": _number_after_signature,
    "text-seal": text_seal,
    "level": level,
}
