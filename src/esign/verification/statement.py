# SPDX-License-Identifier: Apache-2.0
"""Judges a sealed statement: bytes with the agency's detached CMS, and perhaps a time-stamp.

The time-stamp is over the CMS. Where it can be believed, the seal is judged at its time, else now:
an expired certificate without a time-stamp proves nothing about when it was used.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn

from esign.model import Finding, Role, Verdict
from esign.trust import Grounds, Holder, Standing, holder, read_token, strong_digest
from esign.verification.bearer import read_bearer
from esign.verification.container import read_container
from esign.verification.der import total_length
from esign.verification.judge import worst
from esign.verification.outcome import Outcome, failed, passed, undecided
from esign.verification.wording import all_shown, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from esign.trust import CertificateStanding, TrustStore
    from esign.verification.facts import Container

MOST_BYTES = 1 << 20
"""The largest container that is read."""

_ATTRIBUTES = ("content_type", "message_digest", "signing_certificate_v2")
_STANDINGS = {
    Standing.REVOKED: Verdict.FAILED,
    Standing.UNSUITABLE: Verdict.FAILED,
}


@dataclass(frozen=True, slots=True)
class StatementReport:
    """The judgement of a sealed statement; ask for `verdict`, truth-testing it is an error.

    Attributes:
        verdict: the worst of the findings.
        findings: what was found, each with its own verdict.
        name: the sealing agency's name as its certificate says; empty when it cannot be read.
        organisation: the body it belongs to.
        codes: the agency's electronic identifiers.
        issuer: who issued the certificate.
        serial: the certificate's serial number, upper-case hexadecimal.
        certificate_sha256: digest of the certificate.
        judged_at: the moment for which the seal was judged.
        timestamped_at: the time of the time-stamp, if that is to be believed.
        timestamp_authority: who gave it.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    name: str
    organisation: str
    codes: tuple[str, ...]
    issuer: str
    serial: str
    certificate_sha256: str
    judged_at: datetime
    timestamped_at: datetime | None
    timestamp_authority: str

    def __bool__(self) -> NoReturn:
        raise TypeError("a report is neither true nor false: compare report.verdict")


def inspect_statement(
    statement: bytes, cms: bytes, *, token: bytes | None, trust: TrustStore, at: datetime
) -> StatementReport:
    """Judge a statement by its seal.

    Args:
        statement: what was sealed.
        cms: the detached CMS, DER, and not a byte more.
        token: a time-stamp token over `cms`, DER; None when there is none.
        trust: whose certificates are accepted, for what.
        at: the moment for which it is judged, aware; normally now.
    """
    stamp = _read_stamp(cms, token, trust, at)
    moment = at if stamp.at is None else stamp.at
    container = None if len(cms) > MOST_BYTES else read_container(cms, _digest(statement))
    standing = None
    if container is not None:
        grounds = None if stamp.at is None else Grounds(now=at, proven=True)
        standing = trust.assess(container.certificate, container.others, moment, grounds)
    findings = [
        Finding("statement-integrity", *_integrity(cms, container, standing)),
        Finding("statement-certificate", *_certificate(standing)),
        Finding("statement-timestamp", *_timestamp(stamp, standing)),
    ]
    said = holder(container.certificate) if container else Holder()
    bearer = read_bearer(container.certificate) if container else None
    return StatementReport(
        verdict=worst(findings),
        findings=tuple(replace(entry, facts=all_shown(entry.facts)) for entry in findings),
        name=shown(said.name),
        organisation=shown(said.organisation),
        codes=tuple(map(shown, bearer.codes)) if bearer else (),
        issuer=shown(said.issuer),
        serial=shown(said.serial),
        certificate_sha256=said.sha256,
        judged_at=moment,
        timestamped_at=stamp.at,
        timestamp_authority=stamp.authority,
    )


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What a time-stamp over a seal is worth.

    `at` is its moment, if it is to be believed; `useless` tells that it is in order, but nobody
    here can believe it: a seal that stands without it does not fall with it.
    """

    outcome: Outcome
    at: datetime | None = None
    authority: str = ""
    useless: bool = False


def _read_stamp(cms: bytes, token: bytes | None, trust: TrustStore, now: datetime) -> _Stamp:
    if token is None:
        return _Stamp(passed("verification.statement_not_stamped"))
    said = read_token(token)
    if said is None:
        return _Stamp(failed("verification.stamp_unreadable"))
    authority = shown(holder(said.certificate).name)
    if not (said.intact and said.covers(cms)):
        return _Stamp(failed("verification.stamp_broken"), None, authority)
    standing = trust.assess_timestamp(said.certificate, said.others, now)
    if standing.standing is not Standing.GOOD:
        outcome = (Verdict.INDETERMINATE, standing.code, dict(standing.facts))
        return _Stamp(outcome, None, authority, useless=True)
    if said.at > now:
        return _Stamp(undecided("verification.stamp_ahead"), None, authority)
    return _Stamp(passed("verification.stamp_good"), said.at, authority)


def _timestamp(stamp: _Stamp, standing: CertificateStanding | None) -> Outcome:
    if stamp.useless and standing is not None and standing.standing is Standing.GOOD:
        return passed("verification.stamp_not_needed")
    return stamp.outcome


def _integrity(
    cms: bytes, container: Container | None, standing: CertificateStanding | None
) -> Outcome:
    if container is None or total_length(cms) != len(cms):
        return failed("verification.container_unreadable")
    if not container.digest_algorithm or not container.signature_algorithm:
        return undecided("verification.unknown_algorithm")
    faults = (
        (not strong_digest(container.digest_algorithm), "verification.weak_digest"),
        (not container.digest_matches, "verification.statement_changed"),
        (not container.signature_valid, "verification.signature_wrong"),
        (not container.reference_matches, "verification.other_certificate_reference"),
    )
    fault = next((code for found, code in faults if found), "")
    if fault:
        return failed(fault)
    if not _proper(container, standing):
        return undecided("verification.container_form")
    return passed("verification.statement_intact")


def _proper(container: Container, standing: CertificateStanding | None) -> bool:
    """The one way to write the container: what could be written otherwise could change unseen."""
    certificates = (container.certificate, *container.others)
    path = standing.carried if standing else ()
    return (
        container.canonical
        and not container.unsigned_attributes
        and sorted(container.signed_attributes) == sorted(_ATTRIBUTES)
        and (not path or sorted(certificates) == sorted(path))
    )


def _certificate(standing: CertificateStanding | None) -> Outcome:
    if standing is None:
        return undecided("verification.no_certificate")
    if standing.standing is not Standing.GOOD:
        verdict = _STANDINGS.get(standing.standing, Verdict.INDETERMINATE)
        return verdict, standing.code, dict(standing.facts)
    if standing.role is Role.AGENCY:
        return passed("verification.statement_by_agency")
    if standing.role is None:
        return undecided("verification.role_unknown")
    return failed("verification.statement_by_person")


def _digest(statement: bytes) -> Callable[[str], bytes]:
    return lambda algorithm: hashlib.new(algorithm, statement).digest()
