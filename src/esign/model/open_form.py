# SPDX-License-Identifier: Apache-2.0
"""Documents that are signed before they are numbered: their empty fields, and their stages.

NĐ 30/2020 Đ15 has the office number a document after its competent person has signed. What he signs
is a page with three empty fields; the register gives the number when the document is sealed, and
the seal closes the fields together with everything else.

Request → Unnumbered → RenderedOpen → PreparedOpen → SignedOpen → SealedPdf. Types of their own, so
that no page with a printed number can take this way, and none without a number the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from esign.model.document import Agency
    from esign.model.request import Request

AFTER_SIGNATURE: Final = "after-signature"
"""How a page says of itself, in its attached data and metadata, that its number comes later."""


class OpenField(StrEnum):
    """By its name in the form (`/T`); in the layout its box is marked `esign:<name>`."""

    NUMBER = "number"
    DAY = "day"
    MONTH = "month"


OPEN_FONTS: Final = {
    OpenField.NUMBER: "EsignDigits",
    OpenField.DAY: "EsignDigitsItalic",
    OpenField.MONTH: "EsignDigitsItalic",
}
"""The name of each field's font among the form's resources (`/DR`)."""

OPEN_SIZE: Final = 13
"""Points (NĐ 30/2020 Annex I §II.3.b, §II.4.b)."""

OPEN_DESCENT: Final = 0.216
"""How far the boxes reach below the base line, in sizes: as the templates set lines."""

OPEN_DIGITS: Final = "0123456789"
"""The characters that the fonts have, and no others."""

MOST_DIGITS: Final = {OpenField.NUMBER: 5, OpenField.DAY: 2, OpenField.MONTH: 2}
"""For how many digits each box has room."""


class Quadding(StrEnum):
    """How a field's text stands in its box; by what `/Q` says (ISO 32000-1 Table 222)."""

    CENTRED = "1"
    RIGHT = "2"


OPEN_QUADDING: Final = {
    OpenField.NUMBER: Quadding.RIGHT,
    OpenField.DAY: Quadding.CENTRED,
    OpenField.MONTH: Quadding.CENTRED,
}


@dataclass(frozen=True, slots=True)
class Unnumbered:
    """A request that waits for its number, which it takes when it is sealed.

    Attributes:
        request: what was asked for.
        agency: who issues.
        symbol: number and symbol without the number, `QĐ-SGDĐT`.
        book: in which series it will be numbered.
        drawn_on: the day it was laid out, Vietnamese time (UTC+7); its year is printed, and it must
            be numbered within it.
        lookup_code: as `Numbered` says; drawn before anybody signs.
        lookup_url: as `Numbered` says.
    """

    request: Request
    agency: Agency
    symbol: str
    book: str
    drawn_on: date
    lookup_code: str
    lookup_url: str = ""


@dataclass(frozen=True, slots=True)
class DigitFonts:
    """Files of the fonts that number and date will be shown in."""

    upright: Path
    italic: Path


@dataclass(frozen=True, slots=True)
class RenderedOpen:
    """The laid-out page with the link markers of its signature boxes and its three open fields.

    Attributes:
        unnumbered: the document.
        data: the PDF.
        subject, pages, font, font_digest, template_digest: as `RenderedPdf` says.
        digits: what number and date will be shown in.
    """

    unnumbered: Unnumbered
    data: bytes
    subject: str
    pages: int
    font: str
    font_digest: str
    template_digest: str
    digits: DigitFonts


@dataclass(frozen=True, slots=True)
class PreparedOpen:
    """The page with its metadata, its empty signature fields and its empty open fields."""

    unnumbered: Unnumbered
    data: bytes
    subject: str
    pages: int


@dataclass(frozen=True, slots=True)
class SignedOpen:
    """The page that its competent person has certified, with leave to fill the open fields."""

    unnumbered: Unnumbered
    data: bytes
    subject: str
    pages: int
