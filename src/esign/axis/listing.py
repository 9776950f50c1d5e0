# SPDX-License-Identifier: Apache-2.0
"""The rows of the lists that the axis answers with; days and times are Vietnamese."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from esign.axis.messages import Progress
from esign.axis.refusals import Code, NotTakenError
from esign.model import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esign.axis.members import Members
    from esign.axis.messages import Copy, Message

_DAYS: Final = ("%Y/%m/%d", "%Y-%m-%d", "%d/%m/%Y")
_TEXTS: Final = {
    Progress.INITIAL: "Chờ nhận",
    Progress.PROCESSING: "Đang nhận",
    Progress.DONE: "Đã nhận",
    Progress.FAIL: "Không nhận được",
}


def received_rows(found: Iterable[tuple[Message, Copy]]) -> list[dict[str, Any]]:
    """What waits for somebody."""
    return [
        {
            "docId": copy.doc_id,
            "serviceType": "eDoc",
            "messageType": message.message_type,
            "created_time": _moment(message.at),
            "updated_time": _moment(copy.at),
            "from": message.sender,
            "to": copy.receiver,
            "status": copy.progress.value,
            "status_desc": _TEXTS[copy.progress],
        }
        for message, copy in found
    ]


def sent_rows(found: Iterable[Message]) -> list[dict[str, Any]]:
    """What somebody has sent, a row for each receiver."""
    return [
        {
            "senderDocId": message.doc_id,
            "receiverDocId": copy.doc_id,
            "messageType": message.message_type,
            "fromCode": message.sender,
            "toCode": copy.receiver,
            "title": message.title,
            "notation": message.notation,
            "sentTime": _moment(message.at),
            "receivedTime": _moment(copy.at) if copy.progress is Progress.DONE else "",
            "sendStatus": Progress.DONE.value,
            "sendStatusDesc": "Đã gửi",
            "receiveStatus": copy.progress.value,
            "receiveStatusDesc": _TEXTS[copy.progress],
        }
        for message in found
        for copy in message.copies
    ]


def agency_rows(members: Members) -> list[dict[str, Any]]:
    """The agencies on the axis, closed ones too."""
    return [
        {
            "id": str(number),
            "code": member.code,
            "name": member.name,
            "mail": member.email,
            "pcode": member.parent_code,
            "oldCodes": list(member.old_codes),
            "closed": member.closed,
            "successorCode": member.successor_code,
        }
        for number, member in enumerate(list(members.by_code.values()), start=1)
    ]


def within(at: datetime, since: str, until: str) -> bool:
    """Whether something was accepted between two days; an empty day sets no bound.

    Raises:
        NotTakenError: that is no day.
    """
    day = at.astimezone(VIETNAM).date()
    return (not since or _day(since) <= day) and (not until or day <= _day(until))


def _day(text: str) -> Any:  # noqa: ANN401
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=VIETNAM).date()
        except ValueError:
            continue
    raise NotTakenError(Code.STANDARD, text)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%Y/%m/%d %H:%M:%S}"
