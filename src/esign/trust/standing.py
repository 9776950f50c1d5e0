# SPDX-License-Identifier: Apache-2.0
"""How one certification path stands at a moment: a numbered walk, the first fault decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from esign.model import Role
from esign.trust.certificate import parse, serial
from esign.trust.fitness import algorithm_fault, purpose_fault, timestamp_fault
from esign.trust.path import keeps_rules
from esign.trust.purposes import SIGNERS, STAMPS, purposes_of
from esign.trust.status import Revocation
from esign.trust.wording import vietnam_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from cryptography.x509 import Certificate

    from esign.trust.policy import Anchor
    from esign.trust.status import Status

    StatusOf = Callable[[Certificate, Certificate], Status]


class Standing(StrEnum):
    """How a certificate stands at a moment."""

    GOOD = "good"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    REVOKED_LATER = "revoked_later"
    UNTRUSTED = "untrusted"
    REVOCATION_UNKNOWN = "revocation_unknown"
    REVOCATION_STALE = "revocation_stale"
    UNSUITABLE = "unsuitable"


@dataclass(frozen=True, slots=True)
class CertificateStanding:
    """The judgement of one certificate.

    Attributes:
        standing: the judgement.
        code: its message in the catalogue.
        facts: what the message names; no personal data.
        role: in which capacity the holder signs; None when the trust file does not say, says more
            than one, or the certificate is not trusted.
        path: certificates from the signer's to the anchor's, DER; empty when there is no path. Of
            a signer who is trusted for himself: his, and those of his issuers that came along.
        anchor: the trusted authority's name in the trust file; empty when there is none.
    """

    standing: Standing
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    role: Role | None = None
    path: tuple[bytes, ...] = ()
    anchor: str = ""

    @property
    def carried(self) -> tuple[bytes, ...]:
        """What of the path a signature brings: all of it but a top that vouches for itself.

        Which authorities a reader trusts does not change that.
        """
        leaf, above = self.path[:1], self.path[1:]
        top = parse(above[-1]) if above else None
        below = top is not None and top.issuer != top.subject
        return leaf + (above if below else above[:-1])


@dataclass(frozen=True, slots=True)
class Candidate:
    """A path whose signatures are verified (leaf first, anchor last), and what is to be judged."""

    path: tuple[Certificate, ...]
    anchor: Anchor
    role: Role | None
    at: datetime


Outcome = tuple[Standing, str, dict[str, str]]


def walk(candidate: Candidate, status_of: StatusOf, above: Sequence[Status] = ()) -> Outcome:
    """Standing, message code and facts of a path.

    Args:
        candidate: the path.
        status_of: whether a certificate was revoked by its issuer at the moment of the candidate.
        above: what other anchors say of this one; nothing must be said, but what is said counts.
    """
    statuses = [(issued, status_of(issued, issuer)) for issued, issuer in pairwise(candidate.path)]
    said = [*statuses, *((candidate.path[-1], status) for status in above)]
    facts = {"serial": serial(candidate.path[0]), "anchor": candidate.anchor.name}
    return (
        # 1. Revocation of every certificate below the anchor, and of the anchor itself.
        _revoked(said)
        # 2. Periods of validity.
        or _out_of_period(candidate.path[:-1], candidate.at)
        # 3. Purpose and algorithms.
        or _unsuitable(candidate, facts)
        # 4. Path rules of RFC 5280 §6.1; the periods have been found to hold.
        or _against_pkix(candidate, facts)
        # 5. The anchor may vouch for such holders.
        or _role_not_granted(candidate, facts)
        # 6. No later revocation casts a doubt on it.
        or _revoked_later(said)
        # 7. Revocation must have been knowable.
        or _revocation_open(statuses)
        or (Standing.GOOD, "trust.certificate_good", facts)
    )


def walk_pinned(candidate: Candidate, status: Status) -> Outcome:
    """The same of a signer who is trusted without an authority: the path is his certificate alone.

    Args:
        candidate: the certificate.
        status: what the authority that issued it says of it.
    """
    statuses = [(candidate.path[0], status)]
    facts = {"serial": serial(candidate.path[0]), "anchor": candidate.anchor.name}
    return (
        _revoked(statuses)
        or _out_of_period(candidate.path, candidate.at)
        or _unsuitable(candidate, facts)
        or _role_not_granted(candidate, facts)
        or _revoked_later(statuses)
        or _revocation_open(statuses)
        or (Standing.GOOD, "trust.certificate_pinned", facts)
    )


def _revoked(statuses: list[tuple[Certificate, Status]]) -> Outcome | None:
    facts = _revocation(statuses, Revocation.REVOKED)
    return (Standing.REVOKED, "trust.certificate_revoked", facts) if facts else None


def _revoked_later(statuses: list[tuple[Certificate, Status]]) -> Outcome | None:
    facts = _revocation(statuses, Revocation.REVOKED_LATER)
    return (Standing.REVOKED_LATER, "trust.certificate_revoked_later", facts) if facts else None


def _revocation(
    statuses: list[tuple[Certificate, Status]], wanted: Revocation
) -> dict[str, str] | None:
    """What is told of the first revocation of a sort; None when there is none."""
    for issued, status in statuses:
        if status.revocation is wanted:
            moment = vietnam_time(status.moment) if status.moment else ""
            return {"serial": serial(issued), "reason": status.reason, "moment": moment}
    return None


def _out_of_period(path: Sequence[Certificate], at: datetime) -> Outcome | None:
    for issued in path:
        since, until = issued.not_valid_before_utc, issued.not_valid_after_utc
        facts = {"serial": serial(issued)}
        if at > until:
            facts["moment"] = vietnam_time(until)
            return Standing.EXPIRED, "trust.certificate_expired", facts
        if at < since:
            facts["moment"] = vietnam_time(since)
            return Standing.NOT_YET_VALID, "trust.certificate_not_yet_valid", facts
    return None


def _unsuitable(candidate: Candidate, facts: dict[str, str]) -> Outcome | None:
    fault = timestamp_fault if candidate.role is Role.TIMESTAMP else purpose_fault
    code = fault(candidate.path[0]) or algorithm_fault(candidate.path)
    wanted = STAMPS if candidate.role is Role.TIMESTAMP else SIGNERS
    if not code and not all(wanted <= purposes_of(entry) for entry in candidate.path[1:-1]):
        code = "trust.issuer_purpose"
    return (Standing.UNSUITABLE, code, facts) if code else None


def _against_pkix(candidate: Candidate, facts: dict[str, str]) -> Outcome | None:
    if keeps_rules(candidate.path):
        return None
    return Standing.UNTRUSTED, "trust.path_invalid", facts


def _role_not_granted(candidate: Candidate, facts: dict[str, str]) -> Outcome | None:
    role, granted = candidate.role, candidate.anchor.roles
    if role is None:
        # Nobody can tell what such a holder is; only who may vouch for everybody vouches for him.
        fits = granted >= SIGNERS
        return None if fits else (Standing.UNSUITABLE, "trust.role_unclear", facts)
    if role in granted:
        return None
    return Standing.UNSUITABLE, "trust.role_not_granted", facts | {"role": role.value}


def _revocation_open(statuses: list[tuple[Certificate, Status]]) -> Outcome | None:
    for issued, status in statuses:
        facts = {"serial": serial(issued)}
        if status.revocation is Revocation.UNKNOWN:
            return Standing.REVOCATION_UNKNOWN, "trust.revocation_unknown", facts
        if status.revocation is Revocation.STALE:
            facts["moment"] = vietnam_time(status.moment) if status.moment else ""
            code = "trust.revocation_late" if status.late else "trust.revocation_stale"
            return Standing.REVOCATION_STALE, code, facts
    return None
