# SPDX-License-Identifier: Apache-2.0
"""A message on the simulated axis, and how far it has come with each receiver."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Progress(StrEnum):
    """How far a receiver's system says to have come; the value is that of the wire."""

    INITIAL = "initial"
    PROCESSING = "processing"
    DONE = "done"
    FAIL = "fail"


SETTLED = frozenset({Progress.DONE, Progress.FAIL})
"""What is settled is not offered again."""


@dataclass(slots=True)
class Copy:
    """A message as one receiver gets it.

    Attributes:
        doc_id: what the axis calls it towards that receiver.
        receiver: the receiver's code.
        progress: as the receiver's system said last.
        at: when it said so.
        withheld: from how many lists it is still left out.
        listed: how often it was on a list.
    """

    doc_id: str
    receiver: str
    progress: Progress
    at: datetime
    withheld: int = 0
    listed: int = 0


@dataclass(slots=True)
class Message:
    """What the axis has accepted.

    Attributes:
        doc_id: what it is called towards its sender.
        message_type: `edoc` or `status`.
        sender: the sending agency's code.
        document_id: of the document it carries or speaks of.
        title: that document's subject.
        notation: number and symbol together.
        purpose: business type, or the code of a status.
        sha256: of the package.
        size: of the package, in bytes.
        at: when it was accepted.
        copies: one for each receiver.
    """

    doc_id: str
    message_type: str
    sender: str
    document_id: str
    title: str
    notation: str
    purpose: str
    sha256: str
    size: int
    at: datetime
    copies: list[Copy] = field(default_factory=list)


def as_plain(message: Message) -> dict[str, Any]:
    """A message as JSON can hold it."""
    plain = asdict(message)
    plain["at"] = message.at.isoformat()
    for copy in plain["copies"]:
        copy["at"] = copy["at"].isoformat()
    return plain


def from_plain(plain: Mapping[str, Any]) -> Message:
    """The message that `as_plain` was given."""
    copies = [
        Copy(
            **{
                **copy,
                "progress": Progress(copy["progress"]),
                "at": datetime.fromisoformat(copy["at"]),
            }
        )
        for copy in plain["copies"]
    ]
    return Message(**{**plain, "at": datetime.fromisoformat(plain["at"]), "copies": copies})
