# SPDX-License-Identifier: Apache-2.0
"""What the rules say about packages and what a repair changed, for a person and for a program."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from esign.cli.output import error_as_json
from esign.cli.words import LANGUAGE, count_text, word
from esign.errors import ExitStatus
from esign.exchange import Level
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from esign.errors import Detail, InputError
    from esign.exchange import Finding, Repaired


@dataclass(frozen=True, slots=True)
class Linted:
    """A package that was looked at; `fault` says why it could not be."""

    name: str
    findings: tuple[Finding, ...] = ()
    fault: InputError | None = None

    @property
    def status(self) -> ExitStatus:
        """Errors alone count: warnings and notes keep nobody from sending."""
        if self.fault is not None:
            return self.fault.exit_status
        grave = any(each.level is Level.ERROR for each in self.findings)
        return ExitStatus.INPUT if grave else ExitStatus.DONE


def linted_lines(linted: Linted) -> Iterator[str]:
    """The findings under their levels, the gravest first."""
    yield shown(linted.name)
    for level in Level:
        findings = [each for each in linted.findings if each.level is level]
        if findings:
            yield "  " + word(f"cli.lint.{level}", count=count_text(len(findings)))
        for finding in findings:
            yield f"    {shown(finding.message(LANGUAGE))} [{finding.rule}]"
            if level is not Level.NOTE and (advice := finding.remedy(LANGUAGE)):
                yield f"      → {shown(advice)}"
    if not linted.findings and linted.fault is None:
        yield "  " + word("cli.lint.clean")


def change_lines(changes: Iterable[Detail]) -> Iterator[str]:
    """What a repair changed, a line for each change."""
    for change in changes:
        yield f"    {shown(change.message(LANGUAGE))}"


def summary_line(all_linted: Iterable[Linted]) -> str:
    """How many packages were looked at, how many must not be sent, and what could not be read."""
    seen = list(all_linted)
    read = [each for each in seen if each.fault is None]
    bad = sum(each.status is not ExitStatus.DONE for each in read)
    line = word("cli.lint.summary", count=count_text(len(read)), bad=count_text(bad))
    if len(read) == len(seen):
        return line
    return f"{line} {word('cli.lint.unread', count=count_text(len(seen) - len(read)))}"


def linted_as_json(linted: Linted) -> dict[str, object]:
    """A package as part of `esign.lint/1`."""
    counts = Counter(each.level for each in linted.findings)
    return {
        "path": linted.name,
        "exit_status": int(linted.status),
        "counts": {level.value: counts[level] for level in Level},
        "findings": [_finding_as_json(each) for each in linted.findings],
        "fault": None if linted.fault is None else error_as_json(linted.fault),
    }


def repair_as_json(repaired: Repaired, path: str | None) -> dict[str, object]:
    """What a repair came to, as part of `esign.lint/1`; `path` is where it was written."""
    return {
        "written": path,
        "breaks_signature": repaired.breaks_signature,
        "changes": [
            {"code": change.code, "path": change.path, "message": change.message(LANGUAGE)}
            for change in repaired.changes
        ],
        "findings": [_finding_as_json(each) for each in repaired.left],
    }


def _finding_as_json(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "code": finding.code,
        "path": finding.path,
        "message": finding.message(LANGUAGE),
        "remedy": finding.remedy(LANGUAGE),
        "facts": dict(finding.facts),
    }
