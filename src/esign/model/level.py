# SPDX-License-Identifier: Apache-2.0
"""How long a signature can be proven: the PAdES baseline levels (ETSI EN 319 142-1 §6)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

TIMESTAMP_FIELD: Final = "timestamp-"
"""How the names of document time-stamps' fields begin; they are counted from 1."""


class Level(StrEnum):
    """Each includes those before it; they are declared, and iterate, from lowest to highest.

    B-B is the signature alone; B-T adds a trusted time; B-LT everything that proves the
    certificates' validity at that time; B-LTA a time-stamp over all of that.
    """

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"

    def reaches(self, other: Level) -> bool:
        """Whether this level includes the other."""
        order = list(Level)
        return order.index(self) >= order.index(other)
