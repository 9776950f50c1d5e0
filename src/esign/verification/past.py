# SPDX-License-Identifier: Apache-2.0
"""A verdict for a past moment says that it is one, and what the verdict would be today."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from esign.model import Finding, Verdict
from esign.trust import vietnam_time

if TYPE_CHECKING:
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
