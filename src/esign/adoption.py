# SPDX-License-Identifier: Apache-2.0
"""The story of adopting: a foreign PDF is judged in a limited process, then issued as our own.

The process answers with a plain copy of the file and the places on it. From there the copy goes
the way of a laid-out page: number, metadata, both signatures, self-check, package.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from esign import acceptance
from esign.annexes import annex_digest
from esign.errors import ConfigurationError, Detail, InputError
from esign.files import read_bounded
from esign.issuance import Issued, Office, issue, prepare
from esign.kinds import (
    file_digest,
    long_date,
    media_of,
    needs_file,
    read_file_request,
    settled,
    subject,
    symbol,
)
from esign.limits import run_limited
from esign.model import DraftPdf, RenderedPdf
from esign.register import State
from esign.rehearsal import Desk, admit, not_issued, try_out
from esign.rendering import ATTACHMENT_NAME, ATTACHMENT_TEXT, attached_data, page_count
from esign.stamping import (
    EXAMINATION,
    Adoptable,
    Attached,
    Sealable,
    adoptable,
    dress,
    preview,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from esign.model import Agency, DocumentKind, Numbered, PreparedPdf, Request
    from esign.ports import KindCatalogue
    from esign.rendering import TextFont
    from esign.trust import TrustStore

LARGEST: Final = 20 * 1024**2
"""Bytes of a file to adopt."""

_UNSIGNED: Final = frozenset({None, State.RESERVED, State.NUMBERED})

Measures = tuple[float, float, float, float, float]
"""A page, counted from 1; then distances from its left and upper edge, width and height in mm."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to adopt, read whole."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Its digest, lower-case hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def read_source(path: Path) -> Source:
    """The file.

    Raises:
        InputError: it cannot be read, or is too large.
    """
    return Source(path.name, read_bounded(path, LARGEST))


def load_file_request(path: Path, source: Source, kinds: KindCatalogue) -> Request:
    """The request for a file; one that does not name its file yet is taken to mean this one.

    Raises:
        InputError: the request has faults, is marked secret, or is for another file.
    """
    return read_file_request(
        read_bounded(path),
        media_of(path),
        kinds,
        name=source.name,
        sha256=source.sha256,
        annex_digest=lambda name: annex_digest(path.parent, name),
    )


class AdoptedPages:
    """The pages of one file in the place of a renderer.

    Args:
        found: what the limited process has answered.
        font: the text font; number and date are set in it.
        sha256: digest of the file.
    """

    def __init__(self, found: Adoptable | Sealable, font: TextFont, sha256: str) -> None:
        if font.file is None:
            raise ConfigurationError("adopt.no_font", font=font.name)
        self._file = font.file
        self._font = font
        self.found = found
        self.sha256 = sha256

    @property
    def reservations(self) -> tuple[Detail, ...]:
        """What stands in the way of box 14; else that nobody vouches for conformance to PDF/A."""
        if isinstance(self.found, Sealable):
            return (Detail("copy.covered"),) if self.found.covered else ()
        if claimed := self.found.claimed:
            return (Detail("adopt.claim_dropped", facts={"claimed": claimed}),)
        return (Detail("adopt.not_archival"),)

    def at(self, desk: Desk) -> Desk:
        """The desk with these pages in the place of a template's."""
        return replace(desk, renderer=self, adopted=self.sha256)

    @property
    def text_font(self) -> Path:
        """The file of the text font."""
        return self._file

    def check(self, request: Request, kind: DocumentKind) -> None:
        """Refuse a request for another file.

        Raises:
            InputError: it is one.
        """
        if file_digest(request) != self.sha256:
            raise needs_file(kind)

    def render(self, numbered: Numbered, kind: DocumentKind) -> RenderedPdf:
        """The page with its number and date, ready for stamping.

        Raises:
            InputError: as `check`; or a blank is too narrow, or the page prints another year.
        """
        self.check(numbered.request, kind)
        if self.found.year not in (0, numbered.issued_on.year):
            raise InputError("adopt.other_year", printed=self.found.year)
        title = subject(kind, numbered.request)
        attached = Attached(ATTACHMENT_NAME, ATTACHMENT_TEXT, attached_data(numbered, kind))
        words = _words(numbered.number.digits, numbered.number.text, numbered.issued_on)
        data = dress(self.found, words, self._file, title=title, attached=attached)
        return RenderedPdf(
            numbered=numbered,
            data=data,
            subject=title,
            pages=page_count(data),
            font=self._font.name,
            font_digest=self._font.digest,
            template_digest=kind.template_digest,
        )

    def draft(self, request: Request, kind: DocumentKind, agency: Agency) -> DraftPdf:
        """The page for reading, watermarked, with zeros for the number and both boxes outlined.

        Raises:
            InputError: as `check`; or a blank is too narrow.
        """
        self.check(request, kind)
        own = symbol(kind, agency)
        words = {"number": "000", "notation": f"000/{own}", "day": "00", "month": "00"}
        words |= {"year": "0000", "date": "ngày 00 tháng 00 năm 0000"}
        return DraftPdf(preview(self.found, words, self._file))


