# SPDX-License-Identifier: Apache-2.0
"""Pages that are signed before they are numbered, as the layout engine makes them."""

from __future__ import annotations

from datetime import date
from functools import cache

from esign.model import (
    Agency,
    DigitFonts,
    DocumentNumber,
    Numbered,
    PreparedOpen,
    RenderedOpen,
    Request,
    SignedOpen,
    Unnumbered,
)
from esign.rendering.fonts import choose_font
from esign.signing import certify, complete
from esign.stamping import stamp_open
from support.pages import HEAD, KIND, MARKERS, SUBJECT, typeset
from support.pki import AGENCY, AGENCY_CODE, DIRECTOR, PARENT, TITLE
from support.sealed import forge

LOOKUP_CODE = "7K3M-9QXD-2TFA"
DAY = date(2026, 11, 20)
BOXES = """
#let room(name, digits) = box(baseline: 2.808pt, link("esign:" + name,
  box(width: digits * 6.5pt, height: 14.391pt)))
#set text(size: 13pt, top-edge: 0.891em, bottom-edge: -0.216em)
Số: #room("number", 5)/QĐ-SGDĐT

Ví Dụ, ngày #room("day", 2) tháng #room("month", 2) năm 2026
"""


def unnumbered() -> Unnumbered:
    """A decision that waits for its number."""
    content = {"subject": SUBJECT, "signer": {"title": TITLE, "name": DIRECTOR}}
    return Unnumbered(
        request=Request("decision", "r-1", content, "cd" * 32),
        agency=Agency(AGENCY, AGENCY.upper(), PARENT, "SGDĐT", AGENCY_CODE, "Ví Dụ"),
        symbol="QĐ-SGDĐT",
        book="outgoing",
        drawn_on=DAY,
        lookup_code=LOOKUP_CODE,
    )


def numbered(value: int = 45, day: date = DAY) -> Numbered:
    """The same decision with its number."""
    waiting = unnumbered()
    number = DocumentNumber(value, waiting.symbol, waiting.book, day.year)
    identifier = f"{AGENCY_CODE},{day:%Y/%m/%d},{number.text}"
    return Numbered(waiting.request, waiting.agency, number, day, identifier, LOOKUP_CODE)


def digit_fonts() -> DigitFonts:
    font = choose_font(())
    assert font.file is not None
    assert font.italic is not None
    return DigitFonts(font.file, font.italic)


def rendered_open(source: str = HEAD + BOXES + MARKERS) -> RenderedOpen:
    """The source as the renderer would hand it on."""
    return RenderedOpen(
        unnumbered=unnumbered(),
        data=typeset(source),
        subject=SUBJECT,
        pages=1,
        font="Libertinus Serif",
        font_digest="ef" * 32,
        template_digest=KIND.template_digest,
        digits=digit_fonts(),
    )


@cache
def prepared_open() -> PreparedOpen:
    """A stamped page."""
    return stamp_open(rendered_open(), KIND)


@cache
def certified_page() -> SignedOpen:
    """A page that the director has certified."""
    return certify(prepared_open(), forge().bench.director)


@cache
def completed_page() -> bytes:
    """The same page with number and date, sealed."""
    return complete(certified_page(), numbered(), forge().bench.seal).data
