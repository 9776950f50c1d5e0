# SPDX-License-Identifier: Apache-2.0
"""Status packages that answer what has arrived, composed from what was stored and nothing else.

Whoever sent a document finds it by its code, its number and symbol or its DocumentId, as he wrote
them: all three are repeated exactly (rules S4, S5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.exchange import write
from esign.model import DocumentReference, Party, StatusPackage

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from esign.model import Agency
    from esign.register import ArrivedMessage, Message, Register


def status_package(
    message: ArrivedMessage,
    agency: Agency,
    code: str,
    *,
    at: datetime,
    description: str = "",
) -> StatusPackage:
    """What an agency tells the sender of a message that it has received.

    Args:
        message: what was received, of whatever type.
        agency: who received it, and reports.
        code: a `StatusCode` that receivers use.
        at: when that was done, aware.
        description: in words; a refusal's reason.
    """
    read = message.read
    about = DocumentReference(read.sender_code, read.code, read.document_id, read.issued_on)
    return StatusPackage(
        sender=party(agency),
        about=about,
        code=str(code),
        at=at,
        description=description,
    )


def status_bytes(
    message: ArrivedMessage, agency: Agency, code: str, *, at: datetime, description: str = ""
) -> bytes:
    """The same as it goes out; the same arguments give the same bytes."""
    return write(status_package(message, agency, code, at=at, description=description))


def party(agency: Agency) -> Party:
    """An agency as packages name it."""
    return Party(
        code=agency.code,
        name=agency.name,
        parent=agency.parent,
        address=agency.address,
        email=agency.email,
        telephone=agency.telephone,
        website=agency.website,
    )


def composer(agency: Agency) -> Callable[[Register, Message], bytes]:
    """Makes the bytes of a queued status from the message that it answers.

    The same queued status gives the same bytes. An answer that is given again, because what it
    answers came again, has those of the first one, so that it counts once. It raises an InputError
    where the inbox holds no such message.

    Args:
        agency: who reports.
    """

    def answered(register: Register, message: Message) -> bytes:
        received = register.inbox.message(message.arrived_id or 0)
        first = register.inbox.first_answer(received.id, message.status_code) or message
        return status_bytes(
            received,
            agency,
            message.status_code,
            at=first.queued_at,
            description=first.reason,
        )

    return answered
