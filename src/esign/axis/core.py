# SPDX-License-Identifier: Apache-2.0
"""The simulated document axis, whatever protocol it is spoken to in.

It takes packages from agencies, keeps them, and offers each receiver its copy until the receiver's
system says that it has it.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from esign.axis.members import Member
from esign.axis.messages import SETTLED, Copy, Message, Progress, as_plain, from_plain
from esign.axis.refusals import Code, NotTakenError
from esign.axis.routing import DOCUMENT, NEW, read_routing
from esign.axis.shelves import Shelves
from esign.errors import EsignError
from esign.model.agency_codes import normal_code

if TYPE_CHECKING:
    from esign.axis.journal import Journal
    from esign.axis.members import Members
    from esign.axis.routing import Routed
    from esign.ports import Clock, RandomSource

_ID_BITS: Final = 96
_MOST_REFUSALS: Final = 10_000


class Habit(StrEnum):
    """What the axis does with a new document whose DocumentId it has from the same sender."""

    DELIVER = "deliver"
    REFUSE = "refuse"
    REMEMBER = "remember"
    """Answer the same bytes with the first answer; deliver other ones."""


@dataclass(frozen=True, slots=True)
class Mischief:
    """What happens to a message beside being accepted.

    Attributes:
        twice: it is accepted once more, as a message of its own.
        withheld: from how many lists it is left out, so that later ones overtake it.
    """

    twice: bool = False
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """What the axis has refused."""

    at: datetime
    system_id: str
    code: str
    text: str


class Axis:
    """Agencies, mailboxes and messages; may be used by many threads at once.

    Args:
        members: who is on it.
        journal: keeps what was accepted; what it holds already is taken up again.
        clock: says when something was accepted.
        random: draws the names of messages.
        habit: what is done with documents that come again.
    """

    def __init__(
        self,
        members: Members,
        journal: Journal,
        clock: Clock,
        random: RandomSource,
        habit: Habit = Habit.DELIVER,
    ) -> None:
        self.members = members
        self.habit = habit
        self._journal = journal
        self._clock = clock
        self._random = random
        self._lock = threading.RLock()
        self._shelves = Shelves()
        self._refused: deque[Refused] = deque(maxlen=_MOST_REFUSALS)
        try:
            for event in journal.events():
                self._replay(event)
        except EsignError:
            journal.close()
            raise

    def send(
        self, system_id: str, data: bytes, message_type: str, mischief: Mischief | None = None
    ) -> Message:
        """Accept a package and put it into its receivers' mailboxes.

        Args:
            system_id: whose credential it came with.
            data: the edXML.
            message_type: as announced beside it; empty where nothing was.
            mischief: what happens to it besides.

        Raises:
            NotTakenError: it is no package, or its sender or a receiver is not as it should be.
        """
        routed = read_routing(data)
        if message_type and message_type != routed.message_type:
            raise NotTakenError(Code.STANDARD, "messageType")
        wanted = mischief or Mischief()
        digest = self._journal.put(data)
        with self._lock:
            self._refuse_parties(system_id, routed)
            if earlier := self._earlier(routed, digest):
                return earlier
            message = self._accepted(routed, digest, len(data), wanted.withheld)
            if wanted.twice:
                self._accepted(routed, digest, len(data), wanted.withheld)
            return message

    def refuse(self, system_id: str, error: NotTakenError) -> None:
        """Note that something was refused."""
        with self._lock:
            now = self._clock.now()
            self._refused.append(Refused(now, system_id, error.code.value, error.text))

    def received(self, system_id: str, message_type: str) -> list[tuple[Message, Copy]]:
        """What waits for the agencies of a system, oldest first."""
        with self._lock:
            return [
                (message, copy)
                for message, copy in self._waiting(system_id)
                if message_type in {"", message.message_type} and _listed(copy)
            ]

    def count(self, system_id: str, message_type: str) -> int:
        """How many messages wait for the agencies of a system."""
        with self._lock:
            waiting = self._waiting(system_id)
            return sum(message.message_type == message_type for message, _ in waiting)

    def sent(self, system_id: str) -> list[Message]:
        """What the agencies of a system have sent, oldest first."""
        with self._lock:
            return self._shelves.of_senders(self.members.of_system(system_id))

    def package(self, system_id: str, doc_id: str) -> bytes:
        """A package that a system has sent or is to receive.

        Raises:
            NotTakenError: there is none of that name for this system.
        """
        with self._lock:
            codes = self.members.of_system(system_id)
            message = self._shelves.sent.get(doc_id)
            if message is None or message.sender not in codes:
                message = self._copy(codes, doc_id)[0]
        return self._journal.get(message.sha256)

    def update(self, system_id: str, doc_id: str, progress: Progress) -> None:
        """Note how far a receiver's system has come; what is settled stays so.

        Raises:
            NotTakenError: there is no such message for this system.
        """
        with self._lock:
            _, copy = self._copy(self.members.of_system(system_id), doc_id)
            if copy.progress in SETTLED or copy.progress is progress:
                return
            now = self._clock.now()
            told = {"event": "progress", "doc_id": doc_id, "progress": progress.value}
            self._journal.note({**told, "at": now.isoformat()})
            self._shelves.move(doc_id, progress, now)

    def register(self, system_id: str, member: Member) -> None:
        """Take an agency in, or change its name, for the system that asks.

        Raises:
            NotTakenError: the code is another system's.
        """
        with self._lock:
            known = self.members.by_code.get(member.code)
            if known is not None and known.system_id != system_id:
                raise NotTakenError(Code.SENDER, member.code)
            self._change(replace(member, system_id=system_id))

    def remove(self, system_id: str, code: str) -> None:
        """Close an agency of the system that asks.

        Raises:
            NotTakenError: it has no such agency.
        """
        with self._lock:
            if normal_code(code) not in self.members.of_system(system_id):
                raise NotTakenError(Code.SENDER, code)
            self._change(replace(self.members.by_code[normal_code(code)], closed=True))

    def ledger(self) -> dict[str, Any]:
        """What was accepted and refused, and how far everything has come."""
        with self._lock:
            return {
                "accepted": [as_plain(message) for message in self._shelves.messages],
                "refused": [{**asdict(each), "at": each.at.isoformat()} for each in self._refused],
            }

    def close(self) -> None:
        """Let go of what it is kept in."""
        with self._lock:
            self._journal.close()

    def _refuse_parties(self, system_id: str, routed: Routed) -> None:
        sender = self.members.by_code.get(routed.sender)
        if sender is None or sender.closed or sender.system_id != system_id:
            raise NotTakenError(Code.SENDER, routed.sender)
        for code in routed.receivers:
            receiver = self.members.by_code.get(code)
            if receiver is None or receiver.closed:
                raise NotTakenError(Code.RECEIVER, code)
            if receiver.locked:
                raise NotTakenError(Code.LOCKED, code)

    def _earlier(self, routed: Routed, digest: str) -> Message | None:
        """The message that answers for one that came again, if the habit has such an answer."""
        if self.habit is Habit.REMEMBER:
            return self._shelves.content(routed.sender, digest)
        is_new = routed.message_type == DOCUMENT and routed.purpose == NEW
        known = is_new and self._shelves.document(routed.sender, routed.document_id)
        if self.habit is Habit.REFUSE and known:
            raise NotTakenError(Code.EXISTS, routed.document_id)
        return None

    def _accepted(self, routed: Routed, digest: str, size: int, withheld: int) -> Message:
        now = self._clock.now()
        copies = [
            Copy(self._fresh_id(), code, Progress.INITIAL, now, withheld)
            for code in routed.receivers
        ]
        message = Message(
            doc_id=self._fresh_id(),
            message_type=routed.message_type,
            sender=routed.sender,
            document_id=routed.document_id,
            title=routed.title,
            notation=routed.notation,
            purpose=routed.purpose,
            sha256=digest,
            size=size,
            at=now,
            copies=copies,
        )
        self._journal.note({"event": "accepted", "message": as_plain(message)})
        self._shelves.add(message)
        return message

    def _fresh_id(self) -> str:
        return f"{self._random.bits(_ID_BITS):0{_ID_BITS // 4}x}"

    def _change(self, member: Member) -> None:
        self._journal.note({"event": "member", "member": asdict(member)})
        self.members.add(member)

    def _waiting(self, system_id: str) -> list[tuple[Message, Copy]]:
        return self._shelves.waiting(self.members.of_system(system_id))

    def _copy(self, codes: frozenset[str], doc_id: str) -> tuple[Message, Copy]:
        found = self._shelves.copies.get(doc_id)
        if found is None or found[1].receiver not in codes:
            raise NotTakenError(Code.NO_SUCH_MESSAGE, doc_id)
        return found

    def _replay(self, event: dict[str, Any]) -> None:
        """Take up what an earlier run has noted."""
        if event["event"] == "accepted":
            self._shelves.add(from_plain(event["message"]))
        elif event["event"] == "progress":
            at = datetime.fromisoformat(event["at"])
            self._shelves.move(event["doc_id"], Progress(event["progress"]), at)
        else:
            old_codes = tuple(event["member"]["old_codes"])
            self.members.add(Member(**{**event["member"], "old_codes": old_codes}))


def _listed(copy: Copy) -> bool:
    """Count a copy on the list, unless it is still left out."""
    if copy.withheld > 0:
        copy.withheld -= 1
        return False
    copy.listed += 1
    return True
