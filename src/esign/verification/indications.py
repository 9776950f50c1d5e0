# SPDX-License-Identifier: Apache-2.0
"""What was found of one signature in the words of ETSI EN 319 102-1 §5.1.3 (tables 5 and 6).

The indication follows our verdict, which is stricter than the standard where the law is: a
certificate that was revoked at an unknown time fails, though the standard leaves that open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.model import Changes, Verdict
from esign.verification.facts import Change

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esign.model import Finding
    from esign.verification.facts import Facts, Signature

INDICATIONS = {
    Verdict.PASSED: "TOTAL-PASSED",
    Verdict.FAILED: "TOTAL-FAILED",
    Verdict.INDETERMINATE: "INDETERMINATE",
}

_OF_CODES = {
    "verification.content_changed": "HASH_FAILURE",
    "verification.signature_wrong": "SIG_CRYPTO_FAILURE",
    "verification.unknown_algorithm": "SIG_CONSTRAINTS_FAILURE",
    "verification.container_unreadable": "FORMAT_FAILURE",
    "verification.signature_not_understood": "FORMAT_FAILURE",
    "verification.signature_blank": "FORMAT_FAILURE",
    "verification.no_certificate": "NO_SIGNING_CERTIFICATE_FOUND",
    "verification.weak_algorithm": "CRYPTO_CONSTRAINTS_FAILURE",
    "verification.weak_unproven": "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
    "verification.time_after_time_stamp": "TIMESTAMP_ORDER_FAILURE",
    "trust.certificate_untrusted": "NO_CERTIFICATE_CHAIN_FOUND",
    "trust.certificate_unreadable": "NO_SIGNING_CERTIFICATE_FOUND",
    "trust.path_invalid": "CHAIN_CONSTRAINTS_FAILURE",
    "trust.certificate_revoked_later": "REVOKED_NO_POE",
    "trust.certificate_not_yet_valid": "NOT_YET_VALID",
    "trust.certificate_key": "CRYPTO_CONSTRAINTS_FAILURE",
    "trust.certificate_signature": "CRYPTO_CONSTRAINTS_FAILURE",
    "trust.revocation_unknown": "TRY_LATER",
    "trust.revocation_stale": "TRY_LATER",
    "trust.revocation_late": "TRY_LATER",
    "trust.issuer_missing": "TRY_LATER",
    "online.no_address_known": "TRY_LATER",
}
_OF_RULES = {
    "container-readable": "FORMAT_FAILURE",
    "byte-range": "FORMAT_FAILURE",
    "coverage": "FORMAT_FAILURE",
    "later-changes": "FORMAT_FAILURE",
    "algorithms": "CRYPTO_CONSTRAINTS_FAILURE",
    "certificate": "CHAIN_CONSTRAINTS_FAILURE",
}
_ELSE = "SIG_CONSTRAINTS_FAILURE"
_PROVEN_ONLY = frozenset(("FORMAT_FAILURE", "HASH_FAILURE", "SIG_CRYPTO_FAILURE"))
"""These are never said of what merely cannot be told."""
_FORMS = frozenset((Change.SIGNATURE, Change.EXTENDED))


def sub_indication(signature: Signature, findings: Iterable[Finding]) -> str:
    """The gravest reason why a signature is not passed; empty if it is.

    Args:
        signature: the signature.
        findings: those about it, in the order of the walk.
    """
    for wanted in (Verdict.FAILED, Verdict.INDETERMINATE):
        for finding in findings:
            if finding.verdict is wanted:
                return _reason(finding, signature)
    return ""


def _reason(finding: Finding, signature: Signature) -> str:
    # With proof of the time these three are certain, without it they are not (§5.2.6.4).
    if finding.code == "trust.certificate_revoked":
        return "REVOKED" if finding.verdict is Verdict.FAILED else "REVOKED_NO_POE"
    if finding.code == "trust.certificate_expired":
        return "EXPIRED" if signature.proven else "OUT_OF_BOUNDS_NO_POE"
    found = _OF_CODES.get(finding.code) or _OF_RULES.get(finding.rule, _ELSE)
    proven = finding.verdict is Verdict.FAILED
    return found if proven or found not in _PROVEN_ONLY else _ELSE


def intact(signature: Signature) -> bool | None:
    """Whether what was signed is unchanged and the signature fits; None when nobody can tell."""
    found = signature.container
    if found is None or not found.digest_algorithm or not found.signature_algorithm:
        return None
    return signature.range_sane and found.digest_matches and found.signature_valid


def changes_after(facts: Facts, signature: Signature) -> Changes:
    """What came after a signature.

    By the closed world of issued documents where no general analysis was made.
    """
    if signature.changes is not None:
        return signature.changes
    if not signature.range_sane or not signature.covers_revision:
        return Changes.UNKNOWN
    later = {entry.change for entry in facts.revisions if entry.number > signature.revision}
    if facts.tail or later - _FORMS - {Change.UNCONFIRMED}:
        return Changes.FORBIDDEN
    if Change.UNCONFIRMED in later:
        return Changes.UNKNOWN
    return Changes.PERMITTED if later else Changes.NONE
