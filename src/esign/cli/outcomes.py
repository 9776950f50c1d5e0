# SPDX-License-Identifier: Apache-2.0
"""What became of several requests, in words, as JSON and as an exit status."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from esign.cli.documents import issued_as_json
from esign.cli.output import error_as_json
from esign.cli.reports import report_as_json
from esign.cli.words import LANGUAGE, word
from esign.errors import ExitStatus
from esign.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from esign.errors import EsignError
    from esign.issuance import Issued
    from esign.model import Report
    from esign.register import Entry


class Fate(Enum):
    """What became of a request; the value names its text in the catalogue."""

    CHECKED = "checked"
    ISSUED = "issued"
    ISSUED_BEFORE = "issued_before"
    NOT_ISSUED = "not_issued"
    NOT_TRIED = "not_tried"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request file.

    Attributes:
        request: the file.
        fate: what became of it.
        issued: the document, where there is one.
        error: why there is none.
        entry: what the register holds for the request nevertheless.
        silent: the register could not be asked, so that there may be a number.
    """

    request: Path
    fate: Fate
    issued: Issued | None = None
    error: EsignError | None = None
    entry: Entry | None = None
    silent: bool = False

    @property
    def doubtful(self) -> Report | None:
        """The report on a document that was released before and is not valid by now."""
        report = self.issued.report if self.issued else None
        return report if report is not None and report.verdict is not Verdict.PASSED else None

    @property
    def status(self) -> ExitStatus:
        """The exit status this outcome alone would give."""
        if self.error is not None:
            return self.error.exit_status
        if self.doubtful is not None:
            failed = self.doubtful.verdict is Verdict.FAILED
            return ExitStatus.FAILED if failed else ExitStatus.INDETERMINATE
        return ExitStatus.BATCH if self.fate is Fate.NOT_TRIED else ExitStatus.DONE


def exit_status(outcomes: Sequence[Outcome]) -> ExitStatus:
    """Its own for one request; of many, whether all were issued, then the gravest verdict."""
    if len(outcomes) == 1:
        return outcomes[0].status
    if any(outcome.fate in (Fate.NOT_ISSUED, Fate.NOT_TRIED) for outcome in outcomes):
        return ExitStatus.BATCH
    statuses = {outcome.status for outcome in outcomes}
    graded = (ExitStatus.FAILED, ExitStatus.INDETERMINATE)
    return next((status for status in graded if status in statuses), ExitStatus.DONE)


def summary_lines(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """How many met which fate, and every file that needs another look."""
    for fate in Fate:
        met = [outcome for outcome in outcomes if outcome.fate is fate]
        if met:
            yield word(f"cli.fate.{fate.value}", count=len(met))
        for outcome in met:
            if outcome.error is not None:
                yield f"  {outcome.request}: {_first_fault(outcome.error)}"
            elif fate is Fate.NOT_TRIED:
                yield f"  {outcome.request}"


def _first_fault(error: EsignError) -> str:
    return (error.details[0] if error.details else error).message(LANGUAGE)


def outcomes_as_json(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """The content of `esign.issue/1`."""
    return {"documents": [_as_json(outcome) for outcome in outcomes]}


def _as_json(outcome: Outcome) -> dict[str, object]:
    content: dict[str, object] = {"request": str(outcome.request), "outcome": outcome.fate.value}
    if outcome.issued is not None:
        content |= issued_as_json(outcome.issued)
    if outcome.doubtful is not None:
        content["report"] = report_as_json(outcome.doubtful)
    if outcome.error is not None:
        content["error"] = error_as_json(outcome.error)
    if outcome.entry is not None:
        content["request_id"] = outcome.entry.request_id
        content["number"] = outcome.entry.number.text
        content["state"] = outcome.entry.state
    return content
