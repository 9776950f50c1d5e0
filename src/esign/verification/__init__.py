# SPDX-License-Identifier: Apache-2.0
"""Judges a signed PDF: facts first, then a verdict by a policy; offline, and whatever the input.

Knows documents and signatures; whom to trust is decided by the trust store handed in.
"""

from esign.verification.inspection import inspect
from esign.verification.judge import worst
from esign.verification.policy import DEFAULT_POLICY, shipped_policies
from esign.verification.statement import StatementReport, inspect_statement

__all__ = [
    "DEFAULT_POLICY",
    "StatementReport",
    "inspect",
    "inspect_statement",
    "shipped_policies",
    "worst",
]
