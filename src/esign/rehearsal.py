# SPDX-License-Identifier: Apache-2.0
"""Everything about a request that can be known before a number is taken, and without any key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self, cast

from esign import exchange
from esign.errors import Detail, InputError
from esign.kinds import (
    Books,
    annex_files,
    digest,
    file_digest,
    needs_file,
    refuse_future,
    refuse_outdated,
    settled,
    symbol,
    takes_file,
)
from esign.model import VIETNAM, DocumentNumber, Numbered, SealedPdf
from esign.model.agency_codes import agency_key
from esign.model.directory import DirectoryFault
from esign.register import DAYS_TO_SIGN, DIRECTORY_DAYS, State, refuse_late
from esign.stamping import stamp, stamp_copy

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from datetime import date

    from esign.model import Agency, DocumentKind, PreparedCopy, PreparedPdf, Request, SealedAnnex
    from esign.model.directory import DirectoryFinding
    from esign.ports import Clock, KindCatalogue, Renderer
    from esign.register import Entry, Register

_UNSIGNED: Final = frozenset({State.RESERVED, State.NUMBERED})
_NOBODY: Final = frozenset({DirectoryFault.HUB, DirectoryFault.CLOSED})
"""Where no package is received by anybody, however old the list of agencies is."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a request is checked with; `register` is None where none was made yet.

    `days_to_sign` says how many days after the printed date may still be signed. `adopted` is the
    SHA-256 (hex) of the one outside file whose pages `renderer` has; empty for a template's pages.
    `annexes` are the digests of the annex files that are at hand; `directory_days` says how old a
    list of agencies may be that refuses what it does not know.
    """

    agency: Agency
    kinds: KindCatalogue
    renderer: Renderer
    register: Register | None
    clock: Clock
    books: Books = field(default_factory=Books)
    days_to_sign: int = DAYS_TO_SIGN
    adopted: str = ""
    annexes: frozenset[str] = frozenset()
    directory_days: int = DIRECTORY_DAYS

    @property
    def today(self) -> date:
        """The day in Viet Nam."""
        return self.clock.now().astimezone(VIETNAM).date()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        if self.register is not None:
            self.register.close()


def rehearse(request: Request, desk: Desk, reserved: str = "") -> DocumentKind:
    """Do all that issuing does but numbering, signing and writing; returns the request's kind.

    Raises:
        EsignError: as issuing would, but for the keys and what only signing can tell.
    """
    kind = admit(request, desk, reserved)
    try_out(request, kind, desk)
    return kind


def admit(request: Request, desk: Desk, reserved: str = "") -> DocumentKind:
    """The request's kind, unless the request cannot be issued.

    Raises:
        InputError: as `admit_any`; or nobody but the agency signs documents of its kind, and they
            go another way: see `copying`.
        ConfigurationError: as `admit_any`.
    """
    kind = desk.kinds.kind(request.kind)
    if kind.sealed_alone:
        raise not_issued(kind)
    return admit_any(request, desk, reserved)


def not_issued(kind: DocumentKind) -> InputError:
    """That a copy does not go the way of documents; says which command takes it."""
    code = "copy.not_issued" if takes_file(kind) else "copy.not_issued_excerpt"
    return InputError(code, kind=kind.name)


def admit_any(request: Request, desk: Desk, reserved: str = "") -> DocumentKind:
    """The same, whoever is to sign.

    Raises:
        InputError: the kind is unknown, the request was not made by `load_request` or
            `request_from`, a date lies in the future, the kind or a legal basis does not hold on
            the day of issue, a character cannot be printed, the
            request's number is voided or was taken for another content, the reservation does not
            fit, its date is too old to be signed, or the request is for another file than the
            pages at hand; or it has no number yet, and a receiver is named twice, is the issuing
            agency itself, or is refused by the list of agencies.
        ConfigurationError: the clock is behind the date of its number.
    """
    kind = settled(desk.kinds.kind(request.kind), request.content)
    if digest(request.kind, request.content) != request.digest:
        raise InputError("request.unchecked", request_id=request.request_id)
    if desk.adopted != file_digest(request):
        raise needs_file(kind)
    refuse_missing(request, desk.annexes)
    refuse_future(kind, request, desk.today)
    entry = _entry(request, kind, desk, reserved)
    if entry is None or entry.state is State.RESERVED:
        refuse_nobody(request, desk)
    if entry is not None and entry.state in _UNSIGNED:
        refuse_late(entry, desk.today, desk.days_to_sign)
    issued_on = desk.today if entry is None else entry.issued_on
    refuse_outdated(kind, request, issued_on, desk.kinds.law)
    desk.renderer.check(request, kind)
    return kind


def refuse_missing(request: Request, at_hand: Container[str]) -> None:
    """Refuse a request whose annex files are not at hand, before a number is taken.

    Args:
        request: names them.
        at_hand: digests of those that were admitted.

    Raises:
        InputError: names each that is missing.
    """
    details = [
        Detail("annex.not_at_hand", f"annex_files[{each.ordinal}]", {"file": each.file})
        for each in annex_files(request.content)
        if each.sha256 not in at_hand
    ]
    if details:
        raise InputError("request.invalid", details=details, count=len(details))


def refuse_nobody(request: Request, desk: Desk) -> None:
    """Refuse receivers whom no package reaches, before a number is taken.

    A code that the list does not know, or knows as an old one, is refused where the list is whole
    and fresh: sending would stop there. Who knows better adds it to the list first. An agency that
    is named twice, and the issuing one, are refused whatever the list says.

    Raises:
        InputError: names each, and who may be meant.
    """
    details = [*misnamed_receivers(request, desk.agency, desk.register)]
    details += [
        finding.detail(path)
        for path, finding in _against_receivers(request, desk.register, desk.directory_days)
        if finding.refused or finding.fault in _NOBODY
    ]
    if details:
        raise InputError("request.invalid", details=details, count=len(details))


def misnamed_receivers(
    request: Request, issuer: Agency, register: Register | None
) -> Iterator[Detail]:
    """The electronic receivers that are named twice, or are the issuing agency itself.

    A code counts as the same agency's in both of its structures, with a list or without; with one
    so does every code that the agency went by.

    Args:
        request: names them.
        issuer: whose document it is.
        register: holds the list; None where there is none yet.
    """

    def agency(code: str) -> str:
        known = None if register is None else register.directory.find(code)
        return agency_key(code if known is None else known.code)

    own, seen = agency(issuer.code), dict[str, str]()
    for ordinal, receiver in enumerate(_receivers(request), start=1):
        code, path = receiver["code"], f"receivers[{ordinal}].code"
        if agency(code) == own:
            yield Detail("request.receiver_self", path, {"code": code, "own": issuer.code})
        elif (before := seen.setdefault(agency(code), code)) != code:
            yield Detail("request.receiver_twice", path, {"code": code, "before": before})


def receiver_remarks(
    request: Request, register: Register | None, days: int = DIRECTORY_DAYS
) -> tuple[Detail, ...]:
    """What the list of agencies says against the electronic receivers, for the clerk to look at.

    Args:
        request: names them.
        register: holds the list; None, and nothing is found, where there is none yet.
        days: how old a list may be that refuses what it does not know.
    """
    return tuple(
        finding.detail(path) for path, finding in _against_receivers(request, register, days)
    )


def _against_receivers(
    request: Request, register: Register | None, days: int
) -> Iterator[tuple[str, DirectoryFinding]]:
    if register is None:
        return
    for ordinal, receiver in enumerate(_receivers(request), start=1):
        finding = register.directory.check(receiver["code"], receiver["name"], days=days)
        if finding is not None:
            yield f"receivers[{ordinal}].code", finding


def _receivers(request: Request) -> Sequence[Mapping[str, str]]:
    return cast("Sequence[Mapping[str, str]]", request.content.get("receivers") or ())


def late_remarks(numbered: Numbered, desk: Desk) -> tuple[Detail, ...]:
    """What to tell the clerk about a document that was signed on another day than it bears."""
    days = (desk.today - numbered.issued_on).days
    if days <= 0:
        return ()
    facts = {"number": numbered.number.text, "date": f"{numbered.issued_on:%d/%m/%Y}", "days": days}
    return (Detail("register.signed_late", "", facts),)


def _entry(request: Request, kind: DocumentKind, desk: Desk, reserved: str) -> Entry | None:
    """What the register holds for the request already, be it a reservation."""
    if desk.register is None:
        return None
    entry = desk.register.entry_of(request)
    if entry is None and reserved:
        return desk.register.bookkeeping.reservation(reserved, kind, desk.agency)
    return entry


def try_out(request: Request, kind: DocumentKind, desk: Desk) -> PreparedPdf | PreparedCopy:
    """Lay out, stamp and pack under a number that nobody takes; returns the page.

    Raises:
        EsignError: the template, the stamping or the package refuses.
    """
    issuer, book = desk.books.issuer(kind, desk.agency), desk.books.of(kind)
    number = DocumentNumber(1, symbol(kind, issuer), book.name, desk.today.year)
    identifier = f"{issuer.code},{desk.today:%Y/%m/%d},{number.text}"
    trial = Numbered(request, issuer, number, desk.today, identifier, "0000-0000-0000")
    rendered = desk.renderer.render(trial, kind)
    page = stamp_copy(rendered, kind) if kind.sealed_alone else stamp(rendered, kind)
    pack_for_receivers(SealedPdf(trial, page.data, page.subject, page.pages), kind, desk.clock)
    return page


def pack_for_receivers(
    sealed: SealedPdf, kind: DocumentKind, clock: Clock, annexes: Sequence[SealedAnnex] = ()
) -> bytes | None:
    """The package; None when the request names no receiver."""
    if not sealed.numbered.request.content["receivers"]:
        return None
    return exchange.pack(sealed, kind, annexes, sent_at=clock.now())
