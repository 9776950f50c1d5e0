# SPDX-License-Identifier: Apache-2.0
"""The verdict in a few words, and no more than the policy that was asked can promise.

Only the policies for issued documents look for the competent person's signature and the agency's
seal. The others say that somebody signed; whether he was entitled to, they do not ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from esign.model import Changes, Knowledge, Role, SignatureField, Verdict
from esign.reporting.content import REGISTER, standing_of
from esign.reporting.words import OF_PROOF, Words, finding_words, same, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.model import Finding, Report

OUT_OF_FORCE: Final = frozenset((Knowledge.RECALLED, Knowledge.REPLACED, Knowledge.VOIDED))
TOO_FEW: Final = "verification.too_few_signatures"
OF_TOO_FEW: Final = frozenset(("signature-count", "roles-in-order", "nothing-after-seal"))
"""Rules that a document breaks which somebody has still to sign."""
ASKS: Final = {
    **dict.fromkeys(("issued", "archive"), "issued"),
    "sealed": "sealed",
    **dict.fromkeys(("signed", "detached"), "signed"),
}
"""What the shipped policies ask; what one of the reader's own asks is in his file."""
OF_OFFICES: Final = frozenset(("issued", "sealed"))
OWN_FIELDS: Final = frozenset(map(str, SignatureField))
PROVEN: Final = frozenset(
    (
        *("integrity", "byte-range", "certificate", "certificate-reference", "algorithms"),
        *("time-stamp-coverage", "time-stamp-token", "time-stamp-authority"),
        *("signers-are-those-expected", REGISTER),
    )
)
"""Rules whose failure is proof against a file in whatever form it is."""
LATER: Final = "later-changes"
ONLY_SIGNED: Final = frozenset(
    f"verification.later.{what}" for what in ("nothing", "signature", "proof", "time_stamp")
)
"""What that rule says where nobody has changed what is seen."""
EMPTY_FIELDS: Final = "verification.signed_by_with_empty"


class Warned(NamedTuple):
    """What a reader should know though it does not change the verdict; `code` names it."""

    code: str
    text: Words


def asked_of(report: Report) -> str:
    """What the policy asks: `issued`, `sealed`, `signed`, or `custom` for the reader's own."""
    return ASKS.get(report.policy, "custom")


def is_foreign(report: Report) -> bool:
    """Whether a file was held against the form of issued documents without ever claiming it.

    It has signatures, says nothing in our metadata, none stands in our fields, and nothing of it is
    proven wrong but that it has another form.
    """
    if report.verdict is Verdict.PASSED or asked_of(report) not in OF_OFFICES:
        return False
    claimed = report.document or any(each.field in OWN_FIELDS for each in report.signatures)
    wrong = any(each.verdict is Verdict.FAILED and each.rule in PROVEN for each in report.findings)
    return bool(report.signatures) and not claimed and not wrong


def only_proof_fails(report: Report) -> bool:
    """Whether nothing is wrong but the proof file that was given along with the document."""
    failed = [each for each in report.findings if each.verdict is Verdict.FAILED]
    return bool(failed) and all(each.rule.startswith(OF_PROOF) for each in failed)


def headline(report: Report) -> Words:
    """The verdict in a few words."""
    asked, policy = asked_of(report), same(report.policy)
    if is_foreign(report):
        verdict = words(f"cli.verdict.{report.verdict}")
        return words("reporting.headline.foreign", verdict=verdict, policy=policy)
    if only_proof_fails(report):
        return words("reporting.headline.proof")
    if report.verdict is not Verdict.PASSED:
        signed = report.verdict is Verdict.INDETERMINATE and asked == "signed"
        return words(f"reporting.headline.{'open' if signed else report.verdict}")
    if asked == "issued":
        return words("reporting.headline.passed")
    if asked == "custom":
        return words("reporting.headline.custom", policy=policy)
    added = "_added" if asked == "signed" and _grown(report) else ""
    return words(f"reporting.headline.{asked}{added}", who=signers(report))


def meaning(report: Report) -> Words:
    """The verdict in a sentence, for somebody who has to act on it."""
    asked, policy = asked_of(report), same(report.policy)
    if is_foreign(report):
        return words("reporting.meaning.foreign", policy=policy)
    if report.verdict is Verdict.FAILED:
        return words(f"reporting.meaning.{_failure(report)}")
    if report.verdict is Verdict.INDETERMINATE:
        return words(f"reporting.meaning.{'open' if asked == 'signed' else 'indeterminate'}")
    added = "_added" if _grown(report) else ""
    if asked == "issued":
        return words(f"reporting.meaning.passed{added}")
    facts = {"who": signers(report), "policy": policy}
    if asked == "signed":
        return words(f"reporting.meaning.signed{added}", **facts)
    return words(f"reporting.meaning.{asked}", **facts)


def warnings(report: Report) -> Iterator[Warned]:
    """What the verdict does not rest on, and a reader may yet take for granted."""
    for finding in report.findings:
        if finding.code == EMPTY_FIELDS:
            yield Warned("empty_fields", finding_words(finding))
    agency = dict(report.document).get("agency")
    if agency and asked_of(report) in {"signed", "custom"} and not _sealed(report):
        yield Warned("no_seal", words("reporting.warning.no_seal", agency=same(agency)))


def signers(report: Report) -> Words:
    """Whom the certificates name, by the shortest name that each has."""
    named = [each.signer or each.organisation or "–" for each in report.signatures]
    return same(", ".join(dict.fromkeys(named)) or "–")


def _grown(report: Report) -> bool:
    """Whether something came after the last signature, or another sort of thing after any."""
    last = any(each.changes is not Changes.NONE for each in report.signatures[-1:])
    return last or any(
        each.rule == LATER and each.code not in ONLY_SIGNED for each in report.findings
    )


def _sealed(report: Report) -> bool:
    return any(
        each.role is Role.AGENCY and each.verdict is Verdict.PASSED for each in report.signatures
    )


def _failure(report: Report) -> str:
    failed = [each for each in report.findings if each.verdict is Verdict.FAILED]
    if only_proof_fails(report):
        return "proof"
    if not report.signatures:
        return "unsigned"
    recalled = report.register is not None and report.register.known in OUT_OF_FORCE
    if recalled and all(each.rule == REGISTER for each in failed):
        return "out_of_force"
    if asked_of(report) == "signed":
        return "failed_signed"
    return "incomplete" if _waits_for_signatures(report, failed) else "failed"


def _waits_for_signatures(report: Report, failed: list[Finding]) -> bool:
    """Whether nothing is wrong but that somebody has still to sign."""
    sound = all(standing_of(each)[0] is Verdict.PASSED for each in report.signatures)
    few = any(each.code == TOO_FEW for each in failed)
    return sound and few and all(each.rule in OF_TOO_FEW for each in failed)
