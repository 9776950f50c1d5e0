# SPDX-License-Identifier: Apache-2.0
"""Opens what strangers sent in limited processes: what a package says, and what is wrong with it.

Attachments stay behind; they are judged as files. Of what a package says, a digest is made without
how it travelled, so that the same document that is sent again is known again.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, TypeVar

from esign.errors import InputError
from esign.exchange import LintContext, StoredDocument, read_and_lint
from esign.intake.damage import damage_of, is_damage, told_of_damage
from esign.intake.one_form import document_in_one_form, status_in_one_form
from esign.limits import Asked, Bounds, LimitedCrew
from esign.model import (
    AgencyRecord,
    Business,
    Package,
    Purpose,
    StatusCode,
    StatusPackage,
    canonical_json,
)
from esign.model.agency_codes import normal_code
from esign.receiving import from_plain, to_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from esign.exchange import Finding

T = TypeVar("T")

TASK: Final = "esign.intake.opening:opened"

_TRAVEL: Final = ("sent_at", "stops", "receivers", "unknown", "missing")
"""What differs between two sendings of one document, or is not understood."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a message says.

    Attributes:
        package: what it says; a document package without its attachments' bytes.
        files: how many attachments it has.
        content: SHA-256 (hex) of what it says, its attachments included, without how it travelled;
            of a new document and a replacement of the document alone, whatever it is sent for.
        faults: what the rules for packages find: rule, level, code and facts of each.
        known: what the rules were told of it.
    """

    package: Package | StatusPackage
    files: int
    content: str
    faults: tuple[Mapping[str, Any], ...]
    known: Known


@dataclass(frozen=True, slots=True)
class Known:
    """What is known here of what a message says, for the rules.

    Of receivers but ourselves nothing is asked: their codes are the sender's concern.

    Attributes:
        size_limit: bytes of a package that is accepted; 0 for the usual.
        sender_code: the sender's, where there is a list of agencies to ask for it.
        sender: its line of the list; None if it has none.
        similar: codes that may be meant instead of the sender's.
        document: the document that a status package speaks of; None if nothing is known of it.
    """

    size_limit: int = 0
    sender_code: str = ""
    sender: AgencyRecord | None = None
    similar: tuple[str, ...] = ()
    document: StoredDocument | None = None


NOTHING: Final = Known()

_DIED: Final = "limited.crashed"


class Acquaintance(Protocol):
    """Tells what is known here."""

    def of(self, package: Package | StatusPackage) -> Known:
        """What is known of what a message says."""
        ...

    def of_sender(self, code: str) -> Known:
        """What would be known of a message of that sender that speaks of no document here."""
        ...


class _Nobody:
    """Knows nothing."""

    def of(self, _: Package | StatusPackage) -> Known:
        return NOTHING

    def of_sender(self, _: str) -> Known:
        return NOTHING


_NOBODY: Final = _Nobody()


class Readers:
    """A limited process that opens messages; started when there is work. For one thread at a time.

    Args:
        bounds: what one message may cost.
    """

    def __init__(self, *, bounds: Bounds | None = None) -> None:
        self._crew = LimitedCrew(TASK, {}, bounds=bounds, size=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._crew.close()

    def open(
        self,
        data: bytes,
        name: str,
        now: datetime,
        known: Acquaintance = _NOBODY,
        announced_by: str = "",
    ) -> Opened:
        """What a message says, and what the rules have against it.

        The process is asked once where the message says what was expected of it, else once more.

        Args:
            data: the message as it came.
            name: how errors call it.
            now: the present, aware.
            known: tells what is known of what it says.
            announced_by: the sender that it is expected to name; empty for none.

        Raises:
            DamagedPackageError: it cannot be read, but for its header.
            InputError: it is no package, cannot be read, or takes too much.
        """
        expected = known.of_sender(announced_by)
        opened = self._opened(data, name, now, expected)
        really = known.of(opened.package)
        if really == expected:
            return opened
        return replace(opened, faults=self._opened(data, name, now, really).faults, known=really)

    def _opened(self, data: bytes, name: str, now: datetime, known: Known) -> Opened:
        """What a message says, with what the rules find that are told what is known."""
        told = {"now": now.isoformat(), "known": to_plain(known)}
        answer = self._asked(Asked(name, told, lambda: (data,)))
        if is_damage(answer):
            raise _believed(name, lambda: damage_of(answer))
        return _believed(name, lambda: _opened(answer, known))

    def _asked(self, asked: Asked) -> dict[str, object]:
        """What the process answers; a second one is asked where the first has died.

        A process may be ended for want of memory on the machine; that must not hold back a good
        message. One that ends two of them does it itself.
        """
        try:
            return self._crew.ask(asked)
        except InputError as fault:
            if fault.code != _DIED:
                raise
            return self._crew.ask(asked)


def _believed(name: str, build: Callable[[], T]) -> T:
    """What a limited process answers, if it is what it should be."""
    try:
        return build()
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise InputError(_DIED, name=name) from error


def _opened(answer: Mapping[str, Any], known: Known) -> Opened:
    plain = answer["package"]
    package = from_plain(StatusPackage, plain) if answer["status"] else from_plain(Package, plain)
    faults = tuple(map(_fault, answer["faults"]))
    return Opened(package, int(answer["files"]), str(answer["content"]), faults, known)


def _fault(plain: Mapping[str, Any]) -> Mapping[str, Any]:
    facts = {str(name): str(value) for name, value in plain["facts"].items()}
    return {**{key: str(plain[key]) for key in ("rule", "level", "code")}, "facts": facts}


def opened(opening: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the task of a limited process
    """The task of a limited process: opens packages."""
    del opening
    return _task


def _task(data: bytes, options: Mapping[str, Any]) -> dict[str, object]:
    """What a message says, and what the rules have against it."""
    context = _context(options["now"], from_plain(Known, options["known"]))
    try:
        package, findings = read_and_lint(data, context)
    except InputError as fault:
        return told_of_damage(data, fault)
    return {**_said(package), "faults": list(map(_found, findings))}


def _said(package: Package | StatusPackage) -> dict[str, object]:
    if isinstance(package, StatusPackage):
        # Of two requests to take back the time tells whether they are the same.
        asks = package.code == StatusCode.TAKE_BACK
        told_at = package.at if asks else None
        whole = status_in_one_form(package)
        said = to_plain(replace(whole, at=told_at, staff=(), unknown=()))
        return _answer(replace(package, unknown=()), 0, said)
    files = [[each.name, sha256(each.data).hexdigest()] for each in package.attachments]
    bare = replace(package, attachments=(), unknown=())
    brings = package.purpose in {Purpose.NEW, Purpose.REPLACE}
    document = document_in_one_form(replace(bare, business=Business()) if brings else bare)
    said = {
        each.name: to_plain(getattr(document, each.name))
        for each in fields(document)
        if each.name not in _TRAVEL
    }
    return _answer(bare, len(files), [said, files])


def _context(now: str, known: Known) -> LintContext:
    def agency(code: str) -> AgencyRecord | None:
        same = normal_code(code) == normal_code(known.sender_code)
        return known.sender if same else AgencyRecord(normal_code(code), code)

    context = LintContext(
        now=datetime.fromisoformat(now),
        own_clock_alone=True,
        find_document=lambda _: known.document,
    )
    if known.size_limit:
        context = replace(context, size_limit=known.size_limit)
    if known.sender_code:
        context = replace(context, find_agency=agency, similar_codes=lambda _: known.similar)
    return context


def _answer(package: Package | StatusPackage, files: int, said: object) -> dict[str, object]:
    return {
        "status": isinstance(package, StatusPackage),
        "package": to_plain(package),
        "files": files,
        "content": sha256(canonical_json(said).encode()).hexdigest(),
    }


def _found(finding: Finding) -> dict[str, object]:
    told = {"rule": finding.rule, "level": finding.level.value, "code": finding.code}
    return {**told, "facts": dict(finding.facts)}
