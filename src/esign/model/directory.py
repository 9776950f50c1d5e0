# SPDX-License-Identifier: Apache-2.0
"""What the list of agencies says against an address, before anything is sent there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from esign.errors import Detail

if TYPE_CHECKING:
    from datetime import datetime

    from esign.model.transport import AgencyRecord


class DirectoryFault(StrEnum):
    """What is wrong with a receiver's code; the value ends the code of its message."""

    HUB = "hub"
    CLOSED = "closed"
    OLD = "old"
    UNKNOWN = "unknown"
    OTHER_NAME = "other_name"
    SHAPE = "shape"


class Likeness(StrEnum):
    """Why an agency is suggested; the value ends the code of its message."""

    SUCCESSOR = "successor"
    NEW_CODE = "new_code"
    SAME_NAME = "same_name"
    TYPO = "typo"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An agency that may be meant, and why."""

    agency: AgencyRecord
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class DirectoryFinding:
    """What is wrong with one receiver.

    Attributes:
        fault: what.
        code: the receiver's code, normalised.
        name: as the list has it, or as it was given where the list does not know the code.
        refused: whether nothing may be sent there; otherwise somebody should look at it.
        suggestions: who may be meant, the likeliest first.
        listed_at: when the list was taken over; None where there is none.
    """

    fault: DirectoryFault
    code: str
    name: str = ""
    refused: bool = False
    suggestions: tuple[Suggestion, ...] = ()
    listed_at: datetime | None = None

    def detail(self, path: str = "") -> Detail:
        """The finding as a fault of an input, with the likeliest suggestion.

        Args:
            path: the place within the input.
        """
        named = f" ({self.name})" if self.name else ""
        facts = {"agency": self.code, "name": self.name or "—", "named": named}
        if not self.suggestions:
            return Detail(f"directory.{self.fault}", path, facts)
        meant = self.suggestions[0].agency
        suggested = {"suggested": meant.code, "suggested_name": meant.name}
        return Detail(f"directory.{self.fault}_suggested", path, {**facts, **suggested})
