# SPDX-License-Identifier: Apache-2.0
"""What the header of a document package says where the package as a whole cannot be read.

A file that is damaged, or a date that is none, makes a package unreadable; who has sent which
document is to be read all the same, so that its sender can be told (NĐ 30/2020 Đ21).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from esign.errors import InputError
from esign.exchange.envelope import (
    Generation,
    children,
    first,
    generation_of,
    holds_status,
    open_envelope,
    parse,
    text,
)
from esign.exchange.rules.walk import subject_of
from esign.exchange.soap import taken_apart
from esign.exchange.wire import day_of
from esign.model import Purpose

if TYPE_CHECKING:
    from datetime import date

    from lxml.etree import _Element

    from esign.exchange.rules.subject import Subject


@dataclass(frozen=True, slots=True)
class Heading:
    """Who sends which document, and what for; empty where the header does not say.

    Attributes:
        sender_code, sender_name: the agency, as it stands there.
        document_id: the package's document.
        code: number and symbol together.
        issued_on: None where no date stands there.
        type_name, subject: of the document.
        purpose: the value of a `Purpose`; empty where it is none.
        reason: why the sender recalls, updates or replaces it.
        about_document: what a recall or an update speaks of.
        replaced: the DocumentIds of what a replacement takes the place of.
    """

    sender_code: str = ""
    sender_name: str = ""
    document_id: str = ""
    code: str = ""
    issued_on: date | None = None
    type_name: str = ""
    subject: str = ""
    purpose: str = ""
    reason: str = ""
    about_document: str = ""
    replaced: tuple[str, ...] = ()


def heading_of(data: bytes) -> Heading | None:
    """What the header of a document package says; None where none can be read for certain.

    Args:
        data: a package of either generation that `read` refuses.
    """
    try:
        xml, beside = taken_apart(data)
        root = parse(xml)
        if not _has_one_header(root):
            return None
    except InputError:
        return None
    subject = subject_of(data, xml, root, beside)
    # The next reader may take the other of two senders; whoever is answered must be no guess.
    if subject.message is None or subject.ambiguous:
        return None
    return _said(subject)


def _has_one_header(root: _Element) -> bool:
    """Whether two readers would read the same header of a document package.

    Raises:
        InputError: it is no package, or has parts of the header twice.
    """
    if generation_of(root) is Generation.SOAP_2014:
        return True
    if holds_status(root):
        return False
    open_envelope(root)
    return True


def _said(subject: Subject) -> Heading:
    number = (subject.said("Code", name) for name in ("CodeNumber", "CodeNotation"))
    business, purpose = subject.business, subject.purpose
    purposes = {int(each): each.value for each in Purpose}
    document_id = subject.said("DocumentId")
    replaced = children(first(business, "ReplacementInfoList"), "ReplacementInfo")
    return Heading(
        sender_code=subject.said("From", "OrganId"),
        sender_name=subject.said("From", "OrganName"),
        document_id=document_id,
        code="/".join(filter(None, number)),
        issued_on=day_of(subject.said("PromulgationInfo", "PromulgationDate")),
        type_name=subject.said("DocumentType", "TypeName"),
        subject=subject.said("Subject"),
        purpose="" if purpose is None else purposes.get(purpose, ""),
        reason=text(first(business, "BussinessDocReason", "BusinessDocReason")),
        about_document=text(business, "DocumentId") or document_id,
        replaced=tuple(filter(None, (text(each, "DocumentId") for each in replaced))),
    )
