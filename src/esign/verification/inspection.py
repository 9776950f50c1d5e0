# SPDX-License-Identifier: Apache-2.0
"""The story of verification: collect the facts, then judge them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.verification.collect import collect
from esign.verification.judge import judge
from esign.verification.policy import DEFAULT_POLICY, load_policy

if TYPE_CHECKING:
    from datetime import datetime

    from esign.model import Report
    from esign.trust import TrustStore


def inspect(
    data: bytes, *, name: str, trust: TrustStore, at: datetime, policy: str = DEFAULT_POLICY
) -> Report:
    """Judge a signed PDF.

    Args:
        data: the file.
        name: how the report calls it.
        trust: whose certificates are accepted, for what.
        at: the moment for which it is judged, aware; normally now.
        policy: name of a shipped policy.

    Returns:
        The report, whatever the verdict; every input that can be read as PDF gets one.

    Raises:
        InputError: the bytes cannot be read as an unencrypted PDF.
        UsageError: there is no such policy.
    """
    rules = load_policy(policy)
    facts = collect(data, name=name, trust=trust, at=at)
    return judge(facts, rules, name=name, at=at)
