# SPDX-License-Identifier: Apache-2.0
"""What can be returned to its sender, and what is closed because nobody can be told of it.

A report that contradicts itself and a message that cannot be read name no document whose sender
could be answered; they stay in quarantine until somebody who has asked closes them. What the
program has failed at is none of these: it may be a document, and another version may read it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from esign.errors import InputError
from esign.register.inbox_finding import DOCUMENTS, REQUESTS, standing_for
from esign.register.inbox_refusals import not_now
from esign.register.inbox_tables import Standing
from esign.register.inbox_vouching import refuse_reflected
from esign.register.inbox_writing import CLOSED

if TYPE_CHECKING:
    from esign.register.agency_identity import Agencies
    from esign.register.inbox_rows import ArrivedMessage, Reading
    from esign.register.inbox_writing import Writer

_FOR_A_PERSON = frozenset({*DOCUMENTS, *REQUESTS})
"""Purposes of what stands for a document or asks for an answer, and is not just put away."""


_OF_MESSAGES: Final = ("edxml.", "inbox.")
"""How the codes begin that tell of a message and not of what became of reading it."""

_UNPROCESSABLE: Final = "inbox.unprocessable"
"""Found where the program has failed at a message."""


class WayOut(StrEnum):
    """How a message leaves quarantine for good; the value tells messages what it is called.

    It is returned; returned once somebody vouches for its sender; closed; or only read anew.
    """

    RETURN = "return"
    VOUCHED = "vouched"
    CLOSE = "close"
    REREAD = "reread"


_NOT_CLOSED: Final = {
    WayOut.RETURN: "inbox.to_be_returned",
    WayOut.VOUCHED: "inbox.to_be_returned_vouched",
    WayOut.REREAD: "inbox.stays_held",
}


def way_out(writer: Writer, message: ArrivedMessage) -> WayOut:
    """How a message that lies in quarantine may leave it, other than by being read anew."""
    for way in (WayOut.RETURN, WayOut.VOUCHED):
        try:
            refuse_unreturnable(writer, message, despite=way is WayOut.VOUCHED)
        except InputError:
            continue
        return way
    stays = _is_for_a_person(message.read) or _is_unprocessed(message.read)
    return WayOut.REREAD if stays else WayOut.CLOSE


def close(writer: Writer, message: ArrivedMessage, reason: str) -> ArrivedMessage:
    """Put away what lies in quarantine and nobody can be told of; again changes nothing.

    Args:
        writer: in a writing transaction.
        message: as it stands.
        reason: what a person has found out; stays with the message.

    Raises:
        InputError: it is not in quarantine, can be returned, is a document or a request, or the
            program has failed at it.
    """
    if message.is_closed and message.reason == reason:
        return message
    if message.state is not Standing.QUARANTINED:
        raise not_now(message)
    way = way_out(writer, message)
    if way is not WayOut.CLOSE:
        unread = way is WayOut.REREAD and _is_unprocessed(message.read)
        raise InputError("inbox.stays_unread" if unread else _NOT_CLOSED[way], id=message.id)
    done, _ = writer.change(message, CLOSED, {"state": Standing.RETURNED.value, "reason": reason})
    return done


def refuse_unreturnable(writer: Writer, message: ArrivedMessage, *, despite: bool) -> None:
    """Refuse to return what its sender cannot be told of.

    Raises:
        InputError: it is a report, does not say enough, is a rival of a document that stands here,
            or its sender may never have sent it.
    """
    if message.read.content and message.read.purpose not in _FOR_A_PERSON:
        raise InputError("inbox.report_unreturnable", id=message.id)
    refuse_unanswerable(writer.agencies, message)
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


def _is_for_a_person(read: Reading) -> bool:
    """Whether it stands for a document, or asks something; also if only its header tells so.

    A damaged one in another's name asks nothing, and stands for nothing.
    """
    asks = read.is_damaged_replacement and not read.is_in_anothers_name
    return asks or read.purpose in _FOR_A_PERSON


def _is_unprocessed(read: Reading) -> bool:
    """Whether reading it has failed for a reason that lies here, or may do so."""
    found = () if read.content else (each for each in read.remarks if each.level == "error")
    return any(
        each.code == _UNPROCESSABLE or not each.code.startswith(_OF_MESSAGES) for each in found
    )
