# SPDX-License-Identifier: Apache-2.0
"""What is found when an installation is looked at, part by part."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.errors import Detail


class Health(StrEnum):
    """How a part is: fit, usable with a reservation, or unfit."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one part; `code` and `facts` name the message in the catalogue."""

    part: str
    health: Health
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    details: tuple[Detail, ...] = ()
