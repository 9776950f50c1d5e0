# SPDX-License-Identifier: Apache-2.0
"""Everything about a request that can be known before a number is taken, and without any key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from esign import exchange
from esign.errors import InputError
from esign.kinds import digest, refuse_future, symbol
from esign.model import VIETNAM, DocumentNumber, Numbered, SealedPdf
from esign.stamping import stamp

if TYPE_CHECKING:
    from datetime import date

    from esign.model import Agency, DocumentKind, Request
    from esign.ports import Clock, KindCatalogue, Renderer
    from esign.register import Register


@dataclass(frozen=True, slots=True)
class Desk:
    """What a request is checked with; `register` is None where none was made yet."""

    agency: Agency
    kinds: KindCatalogue
    renderer: Renderer
    register: Register | None
    clock: Clock

    @property
    def today(self) -> date:
        """The day in Viet Nam."""
        return self.clock.now().astimezone(VIETNAM).date()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        if self.register is not None:
            self.register.close()


def rehearse(request: Request, desk: Desk) -> None:
    """Do all that issuing does but numbering, signing and writing.

    Raises:
        EsignError: as issuing would, but for the keys and what only signing can tell.
    """
    try_out(request, admit(request, desk), desk)


def admit(request: Request, desk: Desk) -> DocumentKind:
    """The request's kind, unless the request cannot be issued.

    Raises:
        InputError: the kind is unknown, the request was not made by `load_request` or
            `request_from`, a date lies in the future, a character cannot be printed, or the
            request's number is voided or was taken for another content.
    """
    kind = desk.kinds.kind(request.kind)
    if digest(request.kind, request.content) != request.digest:
        raise InputError("request.unchecked", request_id=request.request_id)
    refuse_future(kind, request, desk.today)
    if desk.register is not None:
        desk.register.entry_of(request)
    desk.renderer.check(request, kind)
    return kind


def try_out(request: Request, kind: DocumentKind, desk: Desk) -> None:
    """Lay out, stamp and pack under a number that nobody takes.

    Raises:
        EsignError: the template, the stamping or the package refuses.
    """
    number = DocumentNumber(1, symbol(kind, desk.agency), kind.book, desk.today.year)
    identifier = f"{desk.agency.code},{desk.today:%Y/%m/%d},{number.text}"
    trial = Numbered(request, desk.agency, number, desk.today, identifier, "0000-0000-0000")
    page = stamp(desk.renderer.render(trial, kind), kind)
    pack_for_receivers(SealedPdf(trial, page.data, page.subject, page.pages), kind, desk.clock)


def pack_for_receivers(sealed: SealedPdf, kind: DocumentKind, clock: Clock) -> bytes | None:
    """The package; None when the request names no receiver."""
    if not sealed.numbered.request.content["receivers"]:
        return None
    return exchange.pack(sealed, kind, sent_at=clock.now())
