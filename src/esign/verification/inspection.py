# SPDX-License-Identifier: Apache-2.0
"""The story of verification: collect the facts, then judge them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from esign.verification.closed import collect_own
from esign.verification.collect import collect
from esign.verification.expectation import NOBODY
from esign.verification.judge import judge
from esign.verification.policy import DEFAULT_POLICY, load_policy
from esign.verification.rule_book import Origin

if TYPE_CHECKING:
    from datetime import datetime

    from esign.model import Report
    from esign.trust import TrustStore
    from esign.verification.expectation import Expectation
    from esign.verification.facts import Facts
    from esign.verification.policy import Policy

_GENERAL: Final = "esign.verification.general.collecting"
_PAGES: Final = "esign.verification.printed.head"


def inspect(  # noqa: PLR0913 - all but the file are named
    data: bytes,
    *,
    name: str,
    trust: TrustStore,
    at: datetime,
    policy: str = DEFAULT_POLICY,
    expected: Expectation = NOBODY,
) -> Report:
    """Judge a signed PDF.

    Args:
        data: the file.
        name: how the report calls it.
        trust: whose certificates are accepted, for what.
        at: the moment for which it is judged, aware; normally now.
        policy: name of a shipped policy, or path of a policy file (`*.toml`).
        expected: who should have signed, beside what the policy expects.

    Returns:
        The report, whatever the verdict; every input that can be read as PDF gets one.

    Raises:
        InputError: the bytes cannot be read as a PDF, or not without a password.
        UsageError: there is no such policy, or it expects somebody else.
        ConfigurationError: the policy file is unsound.
    """
    rules = load_policy(policy).expecting(expected)
    facts = _facts(data, rules, name=name, trust=trust, at=at)
    return judge(facts, rules, name=name, at=at)


def get_ready(policy: str) -> None:
    """Load now what judging by a policy may need, for processes that may not load it later.

    Raises:
        UsageError: there is no such policy.
        ConfigurationError: the policy file is unsound.
    """
    needed = _PAGES if load_policy(policy).origin is Origin.OWN else _GENERAL
    import_module(needed)


def inspect_own(
    data: bytes, *, name: str, trust: TrustStore, at: datetime, policy: str = DEFAULT_POLICY
) -> Report | None:
    """Judge a document that was issued a moment ago, far more quickly; arguments as `inspect`.

    Returns:
        The report that `inspect` would give; None if the file is not byte for byte what this
        program writes, which says nothing of it.

    Raises:
        UsageError: there is no such policy.
        ConfigurationError: the policy file is unsound.
    """
    rules = load_policy(policy)
    facts = collect_own(data, trust=trust, at=at) if rules.origin is Origin.OWN else None
    return None if facts is None else judge(facts, rules, name=name, at=at)


def _facts(data: bytes, policy: Policy, *, name: str, trust: TrustStore, at: datetime) -> Facts:
    if policy.origin is Origin.OWN:
        return collect(data, name=name, trust=trust, at=at)
    # Loaded here: it brings the general difference analysis along, which takes as long to load as
    # everything else together.
    collecting = import_module(_GENERAL)
    found: Facts = collecting.collect_any(data, name=name, trust=trust, at=at)
    return found
