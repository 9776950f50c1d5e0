# SPDX-License-Identifier: Apache-2.0
"""Many files: what is not good is named as it comes, and a table sums up at the end."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import click

from esign.cli.judged import (
    GRAVEST_FIRST,
    judged_as_json,
    judged_lines,
    problem_line,
    status_of,
)
from esign.cli.output import emit_line, put, say
from esign.cli.words import count_text, word
from esign.errors import ExitStatus
from esign.receiving import Nature
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from esign.receiving import Judged, Sources

MOST_LISTED: Final = 20
"""Files that are no signed documents, named one by one."""
_WIDTH: Final = 20
_COUNTED: Final = {
    ExitStatus.FAILED: "failed",
    ExitStatus.INPUT: "unreadable",
    ExitStatus.INDETERMINATE: "indeterminate",
    ExitStatus.DONE: "passed",
}


@dataclass
class Tally:
    """What has become of the files so far.

    Attributes:
        counts: files by exit status; those that are no signed documents are not among them.
        unsigned: the paths of those, the first few, and how many there are.
    """

    counts: Counter[ExitStatus] = field(default_factory=Counter)
    unsigned: list[str] = field(default_factory=list)
    not_signed: int = 0

    def add(self, judged: Judged) -> ExitStatus | None:
        """Count a file; its exit status, if it has one."""
        status = status_of(judged)
        if status is not None:
            self.counts[status] += 1
        elif judged.nature is not Nature.CONTENT:
            self.not_signed += 1
            if len(self.unsigned) < MOST_LISTED:
                self.unsigned.append(shown(judged.path))
        return status

    @property
    def status(self) -> ExitStatus:
        """The gravest; nothing at all that could be judged is no success."""
        return next((each for each in GRAVEST_FIRST if self.counts[each]), ExitStatus.INPUT)

    @property
    def judged(self) -> int:
        """How many files were judged, or could not be."""
        return self.counts.total()


def tell_each(
    judged: Iterable[Judged], sources: Sources, tally: Tally, *, as_lines: bool, every_rule: bool
) -> None:
    """Tell of each file that is not good as it comes; as lines of JSON, of every file."""
    with _progress(sources) as step:
        for done, each in enumerate(judged, start=1):
            status = tally.add(each)
            if as_lines:
                emit_line(judged_as_json(each))
            elif status not in {None, ExitStatus.DONE}:
                step.clear()
                put(problem_line(each))
                if every_rule:
                    put("\n".join(judged_lines(each, every_rule=True)))
            step.show(done, sources.found, tally)


def tell_summary(
    tally: Tally, sources: Sources, trust_folder: object, *, as_lines: bool, interrupted: bool
) -> None:
    """Sum up: the gravest first."""
    if as_lines:
        status = ExitStatus.INTERRUPTED if interrupted else tally.status
        emit_line(
            {
                "schema": "esign.summary/1",
                "files": tally.judged + tally.not_signed,
                "counts": {name: tally.counts[status] for status, name in _COUNTED.items()},
                "not_signed": tally.not_signed,
                "left_out": sources.left_out,
                "trust_folder": str(trust_folder),
                "interrupted": interrupted,
                "exit_status": int(status),
            }
        )
    else:
        put("\n".join(_table(tally, sources, trust_folder)))
    if interrupted:
        say(word("cli.verify.interrupted", count=count_text(tally.judged)))


def _table(tally: Tally, sources: Sources, trust_folder: object) -> Iterator[str]:
    yield word("cli.verify.judged", count=count_text(tally.judged))
    for status, name in _COUNTED.items():
        if tally.counts[status]:
            label = word(f"cli.verdict.{name}")
            yield f"  {label:{_WIDTH}}{count_text(tally.counts[status]):>10}"
    if tally.not_signed:
        yield f"  {word('cli.verify.not_signed'):{_WIDTH}}{count_text(tally.not_signed):>10}"
        for path in tally.unsigned:
            yield f"    · {path}"
        if tally.not_signed > len(tally.unsigned):
            yield "    · …"
    if sources.left_out:
        yield "  " + word("cli.verify.left_out", count=count_text(sources.left_out))
    yield word("cli.trust_folder", folder=trust_folder)


class _Progress:
    """One line on a terminal, rewritten in place."""

    def __init__(self) -> None:
        self._length = 0

    def show(self, done: int, found: int, tally: Tally) -> None:
        """How far it has come."""
        filled = _WIDTH * done // max(found, 1)
        good = tally.counts[ExitStatus.DONE]
        line = word(
            "cli.verify.progress",
            bar="█" * filled + "░" * (_WIDTH - filled),
            done=count_text(done),
            found=count_text(found),
            problems=count_text(tally.judged - good),
        )
        click.echo("\r" + line.ljust(self._length), nl=False, err=True)
        self._length = len(line)

    def clear(self) -> None:
        """Make room for a line of text."""
        if self._length:
            click.echo("\r" + " " * self._length + "\r", nl=False, err=True)
        self._length = 0


class _NoProgress(_Progress):
    """Nobody looks."""

    def show(self, done: int, found: int, tally: Tally) -> None:
        """Show nothing."""


@contextmanager
def _progress(sources: Sources) -> Iterator[_Progress]:
    shown_here = sys.stderr.isatty() and sources.found > 1
    progress = _Progress() if shown_here else _NoProgress()
    try:
        yield progress
    finally:
        progress.clear()
