# SPDX-License-Identifier: Apache-2.0
"""A verdict for a past moment says that it is one, and what the verdict would be today."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from esign.model import Finding, Verdict
from esign.trust import vietnam_time
from esign.verification.judge import worst

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esign.model import Report

RULE: Final = "moment-judged"


def told_as_past(past: Report, today: Report) -> Report:
    """The report for a past moment, saying what holds today.

    Args:
        past: the report for the moment that was asked for.
        today: the same file judged now.
    """
    facts = {"moment": vietnam_time(past.judged_at), "now": vietnam_time(today.judged_at)}
    said = Finding(RULE, Verdict.PASSED, f"verification.past.{today.verdict}", facts)
    return replace(past, findings=(said, *past.findings))


def told_today(past: Report, more: Iterable[Finding]) -> Report:
    """The report for a past moment, its word about today counting these findings of today too."""
    findings = tuple(
        replace(entry, code=f"verification.past.{worst((_today(entry), *more))}")
        if entry.rule == RULE
        else entry
        for entry in past.findings
    )
    return replace(past, findings=findings)


def _today(said: Finding) -> Finding:
    return replace(said, verdict=Verdict(said.code.rpartition(".")[2]))
