# SPDX-License-Identifier: Apache-2.0
"""The attack suite: not one form of any story is accepted, and the table of it is true.

Each story is told in a file of `stories/`. A few forms of each are tried every time, all of them by
`make test-long`.
"""

from __future__ import annotations

from random import Random

import pytest

from esign.model import Verdict
from support.sealed import close_forge, sealed_page
from support.source import ROOT
from support.stories import Attempt, foreign, load, outcome, story_names
from support.suite import attack_table, title, verdict_words

TRIED = 4
POLICIES = ("issued", "signed", "archive")

pytestmark = pytest.mark.filterwarnings("ignore:Duplicate name")


@pytest.fixture(scope="module", autouse=True)
def _forge() -> object:
    yield
    close_forge()


def table_rows() -> dict[str, str]:
    lines = (ROOT / "docs" / "verification.md").read_text(encoding="utf-8").splitlines()
    return {
        line.split("](")[0][3:]: line
        for line in lines
        if line.startswith("| [") and "/attack/stories/" in line
    }


@pytest.mark.parametrize("name", story_names())
def test_some_forms_of_every_story_are_not_accepted(name: str) -> None:
    story = load(name)
    row = table_rows()[story.title]
    assert title(name, story) in row
    forms = list(story.forms())
    cells = dict(zip(POLICIES, row.split("|")[4:7], strict=True))
    chosen = Random(name).sample(forms, min(TRIED, len(forms)))  # noqa: S311 - no secret
    for form, attempt in chosen:
        for policy in attempt.policies:
            found = outcome(attempt, policy)
            assert not found.accepted, (form, policy)
            assert found.verdict in verdict_words(cells[policy]), (form, policy)


def test_what_the_attacks_start_from_is_accepted() -> None:
    assert outcome(Attempt(sealed_page()), "issued").verdict == Verdict.PASSED
    for data in (sealed_page(), foreign()):
        assert outcome(Attempt(data), "signed").verdict == Verdict.PASSED


def test_every_story_stands_in_the_table() -> None:
    assert set(table_rows()) == {load(name).title for name in story_names()}


@pytest.mark.long
@pytest.mark.parametrize("name", story_names())
def test_no_form_of_any_story_is_accepted(name: str) -> None:
    accepted = [
        (form, policy)
        for form, attempt in load(name).forms()
        for policy in attempt.policies
        if outcome(attempt, policy).accepted
    ]
    assert accepted == []


@pytest.mark.long
def test_the_table_is_current() -> None:
    assert attack_table() in (ROOT / "docs" / "verification.md").read_text(encoding="utf-8")
