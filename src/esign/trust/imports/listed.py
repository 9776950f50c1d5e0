# SPDX-License-Identifier: Apache-2.0
"""What a list of trusted authorities comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography import x509

    from esign.model import Role

MOST_BYTES = 32 << 20
"""The largest list that is read; those of states have some hundred thousand bytes."""
MOST_CERTIFICATES = 2000


@dataclass(frozen=True, slots=True)
class Passed:
    """What of a list is not taken over, and why: a word of the catalogue."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A certificate of a list.

    Attributes:
        name: how the list calls it; empty where it does not.
        certificate: an authority's or a time-stamping unit's.
        purposes: what the list says it is for; empty where it says nothing.
        since: since when the list vouches for it; None where it does not say.
    """

    name: str
    certificate: x509.Certificate
    purposes: frozenset[Role]
    since: datetime | None = None
