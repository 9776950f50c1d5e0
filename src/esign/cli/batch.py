# SPDX-License-Identifier: Apache-2.0
"""Requests one after another, until something is wrong that the next would meet as well."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from esign.annexes import admit_annexes
from esign.cli.documents import issued_line, issued_lines, prepared_line
from esign.cli.outcomes import Fate, Outcome
from esign.cli.output import put, say, say_error, say_remarks
from esign.cli.reports import report_lines
from esign.cli.words import word
from esign.errors import Detail, EsignError, InputError
from esign.issuance import issue, load_request, prepare_in_order
from esign.kinds import remarks, settled
from esign.model import VerificationError
from esign.register import State
from esign.rehearsal import receiver_remarks, rehearse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from esign.issuance import Office
    from esign.model import Request
    from esign.ports import KindCatalogue
    from esign.register import Register
    from esign.rehearsal import Desk
    from esign.trust import TrustStore

ABOUT_ONE_REQUEST = {
    "key.other_name",
    "key.other_title",
    "output.exists",
    "register.object_damaged",
    "register.object_lost",
    "register.signed_by_same",
}
"""Errors of one request whose class speaks of the whole office."""

Name = TypeVar("Name", Path, str)


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
            ready = _with_annexes(path, request, office)
            issued = issue(request, ready, overwrite=self._overwrite, reserved=self._reserved)
            fate = Fate.ISSUED_BEFORE if issued.repeated else Fate.ISSUED
            return Outcome(path, fate, issued, remarks=self._of_wording(request, office.desk))

        return self._each(attempt, office.kinds, office.register)

    def prepare(self, office: Office) -> list[Outcome]:
        """Number each request, lay it out, and let it wait to be signed."""

        def attempt(path: Path, request: Request) -> Outcome:
            ready = _with_annexes(path, request, office)
            page = prepare_in_order(request, ready, self._reserved)
            found = receiver_remarks(request, office.register, office.directory_days)
            say_remarks(found)
            return Outcome(path, Fate.PREPARED, prepared=page, remarks=found)

        return self._each(attempt, office.kinds, office.register, "prepare")

    def rehearse(self, desk: Desk, trust: TrustStore) -> list[Outcome]:
        """Check each request as far as that goes without keys and numbers."""

        def attempt(path: Path, request: Request) -> Outcome:
            now = desk.clock.now()
            admitted = admit_annexes(request, path.parent, trust, now, desk.register)
            ready = replace(desk, annexes=frozenset(admitted))
            kind = rehearse(request, ready, self._reserved)
            wording = remarks(kind, request, desk.today, desk.kinds.law)
            found = (*wording, *receiver_remarks(request, desk.register, desk.directory_days))
            say_remarks(found)
            return Outcome(path, Fate.CHECKED, remarks=found)

        return self._each(attempt, desk.kinds, desk.register)

    def _of_wording(self, request: Request, desk: Desk) -> tuple[Detail, ...]:
        """What a program is told of the wording; a person was told when it was rehearsed."""
        if not self._as_json:
            return ()
        kind = settled(desk.kinds.kind(request.kind), request.content)
        return tuple(remarks(kind, request, desk.today, desk.kinds.law))

    def _each(
        self,
        attempt: Callable[[Path, Request], Outcome],
        kinds: KindCatalogue,
        register: Register | None,
        command: str = "issue",
    ) -> list[Outcome]:
        failed = Fate.NOT_PREPARED if command == "prepare" else Fate.NOT_ISSUED

        def tried(path: Path) -> Outcome:
            request = None
            try:
                request = load_request(path, kinds)
                outcome = attempt(path, request)
            except EsignError as error:
                outcome = _failure(Outcome(path, failed, error=error), request, register)
            self._tell(outcome, command)
            return outcome

        return one_by_one(self._requests, tried)

    def _tell(self, outcome: Outcome, command: str) -> None:
        if outcome.issued is not None:
            say_remarks(outcome.issued.remarks)
        if outcome.error is not None:
            _tell_failure(outcome, outcome.error, command)
        elif outcome.fate is Fate.CHECKED:
            say(word("cli.issue.would", request=outcome.request))
        elif outcome.prepared is not None and not self._as_json:
            put(prepared_line(outcome.prepared))
        elif outcome.issued is not None and not self._as_json:
            if len(self._requests) == 1:
                put("\n".join(issued_lines(outcome.issued)))
            else:
                put(issued_line(outcome.issued, outcome.request))
        if outcome.doubtful is not None:
            say("\n".join(report_lines(outcome.doubtful)))
            say(word("cli.issue.doubtful"))


def one_by_one(
    names: Sequence[Name],
    attempt: Callable[[Name], Outcome],
    ends: Callable[[EsignError], bool] | None = None,
) -> list[Outcome]:
    """Try one after another, until something is wrong that the next would meet as well.

    Args:
        names: of what is tried, as outcomes call it.
        attempt: tries one and tells of it; what goes wrong is part of the outcome.
        ends: whether an error is one that the next would meet; by default as `concerns_all`.
    """
    outcomes: list[Outcome] = []
    for name in names:
        outcome = attempt(name)
        outcomes.append(outcome)
        if outcome.error is not None and (ends or concerns_all)(outcome.error):
            break
    return outcomes + [Outcome(name, Fate.NOT_TRIED) for name in names[len(outcomes) :]]


def _with_annexes(path: Path, request: Request, office: Office) -> Office:
    """The office with the annex files at hand that lie beside the request."""
    now = office.clock.now()
    admitted = admit_annexes(request, path.parent, office.trust, now, office.register)
    return replace(office, annexes=admitted) if admitted else office


def _tell_failure(outcome: Outcome, error: EsignError, command: str) -> None:
    """What happened to the request, its number foremost; then why."""
    if isinstance(error, VerificationError):
        say("\n".join(report_lines(error.report)))
    say_error(error)
    if outcome.entry is not None:
        facts = {"request_id": outcome.entry.request_id, "number": outcome.entry.number.text}
        begun = command == "prepare" and outcome.entry.state is State.NUMBERED
        code = "cli.prepare.left" if begun else f"cli.issue.left.{outcome.entry.state}"
        say(word(code, request=outcome.request, **facts))
    else:
        code = "cli.issue.left_unknown" if outcome.silent else f"cli.{command}.refused"
        say(word(code, request=outcome.request))


def concerns_all(error: EsignError) -> bool:
    """Whether the next request would meet the same, and might take a number for nothing."""
    return not isinstance(error, InputError) and error.code not in ABOUT_ONE_REQUEST


def _failure(failed: Outcome, request: Request | None, register: Register | None) -> Outcome:
    """The failure with what the register holds for this very request nevertheless."""
    entry, silent = None, False
    if request is not None and register is not None:
        try:
            entry = register.find(request.request_id)
        except EsignError:  # the register itself is at fault, and the error at hand says so
            silent = True
        if entry is not None and entry.digest != request.digest:
            entry = None
    return replace(failed, entry=entry, silent=silent)
