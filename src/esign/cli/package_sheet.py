# SPDX-License-Identifier: Apache-2.0
"""The header sheet of a package as a person reads it, and as a program does.

All of it is the sender's word; what the files prove is said beside it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from html import unescape
from typing import TYPE_CHECKING, Final

from esign.cli.status_words import status_meaning
from esign.cli.words import count_text, day_text, moment_text, word
from esign.model import Package, Purpose, StatusCode, StatusPackage
from esign.receiving.carrying import to_plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from esign.model import Attachment, Business, DocumentReference, Party, StaffMember

_MOST_URGENT: Final = 4
_ANNEX_SAYS: Final = re.compile(rb"[:<]AnnexOf>([^<]{1,400})</")
"""In the metadata of an annex in a file of its own, which only the agency has signed."""


def sheet_lines(content: Package | StatusPackage) -> Iterator[str]:
    """The header sheet without the files; texts as they came."""
    if isinstance(content, StatusPackage):
        yield from _status_lines(content)
        return
    yield word("cli.package.document", type=content.type_name, number=content.code)
    yield word("cli.package.date", place=content.place or "—", date=day_text(content.issued_on))
    yield word("cli.package.subject", subject=content.subject)
    if content.summary and content.summary != content.subject:
        yield word("cli.package.summary", summary=content.summary)
    yield from _party_lines("sender", content.sender)
    for receiver in content.receivers:
        yield from _party_lines("receiver", receiver)
    yield from _signer_line(content)
    yield from _business_lines(content.business)
    yield from _circumstances(content)
    yield word("cli.package.document_id", document_id=content.document_id)
    yield from _way_lines(content)
    yield from _annex_lines(content)
    yield from (word("cli.package.missing", name=name or "—") for name in content.missing)
    if content.unknown:
        yield word("cli.package.unknown", count=len(content.unknown))


def _signer_line(package: Package) -> Iterator[str]:
    title = " ".join(filter(None, (package.signer_authority, package.signer_title)))
    if package.signer_name or title:
        yield word("cli.package.signer", name=package.signer_name or "—", title=title or "—")


def _circumstances(package: Package) -> Iterator[str]:
    """Urgency, deadline, what it answers, whom it names, and how long it is."""
    if 0 < package.priority <= _MOST_URGENT:
        yield word(f"cli.package.urgency.{package.priority}")
    if package.due_on is not None:
        yield word("cli.package.due", date=day_text(package.due_on))
    for answered in package.answers:
        yield word("cli.package.answers", **_referred(answered))
    if package.places:
        yield word("cli.package.places", places="; ".join(package.places))
    if package.sphere:
        yield word("cli.package.sphere", sphere=package.sphere)
    if package.page_count >= 0:
        yield word("cli.package.pages", pages=package.page_count, copies=package.copies)


def _annex_lines(package: Package) -> Iterator[str]:
    """The annexes that the sheet names; how to check those that say they are sealed by us alone."""
    for title in package.appendices:
        yield word("cli.package.appendix", title=title)
    separate = sum(_is_annex(each, package.document_id) for each in package.attachments)
    if separate:
        yield word("cli.package.appendices", count=separate)


def _is_annex(file: Attachment, document_id: str) -> bool:
    """Whether a file says of itself that it is an annex of the document, as this program has it."""
    said = _ANNEX_SAYS.search(file.data)
    return said is not None and unescape(said[1].decode("utf-8", "replace")) == document_id


def _business_lines(business: Business) -> Iterator[str]:
    """What the package is sent for, why, and which document it is about."""
    yield word(f"cli.package.purpose.{business.purpose.name.lower()}")
    if business.document_id and business.purpose is not Purpose.NEW:
        yield word("cli.package.about", document_id=business.document_id)
    for each in business.replaced:
        yield word("cli.package.replaces", document_id=each.document_id)
    for change in business.receiver_changes:
        kind = "added" if change.added else "removed"
        yield word(f"cli.package.change.{kind}", code=change.agency_code)
    if business.reason:
        yield word("cli.package.reason", reason=business.reason)
    yield from _staff_lines(business.staff)


def _staff_lines(staff: Sequence[StaffMember]) -> Iterator[str]:
    for each in staff:
        known = filter(None, (each.name, each.department, each.email, each.mobile))
        if told := ", ".join(known):
            yield word("cli.package.staff", staff=told)


def _way_lines(package: Package) -> Iterator[str]:
    """Every system that passed it on, the sender's first."""
    yield word("cli.package.sent", code=package.sender.code, at=moment_text(package.sent_at))
    for stop in package.stops:
        yield word("cli.package.stop", code=stop.agency_code, at=moment_text(stop.at))


def _party_lines(role: str, party: Party) -> Iterator[str]:
    yield word(f"cli.package.{role}", name=party.name or "—", code=party.code or "—")
    fax = word("cli.package.fax", fax=party.fax) if party.fax else ""
    reached = (party.address, party.email, party.telephone, fax, party.website)
    if known := ", ".join(filter(None, reached)):
        yield word("cli.package.reached", known=known)


def _status_lines(status: StatusPackage) -> Iterator[str]:
    """Who says what of which document."""
    said = status_meaning(status.code)
    yield word("cli.package.status", code=status.code or "—", said=said)
    yield from _party_lines("reporter", status.sender)
    asked_back = status.code == StatusCode.TAKE_BACK
    kind = "cli.package.asked_back" if asked_back else "cli.package.reported"
    yield word(kind, **_referred(status.about))
    yield word("cli.package.document_id", document_id=status.about.document_id)
    yield word("cli.package.at", at=moment_text(status.at) if status.at else "—")
    if status.description:
        yield word("cli.package.description", description=status.description)
    yield from _staff_lines(status.staff)


def file_line(attachment: Attachment) -> str:
    """A file in one line: its name, type, size and what the sender calls it."""
    return word(
        "cli.package.attachment",
        name=attachment.name,
        kind=attachment.content_type or "—",
        size=count_text(len(attachment.data)),
    ) + (f" — {attachment.description}" if attachment.description else "")


def _referred(document: DocumentReference) -> dict[str, object]:
    return {
        "code": document.code or "—",
        "agency": document.agency_code or "—",
        "date": day_text(document.issued_on) if document.issued_on else "—",
    }


def sheet_as_json(content: Package | StatusPackage) -> dict[str, object]:
    """All that a package says, as `esign.package/2`, without the bytes of its files."""
    if isinstance(content, StatusPackage):
        return {"type": "status", **_plain(content)}
    plain = _plain(replace(content, attachments=()))
    signer = {name: plain.pop(f"signer_{name}") for name in ("authority", "title", "name")}
    files = [attachment_as_json(each) for each in content.attachments]
    return {"type": "document", **plain, "signer": signer, "attachments": files}


def attachment_as_json(attachment: Attachment) -> dict[str, object]:
    """A file of a package, without its bytes."""
    return {
        "name": attachment.name,
        "content_type": attachment.content_type,
        "description": attachment.description,
        "size": len(attachment.data),
        "sha256": sha256(attachment.data).hexdigest(),
    }


def _plain(content: Package | StatusPackage) -> dict[str, object]:
    plain = to_plain(content)
    if not isinstance(plain, dict):
        raise TypeError("a package is a value of several fields")
    return plain
