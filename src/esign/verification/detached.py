# SPDX-License-Identifier: Apache-2.0
"""Judges a detached CMS signature (RFC 5652) over any content, in plain or CAdES form.

Every signer counts. The form is free, since others make such files: the container need not be the
only one that says the same, but everything that decides is signed or leads to an anchor.
"""

from __future__ import annotations

import hashlib
import re
from binascii import Error as Base64Error
from binascii import a2b_base64
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from asn1crypto import cms, core

from esign.model import Changes, Finding, Report, Role, SignatureReport, TimeSource, Verdict
from esign.trust import Grounds, Holder, Standing, holder, read_token, strong_digest
from esign.verification import der
from esign.verification.bearer import read_bearer
from esign.verification.container import MALFORMED, read_container
from esign.verification.expectation import NOBODY
from esign.verification.expecting import Signed, expected_of
from esign.verification.judge import worst
from esign.verification.outcome import Outcome, failed, passed, undecided
from esign.verification.wording import all_shown, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from esign.trust import CertificateStanding, TimestampToken, TrustStore
    from esign.verification.expectation import Expectation
    from esign.verification.facts import Bearer, Container

DETACHED_POLICY: Final = "detached"
"""How reports name what a detached signature is judged by: each signer trusted and intact."""
MOST_BYTES: Final = 64 << 20
"""The largest signature file that is read; one may enclose what it signs."""
MOST_SIGNERS: Final = 16
_PEM = re.compile(
    rb"-----BEGIN (CMS|PKCS7|PKCS #7 SIGNED DATA)-----([A-Za-z0-9+/=\s]*)-----END \1-----"
)
_STAMP_ATTRIBUTE: Final = "1.2.840.113549.1.9.16.2.14"
_TRUSTED: Final[dict[Role | None, str]] = {
    Role.AGENCY: "verification.detached_by_agency",
    Role.PERSON: "verification.detached_by_person",
}
_FAILED: Final = frozenset((Standing.REVOKED, Standing.UNSUITABLE))
_INDICATIONS: Final = {
    Verdict.PASSED: "TOTAL-PASSED",
    Verdict.FAILED: "TOTAL-FAILED",
    Verdict.INDETERMINATE: "INDETERMINATE",
}


@dataclass(frozen=True, slots=True)
class DetachedSignature:
    """A signature file, read.

    Attributes:
        content: what it encloses; None when that is elsewhere, as it should be.
        signers: for each signer, the container with his signature alone, DER; its value; and his
            time-stamp token, DER, if there is one.
    """

    content: bytes | None
    signers: tuple[tuple[bytes, bytes, bytes | None], ...]


def read_detached(data: bytes) -> DetachedSignature | None:
    """The signatures of a file, DER or PEM; None when it cannot be read as such."""
    if found := _PEM.search(data[:MOST_BYTES]):
        try:
            data = a2b_base64(found[2])
        except Base64Error:
            return None
    if not 0 < der.total_length(data) <= len(data) <= MOST_BYTES:
        return None
    if data[der.total_length(data) :].strip(b"\0\r\n"):
        return None
    try:
        return _read(data[: der.total_length(data)])
    except MALFORMED:
        return None


def _read(data: bytes) -> DetachedSignature | None:
    content = cms.ContentInfo.load(data, strict=True)
    if content["content_type"].native != "signed_data":
        return None
    signed = content["content"]
    infos = signed["signer_infos"]
    if not 0 < len(infos) <= MOST_SIGNERS:
        return None
    enclosed = signed["encap_content_info"]["content"]
    inner = None if isinstance(enclosed, core.Void) else bytes(enclosed)
    signers = []
    for info in infos:
        alone = signed.copy()
        alone["signer_infos"] = cms.SignerInfos([info])
        container = cms.ContentInfo({"content_type": "signed_data", "content": alone})
        signers.append((container.dump(), info["signature"].native, _token(info)))
    return DetachedSignature(inner, tuple(signers))


