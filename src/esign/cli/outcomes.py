# SPDX-License-Identifier: Apache-2.0
"""What became of several requests, in words, as JSON and as an exit status."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, cast

from esign.cli.documents import issued_as_json, prepared_as_json, signed_as_json
from esign.cli.output import error_as_json, remarks_as_json
from esign.cli.reports import report_as_json
from esign.cli.words import LANGUAGE, word
from esign.errors import ExitStatus
from esign.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from esign.errors import Detail, EsignError
    from esign.issuance import Issued, Signed
    from esign.model import PreparedCopy, PreparedOpen, PreparedPdf, Report
    from esign.register import Entry


class Fate(Enum):
    """What became of a request; the value names its text in the catalogue."""

    CHECKED = "checked"
    PREPARED = "prepared"
    SIGNED = "signed"
    SIGNED_BEFORE = "signed_before"
    ISSUED = "issued"
    ISSUED_BEFORE = "issued_before"
    NOT_PREPARED = "not_prepared"
    NOT_SIGNED = "not_signed"
    NOT_ISSUED = "not_issued"
    NOT_TRIED = "not_tried"


UNDONE = (Fate.NOT_PREPARED, Fate.NOT_SIGNED, Fate.NOT_ISSUED, Fate.NOT_TRIED)
"""What leaves work to be done."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request.

    Attributes:
        request: its file; at the desks, where there is none, its id.
        fate: what became of it.
        issued: the document, where there is one.
        prepared: the page that waits to be signed or, of a copy, sealed, where it was prepared.
        signed: the document that waits to be sealed, where it was signed.
        error: why there is none.
        entry: what the register holds for the request nevertheless.
        silent: the register could not be asked, so that there may be a number.
        remarks: what of the request's wording should be looked at again.
    """

    request: Path | str
    fate: Fate
    issued: Issued | None = None
    prepared: PreparedCopy | PreparedOpen | PreparedPdf | None = None
    signed: Signed | None = None
    error: EsignError | None = None
    entry: Entry | None = None
    silent: bool = False
    remarks: tuple[Detail, ...] = ()

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
    if any(outcome.fate in UNDONE for outcome in outcomes):
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
    """The content of `esign.issue/1`, and of what the desks tell."""
    return {"documents": [_as_json(outcome) for outcome in outcomes]}


def _as_json(outcome: Outcome) -> dict[str, object]:
    content: dict[str, object] = {"request": str(outcome.request), "outcome": outcome.fate.value}
    if outcome.issued is not None:
        content |= issued_as_json(outcome.issued)
    if outcome.prepared is not None:
        content |= prepared_as_json(outcome.prepared)
    if outcome.signed is not None:
        content |= signed_as_json(outcome.signed)
    if outcome.error is None:
        known = cast("list[object]", content.get("remarks", []))
        content["remarks"] = [*known, *remarks_as_json(outcome.remarks)]
    if outcome.doubtful is not None:
        content["report"] = report_as_json(outcome.doubtful)
    if outcome.error is not None:
        content["error"] = error_as_json(outcome.error)
    if outcome.entry is not None:
        content["request_id"] = outcome.entry.request_id
        content["number"] = outcome.entry.number.text
        content["state"] = outcome.entry.state
    return content
