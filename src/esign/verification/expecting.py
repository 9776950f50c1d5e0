# SPDX-License-Identifier: Apache-2.0
"""Whether those have signed whom the reader expects, by their certificates.

Names are compared whole: an accent, a letter of another script or an invisible character makes
another name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from esign.model import Finding, Role, Verdict, same_name
from esign.verification.expectation import RULE
from esign.verification.outcome import failed, passed, undecided
from esign.verification.signers import placed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from esign.verification.expectation import Expectation
    from esign.verification.facts import Bearer, Facts
    from esign.verification.outcome import Outcome
    from esign.verification.policy import Policy


class Signed(NamedTuple):
    """One signature: its ordinal, in which place or role it stands, whom its certificate names."""

    ordinal: int
    role: Role | None
    bearer: Bearer | None


def signers_are_those_expected(facts: Facts, policy: Policy) -> Iterator[Finding]:
    """Says nothing where nobody is expected."""
    signatures = facts.human_signatures
    if policy.roles:
        signed = [
            Signed(entry.ordinal, role, entry.bearer) for role, entry in placed(facts, policy)
        ]
    else:
        roles = [entry.standing.role if entry.standing else None for entry in signatures]
        signed = [
            Signed(entry.ordinal, role, entry.bearer)
            for role, entry in zip(roles, signatures, strict=True)
        ]
    return expected_of(signed, policy.expected, strict=bool(policy.roles))


def expected_of(
    signed: Sequence[Signed], expected: Expectation, *, strict: bool
) -> Iterator[Finding]:
    """What of an expectation some signatures meet.

    Args:
        signed: the signatures, in the order of signing.
        expected: who should have signed.
        strict: an agency is looked for among seals, a person among the persons' signatures; else
            one certificate of all must fit, and a person may sign for the agency.
    """
    if expected.roles:
        yield Finding(RULE, *_roles(signed, expected.roles))
    if expected.agency or expected.code:
        among = [each for each in signed if not strict or each.role is Role.AGENCY]
        wanted = _of_agency(expected, strict=strict)
        yield _found("agency", among, wanted)
    if expected.signer or expected.title:
        among = [each for each in signed if not strict or each.role is Role.PERSON]
        person = (("names", expected.signer), ("titles", expected.title))
        yield _found("person", among, [person])


_Wanted = tuple[tuple[str, str], ...]


def _of_agency(expected: Expectation, *, strict: bool) -> list[_Wanted]:
    code = ("codes", expected.code)
    held = ("names", expected.agency), code
    return [held] if strict else [held, (("organisations", expected.agency), code)]


def _roles(signed: Sequence[Signed], wanted: tuple[Role, ...]) -> Outcome:
    found = tuple(each.role for each in signed)
    if found == wanted:
        return passed("verification.expected_roles")
    if None in found:
        return undecided("verification.role_unknown")
    return failed("verification.not_expected_roles")


def _found(who: str, among: Sequence[Signed], ways: Sequence[_Wanted]) -> Finding:
    """The first signature whose certificate fits in one of the ways, or what stands against it."""
    texts = ", ".join(dict.fromkeys(text for _, text in ways[0] if text))
    unclear = False
    for each in among:
        for way in _open_to(each.bearer, ways):
            fits = None if each.bearer is None else _fits(each.bearer, way)
            if fits:
                code = f"verification.expected.{who}"
                return Finding(RULE, Verdict.PASSED, code, {"expected": texts}, each.ordinal)
            unclear = unclear or fits is None
    ordinal = among[0].ordinal if len(among) == 1 else 0
    if not among:
        return Finding(RULE, *failed(f"verification.expected_missing.{who}", expected=texts))
    facts = {"expected": texts, "certified": "; ".join(map(_called, among)) or "—"}
    verdict = Verdict.INDETERMINATE if unclear else Verdict.FAILED
    code = "verification.expected_unclear" if unclear else f"verification.not_expected.{who}"
    return Finding(RULE, verdict, code, facts, ordinal)


def _open_to(bearer: Bearer | None, ways: Sequence[_Wanted]) -> Sequence[_Wanted]:
    """The first way, and those others of which the certificate says anything at all."""
    first, *others = ways
    return [first, *(way for way in others if bearer and getattr(bearer, way[0][0]))]


def _fits(bearer: Bearer, wanted: _Wanted) -> bool | None:
    """Whether a certificate says all of it; None where what it says is not clear.

    What differs counts more than what is missing.
    """
    told = [(getattr(bearer, kind), text) for kind, text in wanted if text]
    clear = [(values[0], text) for values, text in told if len(values) == 1 and values[0].strip()]
    if not all(same_name(value, text) for value, text in clear):
        return False
    return True if len(clear) == len(told) else None


def _called(signed: Signed) -> str:
    bearer = signed.bearer
    if bearer is None:
        return "—"
    said = (*bearer.names, *bearer.titles, *bearer.organisations, *bearer.codes)
    return ", ".join(dict.fromkeys(said))
