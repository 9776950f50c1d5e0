# SPDX-License-Identifier: Apache-2.0
"""Rules about who signed and when, held against what the signed file says of itself.

A certificate that leads to an anchor proves a name, not the right to use another's. Name, title and
body of the person are held against the signer printed, the sealing agency against the issuing one
(NĐ 30/2020 Annex I §II.7-8; NĐ 23/2025 Đ13-14, Đ16).
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise, product
from typing import TYPE_CHECKING

from esign.model import VIETNAM, Finding, Role, same_name
from esign.verification.outcome import Outcome, failed, passed, undecided
from esign.verification.timeline import CLOCKS_DIFFER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from esign.verification.facts import Bearer, Facts, Signature
    from esign.verification.policy import Policy

_NONE = timedelta(0)
# Some signing programs write Vietnamese local time and call it universal time.
_LOCAL_AS_UNIVERSAL = timedelta(hours=7)


def signers_are_those_named(facts: Facts, policy: Policy) -> Iterator[Finding]:
    """Each signature was made by the one whom the file names in that place.

    The place decides, not the certificate's role: whether the two agree is another rule's matter.
    """
    placed = list(zip(policy.roles, facts.human_signatures, strict=False))
    seal = next((entry.bearer for role, entry in placed if role is Role.AGENCY), None)
    for role, signature in placed:
        outcome = _named(role, signature.bearer, seal, facts)
        yield Finding("signers-are-those-named", *outcome, signature=signature.ordinal)


def _named(role: Role, bearer: Bearer | None, seal: Bearer | None, facts: Facts) -> Outcome:
    said = facts.document
    if bearer is None:
        return undecided("verification.bearer_unclear")
    agency, code = said.get("agency", ""), said.get("agency_code", "")
    if role is Role.AGENCY:
        return _compared(
            "verification.agency_named",
            ("verification.not_the_agency", bearer.names, (agency,)),
            ("verification.not_the_agency_code", bearer.codes, (code,)),
        )
    bodies = (agency, *(seal.organisations if seal and len(seal.organisations) == 1 else ()))
    compared = [
        ("verification.not_the_signer", bearer.names, (said.get("signer", ""),)),
        ("verification.not_of_the_agency", bearer.organisations, bodies),
    ]
    if bearer.titles:
        title = said.get("signer_title", "")
        compared.append(("verification.not_the_title", bearer.titles, (title,)))
    return _compared("verification.person_named", *compared)


def _compared(success: str, *pairs: tuple[str, tuple[str, ...], tuple[str, ...]]) -> Outcome:
    """What follows from pairs of certified values and the printed ones that each may equal.

    What differs counts more than what is missing.
    """
    open_question = ""
    for code, certified, printed in pairs:
        if not printed[0]:
            open_question = "verification.signers_not_named"
        elif len(certified) != 1 or not certified[0].strip():
            open_question = open_question or "verification.bearer_unclear"
        elif not any(same_name(certified[0], entry) for entry in printed):
            return failed(code, certified=certified[0], printed=printed[0])
    return undecided(open_question) if open_question else passed(success)


def claimed_times(facts: Facts, policy: Policy) -> Outcome:
    """The signers' own words about the time are possible, together and each by itself."""
    signatures = facts.human_signatures[: len(policy.roles)]
    claimed = [entry.claimed_at for entry in signatures if entry.claimed_at is not None]
    if not claimed or len(claimed) < len(signatures):
        return undecided("verification.no_claimed_time")
    fault = _contradiction(facts, signatures, claimed)
    if not fault:
        return passed(f"verification.claimed_times.{policy.signers}")
    for excuses in product(*map(_excuses, claimed)):
        excused = [moment - excuse for moment, excuse in zip(claimed, excuses, strict=True)]
        if not _contradiction(facts, signatures, excused):
            return passed("verification.claimed_times_local")
    return undecided(fault)


def _excuses(moment: datetime) -> tuple[timedelta, ...]:
    """By how much a claimed moment may be too late."""
    return (_NONE, _LOCAL_AS_UNIVERSAL) if moment.utcoffset() == _NONE else (_NONE,)


def _after_proof(signature: Signature, claimed: datetime) -> bool:
    """Whether a signature claims to be younger than the time-stamp that was made after it."""
    proven = signature.judged_at if signature.proven else None
    return proven is not None and claimed > proven + CLOCKS_DIFFER


def _contradiction(
    facts: Facts, signatures: Sequence[Signature], moments: Sequence[datetime]
) -> str:
    """Message about what cannot be; empty when everything can."""
    if any(first > second for first, second in pairwise(moments)):
        return "verification.times_out_of_order"
    if max(moments) > facts.judged_at + CLOCKS_DIFFER:
        return "verification.time_ahead"
    if any(_after_proof(entry, at) for entry, at in zip(signatures, moments, strict=True)):
        return "verification.time_after_time_stamp"
    bearers = [(entry.bearer, at) for entry, at in zip(signatures, moments, strict=True)]
    if any(bearer and not bearer.since <= at <= bearer.until for bearer, at in bearers):
        return "verification.time_outside_certificate"
    return _against_day_of_issue(facts, moments)


def _against_day_of_issue(facts: Facts, moments: Sequence[datetime]) -> str:
    """Message about moments that the document's own date rules out; empty if it does not."""
    issued = facts.document.get("issued_on", "")
    days = [moment.astimezone(VIETNAM).date() for moment in moments]
    if issued and facts.numbering is not None:
        numbered = min(days) <= date.fromisoformat(issued) <= max(days)
        return "" if numbered else "verification.time_around_number"
    if issued and min(days) < date.fromisoformat(issued):
        return "verification.time_before_issue"
    return ""
