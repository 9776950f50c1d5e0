# SPDX-License-Identifier: Apache-2.0
"""Attack stories: each one a way to make a reader believe what nobody signed, in many forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from esign.errors import InputError
from esign.model import Report, Verdict
from esign.receiving import Means, Piece, judge
from support.foreign_cms import cms_by
from support.foreign_files import page, signed
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.proving import reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from esign.receiving import Judged
    from esign.trust import TrustStore

BOTH = ("issued", "signed")
EVERY = ("issued", "archive", "signed")
FOLDER = Path(__file__).parents[1] / "attack" / "stories"
NOT_READ = "cannot be read"


@dataclass(frozen=True)
class Attempt:
    """One form of an attack.

    Attributes:
        data: what is sent.
        name: of the file; its end tells what it pretends to be.
        at: when it is judged.
        trust: whom the reader trusts; None for our root alone, with its lists.
        policies: by which it is judged.
    """

    data: bytes
    name: str = "văn bản.pdf"
    at: datetime = FIXED_NOW
    trust: TrustStore | None = None
    policies: tuple[str, ...] = BOTH


@dataclass(frozen=True)
class Story:
    """A kind of attack.

    Attributes:
        title: its name, as the field calls it.
        what: what the attacker does, in one sentence.
        forms: its forms by name.
    """

    title: str
    what: str
    forms: Callable[[], Iterable[tuple[str, Attempt]]] = field(repr=False)


class Outcome(NamedTuple):
    """What became of an attempt: the verdict in a word, and the rules that were broken.

    For what cannot be read the error's code stands in place of the rules.
    """

    verdict: str
    broken: tuple[str, ...]

    @property
    def accepted(self) -> bool:
        return self.verdict == Verdict.PASSED


def story_names() -> list[str]:
    return sorted(entry.stem for entry in FOLDER.glob("*.py"))


def load(name: str) -> Story:
    found: Story = import_module(f"attack.stories.{name}").STORY
    return found


@cache
def own_reader() -> TrustStore:
    return reader()


def outcome(attempt: Attempt, policy: str) -> Outcome:
    """What a reader makes of an attempt by a policy."""
    means = Means(attempt.trust or own_reader(), attempt.at, policy)
    try:
        found = judge(Piece(attempt.name, attempt.data), means)
    except InputError as fault:
        return Outcome(NOT_READ, (fault.code,))
    verdict = found.verdict
    broken = {
        finding.rule
        for report in _reports(found)
        for finding in report.findings
        if finding.verdict is not Verdict.PASSED
    }
    word = verdict.value if verdict else "not signed"
    return Outcome(word, tuple(sorted(broken | set(_faults(found)))))


def _reports(found: Judged) -> Iterator[Report]:
    if found.report is not None:
        yield found.report
    for part in found.parts:
        yield from _reports(part)


def _faults(found: Judged) -> Iterator[str]:
    if found.fault is not None:
        yield found.fault.code
    for part in found.parts:
        yield from _faults(part)


@cache
def foreign() -> bytes:
    """A page of another origin, signed by somebody trusted."""
    return signed(page(), cms_by(make_pki().director))
