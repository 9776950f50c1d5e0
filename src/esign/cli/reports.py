# SPDX-License-Identifier: Apache-2.0
"""A verification report, for a lay person and for a program."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from esign.cli.words import LANGUAGE, word
from esign.messages import message, remedy
from esign.model import VIETNAM, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from esign.model import Finding, Report, SignatureReport

ALWAYS_SHOWN = {"integrity", "certificate"}
_SIGNS = {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.INDETERMINATE: "?"}


def report_lines(report: Report, *, every_rule: bool = False) -> Iterator[str]:
    """A report as a lay person reads it: the verdict first, then who, then why.

    What TT 15/2025/TT-BKHCN demands to be shown (issuer, signer, time, integrity, validity) and
    everything that did not pass is always there; `every_rule` adds the rest.
    """
    yield f"{word(f'cli.verdict.{report.verdict}')} — {report.name}"
    yield from document_lines(report)
    shown = [finding for finding in report.findings if every_rule or _matters(finding)]
    for finding in shown:
        yield from _finding_lines(finding)
    passed = sum(finding.verdict is Verdict.PASSED for finding in report.findings)
    yield "  " + word(
        "cli.report.judged",
        at=_clock_time(report.judged_at),
        passed=passed,
        count=len(report.findings),
    )


def _matters(finding: Finding) -> bool:
    return finding.verdict is not Verdict.PASSED or finding.rule in ALWAYS_SHOWN


def document_lines(report: Report) -> Iterator[str]:
    """What the file says of itself: which document, signed by whom."""
    document = dict(report.document)
    if {"type_name", "number", "issued_on", "subject", "agency"} <= document.keys():
        day = date.fromisoformat(document["issued_on"])
        yield "  " + word("cli.report.document", **document | {"issued_on": f"{day:%d/%m/%Y}"})
    for signature in report.signatures:
        yield "  " + signature_line(signature)


def signature_line(signature: SignatureReport) -> str:
    """One signature: in which capacity, who, by whose certificate, when by their own word."""
    role = word(f"cli.role.{signature.role}" if signature.role else "cli.role.unknown")
    holder = ", ".join(filter(None, (signature.signer, signature.title, signature.organisation)))
    claimed = _clock_time(signature.claimed_at) if signature.claimed_at else "—"
    return word(
        "cli.report.signature",
        sign=_SIGNS[signature.verdict],
        ordinal=signature.ordinal,
        role=role,
        holder=holder,
        issuer=signature.issuer,
        claimed=claimed,
    )


def _clock_time(moment: datetime) -> str:
    """Vietnamese time; a claimed time may come without zone and is shown as it stands."""
    local = moment.astimezone(VIETNAM) if moment.tzinfo else moment
    return f"{local:%d/%m/%Y %H:%M:%S}"


def _finding_lines(finding: Finding) -> Iterator[str]:
    where = word("cli.report.of_signature", ordinal=finding.signature) if finding.signature else ""
    text = message(finding.code, LANGUAGE, finding.facts)
    yield f"    {_SIGNS[finding.verdict]} {where}{text} [{finding.rule}]"
    if finding.verdict is not Verdict.PASSED:
        advice = remedy(finding.code, LANGUAGE, finding.facts)
        if advice:
            yield f"      → {advice}"


def report_as_json(report: Report) -> dict[str, object]:
    """A report as the versioned document `esign.report/1`."""
    return {
        "name": report.name,
        "sha256": report.sha256,
        "policy": report.policy,
        "judged_at": report.judged_at.isoformat(),
        "verdict": report.verdict,
        "document": dict(report.document),
        "signatures": [_signature_as_json(signature) for signature in report.signatures],
        "findings": [
            {
                "rule": finding.rule,
                "verdict": finding.verdict,
                "signature": finding.signature or None,
                "code": finding.code,
                "message": message(finding.code, LANGUAGE, finding.facts),
                "facts": dict(finding.facts),
            }
            for finding in report.findings
        ],
    }


def _signature_as_json(signature: SignatureReport) -> dict[str, object]:
    return {
        "ordinal": signature.ordinal,
        "role": signature.role,
        "signer": signature.signer,
        "title": signature.title,
        "organisation": signature.organisation,
        "issuer": signature.issuer,
        "serial": signature.serial,
        "certificate_sha256": signature.certificate_sha256,
        "claimed_at": signature.claimed_at.isoformat() if signature.claimed_at else None,
        "verdict": signature.verdict,
    }
