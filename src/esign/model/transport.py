# SPDX-License-Identifier: Apache-2.0
"""What passes between an agency and the document axis, whatever carries it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from esign.errors import ServiceError

if TYPE_CHECKING:
    from datetime import datetime


class MessageType(StrEnum):
    """The two types of message; the value is that of the wire."""

    DOCUMENT = "edoc"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Consignment:
    """A package on its way out.

    Attributes:
        message_id: fixed when the message was queued; the same at every attempt.
        message_type: document or status.
        sender_code: the sending agency.
        receiver_codes: whom the package names as receivers.
        document_id: the document it carries or speaks of.
        title: the document's subject, for hubs that list it.
        data: the edXML.
        first_tried_at: when the first attempt began, aware; None where that is not known.
    """

    message_id: str
    message_type: MessageType
    sender_code: str
    receiver_codes: tuple[str, ...]
    document_id: str
    title: str
    data: bytes
    first_tried_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A message that the axis holds ready for us.

    Attributes:
        axis_id: what the axis calls it.
        message_type: document or status.
        sender_code: from whom; empty where the list does not say.
        listed_at: when it arrived there, aware; None where the list does not say.
    """

    axis_id: str
    message_type: MessageType
    sender_code: str = ""
    listed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AgencyRecord:
    """A line of the axis's list of agencies.

    Attributes:
        code: the electronic identifier in force.
        name: in full.
        parent_code: of the body above it; empty where the list does not say.
        old_codes: by which it went before.
        closed: whether it receives nothing any more.
        successor_code: the agency it was merged into; empty where there is none.
        email: empty where the list has none.
    """

    code: str
    name: str
    parent_code: str = ""
    old_codes: tuple[str, ...] = ()
    closed: bool = False
    successor_code: str = ""
    email: str = ""


class RefusedError(ServiceError):
    """The other side has the message in full and will not take it: sending it again is no use.

    Facts hold at least `service`, its own `status` and what it says as `reason`.
    """


class OutcomeUnknownError(ServiceError):
    """The message was sent, wholly or in part, and no answer came: it may have been taken.

    The same message must be asked for, or sent again under the same id; never a new one.
    """
