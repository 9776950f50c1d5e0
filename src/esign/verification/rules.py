# SPDX-License-Identifier: Apache-2.0
"""The rules, each a pure function of the facts; ids are stable, messages are in the catalogue.

“Failed” is said where something is proven wrong; “indeterminate” where it cannot be told, or where
another reader could understand the file differently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from esign.model import Finding, Verdict
from esign.trust import Standing
from esign.verification.facts import Change, Facts, Signature
from esign.verification.policy import Policy

if TYPE_CHECKING:
    from esign.verification.facts import Container

Outcome = tuple[Verdict, str, dict[str, str]]
Rule = Callable[[Facts, Policy], Iterator[Finding]]

_STRONG = frozenset(("sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"))
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


def _passed(code: str) -> Outcome:
    return Verdict.PASSED, code, {}


def _failed(code: str, **facts: str) -> Outcome:
    return Verdict.FAILED, code, facts


def _open(code: str, **facts: str) -> Outcome:
    return Verdict.INDETERMINATE, code, facts


def human_signatures(facts: Facts) -> tuple[Signature, ...]:
    """The signatures that are not document time-stamps, in the order of signing."""
    return tuple(entry for entry in facts.signatures if not entry.timestamp)


def _structure(facts: Facts, _: Policy) -> Outcome:
    if facts.hybrid:
        return _open("verification.hybrid")
    return (
        _passed("verification.well_formed")
        if facts.well_formed
        else _open("verification.malformed")
    )


def _active_content(facts: Facts, _: Policy) -> Outcome:
    if facts.need_appearances:
        return _failed("verification.need_appearances")
    if facts.active_content:
        return _failed("verification.active_content", names=", ".join(facts.active_content))
    if facts.stray_fields:
        return _failed("verification.stray_fields")
    return _passed("verification.no_active_content")


def _signature_count(facts: Facts, policy: Policy) -> Outcome:
    signatures = human_signatures(facts)
    numbers = {"found": str(len(signatures)), "expected": str(len(policy.roles))}
    if any(entry.shared for entry in signatures):
        return _failed("verification.shared_signature")
    if not signatures:
        return _failed("verification.no_signature")
    if len(signatures) < len(policy.roles):
        return _failed("verification.too_few_signatures", **numbers)
    if len(signatures) > len(policy.roles):
        return _failed("verification.too_many_signatures", **numbers)
    return (
        _open("verification.empty_field")
        if facts.empty_fields
        else _passed("verification.signature_count")
    )


def _container_readable(signature: Signature, _: Policy) -> Outcome:
    return (
        _passed("verification.readable")
        if signature.container
        else _failed("verification.container_unreadable")
    )


def _encoding(signature: Signature, policy: Policy) -> Outcome:
    if signature.subfilter in policy.subfilters:
        return _passed("verification.encoding")
    return _open("verification.other_encoding", found=signature.subfilter or "—")


def _byte_range(signature: Signature, _: Policy) -> Outcome:
    if not signature.range_sane:
        return _failed("verification.byte_range")
    return (
        _passed("verification.covered")
        if signature.covers_revision
        else _failed("verification.not_covered")
    )


def _integrity(container: Container, _: Policy) -> Outcome:
    if not container.digest_algorithm or not container.signature_algorithm:
        return _open("verification.unknown_algorithm")
    if not container.digest_matches:
        return _failed("verification.content_changed")
    return (
        _passed("verification.intact")
        if container.signature_valid
        else _failed("verification.signature_wrong")
    )


def _certificate_reference(container: Container, _: Policy) -> Outcome:
    if container.reference_matches is None:
        return _open("verification.no_certificate_reference")
    if container.reference_matches:
        return _passed("verification.certificate_reference")
    return _failed("verification.other_certificate_reference")


def _algorithms(container: Container, _: Policy) -> Outcome:
    if container.digest_algorithm in _STRONG:
        return _passed("verification.algorithms")
    return _failed("verification.weak_algorithm", found=container.digest_algorithm or "—")


def _certificate(signature: Signature, _: Policy) -> Outcome:
    standing = signature.standing
    if standing is None:
        return _open("verification.no_certificate")
    verdict = _STANDINGS.get(standing.standing, Verdict.INDETERMINATE)
    return verdict, standing.code, dict(standing.facts)


def _container_form(signature: Signature, policy: Policy) -> Outcome:
    """One way to write the container: what could be written otherwise could be altered unseen."""
    container = signature.container
    if container is None:
        return _open("verification.container_form")
    whole = set(signature.standing.path[:-1]) if signature.standing else set()
    certificates = {container.certificate, *container.others}
    proper = (
        signature.hex_clean
        and container.padding_clean
        and container.canonical
        and not container.unsigned_attributes
        and len(container.signed_attributes) == len(policy.signed_attributes)
        and policy.signed_attributes.issuperset(container.signed_attributes)
        and (not whole or certificates == whole)
        and len(certificates) == 1 + len(container.others)
    )
    return (
        _passed("verification.container_canonical")
        if proper
        else _open("verification.container_form")
    )


def _roles_in_order(facts: Facts, policy: Policy) -> Outcome:
    signatures = human_signatures(facts)
    found = [entry.standing.role if entry.standing else None for entry in signatures]
    if tuple(found) == policy.roles:
        return _passed("verification.roles")
    if any(role is None for role in found):
        return _open("verification.role_unknown")
    return _failed("verification.roles_differ")


def _changes_after_signature(facts: Facts, _: Policy) -> Outcome:
    for revision in facts.revisions:
        if revision.change in _CHANGES:
            verdict, code = _CHANGES[revision.change]
            return verdict, code, {"revision": str(revision.number + 1)}
    return _passed("verification.unchanged")


def _nothing_after_seal(facts: Facts, policy: Policy) -> Outcome:
    """The last signature covers the file to its end, or only evidence follows in plain sections."""
    signatures = human_signatures(facts)
    if len(signatures) < len(policy.roles):
        return _failed("verification.not_closed")
    last = signatures[-1]
    later = [entry for entry in facts.revisions if entry.number > last.revision]
    if last.covers_file and not later:
        return _passed("verification.closed")
    changes = {entry.change for entry in later}
    if changes == {Change.EVIDENCE} and facts.ends_plainly:
        return _passed("verification.closed_with_evidence")
    if Change.UNCONFIRMED in changes and changes <= {Change.EVIDENCE, Change.UNCONFIRMED}:
        return _open("verification.unconfirmed")
    return _failed("verification.appended")


def _seal_lock(facts: Facts, _: Policy) -> Outcome:
    signatures = human_signatures(facts)
    locked = bool(signatures) and signatures[-1].locks_document
    return _passed("verification.locked") if locked else _open("verification.not_locked")


def _whole(rule: str, judge: Callable[[Facts, Policy], Outcome]) -> Rule:
    """A rule about the document."""

    def walk(facts: Facts, policy: Policy) -> Iterator[Finding]:
        yield Finding(rule, *judge(facts, policy))

    return walk


def _each(rule: str, judge: Callable[[Signature, Policy], Outcome]) -> Rule:
    """A rule about every signature that is not a document time-stamp."""

    def walk(facts: Facts, policy: Policy) -> Iterator[Finding]:
        for signature in human_signatures(facts):
            yield Finding(rule, *judge(signature, policy), signature=signature.ordinal)

    return walk


def _inside(rule: str, judge: Callable[[Container, Policy], Outcome]) -> Rule:
    """A rule about every container that could be read."""

    def walk(facts: Facts, policy: Policy) -> Iterator[Finding]:
        for signature in human_signatures(facts):
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
    "changes-after-signature": _whole("changes-after-signature", _changes_after_signature),
    "nothing-after-seal": _whole("nothing-after-seal", _nothing_after_seal),
    "seal-lock": _whole("seal-lock", _seal_lock),
}
