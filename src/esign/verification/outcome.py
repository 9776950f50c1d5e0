# SPDX-License-Identifier: Apache-2.0
"""What a rule concludes: a verdict, its message and the facts the message names.

“Failed” is said where something is proven wrong; “indeterminate” where it cannot be told, or where
another reader could understand the file differently.
"""

from __future__ import annotations

from esign.model import Verdict

Outcome = tuple[Verdict, str, dict[str, str]]


def passed(code: str, **facts: str) -> Outcome:
    """The rule is kept."""
    return Verdict.PASSED, code, facts


def failed(code: str, **facts: str) -> Outcome:
    """It is proven to be broken."""
    return Verdict.FAILED, code, facts


def undecided(code: str, **facts: str) -> Outcome:
    """Neither can be told."""
    return Verdict.INDETERMINATE, code, facts
