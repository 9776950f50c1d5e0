# SPDX-License-Identifier: Apache-2.0
"""Judges a signed PDF: facts first, then a verdict by a policy; offline, and whatever the input.

Knows documents and signatures; whom to trust is decided by the trust store handed in.
"""

from esign.verification.detached import inspect_detached, read_detached
from esign.verification.expectation import NOBODY, Expectation, expectation
from esign.verification.inspection import get_ready, inspect, inspect_own
from esign.verification.judge import worst
from esign.verification.past import told_as_past, told_today
from esign.verification.policy import DEFAULT_POLICY, load_policy, policy_text, shipped_policies
from esign.verification.statement import StatementReport, inspect_statement
from esign.verification.wording import shown

__all__ = [
    "DEFAULT_POLICY",
    "NOBODY",
    "Expectation",
    "StatementReport",
    "expectation",
    "get_ready",
    "inspect",
    "inspect_detached",
    "inspect_own",
    "inspect_statement",
    "load_policy",
    "policy_text",
    "read_detached",
    "shipped_policies",
    "shown",
    "told_as_past",
    "told_today",
    "worst",
]
