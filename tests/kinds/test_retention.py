# SPDX-License-Identifier: Apache-2.0
"""How long a kind's documents must be kept."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError
from esign.kinds import KindFolder
from esign.resources import shipped
from support.books import DECISION

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    for part in ("_base", "_law", "decision"):
        shutil.copytree(shipped("templates") / part, tmp_path / part)
    return tmp_path


def described(templates: Path, line: str) -> KindFolder:
    """The kinds, `decision` with that line for its retention."""
    path = templates / "decision" / "kind.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [each for each in lines if not each.startswith("retention")]
    path.write_text("\n".join([*kept, line]), encoding="utf-8")
    return KindFolder(templates)


@pytest.mark.parametrize("value", ["0", "-5", "201", "true", "10.0", '"10"', '"for good"', "[10]"])
def test_a_period_that_is_none_is_refused(templates: Path, value: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        described(templates, f"retention = {value}").kind("decision")
    assert [detail.code for detail in refusal.value.details] == ["kind.retention"]


@pytest.mark.parametrize(
    ("line", "years"),
    [("retention = 10", 10), ('retention = "permanent"', None), ("", None)],
)
def test_a_kind_says_how_long_its_documents_are_kept(
    templates: Path, line: str, years: int | None
) -> None:
    assert described(templates, line).kind("decision").retention_years == years


def test_what_says_nothing_is_kept_for_good() -> None:
    assert DECISION.retain_until(date(2026, 11, 20)) is None


@pytest.mark.parametrize("day", [date(2024, 1, 1), date(2024, 2, 29), date(2024, 12, 31)])
def test_a_period_counts_whole_years_after_the_year_of_issue(day: date) -> None:
    assert replace(DECISION, retention_years=10).retain_until(day) == date(2034, 12, 31)
