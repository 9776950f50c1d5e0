# SPDX-License-Identifier: Apache-2.0
"""A proof beside a document that is judged for a past moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from esign.acceptance import inspect
from esign.model import Verdict
from esign.proof import check_proof, with_proof
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from esign.model import Report
    from esign.proof import ProofReport
    from support.evidence import Evidence

BEFORE, LATER = FIXED_NOW - timedelta(hours=1), FIXED_NOW + timedelta(days=2)


def said_of_today(report: Report) -> str:
    (code,) = (entry.code for entry in report.findings if entry.rule == "moment-judged")
    return code.removeprefix("verification.past.")


def told(proof: ProofReport) -> set[str]:
    return {entry.code for entry in proof.findings}


def test_a_head_that_was_sealed_since_the_moment_is_judged_for_now(evidence: Evidence) -> None:
    """Nobody could have had the proof then; whoever brings it now asks whether it is good."""
    report = inspect(evidence.document, trust=evidence.trust, at=BEFORE, today=FIXED_NOW)
    proof = check_proof(evidence.proof, report, trust=evidence.trust, at=BEFORE, today=FIXED_NOW)
    assert proof.verdict is Verdict.PASSED
    assert "proof.sealed_since" in told(proof)
    assert proof.head is not None
    assert proof.head.seal.judged_at == FIXED_NOW


def test_a_head_that_was_there_by_the_moment_is_judged_for_it(evidence: Evidence) -> None:
    report = inspect(evidence.document, trust=evidence.trust, at=FIXED_NOW, today=LATER)
    bare = replace(evidence.proof, head=replace(evidence.proof.head, timestamp=None))
    proof = check_proof(bare, report, trust=evidence.trust, at=FIXED_NOW, today=LATER)
    assert "proof.sealed_since" not in told(proof)
    assert proof.head is not None
    assert proof.head.seal.judged_at == FIXED_NOW


def test_the_verdict_of_today_counts_the_proof_of_today(evidence: Evidence) -> None:
    report = inspect(evidence.document, trust=evidence.trust, at=FIXED_NOW, today=LATER)
    assert said_of_today(report) == "passed"
    good = check_proof(evidence.proof, report, trust=evidence.trust, at=FIXED_NOW, today=LATER)
    today = check_proof(evidence.proof, report, trust=evidence.trust, at=LATER)
    assert said_of_today(with_proof(report, good, today)) == "passed"
    strange = replace(evidence.proof, sha256="00" * 32)
    bad = check_proof(strange, report, trust=evidence.trust, at=LATER)
    lowered = with_proof(report, good, bad)
    assert (lowered.verdict, said_of_today(lowered)) == (Verdict.PASSED, "failed")
