# SPDX-License-Identifier: Apache-2.0
"""The rules for files of every origin; those that hold for our own documents too are shared.

An identifier means the same in both walks; here it demands what the standards demand, and no more.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from esign.model import Changes, Finding, Verdict
from esign.trust import Standing, strong_digest, vietnam_time
from esign.verification.expectation import RULE as EXPECTED
from esign.verification.expecting import signers_are_those_expected
from esign.verification.outcome import Outcome, failed, passed, undecided
from esign.verification.rules import (
    byte_range,
    each,
    inside,
    integrity,
    structure,
    whole,
)
from esign.verification.stamp_rules import (
    level,
    of_stamps,
    time_stamp_authority,
    time_stamp_coverage,
    time_stamp_moment,
    time_stamp_token,
)
from esign.verification.timeline import CLOCKS_DIFFER
from esign.verification.unused import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.verification.facts import Facts, Signature
    from esign.verification.policy import Policy
    from esign.verification.rules import Rule

_STRICTEST_REFERENCE = "ETSI.CAdES.detached"
_LOCAL_AS_UNIVERSAL = timedelta(hours=7)
_STANDINGS = {
    Standing.GOOD: Verdict.PASSED,
    Standing.REVOKED: Verdict.FAILED,
    Standing.UNSUITABLE: Verdict.FAILED,
}
_OPEN_CODES = frozenset(
    (
        *("trust.certificate_key", "trust.certificate_signature"),
        *("trust.certificate_unreadable", "trust.certificate_extension"),
    )
)
"""What is unsuitable without being proven wrong: weak by today's measure, or not understood."""
_ENCODINGS = {
    "adbe.pkcs7.detached": "verification.encoding_cms",
    "ETSI.CAdES.detached": "verification.encoding",
    "adbe.pkcs7.sha1": "verification.encoding_old",
    "adbe.x509.rsa_sha1": "verification.encoding_old",
}
_LATER = {
    "proof": (Verdict.PASSED, "verification.later.proof"),
    "time_stamp": (Verdict.PASSED, "verification.later.time_stamp"),
    "signature": (Verdict.PASSED, "verification.later.signature"),
    "properties": (Verdict.PASSED, "verification.later.properties"),
    "filled": (Verdict.PASSED, "verification.later.filled"),
    "filled_unclear": (Verdict.INDETERMINATE, "verification.later.filled_unclear"),
    "filled_otherwise": (Verdict.FAILED, "verification.later.filled_otherwise"),
    "note": (Verdict.PASSED, "verification.later.note"),
    "remark": (Verdict.INDETERMINATE, "verification.later.remark"),
    "page": (Verdict.FAILED, "verification.later.page"),
    "gap": (Verdict.FAILED, "verification.later.gap"),
    "locked": (Verdict.FAILED, "verification.later.locked"),
    "tail": (Verdict.FAILED, "verification.later.tail"),
    "unlisted": (Verdict.FAILED, "verification.later.unlisted"),
    "redrawn": (Verdict.INDETERMINATE, "verification.later.redrawn"),
    "costly": (Verdict.INDETERMINATE, "verification.later.costly"),
    "other": (Verdict.INDETERMINATE, "verification.later.other"),
}
_REMARKS = frozenset(("note", "remark"))
_WORST = {
    Changes.FORBIDDEN: Verdict.FAILED,
    Changes.UNKNOWN: Verdict.INDETERMINATE,
}


def _structure(facts: Facts, policy: Policy) -> Outcome:
    """As of our own documents; what lies about unused is only told (ISO 32000-2 §7.5)."""
    outcome = structure(facts, policy)
    if outcome[0] is Verdict.PASSED and facts.unused:
        return Verdict.PASSED, "verification.well_formed_unused", named(facts.unused)
    return outcome


def _acting_content(facts: Facts, _: Policy) -> Outcome:
    """Nothing in the file can change by itself what it shows (ISO 32000-2 §12.6)."""
    if facts.leaving:
        return failed("verification.acting_at_once", names=", ".join(facts.leaving))
    if facts.outside:
        return undecided("verification.shown_from_outside", names=", ".join(facts.outside))
    if facts.acting is None:
        return undecided("verification.acting_unsearched")
    if facts.acting:
        return undecided("verification.acting", names=", ".join(facts.acting))
    return passed("verification.not_acting")


