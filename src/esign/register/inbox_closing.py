# SPDX-License-Identifier: Apache-2.0
"""What can be returned to its sender, and what is closed because nobody can be told of it.

A report that contradicts itself and a message that cannot be read name no document whose sender
could be answered; they stay in quarantine until somebody who has asked closes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import InputError
from esign.register.inbox_finding import DOCUMENTS, REQUESTS, standing_for
from esign.register.inbox_refusals import not_now
from esign.register.inbox_tables import Standing
from esign.register.inbox_vouching import refuse_reflected
from esign.register.inbox_writing import CLOSED

if TYPE_CHECKING:
    from esign.register.agency_identity import Agencies
    from esign.register.inbox_rows import ArrivedMessage
    from esign.register.inbox_writing import Writer

_FOR_A_PERSON = frozenset({*DOCUMENTS, *REQUESTS})
"""Purposes of what stands for a document or asks for an answer, and is not just put away."""


def close(writer: Writer, message: ArrivedMessage, reason: str) -> ArrivedMessage:
    """Put away what lies in quarantine and nobody can be told of; again changes nothing.

    Args:
        writer: in a writing transaction.
        message: as it stands.
        reason: what a person has found out; stays with the message.

    Raises:
        InputError: it is not in quarantine, can be returned, or is a document or a request.
    """
    if message.is_closed and message.reason == reason:
        return message
    if message.state is not Standing.QUARANTINED:
        raise not_now(message)
    if _is_returnable(writer, message):
        raise InputError("inbox.to_be_returned", id=message.id)
    if message.read.purpose in _FOR_A_PERSON:
        raise InputError("inbox.stays_held", id=message.id)
    done, _ = writer.change(message, CLOSED, {"state": Standing.RETURNED.value, "reason": reason})
    return done


def refuse_unreturnable(writer: Writer, message: ArrivedMessage, *, despite: bool) -> None:
    """Refuse to return what its sender cannot be told of.

    Raises:
        InputError: it does not say enough, is no document and no request, is a rival of a document
            that stands here, or its sender may never have sent it.
    """
    refuse_unanswerable(writer.agencies, message)
    if not (message.read.purpose in _FOR_A_PERSON or message.read.is_damaged):
        raise InputError("inbox.no_document", id=message.id)
    if writer.is_told(message):
        refuse_reflected(message, despite=despite)


def refuse_unanswerable(agencies: Agencies, message: ArrivedMessage) -> None:
    """A status names the document: of one that stands here already it would tell something else.

    A request is no rival of its document: what is told of it begins with its name.

    Raises:
        InputError: so it is, or the message does not say enough to be answered.
    """
    read = message.read
    if not (read.sender_code and read.document_id and read.code):
        raise InputError("inbox.unanswerable", id=message.id)
    if read.purpose in REQUESTS and read.purpose not in DOCUMENTS:
        return
    known = standing_for(agencies, message)
    if known.id != message.id:
        raise InputError("inbox.conflict_unanswerable", id=message.id, other=known.id)


def _is_returnable(writer: Writer, message: ArrivedMessage) -> bool:
    try:
        refuse_unreturnable(writer, message, despite=True)
    except InputError:
        return False
    return True
