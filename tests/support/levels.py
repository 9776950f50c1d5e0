# SPDX-License-Identifier: Apache-2.0
"""The sealed page at every level, and the means to raise any other file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from esign.model import Level
from esign.signing.levels import Means, raise_to, renew
from esign.trust import EvidenceFinder
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.sealed import sealed_page
from support.timestamps import Stamper

if TYPE_CHECKING:
    from datetime import datetime

    from esign.ports import TimestampAuthority

ROLES = ("person", "agency", "timestamp")
"""What our root must be trusted for where time-stamps count."""


@cache
def finder(crls: str = "good") -> EvidenceFinder:
    """Finds evidence in our trust folder with the revocation lists of that state."""
    with TemporaryDirectory() as folder:
        return EvidenceFinder.load(make_pki().trust_dir(Path(folder), crls, roles=ROLES))


def means(
    authority: TimestampAuthority | None = None, *, crls: str = "good", at: datetime = FIXED_NOW
) -> Means:
    """What raising takes: our good authority unless another is given, and our lists."""
    return Means(authority or Stamper(), finder(crls), at)


@cache
def page_at(level: Level) -> bytes:
    """The sealed page at that level: each is the one before with a revision appended."""
    below = {Level.B_T: Level.B_B, Level.B_LT: Level.B_T, Level.B_LTA: Level.B_LT}
    if level is Level.B_B:
        return sealed_page()
    raised = raise_to(page_at(below[level]), level, means())
    assert raised.reached is level, raised.why_not_more
    return raised.data


@cache
def renewed_page() -> bytes:
    """The page at B-LTA with one more archive time-stamp."""
    raised = renew(page_at(Level.B_LTA), means())
    assert raised.why_not_more is None
    return raised.data
