# SPDX-License-Identifier: Apache-2.0
"""Reads edXML packages of new documents, our own and those of other systems.

Reading is lenient where `lint` is strict: it refuses only what it cannot represent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import InputError
from esign.exchange.attachments import open_files
from esign.exchange.envelope import children, first, open_envelope, parse, text
from esign.exchange.rules import faults
from esign.exchange.wire import ABSENT, ADMINISTRATIVE, NEW_DOCUMENT, integer_of, moment_of
from esign.model import Package, Party

if TYPE_CHECKING:
    from lxml.etree import _Element


def unpack(data: bytes) -> Package:
    """What a package of a new document says.

    Dates in other notations are understood. What is not given is the empty text or -1; a package
    without a document type is administrative (2).

    Raises:
        InputError: `edxml.X…`, `edxml.A5` no package at all, or of another generation;
            `edxml.status`, `edxml.not_new` a package of another purpose; `edxml.unreadable` no
            date of issue, no time of sending, or a file that cannot be opened, with everything
            `lint` finds as details.
    """
    envelope = open_envelope(parse(data))
    if (business := envelope.business_type or NEW_DOCUMENT) != NEW_DOCUMENT:
        raise InputError("edxml.not_new", found=business[:40])
    message = envelope.message
    issued_at = moment_of(text(message, "PromulgationInfo", "PromulgationDate"))
    sent_at = next(filter(None, map(moment_of, envelope.times)), None)
    attachments, broken = open_files(envelope)
    appendices = first(first(message, "OtherInfo"), "Appendixes")
    if issued_at is None or sent_at is None or broken:
        raise InputError("edxml.unreadable", details=faults(envelope))
    return Package(
        sender=_party(first(message, "From")),
        receivers=tuple(_party(receiver) for receiver in children(message, "To")),
        document_id=text(message, "DocumentId"),
        number=text(message, "Code", "CodeNumber"),
        symbol=text(message, "Code", "CodeNotation"),
        place=text(message, "PromulgationInfo", "Place"),
        issued_on=issued_at.date(),
        type_group=_number(message, "DocumentType", "Type", absent=ADMINISTRATIVE),
        type_detail=_number(message, "DocumentType", "TypeDetail"),
        type_name=text(message, "DocumentType", "TypeName"),
        subject=text(message, "Subject"),
        signer_authority=text(message, "SignerInfo", "Competence"),
        signer_title=text(message, "SignerInfo", "Position"),
        signer_name=text(message, "SignerInfo", "FullName"),
        places=tuple(filter(None, map(text, children(first(message, "ToPlaces"), "Place")))),
        page_count=_number(message, "OtherInfo", "PageAmount"),
        sent_at=sent_at,
        attachments=attachments,
        priority=_number(message, "OtherInfo", "Priority", absent=0),
        appendices=tuple(filter(None, map(text, children(appendices, "Appendix")))),
    )


def _party(element: _Element | None) -> Party:
    return Party(
        code=text(element, "OrganId"),
        name=text(element, "OrganName"),
        parent=text(element, "OrganizationInCharge"),
        address=text(element, "OrganAdd"),
        email=text(element, "Email"),
        telephone=text(element, "Telephone"),
        website=text(element, "Website"),
    )


def _number(message: _Element, *path: str, absent: int = ABSENT) -> int:
    number = integer_of(text(message, *path))
    return absent if number is None else number
