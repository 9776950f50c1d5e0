# SPDX-License-Identifier: Apache-2.0
"""Requests one after another, until something is wrong that the next would meet as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.cli.documents import issued_line, issued_lines
from esign.cli.outcomes import Fate, Outcome
from esign.cli.output import put, say, say_error, say_remarks
from esign.cli.reports import report_lines
from esign.cli.words import word
from esign.errors import EsignError, InputError
from esign.issuance import issue, load_request
from esign.kinds import remarks
from esign.model import VerificationError
from esign.rehearsal import rehearse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from esign.issuance import Office
    from esign.model import Request
    from esign.ports import KindCatalogue
    from esign.register import Register
    from esign.rehearsal import Desk

ABOUT_ONE_REQUEST = {"key.other_name", "key.other_title", "output.exists"}
"""Errors of one request whose class speaks of the whole office."""


class Batch:
    """The request files of one command line.

    Args:
        requests: the files, in the order of issuing.
        overwrite: as `issuance.issue` says.
        as_json: a program listens on standard output.
        reserved: a number kept free for the only request, as `issuance.issue` says.
    """

    def __init__(
        self, requests: Sequence[Path], *, overwrite: bool, as_json: bool, reserved: str = ""
    ) -> None:
        self._requests = requests
        self._overwrite = overwrite
        self._as_json = as_json
        self._reserved = reserved

    def issue(self, office: Office) -> list[Outcome]:
        """Issue each request, and say what became of it."""

        def attempt(path: Path, request: Request) -> Outcome:
            issued = issue(request, office, overwrite=self._overwrite, reserved=self._reserved)
            fate = Fate.ISSUED_BEFORE if issued.repeated else Fate.ISSUED
            return Outcome(path, fate, issued)

        return self._each(attempt, office.kinds, office.register)

    def rehearse(self, desk: Desk) -> list[Outcome]:
        """Check each request as far as that goes without keys and numbers."""

        def attempt(path: Path, request: Request) -> Outcome:
            kind = rehearse(request, desk, self._reserved)
            say_remarks(remarks(kind, request, desk.today, desk.kinds.law))
            return Outcome(path, Fate.CHECKED)

        return self._each(attempt, desk.kinds, desk.register)

    def _each(
        self,
        attempt: Callable[[Path, Request], Outcome],
        kinds: KindCatalogue,
        register: Register | None,
    ) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for path in self._requests:
            request = None
            try:
                request = load_request(path, kinds)
                outcome = attempt(path, request)
            except EsignError as error:
                outcome = _failure(path, error, request, register)
            self._tell(outcome)
            outcomes.append(outcome)
            if outcome.error is not None and _concerns_all(outcome.error):
                break
        untried = self._requests[len(outcomes) :]
        return outcomes + [Outcome(path, Fate.NOT_TRIED) for path in untried]

    def _tell(self, outcome: Outcome) -> None:
        if outcome.issued is not None:
            say_remarks(outcome.issued.remarks)
        if outcome.error is not None:
            _tell_failure(outcome, outcome.error)
        elif outcome.fate is Fate.CHECKED:
            say(word("cli.issue.would", request=outcome.request))
        elif outcome.issued is not None and not self._as_json:
            if len(self._requests) == 1:
                put("\n".join(issued_lines(outcome.issued)))
            else:
                put(issued_line(outcome.issued, outcome.request))
        if outcome.doubtful is not None:
            say("\n".join(report_lines(outcome.doubtful)))
            say(word("cli.issue.doubtful"))


def _tell_failure(outcome: Outcome, error: EsignError) -> None:
    """What happened to the request, its number foremost; then why."""
    if isinstance(error, VerificationError):
        say("\n".join(report_lines(error.report)))
    say_error(error)
    if outcome.entry is not None:
        facts = {"request_id": outcome.entry.request_id, "number": outcome.entry.number.text}
        say(word(f"cli.issue.left.{outcome.entry.state}", request=outcome.request, **facts))
    else:
        code = "cli.issue.left_unknown" if outcome.silent else "cli.issue.refused"
        say(word(code, request=outcome.request))


def _concerns_all(error: EsignError) -> bool:
    """Whether the next request would meet the same, and might take a number for nothing."""
    return not isinstance(error, InputError) and error.code not in ABOUT_ONE_REQUEST


def _failure(
    path: Path, error: EsignError, request: Request | None, register: Register | None
) -> Outcome:
    """The failure with what the register holds for this very request nevertheless."""
    entry, silent = None, False
    if request is not None and register is not None:
        try:
            entry = register.find(request.request_id)
        except EsignError:  # the register itself is at fault, and the error at hand says so
            silent = True
        if entry is not None and entry.digest != request.digest:
            entry = None
    return Outcome(path, Fate.NOT_ISSUED, error=error, entry=entry, silent=silent)
