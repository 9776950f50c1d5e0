# SPDX-License-Identifier: Apache-2.0
"""A register book: one series of numbers a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CERTIFIED_COPIES: Final = "certified-copies"
"""The family of kinds whose documents are certified copies (NĐ 30/2020 Đ25-27)."""


@dataclass(frozen=True, slots=True)
class Book:
    """A book as the head of the agency has set it up (NĐ 30/2020 Đ15 k1).

    Attributes:
        name: what the register calls it, `outgoing`; lower-case ASCII letters, digits and hyphens.
        title: what stands on its cover, “Sổ đăng ký văn bản đi”.
        abbreviation: stands in the symbols of its documents instead of the agency's own, as an
            advisory council's does; empty for the agency's.
    """

    name: str
    title: str
    abbreviation: str = ""
