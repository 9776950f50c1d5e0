# SPDX-License-Identifier: Apache-2.0
"""Messages from the document axis as the rest of the tool sees them."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from esign.model import canonical_json
from esign.model.agency_codes import agency_key, document_key, normal_code
from esign.register.fingerprint import SEPARATOR
from esign.register.inbox_tables import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import sqlalchemy as sa

UNPROVEN: Final = "inbox.sender_unproven"
"""Found where nothing proves who has sent a message."""

OTHER_SENDER: Final = "inbox.other_sender"
"""Found where the axis says that another agency has sent it."""

_UNSTORABLE: Final = re.compile(f"[\0{SEPARATOR}\ud800-\udfff]")
"""What a database cannot hold, UTF-8 cannot write, or parts the columns of a digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A message as a transport handed it over, not read yet.

    Attributes:
        transport: which way it came, as the settings call it.
        axis_id: what the axis calls it.
        message_type: what it was announced as.
        data: its bytes.
        offered_by: the sender that the axis names; empty where it names none.
    """

    transport: str
    axis_id: str
    message_type: str
    data: bytes
    offered_by: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something found in a message.

    Attributes:
        rule: id of the rule.
        level: `error`, `warning` or `note`.
        code: the message of the catalogue.
        facts: values that it names.
    """

    rule: str
    level: str
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a message says, and what was found in it.

    Attributes:
        sender_code, sender_name: who says to have sent it, exactly as it stands there.
        document_id: the package's document; of a status package the document it speaks of.
        code: number and symbol together, exactly as status packages must repeat them.
        issued_on, type_name, subject: of the document.
        purpose: the value of a `Purpose`, or a status package's code; empty for what is neither.
        asks_reason: why the sender recalls, updates, replaces or takes back.
        about_documents: the documents that the request speaks of; empty for a new one.
        content: SHA-256 (hex) of what it says, without how it travelled.
        verdict: of the files inside; empty where there are none to judge.
        remarks: what was found.
        unfit: it is not to be worked with: it goes to quarantine.
        noted: it is a status package that has been taken note of elsewhere.
        same_as: earlier messages that say the same, although their digests were made by other
            rules; by their ids. It is told to the register, and not kept.
    """

    sender_code: str = ""
    sender_name: str = ""
    document_id: str = ""
    code: str = ""
    issued_on: date | None = None
    type_name: str = ""
    subject: str = ""
    purpose: str = ""
    asks_reason: str = ""
    about_documents: tuple[str, ...] = ()
    content: str = ""
    verdict: str = ""
    remarks: tuple[Remark, ...] = ()
    unfit: bool = False
    noted: bool = False
    same_as: tuple[int, ...] = ()

    @property
    def is_unproven(self) -> bool:
        """Whether nothing but the message itself tells who has sent it."""
        return any(remark.code == UNPROVEN for remark in self.remarks)

    @property
    def is_in_anothers_name(self) -> bool:
        """Whether the axis says that another has sent it than it says itself."""
        return any(remark.code == OTHER_SENDER for remark in self.remarks)

    @property
    def is_damaged(self) -> bool:
        """Whether it brings a document, or says to, of which nothing but the header can be read."""
        return bool(self.document_id and not self.content and not self.purpose)

    @property
    def is_damaged_replacement(self) -> bool:
        """The same of one that would take the place of another document."""
        return bool(self.about_documents and not self.content and not self.purpose)


@dataclass(frozen=True, slots=True)
class ArrivedMessage:
    """A row of the inbox.

    Attributes:
        id: the audit row of the act that kept it; by it people name the message.
        agency_code: whose inbox.
        transport, axis_id, message_type, offered_by: as `Delivered`.
        sha256, size: the original in the store.
        received_at, received_by: when it was kept, and by which account.
        read: what it says; all empty until it has been read.
        about_id: the message that it repeats, contradicts or asks about; None where there is none.
        incoming_id: the row of the incoming book.
        state: where it stands, since when and why.
        answered: the last status code sent to its sender; empty for none.
    """

    id: int
    agency_code: str
    transport: str
    axis_id: str
    message_type: str
    offered_by: str
    sha256: str
    size: int
    received_at: datetime
    received_by: str
    read: Reading
    about_id: int | None
    incoming_id: int | None
    state: Standing
    state_at: datetime
    reason: str
    answered: str

    @property
    def is_closed(self) -> bool:
        """Whether it left quarantine without its sender being told anything."""
        return self.state is Standing.RETURNED and not self.answered


def storable(text: str) -> str:
    """A stranger's text as every database can hold it."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def storable_reading(read: Reading) -> Reading:
    """The same of all that a message says and that was found in it."""
    texts = {each.name: getattr(read, each.name) for each in fields(read)}
    changes: dict[str, Any] = {
        name: storable(text) for name, text in texts.items() if isinstance(text, str)
    }
    remarks = (
        replace(each, facts={name: storable(text) for name, text in each.facts.items()})
        for each in read.remarks
    )
    about = tuple(map(storable, read.about_documents))
    return replace(read, **changes, about_documents=about, remarks=tuple(remarks))


def columns_of(read: Reading) -> dict[str, object]:
    """What a message says, as columns of the table."""
    return {
        "sender_key": normal_code(read.sender_code),
        "sender_code": read.sender_code,
        "sender_name": read.sender_name,
        "document_id": read.document_id,
        "code": read.code,
        "issued_on": read.issued_on,
        "type_name": read.type_name,
        "subject": read.subject,
        "purpose": read.purpose,
        "asks_reason": read.asks_reason,
        "about_document": "\n".join(read.about_documents),
        "content": read.content,
        "verdict": read.verdict,
        "findings": canonical_json([asdict(remark) for remark in read.remarks]),
        "sender_agency": agency_key(read.sender_code),
        "document_key": document_key(read.document_id),
    }


def message_of(row: sa.Row[Any]) -> ArrivedMessage:
    """The message that a whole row of the table holds."""
    return message_from(row._asdict())


def message_from(row: Mapping[str, Any]) -> ArrivedMessage:
    """The same, of a row's values by the names of their columns."""
    state = Standing(row["state"])
    read = Reading(
        sender_code=row["sender_code"],
        sender_name=row["sender_name"],
        document_id=row["document_id"],
        code=row["code"],
        issued_on=row["issued_on"],
        type_name=row["type_name"],
        subject=row["subject"],
        purpose=row["purpose"],
        asks_reason=row["asks_reason"],
        about_documents=tuple(filter(None, row["about_document"].split("\n"))),
        content=row["content"],
        verdict=row["verdict"],
        remarks=tuple(Remark(**each) for each in json.loads(row["findings"])),
        unfit=state is Standing.QUARANTINED,
        noted=state is Standing.NOTED,
    )
    return ArrivedMessage(
        id=row["id"],
        agency_code=row["agency_code"],
        transport=row["transport"],
        axis_id=row["axis_id"],
        message_type=row["message_type"],
        offered_by=row["offered_by"],
        sha256=row["sha256"],
        size=row["size"],
        received_at=datetime.fromisoformat(row["received_at"]),
        received_by=row["received_by"],
        read=read,
        about_id=row["about_id"],
        incoming_id=row["incoming_id"],
        state=state,
        state_at=datetime.fromisoformat(row["state_at"]),
        reason=row["reason"],
        answered=row["answered"],
    )
