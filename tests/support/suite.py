# SPDX-License-Identifier: Apache-2.0
"""The attack suite as a table for people: what each story is, and what became of its forms."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from support.stories import EVERY, NOT_READ, Story, load, outcome, story_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from support.stories import Attempt, Outcome

MOST_RULES: Final = 4
START, END = "<!-- attacks: made by `make proof-tables` -->", "<!-- end of attacks -->"
HEAD: Final = (
    "| story | what is done | forms | by `issued` | by `signed` | by `archive` |\n"
    "| --- | --- | --- | --- | --- | --- |"
)


def attack_table() -> str:
    """The rows of every story, judged in all forms; minutes."""
    return "\n".join((START, "", HEAD, *map(row, story_names()), "", END))


def row(name: str) -> str:
    """A story's row."""
    story = load(name)
    forms = list(story.forms())
    cells = [cell(outcomes(forms, policy)) for policy in ("issued", "signed", "archive")]
    assert set(EVERY) == {"issued", "signed", "archive"}
    return f"| {title(name, story)} | {story.what} | {len(forms)} | {' | '.join(cells)} |"


def title(name: str, story: Story) -> str:
    return f"[{story.title}](../tests/attack/stories/{name}.py)"


def outcomes(forms: Iterable[tuple[str, Attempt]], policy: str) -> list[Outcome]:
    return [outcome(attempt, policy) for _, attempt in forms if policy in attempt.policies]


def cell(found: Sequence[Outcome]) -> str:
    """Verdicts with how often each was given, and the rules that most forms broke."""
    if not found:
        return "—"
    verdicts = Counter(entry.verdict for entry in found)
    said = ", ".join(f"{word} {count}" for word, count in _ranked(verdicts))
    broken = Counter(rule for entry in found for rule in entry.broken)
    rules = " ".join(f"`{rule}`" for rule, _ in list(_ranked(broken))[:MOST_RULES])
    return f"{said}: {rules}" if rules else said


def _ranked(counted: Counter[str]) -> Iterator[tuple[str, int]]:
    yield from sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))


def verdict_words(text: str) -> set[str]:
    """The verdicts that a cell of the table names."""
    words = ("passed", "failed", "indeterminate", NOT_READ, "not signed")
    return {word for word in words if word in text.partition(":")[0]}
