# SPDX-License-Identifier: Apache-2.0
"""A document package for the national document axis, free of wire names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


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


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a package, decoded."""

    name: str
    content_type: str
    data: bytes
    description: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """What an edXML document package of a new document says (QCVN 102:2016/BTTTT).

    `number` and `symbol` are apart, as on the wire: `05` and `QĐ-SGDĐT`. `places` are the lines of
    “Nơi nhận”; `sent_at` is the time of the sender's trace header, aware; `appendices` are the
    names of the annexes in files of their own; `priority` is 0 for an ordinary document, 1 “Khẩn”,
    2 “Thượng khẩn”, 3 “Hỏa tốc”, 4 the same with an hour.
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