def _token(info: cms.SignerInfo) -> bytes | None:
    """The signature time-stamp (RFC 3161, appendix A), if there is exactly one."""
    if isinstance(info["unsigned_attrs"], core.Void):
        return None
    found = [entry for entry in info["unsigned_attrs"] if entry["type"].dotted == _STAMP_ATTRIBUTE]
    if len(found) != 1 or len(found[0]["values"]) != 1:
        return None
    return bytes(found[0]["values"][0].dump())


def inspect_detached(  # noqa: PLR0913 - all but the signature and its content are named
    signature: DetachedSignature,
    content: bytes,
    *,
    name: str,
    trust: TrustStore,
    at: datetime,
    expected: Expectation = NOBODY,
) -> Report:
    """Judge a detached signature.

    Args:
        signature: the signature file.
        content: what should have been signed.
        name: how the report calls the file.
        trust: whose certificates are accepted, for what.
        at: the moment for which it is judged, aware; normally now.
        expected: who should have signed.

    Returns:
        The report, whatever the verdict; its digest is the content's.
    """
    digests: dict[str, bytes] = {}

    def digest(algorithm: str) -> bytes:
        if algorithm not in digests:
            digests[algorithm] = hashlib.new(algorithm, content).digest()
        return digests[algorithm]

    judged = [
        _judge(ordinal, signer, digest, (trust, at))
        for ordinal, signer in enumerate(signature.signers, start=1)
    ]
    findings = [finding for _, found, _ in judged for finding in found]
    if signature.content is not None and signature.content != content:
        findings.append(Finding("detached-content", *failed("verification.detached_changed")))
    signed = (Signed(report.ordinal, report.role, bearer) for report, _, bearer in judged)
    findings += expected_of(tuple(signed), expected, strict=False)
    return Report(
        name=name,
        sha256=digest("sha256").hex(),
        policy=DETACHED_POLICY,
        judged_at=at,
        verdict=worst(findings),
        findings=tuple(replace(entry, facts=all_shown(entry.facts)) for entry in findings),
        signatures=tuple(report for report, _, _ in judged),
    )


def _judge(
    ordinal: int,
    signer: tuple[bytes, bytes, bytes | None],
    digest: Callable[[str], bytes],
    means: tuple[TrustStore, datetime],
) -> tuple[SignatureReport, tuple[Finding, ...], Bearer | None]:
    trust, now = means
    encoded, value, token = signer
    container = read_container(encoded, digest)
    stamp, stamped_at = _stamp(token, value, trust, now)
    moment = stamped_at or now
    standing = None
    if container is not None:
        grounds = Grounds(now=now, proven=True) if stamped_at else None
        standing = trust.assess(container.certificate, container.others, moment, grounds)
    outcomes = {
        "detached-integrity": _integrity(container),
        "detached-certificate": _certificate(standing),
        "detached-time": _time(stamp, container, now),
    }
    findings = tuple(Finding(rule, *said, signature=ordinal) for rule, said in outcomes.items())
    said = holder(container.certificate) if container else Holder()
    verdict, intact = worst(findings), _intact(outcomes["detached-integrity"])
    report = SignatureReport(
        ordinal=ordinal,
        role=standing.role if standing else None,
        signer=shown(said.name),
        title=shown(said.title),
        organisation=shown(said.organisation),
        issuer=shown(said.issuer),
        serial=shown(said.serial),
        certificate_sha256=said.sha256,
        claimed_at=_claimed(container),
        verdict=verdict,
        time=moment,
        time_source=TimeSource.TIME_STAMP if stamped_at else TimeSource.NOW,
        intact=intact,
        changes=Changes.NONE if intact else Changes.UNKNOWN,
        indication=_INDICATIONS[verdict],
        sub_indication=_reason(outcomes),
    )
    return report, findings, read_bearer(container.certificate) if container else None


