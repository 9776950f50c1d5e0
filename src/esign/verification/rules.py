# SPDX-License-Identifier: Apache-2.0
"""The rules, each a pure function of the facts; ids are stable, messages are in the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from esign.model import Finding, Role
from esign.trust import strong_digest
from esign.verification.carried_data import RULE as CARRIED
from esign.verification.carried_data import data_agrees
from esign.verification.certificate_rule import certificate
from esign.verification.closing_rules import (
    changes_after_signature,
    nothing_after_seal,
    seal_lock,
)
from esign.verification.expectation import RULE as EXPECTED
from esign.verification.expecting import signers_are_those_expected
from esign.verification.facts import Facts, Signature
from esign.verification.filled import number_after_signature
from esign.verification.outcome import Outcome, failed, passed, undecided
from esign.verification.policy import Policy
from esign.verification.printed import RULE as PRINTED
from esign.verification.printed import printed_agrees
from esign.verification.signers import (
    claimed_times,
    is_sealed_alone,
    is_signed_besides,
    signers_are_those_named,
)
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
from esign.verification.unused import RULE as UNUSED
from esign.verification.unused import nothing_unused

if TYPE_CHECKING:
    from esign.verification.facts import Container

CONTENT_CHANGED = "verification.content_changed"

Rule = Callable[[Facts, Policy], Iterator[Finding]]


def structure(facts: Facts, _: Policy) -> Outcome:
    """Every reader finds the same objects (ISO 32000-2 §7.5)."""
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
    if any(entry.shared for entry in signatures):
        return failed("verification.shared_signature")
    if not signatures:
        return failed("verification.no_signature")
    if len(signatures) != len(policy.roles):
        return _miscounted(facts, policy)
    return (
        undecided("verification.empty_field")
        if facts.empty_fields
        else passed("verification.signature_count")
    )


def _miscounted(facts: Facts, policy: Policy) -> Outcome:
    """What to say of too few signatures or too many."""
    found, expected = len(facts.human_signatures), len(policy.roles)
    numbers = {"found": str(found), "expected": str(expected)}
    if found > expected and is_signed_besides(facts, policy):
        return failed("verification.policy_of_seals", **numbers)
    if found > expected:
        return failed("verification.too_many_signatures", **numbers)
    if facts.cut:
        return failed("verification.too_few_left", **numbers)
    if is_sealed_alone(facts, policy):
        return failed("verification.agency_alone")
    return failed("verification.too_few_signatures", **numbers)


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


def byte_range(signature: Signature, _: Policy) -> Outcome:
    """It covers a whole version of the file but for itself (ISO 32000-2 §12.8.1)."""
    if signature.beyond:
        return failed("verification.range_beyond")
    if not signature.range_sane:
        return failed("verification.byte_range")
    return (
        passed("verification.covered")
        if signature.covers_revision
        else failed("verification.not_covered")
    )


def integrity(container: Container, _: Policy) -> Outcome:
    """What was signed is what is there, and the certificate's key signed it (RFC 5652 §5.6)."""
    if not container.digest_algorithm or not container.signature_algorithm:
        return undecided("verification.unknown_algorithm")
    if not container.digest_matches:
        return failed(CONTENT_CHANGED)
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


def _container_form(signature: Signature, policy: Policy) -> Outcome:
    """One way to write the container: what could be written otherwise could be altered unseen."""
    container = signature.container
    if container is None:
        return undecided("verification.container_form")
    whole = set(signature.standing.carried) if signature.standing else set()
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


def _roles_in_order(facts: Facts, policy: Policy) -> Iterator[Finding]:
    """Says nothing of what the agency seals alone: that a person lacks has been said.

    Nor of a file that nobody signed.
    """
    if is_sealed_alone(facts, policy) or not facts.human_signatures:
        return
    found = tuple(map(_role, facts.human_signatures))
    if found == policy.roles:
        outcome = passed(f"verification.roles.{policy.signers}")
    elif None in found:
        outcome = undecided("verification.role_unknown")
    else:
        outcome = failed(f"verification.roles_differ.{policy.signers}")
    yield Finding("roles-in-order", *outcome)


def _number_after_signature(facts: Facts, _: Policy) -> Iterator[Finding]:
    """Says nothing of documents that were numbered before they were signed."""
    outcome = number_after_signature(facts)
    if outcome is not None:
        yield Finding("number-after-signature", *outcome)


def _data_agrees(facts: Facts, _: Policy) -> Iterator[Finding]:
    """Says nothing where attached data and metadata agree."""
    outcome = data_agrees(facts)
    if outcome is not None:
        yield Finding(CARRIED, *outcome)


def whole(rule: str, judge: Callable[[Facts, Policy], Outcome]) -> Rule:
    """A rule about the document."""

    def walk(facts: Facts, policy: Policy) -> Iterator[Finding]:
        yield Finding(rule, *judge(facts, policy))

    return walk


def each(rule: str, judge: Callable[[Signature, Policy], Outcome]) -> Rule:
    """A rule about every signature that is not a document time-stamp."""

    def walk(facts: Facts, policy: Policy) -> Iterator[Finding]:
        for signature in facts.human_signatures:
            yield Finding(rule, *judge(signature, policy), signature=signature.ordinal)

    return walk


def inside(rule: str, judge: Callable[[Container, Policy], Outcome]) -> Rule:
    """A rule about every container that could be read."""

    def walk(facts: Facts, policy: Policy) -> Iterator[Finding]:
        for signature in facts.human_signatures:
            if signature.container is not None:
                outcome = judge(signature.container, policy)
                if outcome[1] == CONTENT_CHANGED and signature.beyond:
                    outcome = failed("verification.content_missing")
                yield Finding(rule, *outcome, signature=signature.ordinal)

    return walk


RULES: dict[str, Rule] = {
    "structure": whole("structure", structure),
    "active-content": whole("active-content", _active_content),
    UNUSED: whole(UNUSED, nothing_unused),
    "signature-count": whole("signature-count", _signature_count),
    "container-readable": each("container-readable", _container_readable),
    "encoding": each("encoding", _encoding),
    "byte-range": each("byte-range", byte_range),
    "integrity": inside("integrity", integrity),
    "certificate-reference": inside("certificate-reference", _certificate_reference),
    "algorithms": inside("algorithms", _algorithms),
    "certificate": each("certificate", certificate),
    "container-form": each("container-form", _container_form),
    "roles-in-order": _roles_in_order,
    "signers-are-those-named": signers_are_those_named,
    EXPECTED: signers_are_those_expected,
    "claimed-times": claimed_times,
    "time-stamp-coverage": of_stamps("time-stamp-coverage", time_stamp_coverage),
    "time-stamp-token": of_stamps("time-stamp-token", time_stamp_token),
    "time-stamp-form": of_stamps("time-stamp-form", time_stamp_form),
    "time-stamp-authority": of_stamps("time-stamp-authority", time_stamp_authority),
    "time-stamp-moment": of_stamps("time-stamp-moment", time_stamp_moment),
    "validation-data": whole("validation-data", validation_data),
    "changes-after-signature": whole("changes-after-signature", changes_after_signature),
    "nothing-after-seal": nothing_after_seal,
    "seal-lock": seal_lock,
    "number-after-signature": _number_after_signature,
    CARRIED: _data_agrees,
    PRINTED: printed_agrees,
    "text-seal": text_seal,
    "level": level,
}
