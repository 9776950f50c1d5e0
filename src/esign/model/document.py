# SPDX-License-Identifier: Apache-2.0
"""The stages of a document, each a type of its own, so that the order cannot be got wrong.

Request → Numbered → RenderedPdf → PreparedPdf → SignedPdf → SealedPdf. A DraftPdf leads nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from esign.model.request import Request


@dataclass(frozen=True, slots=True)
class Agency:
    """The issuing agency, from the settings.

    Attributes:
        name: full official name, “Sở Giáo dục và Đào tạo tỉnh Ví Dụ”.
        heading: the name as box 2 prints it, “SỞ GIÁO DỤC VÀ ĐÀO TẠO” (NĐ 30/2020 Annex I).
        parent: the direct parent body as box 2 prints it, “UBND TỈNH VÍ DỤ”.
        abbreviation: the head's own choice, `SGDĐT`.
        code: electronic identifier (QĐ 20/2020/QĐ-TTg), `H99.12`.
        place: place name printed before the date.
        address, email, telephone, website: for the package's sender; empty when not given.
    """

    name: str
    heading: str
    parent: str
    abbreviation: str
    code: str
    place: str
    address: str = ""
    email: str = ""
    telephone: str = ""
    website: str = ""


class DocumentNumber(NamedTuple):
    """Number and symbol of a document; unique within an agency, a book and a year."""

    value: int
    symbol: str
    book: str
    year: int

    @property
    def digits(self) -> str:
        """The number as printed: at least two digits (NĐ 30/2020 Annex I)."""
        return str(self.value).zfill(2)

    @property
    def text(self) -> str:
        """Number and symbol, `05/QĐ-SGDĐT`."""
        return f"{str(self.value).zfill(2)}/{self.symbol}"


class Numbered(NamedTuple):
    """A request that the register has given its number and date.

    Attributes:
        request: what was asked for.
        agency: who issues.
        number: number and symbol, from the register.
        issued_on: the day of numbering, Vietnamese time (UTC+7).
        document_id: `<agency code>,<yyyy/MM/dd>,<number>/<symbol>`.
        lookup_code: 60 random bits as Crockford base 32 in three groups, `7K3M-9QXD-2TFA`.
        lookup_url: where the code can be looked up; empty when no address is configured.
    """

    request: Request
    agency: Agency
    number: DocumentNumber
    issued_on: date
    document_id: str
    lookup_code: str
    lookup_url: str = ""


@dataclass(frozen=True, slots=True)
class DraftPdf:
    """A watermarked page for reading only; nothing signs it."""

    data: bytes


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """The laid-out page with the link markers of its signature boxes; never signed.

    Attributes:
        numbered: the document.
        data: the PDF.
        subject: the document's title line (trích yếu) as plain text.
        font: full name of the text font that was used.
        font_digest: SHA-256 (hex) of its font file.
        template_digest: SHA-256 (hex) of the kind's template files.
        pages: number of pages.
    """

    numbered: Numbered
    data: bytes
    subject: str
    pages: int
    font: str
    font_digest: str
    template_digest: str


@dataclass(frozen=True, slots=True)
class PreparedPdf:
    """A rendered page with its metadata and its empty signature fields in place."""

    numbered: Numbered
    data: bytes
    subject: str
    pages: int


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """A prepared page that bears the competent person's signature."""

    numbered: Numbered
    data: bytes
    subject: str
    pages: int


@dataclass(frozen=True, slots=True)
class SealedPdf:
    """A signed page that the agency has sealed: the original of the document."""

    numbered: Numbered
    data: bytes
    subject: str
    pages: int