def _integrity(container: Container | None) -> Outcome:
    if container is None:
        return undecided("verification.container_unreadable")
    if not container.digest_algorithm or not container.signature_algorithm:
        return undecided("verification.unknown_algorithm")
    faults = (
        (not strong_digest(container.digest_algorithm), "verification.weak_digest"),
        (not container.digest_matches, "verification.detached_changed"),
        (not container.signature_valid, "verification.signature_wrong"),
        (container.reference_matches is False, "verification.other_certificate_reference"),
    )
    fault = next((code for found, code in faults if found), "")
    if fault:
        return failed(fault)
    if container.reference_matches is None:  # ETSI EN 319 122-1 §5.2.2 demands it
        return undecided("verification.detached_no_reference")
    return passed("verification.detached_intact")


def _certificate(standing: CertificateStanding | None) -> Outcome:
    """As for files of every origin, no role is asked for."""
    if standing is None:
        return undecided("verification.no_certificate")
    if standing.standing is not Standing.GOOD:
        verdict = Verdict.FAILED if standing.standing in _FAILED else Verdict.INDETERMINATE
        return verdict, standing.code, dict(standing.facts)
    return passed(_TRUSTED.get(standing.role, "verification.detached_by_signer"))


def _stamp(
    token: bytes | None, value: bytes, trust: TrustStore, now: datetime
) -> tuple[Outcome, datetime | None]:
    """What the time-stamp over a signature's value comes to; its moment, if it can be believed."""
    if token is None:
        return passed("verification.detached_not_stamped"), None
    said: TimestampToken | None = read_token(token)
    if said is None:
        return failed("verification.stamp_unreadable"), None
    if not (said.intact and said.covers(value)):
        return failed("verification.stamp_broken"), None
    standing = trust.assess_timestamp(said.certificate, said.others, now)
    if standing.standing is not Standing.GOOD:
        return (Verdict.INDETERMINATE, standing.code, dict(standing.facts)), None
    if said.at > now:
        return undecided("verification.stamp_ahead"), None
    return passed("verification.stamp_good"), said.at


def _time(stamp: Outcome, container: Container | None, now: datetime) -> Outcome:
    """The time-stamp's outcome; a signature that claims to come from the future is none."""
    claimed = _claimed(container)
    if claimed is not None and claimed > now:
        return undecided("verification.detached_ahead")
    return stamp


def _claimed(container: Container | None) -> datetime | None:
    claimed = container.claimed_at if container else None
    return claimed if claimed is not None and claimed.tzinfo is not None else None


def _intact(outcome: Outcome) -> bool | None:
    verdict, code, _ = outcome
    if code == "verification.detached_no_reference":
        return True
    return {Verdict.PASSED: True, Verdict.FAILED: False}.get(verdict)


def _reason(outcomes: dict[str, Outcome]) -> str:
    """The sub-indication (ETSI EN 319 102-1 §5.1.3) of the gravest outcome."""
    integrity, certificate, _ = outcomes.values()
    if integrity[1] == "verification.detached_changed":
        return "HASH_FAILURE"
    if integrity[0] is not Verdict.PASSED:
        return _REASONS.get(integrity[1], "SIG_CRYPTO_FAILURE")
    if certificate[0] is not Verdict.PASSED:
        return _REASONS.get(certificate[1], "NO_CERTIFICATE_CHAIN_FOUND")
    return "" if outcomes["detached-time"][0] is Verdict.PASSED else "SIG_CONSTRAINTS_FAILURE"


_REASONS: Final = {
    "verification.container_unreadable": "FORMAT_FAILURE",
    "verification.unknown_algorithm": "CRYPTO_CONSTRAINTS_FAILURE",
    "verification.weak_digest": "CRYPTO_CONSTRAINTS_FAILURE",
    "verification.detached_no_reference": "SIG_CONSTRAINTS_FAILURE",
    "verification.other_certificate_reference": "SIG_CONSTRAINTS_FAILURE",
    "trust.certificate_revoked": "REVOKED",
    "trust.certificate_revoked_later": "REVOKED_NO_POE",
}