def _signature_count(facts: Facts, _: Policy) -> Outcome:
    signatures = facts.human_signatures
    if not signatures:
        return failed("verification.no_signature")
    if facts.stray_fields:
        return undecided("verification.stray_signatures")
    if any(entry.shared for entry in signatures):
        return undecided("verification.signature_twice")
    numbers = {"found": str(len(signatures))}
    if facts.empty_fields:
        numbers["empty"] = str(facts.empty_fields)
        return Verdict.PASSED, "verification.signed_by_with_empty", numbers
    return Verdict.PASSED, "verification.signed_by", numbers


def _container_readable(signature: Signature, _: Policy) -> Outcome:
    if signature.blank:
        return failed("verification.signature_blank")
    if signature.container is None:
        return undecided("verification.signature_not_understood")
    if not signature.container.padding_clean:
        return undecided("verification.padding_filled")
    return passed("verification.readable")


def _encoding(signature: Signature, policy: Policy) -> Outcome:
    found = signature.subfilter
    if found in policy.subfilters and found in _ENCODINGS:
        return passed(_ENCODINGS[found])
    return undecided("verification.other_encoding", found=found or "—")


def _certificate_reference(signature: Signature, _: Policy) -> Outcome:
    """Whoever promises CAdES signs a reference to the certificate (EN 319 142-1 §6.3)."""
    found = signature.container
    if found is None or found.reference_matches is None:
        if found and signature.subfilter == _STRICTEST_REFERENCE:
            return undecided("verification.no_certificate_reference")
        return passed("verification.reference_not_due")
    if found.reference_matches:
        return passed("verification.certificate_reference")
    return failed("verification.other_certificate_reference")


def _algorithms(facts: Facts, policy: Policy) -> Iterator[Finding]:
    """Of every signature whose digest is known; the others are not understood anyway."""
    for signature in facts.human_signatures:
        found = signature.container.digest_algorithm if signature.container else ""
        if found:
            outcome = _digest(signature, found, policy)
            yield Finding("algorithms", *outcome, signature=signature.ordinal)


def _digest(signature: Signature, found: str, policy: Policy) -> Outcome:
    """SHA-1 counts where a time-stamp proves the signature to be older than its breaking."""
    if strong_digest(found):
        return passed("verification.algorithms")
    until, moment = policy.sha1_until, signature.judged_at
    proven = signature.proven and until is not None and moment is not None and moment < until
    if found == "sha1" and proven and moment is not None:
        facts = {"found": found, "moment": vietnam_time(moment)}
        return Verdict.PASSED, "verification.weak_then_strong", facts
    return undecided("verification.weak_unproven", found=found)


def _certificates(facts: Facts, _: Policy) -> Iterator[Finding]:
    """Of every signature that can be read."""
    for signature in facts.human_signatures:
        if signature.container is not None:
            outcome = _certificate(signature)
            yield Finding("certificate", *outcome, signature=signature.ordinal)


def _certificate(signature: Signature) -> Outcome:
    standing = signature.standing
    if standing is None:
        return undecided("verification.no_certificate")
    verdict = _STANDINGS.get(standing.standing, Verdict.INDETERMINATE)
    if verdict is Verdict.FAILED and standing.code in _OPEN_CODES:
        verdict = Verdict.INDETERMINATE
    return verdict, standing.code, dict(standing.facts)


def _claimed_times(facts: Facts, _: Policy) -> Iterator[Finding]:
    """The signer's own word about the time decides nothing; what cannot be is pointed out."""
    for signature in facts.human_signatures:
        outcome = _claimed_time(facts, signature)
        yield Finding("claimed-times", *outcome, signature=signature.ordinal)


