# SPDX-License-Identifier: Apache-2.0
"""Look-up codes: 60 random bits that a person can read out and type in.

Crockford's base 32: no I, L, O or U; whoever types I or L means 1, whoever types O means 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esign.ports import RandomSource

BITS = 60

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
"""Every ten bits in two symbols."""

_MEANT = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


def draw_code(random: RandomSource) -> str:
    """A new code, `7K3M-9QXD-2TFA`."""
    bits = random.bits(BITS)
    return (
        f"{_PAIRS[bits >> 50]}{_PAIRS[bits >> 40 & 0x3FF]}-"
        f"{_PAIRS[bits >> 30 & 0x3FF]}{_PAIRS[bits >> 20 & 0x3FF]}-"
        f"{_PAIRS[bits >> 10 & 0x3FF]}{_PAIRS[bits & 0x3FF]}"
    )


def read_code(typed: str) -> str:
    """The code that a person meant; in the form it is kept."""
    return _grouped(typed.upper().translate(_MEANT))


def lookup_url(base: str, code: str) -> str:
    """Where the code can be looked up; empty without an address."""
    return f"{base.rstrip('/')}/{code}" if base else ""


def _grouped(symbols: str) -> str:
    return "-".join(symbols[start : start + 4] for start in range(0, len(symbols), 4))
