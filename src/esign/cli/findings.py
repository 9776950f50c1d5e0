# SPDX-License-Identifier: Apache-2.0
"""A single finding, for a person and for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.cli.words import LANGUAGE
from esign.messages import message
from esign.model import Verdict
from esign.reporting.words import advice, spoken_facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.model import Finding

SIGNS: Final = {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.INDETERMINATE: "?"}


def finding_lines(finding: Finding, where: str = "") -> Iterator[str]:
    """What was found, led by where, with its rule; below it what to do about it."""
    yield f"{SIGNS[finding.verdict]} {where}{finding_text(finding)} [{finding.rule}]"
    if to_do := advice(finding, LANGUAGE):
        yield f"  → {to_do}"


def finding_text(finding: Finding) -> str:
    """What was found, in the language of this run."""
    return message(finding.code, LANGUAGE, spoken_facts(finding))


def finding_as_json(finding: Finding) -> dict[str, object]:
    """A finding as part of `esign.report/2`."""
    return {
        "id": finding.rule,
        "severity": finding.severity,
        "verdict": finding.verdict,
        "signature": finding.signature or None,
        "code": finding.code,
        "message": finding_text(finding),
        "remedy": advice(finding, LANGUAGE) or None,
        "facts": dict(finding.facts),
    }
