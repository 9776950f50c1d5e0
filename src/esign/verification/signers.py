# SPDX-License-Identifier: Apache-2.0
"""Rules about who signed and when, held against what the signed file says of itself.

A certificate that leads to an anchor proves a name, not the right to use another's. Name, title and
body of the person are held against the signer printed, the sealing agency against the issuing one
(NĐ 30/2020 Annex I §II.7-8; NĐ 23/2025 Đ13-14, Đ16).

Certificates may spell a person's name without its marks, or with another middle name than the page.
The agency says so in what it seals; nobody else can, and of nothing but a spelling.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import pairwise, product
from typing import TYPE_CHECKING

from esign.model import VIETNAM, Finding, Role, Verdict, same_name, same_person_spelt
from esign.trust import Standing
from esign.verification.outcome import Outcome, failed, passed, undecided
from esign.verification.timeline import CLOCKS_DIFFER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from esign.verification.facts import Bearer, Facts, Signature
    from esign.verification.policy import Policy

_NONE = timedelta(0)
# Some signing programs write Vietnamese local time and call it universal time.
_LOCAL_AS_UNIVERSAL = timedelta(hours=7)


def is_sealed_alone(facts: Facts, policy: Policy) -> bool:
    """Whether a policy wants a person, and the file is one that an agency seals alone.

    A certified copy, a separate annex, a printed register (NĐ 30/2020 Đ25, Đ16): one signature, no
    field left for another, by an agency; or by somebody unknown, where the file names no person.
    """
    signatures, said = facts.human_signatures, facts.document
    if Role.PERSON not in policy.roles or len(signatures) != 1:
        return False
    role = signatures[0].standing.role if signatures[0].standing else None
    if role is Role.AGENCY:
        return True
    unnamed = "agency" in said and "signer" not in said and not facts.empty_fields
    return role is None and unnamed


def is_signed_besides(facts: Facts, policy: Policy) -> bool:
    """Whether a policy for what an agency seals alone was chosen for a file that a person signed.

    So it is by the certificate's role, or by the name where the file names its signer.
    """
    signatures = facts.human_signatures
    if Role.PERSON in policy.roles or not signatures:
        return False
    standing, bearer = signatures[0].standing, signatures[0].bearer
    printed = facts.document.get("signer", "")
    named = bearer.names if bearer and printed else ()
    return (standing is not None and standing.role is Role.PERSON) or any(
        same_name(name, printed) for name in named
    )


def placed(facts: Facts, policy: Policy) -> list[tuple[Role, Signature]]:
    """The signatures with the place that each has."""
    if is_sealed_alone(facts, policy):
        return [(Role.AGENCY, facts.human_signatures[0])]
    return list(zip(policy.roles, facts.human_signatures, strict=False))


def signers_are_those_named(facts: Facts, policy: Policy) -> Iterator[Finding]:
    """Each signature was made by the one whom the file names in that place.

    The place decides, not the certificate's role: whether the two agree is another rule's matter.
    """
    signed = placed(facts, policy)
    seal = next((entry for role, entry in signed if role is Role.AGENCY), None)
    for role, signature in signed:
        named = _agency_named if role is Role.AGENCY else partial(_person_named, seal=seal)
        outcome = named(signature.bearer, said=facts.document)
        if outcome[0] is Verdict.FAILED and is_signed_besides(facts, policy):
            outcome = failed("verification.policy_does_not_fit")
        elif outcome[0] is Verdict.PASSED and not _is_vouched_for(signature):
            outcome = undecided("verification.name_only_claimed")
        yield Finding("signers-are-those-named", *outcome, signature=signature.ordinal)


def _is_vouched_for(signature: Signature) -> bool:
    """Whether anybody trusted says that the certificate's holder is who it says; else anyone may.

    Where no standing is known, that is another rule's matter.
    """
    standing = signature.standing
    return standing is None or standing.standing is not Standing.UNTRUSTED


def _agency_named(bearer: Bearer | None, said: Mapping[str, str]) -> Outcome:
    if bearer is None:
        return undecided("verification.bearer_unclear")
    agency, code = said.get("agency", ""), said.get("agency_code", "")
    return _compared(
        "verification.agency_named",
        ("verification.not_the_agency", bearer.names, (agency,)),
        ("verification.not_the_agency_code", bearer.codes, (code,)),
    )


def _person_named(
    bearer: Bearer | None, said: Mapping[str, str], seal: Signature | None
) -> Outcome:
    if bearer is None:
        return undecided("verification.bearer_unclear")
    holder = seal.bearer if seal else None
    bodies = holder.organisations if holder and len(holder.organisations) == 1 else ()
    printed, spelt = said.get("signer", ""), _spelt_otherwise(bearer, said)
    compared = [
        ("verification.not_the_signer", bearer.names, (spelt or printed,)),
        ("verification.not_of_the_agency", bearer.organisations, (said.get("agency", ""), *bodies)),
    ]
    if bearer.titles:
        title = said.get("signer_title", "")
        compared.append(("verification.not_the_title", bearer.titles, (title,)))
    outcome = _compared("verification.person_named", *compared)
    if not spelt or outcome[0] is not Verdict.PASSED:
        return outcome
    names = {"certified": bearer.names[0], "printed": printed}
    if seal is None or not _vouches(seal, said):
        return undecided("verification.spelling_not_vouched", **names)
    return Verdict.PASSED, "verification.person_named_otherwise", names


def _spelt_otherwise(bearer: Bearer, said: Mapping[str, str]) -> str:
    """The certified name as the file gives it beside the printed one; empty if that is no matter.

    It is none where the printed name is the certified one, or not a spelling of it.
    """
    printed, given = said.get("signer", ""), said.get("signer_certified", "")
    if any(same_name(name, printed) for name in bearer.names):
        return ""
    return given if same_person_spelt(given, printed) else ""


def _vouches(seal: Signature, said: Mapping[str, str]) -> bool:
    """Whether this is the issuing agency's own, good seal over what the file says of itself."""
    container = seal.container
    return (
        _agency_named(seal.bearer, said)[0] is Verdict.PASSED
        and seal.standing is not None
        and seal.standing.standing is Standing.GOOD
        and seal.standing.role is Role.AGENCY
        and container is not None
        and container.digest_matches
        and container.signature_valid
        and seal.range_sane
        and seal.covers_revision
        and seal.locks_document
    )


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


def claimed_times(facts: Facts, policy: Policy) -> Iterator[Finding]:
    """The signers' own words about the time are possible, together and each by itself."""
    if facts.human_signatures:
        yield Finding("claimed-times", *_claimed_times(facts, policy))


def _claimed_times(facts: Facts, policy: Policy) -> Outcome:
    signatures = facts.human_signatures[: len(policy.roles)]
    claimed = [entry.claimed_at for entry in signatures if entry.claimed_at is not None]
    if not claimed or len(claimed) < len(signatures):
        return undecided("verification.no_claimed_time")
    fault = _contradiction(facts, signatures, claimed)
    if not fault:
        signed = "_".join(role for role, _ in placed(facts, policy))
        signers = signed if signed == Role.AGENCY else policy.signers
        return passed(f"verification.claimed_times.{signers}")
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
