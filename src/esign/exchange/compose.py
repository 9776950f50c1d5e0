# SPDX-License-Identifier: Apache-2.0
"""From a sealed document to the package that carries it, and the name of its files."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Final, cast

from esign.errors import InputError
from esign.exchange.writer import write
from esign.model import Attachment, DocumentReference, Package, Party

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from esign.model import Agency, DocumentKind, Numbered, SealedAnnex, SealedPdf

_STEM_LIMIT: Final = 46
"""Characters of a file name without `.pdf`: issued files are named in 50 at most."""

_MAIN_BOOK: Final = "outgoing"


def compose(
    sealed: SealedPdf,
    kind: DocumentKind,
    annexes: Sequence[SealedAnnex] = (),
    *,
    sent_at: datetime,
) -> Package:
    """The package of a newly issued document, to the receivers that its request names.

    Of the request receivers, signer, urgency, “Nơi nhận” and what it answers enter the package.

    Args:
        sealed: the original, with its checked request.
        kind: what the document is.
        annexes: its annexes in files of their own, in their order.
        sent_at: time of sending, aware; fractions of a second are dropped.

    Raises:
        InputError: `edxml.no_receivers`.
    """
    numbered = sealed.numbered
    content = numbered.request.content
    # The kind's schema has accepted these fields.
    receivers = cast("Sequence[Mapping[str, str]]", content.get("receivers", ()))
    signer = numbered.request.signer
    if not receivers:
        raise InputError("edxml.no_receivers", number=numbered.number.text)
    return Package(
        sender=_sender(numbered.agency),
        receivers=tuple(map(_receiver, receivers)),
        document_id=numbered.document_id,
        number=numbered.number.digits,
        symbol=numbered.number.symbol,
        place=numbered.agency.place,
        issued_on=numbered.issued_on,
        type_group=kind.exchange_type,
        type_detail=kind.exchange_type_detail,
        type_name=kind.type_name,
        subject=sealed.subject,
        signer_authority=signer.authority,
        signer_title=signer.title,
        signer_name=signer.name,
        places=tuple(cast("Sequence[str]", content["recipients"])),
        page_count=sealed.pages,
        sent_at=sent_at.replace(microsecond=0),
        priority=numbered.request.priority,
        answers=_answered(content),
        appendices=tuple(each.annex.title for each in annexes),
        attachments=(_original(sealed), *map(_annex, annexes)),
    )


def pack(
    sealed: SealedPdf,
    kind: DocumentKind,
    annexes: Sequence[SealedAnnex] = (),
    *,
    sent_at: datetime,
) -> bytes:
    """The package of a newly issued document as edXML; see `compose` and `write`.

    Raises:
        InputError: no receiver is named, or the package would be refused.
    """
    return write(compose(sealed, kind, annexes, sent_at=sent_at))


def file_stem(numbered: Numbered, annex: int = 0) -> str:
    """The name of a document's files without extension, `05-QD-SGDDT-2026`.

    That of its first annex in a file of its own ends in `-phu-luc-1`.

    ASCII letters, digits and hyphens, 46 at most, safe on every file system; no personal data.
    Unique within an agency: year, book and number always stand in it whole (the book unless it is
    the main one), a long symbol is cut.
    """
    number = numbered.number
    book = "" if number.book == _MAIN_BOOK else f"-{_ascii(number.book)}"
    tail = f"-{number.year}{book}" + (f"-phu-luc-{annex}" if annex else "")
    room = _STEM_LIMIT - len(number.digits) - len(tail) - 1
    return f"{number.digits}-{_ascii(number.symbol)[:room].rstrip('-')}{tail}"


def _sender(agency: Agency) -> Party:
    return Party(
        code=agency.code,
        name=agency.name,
        parent=agency.parent,
        address=agency.address,
        email=agency.email,
        telephone=agency.telephone,
        website=agency.website,
    )


def _receiver(named: Mapping[str, str]) -> Party:
    """An agency that a request names; by its address too, where that is given."""
    return Party(named["code"], named["name"], address=named.get("address", ""))


def _answered(content: Mapping[str, object]) -> tuple[DocumentReference, ...]:
    """The documents that a request answers."""
    return tuple(map(_reference, cast("Sequence[Mapping[str, str]]", content.get("answers", ()))))


def _reference(named: Mapping[str, str]) -> DocumentReference:
    """A document that a request names; its id has the usual form unless it says another."""
    code, number, day = named["code"], named["number"], date.fromisoformat(named["issued_on"])
    usual = f"{code},{day:%Y/%m/%d},{number}"
    return DocumentReference(code, number, named.get("document_id") or usual, day)


def _original(sealed: SealedPdf) -> Attachment:
    return Attachment(
        name=f"{file_stem(sealed.numbered)}.pdf",
        content_type="application/pdf",
        data=sealed.data,
        description="Toàn văn",
    )


def _annex(sealed: SealedAnnex) -> Attachment:
    annex = sealed.annex
    return Attachment(
        name=f"{file_stem(sealed.numbered, annex=annex.ordinal)}.pdf",
        content_type="application/pdf",
        data=sealed.data,
        description=f"Phụ lục {annex.ordinal}: {annex.title}",
    )


def _ascii(text: str) -> str:
    """`QĐ-SGDĐT` as `QD-SGDDT`; whatever is neither letter nor digit becomes one hyphen."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    bare = plain.encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9]+", "-", bare).strip("-")
