# SPDX-License-Identifier: Apache-2.0
"""What became of one file, for a person and for a program."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from esign.cli.findings import finding_as_json, finding_lines, finding_text
from esign.cli.output import error_as_json
from esign.cli.package_sheet import sheet_as_json, sheet_lines
from esign.cli.reports import reason_line, report_as_json, report_lines
from esign.cli.words import LANGUAGE, day_text, word
from esign.errors import ExitStatus
from esign.model import Verdict
from esign.receiving import GRAVEST, Nature
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.model import Package
    from esign.receiving import Judged

STATUS = {
    Verdict.PASSED: ExitStatus.DONE,
    Verdict.FAILED: ExitStatus.FAILED,
    Verdict.INDETERMINATE: ExitStatus.INDETERMINATE,
}
_ALWAYS_SHOWN = {"envelope-signature", "header-matches-document", "package-content"}
GRAVEST_FIRST = (ExitStatus.FAILED, ExitStatus.INPUT, ExitStatus.INDETERMINATE, ExitStatus.DONE)


def status_of(judged: Judged) -> ExitStatus | None:
    """How a command on this file alone would end; None for what is no signed document."""
    if judged.fault is not None:
        return judged.fault.exit_status
    return None if judged.verdict is None else STATUS[judged.verdict]


def judged_lines(judged: Judged, *, every_rule: bool = False) -> Iterator[str]:
    """Everything a reader should know of a file that could be read."""
    if judged.report is not None:
        yield from report_lines(judged.report, every_rule=every_rule)
    elif judged.package is not None or judged.status is not None:
        yield f"{word(f'cli.verdict.{judged.verdict}')} — {_name(judged)}"
        yield from _around_lines(judged, every_rule=every_rule)
    for part in judged.parts:
        yield from _part_lines(part, every_rule=every_rule)


def _part_lines(part: Judged, *, every_rule: bool) -> Iterator[str]:
    if part.fault is not None:
        yield f"  ✗ {_name(part)}: {part.fault.message(LANGUAGE)}"
    elif part.report is None and not part.parts:
        yield f"  {word(f'cli.verify.part.{part.nature}', name=_name(part))}"
    for line in judged_lines(part, every_rule=every_rule):
        yield f"  {line}"


def _around_lines(judged: Judged, *, every_rule: bool) -> Iterator[str]:
    """What a package says, and what is found of it beside its files."""
    if judged.package is not None:
        yield from _sheet_lines(judged.package)
    if judged.status is not None:
        yield from (f"  {shown(line)}" for line in sheet_lines(judged.status))
    for finding in judged.findings:
        always = finding.rule in _ALWAYS_SHOWN or finding.verdict is not Verdict.PASSED
        if every_rule or always:
            yield from (f"    {line}" for line in finding_lines(finding))


def _sheet_lines(package: Package) -> Iterator[str]:
    """The header sheet in two lines; its texts are the sender's own word."""
    yield "  " + shown(
        word(
            "cli.verify.sheet",
            type=package.type_name,
            number=package.code,
            date=day_text(package.issued_on),
            subject=package.subject,
        )
    )
    receivers = ", ".join(receiver.name or receiver.code for receiver in package.receivers)
    yield "  " + shown(word("cli.verify.from_to", sender=package.sender.name, receivers=receivers))


def problem_line(judged: Judged) -> str:
    """A file that is not found good, in one line: what it comes to, which it is, and why."""
    if judged.fault is not None:
        kind, reason = word("cli.verdict.unreadable"), judged.fault.message(LANGUAGE)
    else:
        kind, reason = word(f"cli.verdict.{judged.verdict}"), _reason(judged)
    return f"{kind} — {shown(judged.path)}: {reason}"


def _reason(judged: Judged) -> str:
    """The gravest thing that was found of a file, or of the gravest part of it."""
    if judged.report is not None:
        return reason_line(judged.report)
    for verdict in GRAVEST:
        for part in judged.parts:
            if (part.verdict or Verdict.INDETERMINATE) is verdict:
                return f"{_name(part)}: {_part_reason(part)}"
        for finding in judged.findings:
            if finding.verdict is verdict:
                return f"{finding_text(finding)} [{finding.rule}]"
    return word("cli.verify.empty_package")


def part_line(part: Judged) -> str:
    """An attachment in one line: what it comes to, and who signed it or why it is not good."""
    if part.nature is Nature.CONTENT:
        return word("cli.package.file_content")
    if part.verdict is Verdict.PASSED and part.report is not None:
        signers = "; ".join(each.signer for each in part.report.signatures)
        return f"{word('cli.verdict.passed')} — {signers}"
    kind = "unreadable" if part.fault is not None else part.verdict or Verdict.INDETERMINATE
    return f"{word(f'cli.verdict.{kind}')} — {_part_reason(part)}"


def _part_reason(part: Judged) -> str:
    if part.fault is not None:
        return part.fault.message(LANGUAGE)
    return word("cli.verify.unsigned") if part.verdict is None else _reason(part)


def judged_as_json(judged: Judged) -> dict[str, object]:
    """One file as the versioned document `esign.report/2`, with its path."""
    content: dict[str, object] = {
        "schema": "esign.report/2",
        "path": judged.path,
        "nature": judged.nature,
        "name": _name(judged),
        "verdict": judged.verdict,
    }
    if judged.report is not None:
        content |= report_as_json(judged.report)
    if judged.package is not None:
        content["package"] = sheet_as_json(judged.package)
    if judged.status is not None:
        content["package"] = sheet_as_json(judged.status)
    if judged.findings:
        content["findings"] = list(map(finding_as_json, judged.findings))
    if judged.fault is not None:
        content["error"] = error_as_json(judged.fault)
    if judged.parts:
        content["parts"] = [judged_as_json(part) for part in judged.parts]
    return content


def _name(judged: Judged) -> str:
    return shown(PurePath(judged.path).name or judged.path)
