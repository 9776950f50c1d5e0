# SPDX-License-Identifier: Apache-2.0
"""The simulated axis in threads of this process, which dies and is started from its journal."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from esign.axis import Axis, Desk, FolderJournal, Habit, Member, Script, Server, with_secrets
from esign.axis.journal import JOURNAL
from esign.model import Consignment, MessageType, Offered
from support.axes import Client
from support.ports import SeededRandom
from support.transports import MemoryAxis, Posted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from esign.axis.calls import Call
    from esign.axis.desk import Outcome
    from support.perils import PerilousWay
    from support.ports import FixedClock


class End(Enum):
    """How the axis dies: between two requests, or while it notes what it has accepted."""

    STOPPED = auto()
    BEFORE = auto()
    CUT = auto()
    """Half of the line is on the disk."""
    AFTER = auto()


class DeadError(OSError):
    """Nobody answers any more."""


class MortalJournal(FolderJournal):
    """Dies with one of its next lines.

    Attributes:
        doom: how, and after how many lines that are still noted; None for not at all.
        is_dead: from then on.
    """

    def __init__(self, folder: Path, noted: Callable[[Mapping[str, Any]], None]) -> None:
        super().__init__(folder)
        self._path = folder / JOURNAL
        self._noted = noted
        self.doom: tuple[End, int] | None = None
        self.is_dead = False

    def note(self, event: Mapping[str, object]) -> None:
        end, left = self.doom or (None, 0)
        if end is not None and left:
            self.doom = end, left - 1
        if end is None or left:
            super().note(event)
            self._noted(event)
            return
        self.is_dead = True
        if end is End.AFTER:
            super().note(event)
            self._noted(event)
        elif end is End.CUT:
            line = json.dumps(event).encode()
            with self._path.open("ab") as file:
                file.write(line[: len(line) // 2])
        raise DeadError


class MortalDesk(Desk):
    """Answers as long as the journal lives."""

    def __init__(self, axis: Axis, script: Script, journal: MortalJournal) -> None:
        super().__init__(axis, script)
        self._journal = journal

    def answer(self, call: Call, *, from_here: bool) -> Outcome:
        if self._journal.is_dead:
            raise DeadError
        return super().answer(call, from_here=from_here)


class MortalAxis:
    """The simulator behind HTTP on this machine, always at the same address.

    Args:
        folder: where it keeps what it accepts.
        clock: by which it goes.
        members: who is on it; the secret of each system is its name.
        habit: what it does with documents that come again.
        ways: of those who send to it.
    """

    def __init__(
        self, folder: Path, clock: FixedClock, members: Iterable[Member], habit: Habit
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._members = tuple(members)
        self._habit = habit
        self._origin: dict[str, Consignment] = {}
        self._starts = 0
        self._port = 0
        self._server: Server | None = None
        self.ways: Sequence[PerilousWay] = ()
        self.start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def is_up(self) -> bool:
        """Whether anybody answers."""
        return self._server is not None and not self._journal.is_dead

    def start(self) -> None:
        """Begin to answer, with what the journal holds and no faults."""
        self._starts += 1
        random = SeededRandom(self._starts)
        secrets = {member.system_id: member.system_id for member in self._members}
        self._journal = MortalJournal(self._folder, self._noted)
        members = with_secrets(self._members, secrets, random)
        self._axis = Axis(members, self._journal, self._clock, random, self._habit)
        desk = MortalDesk(self._axis, Script((), SeededRandom()), self._journal)
        self._server = Server(self._axis, desk, port=self._port)
        self._server.__enter__()
        self._port = urlsplit(self._server.url).port or 0

    def stop(self) -> None:
        """End, dead or alive."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def restart(self) -> None:
        """End where it has not, and start again; what was known to it is known to it still."""
        before = self._accepted() if self.is_up else None
        self.stop()
        self.start()
        assert before in {None, self._accepted()}

    def dies(self, end: End, spared: int) -> None:
        """Let it die: now, or once it has noted so many lines more."""
        if end is End.STOPPED:
            self.stop()
        elif self.is_up:
            self._journal.doom = end, spared

    def fails(self, script: str) -> None:
        """Put faults in force, by the control interface, unless nobody answers."""
        if self.is_up:
            with Client(self.url) as client:
                client.control("PUT", "faults", {"faults": script})

    def calm(self) -> None:
        """Nothing goes wrong any more."""
        if not self.is_up:
            self.restart()
        self._journal.doom = None
        with Client(self.url) as client:
            assert client.control("DELETE", "faults") == {"faults": []}

    def put(self, system_id: str, data: bytes) -> None:
        """Let a system send something past everything that goes wrong; the axis may die of it.

        Raises:
            NotTakenError: the axis refuses it.
        """
        if self.is_up:
            with suppress(DeadError):
                self._axis.send(system_id, data, "status")

    def has(self, message_id: str) -> bool:
        """Whether it has accepted a message, or knows its bytes from another and has said so."""
        answered = (each for way in self.ways for _, each in way.answered)
        return any(each.message_id == message_id for each in (*self._origin.values(), *answered))

    def look(self) -> MemoryAxis:
        """What its ledger says, as an axis in memory would hold it."""
        with Client(self.url) as client:
            accepted = client.control("GET", "ledger")["accepted"]
        seen = MemoryAxis()
        for message in accepted:
            self._lay(message, seen)
        theirs = [pair for way in self.ways for pair in way.answered]
        seen.sendings += [each for name, each in theirs if self._origin.get(name) != each]
        return seen

    def _lay(self, message: Mapping[str, Any], seen: MemoryAxis) -> None:
        kind, sender = MessageType(message["message_type"]), message["sender"]
        sent = self._origin[message["doc_id"]]
        codes = tuple(copy["receiver"] for copy in message["copies"])
        sent = replace(sent, sender_code=sender, receiver_codes=codes)
        seen.sendings.append(sent)
        for copy in message["copies"]:
            at = datetime.fromisoformat(message["at"])
            offered = Offered(copy["doc_id"], kind, sender, at)
            seen.posted.append(Posted(offered, copy["receiver"], sent))
            if copy["progress"] in {"done", "fail"}:
                seen.confirmed[copy["doc_id"]] = copy["progress"] == "done"

    def _noted(self, event: Mapping[str, Any]) -> None:
        """Remember who sent what was accepted just now."""
        if event["event"] != "accepted":
            return
        message = event["message"]
        (sent,) = [way.under_way for way in self.ways if way.under_way is not None] or [
            Consignment("put", MessageType.STATUS, "", (), "", "", b"")
        ]
        data = self._journal.get(message["sha256"])
        assert not sent.data or sent.data == data
        self._origin[message["doc_id"]] = replace(sent, data=data)

    def _accepted(self) -> str:
        """What was accepted and how far it has come; how often it was listed is not kept."""
        accepted = self._axis.ledger()["accepted"]
        for message in accepted:
            for copy in message["copies"]:
                del copy["listed"], copy["withheld"]
        return json.dumps(accepted)
