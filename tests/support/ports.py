# SPDX-License-Identifier: Apache-2.0
"""Ports that a test holds in its hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import shake_256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.errors import Detail

FIXED_NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@dataclass
class FixedClock:
    """Stands still until a test moves `moment`."""

    moment: datetime = FIXED_NOW

    def now(self) -> datetime:
        return self.moment


@dataclass
class CountingPrompt:
    """Always answers the same; holds what it was asked for, and the codes of what it was told."""

    answer: str = "correct horse battery staple"
    labels: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def passphrase(self, label: str) -> str:
        self.labels.append(label)
        return self.answer

    def pin(self, label: str, about: Sequence[Detail], *, in_person: bool) -> str:
        self.tell(about)
        self.labels.append(f"{label}!" if in_person else label)
        return self.answer

    def tell(self, about: Sequence[Detail]) -> None:
        self.told += [detail.code for detail in about]


@dataclass
class SeededRandom:
    """The same bits in every run."""

    seed: int = 0
    drawn: int = 0

    def bits(self, count: int) -> int:
        self.drawn += 1
        digest = shake_256(f"{self.seed}/{self.drawn}".encode()).digest((count + 7) // 8)
        return int.from_bytes(digest) >> (-count % 8)