def _claimed_time(facts: Facts, signature: Signature) -> Outcome:
    claimed = signature.claimed_at
    if claimed is None:
        return passed("verification.no_time_claimed")
    latest = signature.judged_at if signature.proven else facts.judged_at
    if latest is None or claimed <= latest + CLOCKS_DIFFER:
        return passed("verification.time_claimed")
    if claimed.utcoffset() == timedelta(0) and claimed <= (
        latest + _LOCAL_AS_UNIVERSAL + CLOCKS_DIFFER
    ):
        return passed("verification.time_claimed_local")
    code = "time_after_time_stamp" if signature.proven else "time_ahead"
    return undecided(f"verification.{code}")


def _signature_time_stamp(facts: Facts, _: Policy) -> Iterator[Finding]:
    """A time-stamp carried by a signature is over that very signature (EN 319 122-1 §5.3)."""
    for signature in facts.human_signatures:
        for token in signature.tokens:
            outcome = passed("verification.token_intact")
            if token.weak:
                outcome = passed("verification.token_weak")
            elif not token.imprint_matches or not token.intact:
                outcome = undecided("verification.token_broken")
            elif not signature.proven:
                outcome = passed("verification.token_not_believed")
            yield Finding("signature-time-stamp", *outcome, signature=signature.ordinal)


def _time_stamp_token(stamp: Signature) -> Outcome:
    """As for our own documents, and nothing but zeros follows the token."""
    outcome = time_stamp_token(stamp)
    if outcome[0] is Verdict.PASSED and stamp.stamp and not stamp.stamp.padding_clean:
        return undecided("verification.padding_filled")
    return outcome


def _later_changes(facts: Facts, _: Policy) -> Iterator[Finding]:
    """What came after a signature, each sort of it by its name (ISO 32000-2 §12.8.2).

    Of a signature that covers no version of the file nothing comes after.
    """
    for signature in facts.human_signatures:
        if not signature.covers_revision:
            continue
        for outcome in _of_later(facts, signature):
            yield Finding("later-changes", *outcome, signature=signature.ordinal)


def _of_later(facts: Facts, signature: Signature) -> Iterator[Outcome]:
    wanted = _WORST.get(signature.changes or Changes.UNKNOWN, Verdict.PASSED)
    blank = facts.size - signature.signed_bytes
    if signature.changes is Changes.NONE:
        if blank:
            yield Verdict.PASSED, "verification.later.blank", {"bytes": str(blank)}
        else:
            yield passed("verification.later.nothing")
        return
    if facts.cut:
        yield failed("verification.cut_short")
        return
    told = [_told(what, wanted) for what in signature.later]
    yield from told
    if wanted is not Verdict.PASSED and wanted not in {verdict for verdict, _, _ in told}:
        code = "forbidden" if wanted is Verdict.FAILED else "unknown"
        yield wanted, f"verification.later.{code}", {}


def _told(what: str, wanted: Verdict) -> Outcome:
    """What came, by its name; a remark is as grave as the signer's permission makes it."""
    verdict, code = _LATER[what]
    if what in _REMARKS and wanted is not Verdict.PASSED:
        verdict = wanted
    return verdict, code, {}


GENERAL_RULES: dict[str, Rule] = {
    "structure": whole("structure", _structure),
    "acting-content": whole("acting-content", _acting_content),
    "signature-count": whole("signature-count", _signature_count),
    "container-readable": each("container-readable", _container_readable),
    "encoding": each("encoding", _encoding),
    "byte-range": each("byte-range", byte_range),
    "integrity": inside("integrity", integrity),
    "certificate-reference": each("certificate-reference", _certificate_reference),
    "algorithms": _algorithms,
    "certificate": _certificates,
    EXPECTED: signers_are_those_expected,
    "claimed-times": _claimed_times,
    "signature-time-stamp": _signature_time_stamp,
    "time-stamp-coverage": of_stamps("time-stamp-coverage", time_stamp_coverage),
    "time-stamp-token": of_stamps("time-stamp-token", _time_stamp_token),
    "time-stamp-authority": of_stamps("time-stamp-authority", time_stamp_authority),
    "time-stamp-moment": of_stamps("time-stamp-moment", time_stamp_moment),
    "later-changes": _later_changes,
    "level": level,
}
