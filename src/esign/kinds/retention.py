# SPDX-License-Identifier: Apache-2.0
"""How long documents of a kind must be kept, as `kind.toml` says it.

`retention = "permanent"` or a number of years. A kind that says nothing is kept for good: a
document kept too long does less harm than one destroyed too early.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.errors import Detail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RETENTION: Final = "retention"
PERMANENT: Final = "permanent"
LONGEST: Final = 200


def retention_years(described: Mapping[str, object]) -> int | None:
    """The years of a sound description; None for good."""
    years = described.get(RETENTION, PERMANENT)
    return years if isinstance(years, int) else None


def retention_faults(described: Mapping[str, object]) -> Iterator[Detail]:
    """What is wrong with the key, if it is there."""
    years = described.get(RETENTION, PERMANENT)
    sound = type(years) is int and 1 <= years <= LONGEST  # a boolean is an int to Python
    if not sound and years != PERMANENT:
        yield Detail("kind.retention", RETENTION, {"longest": LONGEST})
