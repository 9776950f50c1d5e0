# SPDX-License-Identifier: Apache-2.0
"""Packages for the national document axis, free of wire names (QCVN 102:2016/BTTTT)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


class Purpose(StrEnum):
    """What a document package is sent for; the value is that of the wire."""

    NEW = "0"
    RECALL = "1"
    UPDATE = "2"
    REPLACE = "3"


class StatusCode(StrEnum):
    """What a status package says; the value is that of the wire.

    `TAKE_BACK` is said by a document's sender, all others by one of its receivers.
    """

    ARRIVED = "01"
    REFUSED = "02"
    ACCEPTED = "03"
    ASSIGNED = "04"
    PROCESSING = "05"
    DONE = "06"
    TAKE_BACK = "13"
    AGREED = "15"
    DECLINED = "16"


@dataclass(frozen=True, slots=True)
class Party:
    """A sender or receiver of a package; `code` is its electronic identifier."""

    code: str
    name: str
    parent: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    website: str = ""
    fax: str = ""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Who handles a document at an agency."""

    name: str = ""
    department: str = ""
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a package, decoded.

    `said_name` is what the package calls it, where that is no name for a file; empty where it is.
    """

    name: str
    content_type: str
    data: bytes
    description: str = ""
    said_name: str = ""


@dataclass(frozen=True, slots=True)
class DocumentReference:
    """A document that a package speaks of: one it answers, or whose state it tells.

    `code` is number and symbol together, `12/STN-VP`; `issued_on` is None where none is given.
    """

    agency_code: str
    code: str
    document_id: str
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A system that passed a package on, and when (aware)."""

    agency_code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReceiverChange:
    """An agency that is added to a document's receivers, or taken off them."""

    agency_code: str
    added: bool


@dataclass(frozen=True, slots=True)
class Replaced:
    """A document that a package replaces, and the agencies that had received it."""

    document_id: str
    agency_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Business:
    """What a document package is sent for.

    Attributes:
        purpose: new, recall, update or replacement.
        reason: why; expected for all but new documents.
        document_id: the document that is recalled or updated.
        paper: 1 where a paper copy follows.
        staff: who handles it at the sender's.
        data_changed: of an update: the document's data are other ones.
        receivers_changed: of an update: its receivers are other ones.
        receiver_changes: of an update: which.
        replaced: of a replacement: which documents.
    """

    purpose: Purpose = Purpose.NEW
    reason: str = ""
    document_id: str = ""
    paper: int = 0
    staff: tuple[StaffMember, ...] = ()
    data_changed: bool = False
    receivers_changed: bool = False
    receiver_changes: tuple[ReceiverChange, ...] = ()
    replaced: tuple[Replaced, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """An element or attribute that no rule here knows, kept so that nothing is lost.

    `parent` is the path of local names from the root to where it belongs, with the ordinal of each
    repeated element (`edXMLEnvelope/edXMLHeader/MessageHeader/To[2]`); empty for the root itself.
    `xml` is the element with prefixes of our own, or for an attribute `@{namespace}name=value`.
    """

    parent: str
    xml: str


@dataclass(frozen=True, slots=True)
class Package:
    """What an edXML document package says.

    `number` and `symbol` are apart, as on the wire: `05` and `QĐ-SGDĐT`. `places` are the lines of
    “Nơi nhận”; `sent_at` is the time of the sender's trace header, aware, and `stops` are the
    systems that passed the package on since; `appendices` are the names of the annexes in files of
    their own; `priority` is 0 for an ordinary document, 1 “Khẩn”, 2 “Thượng khẩn”, 3 “Hỏa tốc”, 4
    the same with an hour; `summary` is empty where it repeats the subject; `answers` are earlier
    documents that this one answers; `steering` is 1 to 3 or 0 as senders use it; `missing` are the
    names of files that the package lists and does not hold, so that it cannot be sent like this.
    """

    sender: Party
    receivers: tuple[Party, ...]
    document_id: str
    number: str
    symbol: str
    place: str
    issued_on: date
    type_group: int
    type_detail: int
    type_name: str
    subject: str
    signer_authority: str
    signer_title: str
    signer_name: str
    places: tuple[str, ...]
    page_count: int
    sent_at: datetime
    attachments: tuple[Attachment, ...]
    priority: int = 0
    appendices: tuple[str, ...] = ()
    summary: str = ""
    due_on: date | None = None
    sphere: str = ""
    typist: str = ""
    copies: int = 1
    directive: bool = False
    answers: tuple[DocumentReference, ...] = ()
    steering: int = 0
    task_codes: tuple[str, ...] = ()
    reply_fors: str = ""
    reference_codes: str = ""
    application: str = ""
    business: Business = field(default_factory=Business)
    stops: tuple[Stop, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    @property
    def code(self) -> str:
        """Number and symbol together, as status packages must repeat them."""
        return f"{self.number}/{self.symbol}"

    @property
    def purpose(self) -> Purpose:
        """What it is sent for."""
        return self.business.purpose


@dataclass(frozen=True, slots=True)
class StatusPackage:
    """What an edXML status package says.

    Attributes:
        sender: the agency that reports.
        about: the document: of its sender, or with code 13 of the receiver that is addressed.
        code: a `StatusCode`, or whatever else stands there, in two digits where it is a number.
        description: in words; the reason of a refusal.
        at: when, aware; None where it does not say.
        staff: who handles the document.
        unknown: what no rule here knows.
    """

    sender: Party
    about: DocumentReference
    code: str
    at: datetime | None
    description: str = ""
    staff: tuple[StaffMember, ...] = ()
    unknown: tuple[Unknown, ...] = ()
