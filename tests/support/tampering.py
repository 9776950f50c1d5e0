# SPDX-License-Identifier: Apache-2.0
"""Documents with one byte changed, and readers who should notice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from esign.model import Verdict
from support.sealed import verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from esign.trust import TrustStore

UPPER_CASE_HEX = b"0123456789ABCDEF"
ANY_BYTE = bytes(range(256))
_LONG_HEX = re.compile(rb"(?<=<)[0-9A-F]{1000,}(?=>)")


@dataclass(frozen=True)
class Reader:
    """A recipient, by what he holds; no two readers are handed the same changes."""

    holds: str
    trust: TrustStore

    def choice(self, purpose: str) -> Random:
        """A repeatable choice of places and values, this reader's own."""
        return Random(f"{self.holds}: {purpose}")  # noqa: S311 - no secret

    def accepts(self, data: bytes) -> bool:
        return verdict_of(data, self.trust) is Verdict.PASSED

    def overlooked(
        self, data: bytes, places: Iterable[int], values: bytes, choice: Random
    ) -> list[int]:
        """The places where another of the values went unnoticed."""
        return [
            place
            for place in places
            if self.accepts(changed(data, place, choice.choice(others(values, data[place]))))
        ]


def others(values: bytes, old: int) -> list[int]:
    return [value for value in values if value != old]


def changed(data: bytes, place: int, value: int) -> bytes:
    """The data with another byte at that place."""
    return data[:place] + bytes([value]) + data[place + 1 :]


def signatures(data: bytes) -> list[range]:
    """Where the digits of each signature stand, in the order of signing."""
    return [range(*match.span()) for match in _LONG_HEX.finditer(data)]


def elsewhere(data: bytes) -> list[int]:
    """Every place that is not a digit of a signature."""

    def stretches() -> Iterator[range]:
        start = 0
        for digits in signatures(data):
            yield range(start, digits.start)
            start = digits.stop
        yield range(start, len(data))

    return [place for stretch in stretches() for place in stretch]
