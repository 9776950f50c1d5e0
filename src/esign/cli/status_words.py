# SPDX-License-Identifier: Apache-2.0
"""What a status package says, in words."""

from __future__ import annotations

from typing import Final

from esign.cli.words import word
from esign.model import StatusCode

_KNOWN: Final = frozenset(StatusCode)


def status_meaning(code: str) -> str:
    """What a status means; of a code that no rule knows, that."""
    return word(f"cli.package.status.{code if code in _KNOWN else 'other'}")


def status_text(code: str) -> str:
    """A status by its code and what that means."""
    return f"{code} ({status_meaning(code)})"
