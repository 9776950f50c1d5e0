# SPDX-License-Identifier: Apache-2.0
"""Whatever one input does to the process that reads it, only that input is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from esign.errors import ConfigurationError, InputError
from esign.limits import Asked, Bounds, LimitedCrew
from esign.receiving import Judges
from support.ports import FixedClock
from support.sealed import sealed_page

TASK = "receiving.crashing:opened"


@pytest.fixture(autouse=True)
def _known_to_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limited processes ignore the environment: tell them where these tests lie."""
    tests = str(Path(__file__).parents[1])
    command = f"import sys; sys.path.insert(0, {tests!r}); import esign.limits.child as c; c.main()"
    monkeypatch.setattr("esign.limits.running.COMMAND", ("-I", "-X", "utf8", "-c", command))


def outcomes(tasks: list[str], bounds: Bounds, folder: Path) -> list[str]:
    options = {"path": str(folder / "written")}
    asked = [Asked(task, options, lambda task=task: (task.encode(),)) for task in tasks]
    with LimitedCrew(TASK, {}, bounds=bounds, size=1) as crew:
        found = list(crew.each(asked))
    return [each.code if isinstance(each, InputError) else "done" for each in found]


@pytest.mark.parametrize(
    ("task", "code"),
    [
        ("spin", "input.too_costly"),
        ("swell", "input.too_costly"),
        ("die", "limited.crashed"),
        ("call out", "limited.crashed"),
        ("write", "limited.crashed"),
    ],
)
def test_it_is_told_of_and_the_next_ones_are_done(task: str, code: str, tmp_path: Path) -> None:
    bounds = Bounds(seconds=1, megabytes=200)
    assert outcomes(["work", task, "work"], bounds, tmp_path) == ["done", code, "done"]
    assert list(tmp_path.iterdir()) == []


def test_one_that_waits_for_ever_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esign.limits.running.STARTING", 1)
    bounds = Bounds(seconds=1, megabytes=200)
    assert outcomes(["hang", "work"], bounds, tmp_path) == ["input.too_costly", "done"]


def test_one_process_does_many_and_answers_come_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esign.limits.crew.MOST_ASKED", 5)
    asked = [Asked("work", {}, lambda: (b"work",))] * 10
    with LimitedCrew(TASK, {}, size=1) as crew:
        found = [each["process"] for each in crew.each(asked) if isinstance(each, dict)]
    assert len(found) == 10
    assert [len(set(found[:5])), len(set(found[5:])), len(set(found))] == [1, 1, 2]


def test_an_unsound_trust_folder_is_told_of_at_once(tmp_path: Path) -> None:
    with (
        Judges(tmp_path / "none", clock=FixedClock(), processes=1) as judges,
        pytest.raises(ConfigurationError),
    ):
        judges.judge(sealed_page(), name="a.pdf")
