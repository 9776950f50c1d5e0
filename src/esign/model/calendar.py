# SPDX-License-Identifier: Apache-2.0
"""The time zone of every official date."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Final

VIETNAM: Final = timezone(timedelta(hours=7), "UTC+7")
"""Vietnamese time, without daylight saving."""
