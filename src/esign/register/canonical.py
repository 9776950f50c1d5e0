# SPDX-License-Identifier: Apache-2.0
"""Texts that come out the same every time: canonical JSON, moments, the day in Viet Nam."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING

from esign.model import VIETNAM

if TYPE_CHECKING:
    from datetime import date, datetime

"""Viet Nam's time all the year round; there is no summer time."""

canonical_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
"""Sorted keys, no white space, no needless escapes: RFC 8785 for the values kept here."""


def utc_text(moment: datetime) -> str:
    """`2026-11-20T03:00:00.000000+00:00`; texts of this form sort as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def vietnamese_day(moment: datetime) -> date:
    """The date a document numbered at `moment` bears."""
    return moment.astimezone(VIETNAM).date()
