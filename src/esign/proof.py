# SPDX-License-Identifier: Apache-2.0
"""The story of a proof beside a document: is it recorded where, and sealed by whom, it says?

Needs no register: whoever holds document, proof file and trust folder can check it, years later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from esign.model import Finding, Verdict, same_name
from esign.model.merkle import continues, includes
from esign.model.record import TreeHead
from esign.trust import vietnam_time
from esign.verification import inspect_statement, told_today, worst

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from esign.model import Report
    from esign.model.proof import Proof, SealedHead
    from esign.trust import TrustStore
    from esign.verification import StatementReport

ACTS = ("signed", "sealed", "certified", "entered", "kept", "augmented")
"""What a row can say was done with a file."""

LARGEST = 1 << 20
"""Bytes of the largest proof file that is read; honest ones have some ten thousand."""


@dataclass(frozen=True, slots=True)
class HeadReport:
    """A head of the record's tree with the judgement of its seal."""

    head: TreeHead
    seal: StatementReport


@dataclass(frozen=True, slots=True)
class ProofReport:
    """What a proof comes to.

    Attributes:
        verdict: the worst of the findings.
        findings: the steps of the check.
        seq: the row of the record it speaks of.
        head: the head that covers the row; None when its statement cannot be read.
        since: the earlier head that it continues; None when none was asked for, or cannot be read.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    seq: int
    head: HeadReport | None
    since: HeadReport | None


def check_proof(
    proof: Proof,
    report: Report,
    *,
    trust: TrustStore,
    at: datetime,
    today: datetime | None = None,
) -> ProofReport:
    """Judge a proof for a document.

    1. It is for this very file, and its row says that the file was kept.
    2. The row is under the head's root.
    3. The head's seal is the agency's, and good.
    4. The agency is the one that issued the document.
    5. The head continues the earlier one, whose seal is as good.

    Args:
        proof: the proof.
        report: on the document.
        trust: whose certificates are accepted.
        at: the moment for which it is judged, aware.
        today: now, where `at` is past. A head that was sealed since then cannot be judged before
            it was there: it is judged for now, and the report says so.
    """
    moments = (at, today)
    head = _judged(proof.head, trust, moments)
    since = None if proof.since is None else _judged(proof.since.head, trust, moments)
    findings = [*_row(proof, report)]
    if today is not None and head is not None and head.head.at > at:
        moment, sealed = vietnam_time(at), vietnam_time(head.head.at)
        findings.append(
            _finding("proof-moment", "proof.sealed_since", moment=moment, sealed=sealed)
        )
    findings += _head(proof, report, head)
    if proof.since is not None:
        findings += _continuation(proof, head, since)
    return ProofReport(worst(findings), tuple(findings), proof.row.seq, head, since)


def with_proof(report: Report, checked: ProofReport, today: ProofReport | None = None) -> Report:
    """The report on a document with what its proof comes to; a proof can only lower the verdict.

    Args:
        report: on the document.
        checked: the proof judged for the same moment.
        today: the proof judged now, where that moment is past.
    """
    said = report if today is None else told_today(report, today.findings)
    findings = (*said.findings, *checked.findings)
    return replace(said, findings=findings, verdict=worst(findings))


def _judged(
    sealed: SealedHead, trust: TrustStore, moments: tuple[datetime, datetime | None]
) -> HeadReport | None:
    try:
        head = TreeHead.read(sealed.statement)
    except ValueError:
        return None
    at, today = moments
    at = today if today is not None and head.at > at else at
    statement = sealed.statement.encode()
    seal = inspect_statement(statement, sealed.seal, token=sealed.timestamp, trust=trust, at=at)
    return HeadReport(head, seal)


def _row(proof: Proof, report: Report) -> Iterator[Finding]:
    if proof.sha256 != report.sha256:
        yield _finding("proof-document", "proof.other_document", Verdict.FAILED)
    elif proof.row.facts.get("sha256") != report.sha256 or proof.row.action not in ACTS:
        yield _finding("proof-document", "proof.other_row", Verdict.FAILED, seq=proof.row.seq)
    else:
        yield _finding("proof-document", "proof.this_document", seq=proof.row.seq)


def _head(proof: Proof, report: Report, judged: HeadReport | None) -> Iterator[Finding]:
    if judged is None:
        yield _finding("proof-inclusion", "proof.head_unreadable", Verdict.FAILED)
        return
    head, row = judged.head, proof.row
    if includes(bytes.fromhex(head.root), head.size, row.leaf, row.seq - 1, proof.path):
        yield _finding("proof-inclusion", "proof.included", seq=row.seq, size=head.size)
    else:
        yield _finding("proof-inclusion", "proof.not_included", Verdict.FAILED, seq=row.seq)
    yield from _renamed(judged.seal)
    yield _agency(judged, report.document.get("agency_code", ""))


def _agency(judged: HeadReport, issuer: str) -> Finding:
    """The record's agency sealed the head, and is the one that issued the document."""
    head, seal = judged.head, judged.seal
    names_sealer = seal.codes == (head.agency_code,) and same_name(seal.name, head.agency_name)
    if not names_sealer:
        facts = {"certified": seal.name, "stated": head.agency_name}
        return _finding("proof-agency", "proof.not_the_agency", Verdict.FAILED, **facts)
    if not issuer:
        return _finding("proof-agency", "proof.issuer_unknown", Verdict.INDETERMINATE)
    if issuer != head.agency_code:
        facts = {"stated": head.agency_name}
        return _finding("proof-agency", "proof.other_agency", Verdict.FAILED, **facts)
    return _finding("proof-agency", "proof.same_agency", name=head.agency_name)


def _continuation(
    proof: Proof, later: HeadReport | None, earlier: HeadReport | None
) -> Iterator[Finding]:
    path = () if proof.since is None else proof.since.path
    if earlier is None or later is None:
        yield _finding("proof-continuation", "proof.head_unreadable", Verdict.FAILED)
        return
    before, after = ((each.head.size, bytes.fromhex(each.head.root)) for each in (earlier, later))
    same = earlier.head.agency_code == later.head.agency_code
    if same and earlier.head.at <= later.head.at and continues(before, after, path):
        yield _finding("proof-continuation", "proof.continued", size=earlier.head.size)
    else:
        size = earlier.head.size
        yield _finding("proof-continuation", "proof.not_continued", Verdict.FAILED, size=size)
    yield from _renamed(earlier.seal)
    yield _agency(earlier, later.head.agency_code)


def _renamed(seal: StatementReport) -> Iterator[Finding]:
    """The findings about a seal under names of their own."""
    for finding in seal.findings:
        rule = finding.rule.replace("statement-", "proof-seal-")
        yield replace(finding, rule=rule)


def _finding(rule: str, code: str, verdict: Verdict = Verdict.PASSED, **facts: object) -> Finding:
    return Finding(rule, verdict, code, {name: str(value) for name, value in facts.items()})
