# SPDX-License-Identifier: Apache-2.0
"""Moments have one text each, and the texts sort as the moments do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from esign.model import VIETNAM
from esign.register.moments import utc_text

MOMENTS = (
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(2026, 1, 1, 6, 59, 59, 999999, VIETNAM),
    datetime(2026, 1, 1, 7, 0, 0, 0, VIETNAM),
    datetime(2026, 11, 20, 3, 0, tzinfo=UTC),
    datetime(2026, 11, 20, 3, 0, 0, 5, UTC),
    datetime(2026, 11, 20, 3, 0, 1, tzinfo=timezone(timedelta(hours=-9, minutes=-30))),
    datetime(9999, 12, 31, 23, 59, 59, 999999, UTC),
)


def test_every_moment_is_written_whole_and_in_utc() -> None:
    for moment in MOMENTS:
        assert utc_text(moment) == moment.astimezone(UTC).isoformat(timespec="microseconds")
        assert datetime.fromisoformat(utc_text(moment)) == moment
    assert utc_text(MOMENTS[3]) == "2026-11-20T03:00:00.000000+00:00"


def test_the_texts_sort_as_the_moments_do() -> None:
    assert sorted(map(utc_text, MOMENTS)) == list(map(utc_text, sorted(MOMENTS)))