def examine(
    source: Source, request: Request, desk: Desk, font: TextFont, boxes: Mapping[str, Measures]
) -> AdoptedPages:
    """Have the file judged in a limited process and its places found.

    Args:
        source: the file.
        request: what is to be issued from it.
        desk: what checks requests here.
        font: the office's text font.
        boxes: where things go in spite of what the file says: `signer`, `seal`, `number`, `date`.

    Raises:
        InputError: the file is not safe to sign, marked secret, or lacks a place.
        ConfigurationError: there is no text font.
    """
    kind = settled(desk.kinds.kind(request.kind), request.content)
    if kind.sealed_alone:
        raise not_issued(kind)
    options = {
        "name": source.name,
        "signer": request.signer.name,
        "symbol": symbol(kind, desk.books.issuer(kind, desk.agency)),
        "boxes": {name: list(measures) for name, measures in boxes.items()},
    }
    answer = run_limited(EXAMINATION, source.data, name=source.name, options=options)
    return AdoptedPages(adoptable(answer), font, source.sha256)


def rehearse_adoption(
    request: Request, pages: AdoptedPages, desk: Desk, trust: TrustStore
) -> DocumentKind:
    """Do all that adopting does but numbering, signing and writing; returns the request's kind.

    Raises:
        EsignError: as adopting would, but for the keys and what only signing can tell.
    """
    desk = pages.at(desk)
    kind = admit(request, desk)
    page = try_out(request, kind, desk)
    acceptance.refuse_unusual(page.data, trust=trust, at=desk.clock.now())
    return kind


def adopt(
    request: Request,
    pages: AdoptedPages,
    office: Office,
    *,
    overwrite: bool = False,
    reserved: str = "",
) -> Issued:
    """Issue a request with the pages of a file; arguments, result and errors as `issuance.issue`.

    Raises:
        InputError: also when a recipient would find something in the file that does not belong
            into an official document.
    """
    ready = _ready(request, pages, office)
    return issue(request, ready, overwrite=overwrite, reserved=reserved)


def prepare_adopted(
    request: Request, pages: AdoptedPages, office: Office, *, reserved: str = ""
) -> PreparedPdf:
    """Put the pages of a file before their signer, as `issuance.prepare` does with a layout.

    Raises:
        InputError: as `adopt`, or as `issuance.prepare`.
    """
    return prepare(request, _ready(request, pages, office), reserved)


def _ready(request: Request, pages: AdoptedPages, office: Office) -> Office:
    """The office with these pages, which were tried out if nobody has signed them yet."""
    office = replace(office, renderer=pages, adopted=pages.sha256, tried_out=set())
    entry = office.register.entry_of(request)
    if (None if entry is None else entry.state) in _UNSIGNED:
        rehearse_adoption(request, pages, office.desk, office.trust)
    return office


def _words(digits: str, text: str, day: date) -> dict[str, str]:
    """What goes into the blanks, as the decree words it (Annex I §II.3, §II.4)."""
    whole = long_date(day)
    _, of_day, _, month, _, year = whole.split()
    return {
        "number": digits,
        "notation": text,
        "date": whole,
        "day": of_day,
        "month": month,
        "year": year,
    }


__all__ = [
    "AdoptedPages",
    "Measures",
    "Source",
    "adopt",
    "examine",
    "load_file_request",
    "prepare_adopted",
    "read_source",
    "rehearse_adoption",
]
