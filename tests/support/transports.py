# SPDX-License-Identifier: Apache-2.0
"""A document axis in memory: several agencies, each with its transport, and faults on order.

axis = MemoryAxis()
sender, receiver = axis.join("H24.01"), axis.join("H24.02")
sender.fails("send", Fault.AFTER)  # the next sending is taken, and its answer is lost
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto
from itertools import count
from typing import TYPE_CHECKING, Literal

from esign.errors import ConfigurationError, InputError, ServiceError, UsageError
from esign.model import (
    AgencyRecord,
    Consignment,
    MessageType,
    Offered,
    OutcomeUnknownError,
    RefusedError,
)
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from collections.abc import Sequence

Operation = Literal["send", "find", "offered", "fetch", "confirm", "agencies"]


class Fault(Enum):
    """What goes wrong once.

    `BEFORE`: nobody is reached. `LOST`: the answer fails to come, and nothing was done. `AFTER`:
    it fails to come, and all was done. `REFUSED`: for good. `CREDENTIAL`: the other side knows us
    not. `CUT`: a fetched message breaks off within. `FINE`: nothing, for scripts that need a gap.
    """

    FINE = auto()
    BEFORE = auto()
    LOST = auto()
    AFTER = auto()
    REFUSED = auto()
    CREDENTIAL = auto()
    CUT = auto()


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as the axis holds it for one receiver."""

    offered: Offered
    receiver_code: str
    consignment: Consignment


@dataclass
class MemoryAxis:
    """What all transports of a test share.

    Attributes:
        listed: the list of agencies; where it is set, others than these are refused as receivers.
        idempotent: whether a message that comes again under its id is told apart.
        doubled: whether everything is offered twice, as some hubs do.
        reverse: whether the newest is offered first.
        posted: what lies there for receivers, confirmed or not, in the order of arrival.
        confirmed: axis ids that were confirmed, with what was said.
        sendings: every sending that got as far as being stored, repeats included.
    """

    listed: tuple[AgencyRecord, ...] | None = None
    idempotent: bool = True
    doubled: bool = False
    reverse: bool = False
    posted: list[Posted] = field(default_factory=list)
    confirmed: dict[str, bool] = field(default_factory=dict)
    sendings: list[Consignment] = field(default_factory=list)
    _ids: dict[str, str] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def join(self, code: str, *, name: str = "axis", can_find: bool = True) -> MemoryTransport:
        """The transport of the agency of that code."""
        return MemoryTransport(self, code, name, can_find)

    def store(self, consignment: Consignment) -> str:
        """Take a message for all its receivers; what the sender's side calls it."""
        known = self._ids.get(consignment.message_id)
        self.sendings.append(consignment)
        if known is not None and self.idempotent:
            return known
        number = next(self._numbers)
        axis_id = self._ids[consignment.message_id] = f"S{number:06}"
        for place, code in enumerate(consignment.receiver_codes, start=1):
            listed_at = FIXED_NOW + timedelta(seconds=number)
            kind, sender = consignment.message_type, consignment.sender_code
            offered = Offered(f"R{number:06}-{place}", kind, sender, listed_at)
            self.posted.append(Posted(offered, code, consignment))
        return axis_id

    def found(self, consignment: Consignment) -> str | None:
        """What the sender's side calls a message that it has sent."""
        return self._ids.get(consignment.message_id)

    def waiting(self, code: str) -> list[Offered]:
        """What waits for an agency."""
        found = [
            each.offered
            for each in self.posted
            if each.receiver_code == code and each.offered.axis_id not in self.confirmed
        ]
        found = [each for each in found for _ in range(2)] if self.doubled else found
        return found[::-1] if self.reverse else found

    def received(self, code: str) -> list[Consignment]:
        """Every message that was ever posted for an agency, in the order of arrival."""
        return [each.consignment for each in self.posted if each.receiver_code == code]

    def put(self, code: str, data: bytes, *, sender: str = "", status: bool = False) -> Offered:
        """Lay any bytes before an agency, as if another had sent them."""
        kind = MessageType.STATUS if status else MessageType.DOCUMENT
        name = f"put-{len(self.posted)}"
        self.store(Consignment(name, kind, sender, (code,), "", "", data))
        return self.posted[-1].offered


@dataclass
class MemoryTransport:
    """One agency's way to a `MemoryAxis`.

    Attributes:
        axis: which.
        code: whose transport it is.
        name: as the settings would call it.
        can_find: whether it can say what became of a message.
        down: while it is set, every call fails so.
        calls: every call, in order, whether it failed or not.
    """

    axis: MemoryAxis
    code: str
    name: str = "axis"
    can_find: bool = True
    down: Fault | None = None
    calls: list[Operation] = field(default_factory=list)
    _faults: defaultdict[Operation, deque[Fault]] = field(
        default_factory=lambda: defaultdict(deque)
    )

    def fails(self, operation: Operation, *faults: Fault) -> None:
        """Let the next calls of an operation fail so, one after the other; then it works again."""
        self._faults[operation].extend(faults)

    def send(self, consignment: Consignment) -> str:
        fault = self._called("send")
        if self.axis.listed is not None:
            known = {each.code for each in self.axis.listed}
            if not known.issuperset(consignment.receiver_codes):
                raise self._refused("18")
        if fault in {Fault.LOST, Fault.CUT}:
            raise OutcomeUnknownError("transport.no_answer", service=self.name, reason="scripted")
        axis_id = self.axis.store(consignment)
        if fault is Fault.AFTER:
            raise OutcomeUnknownError("transport.no_answer", service=self.name, reason="scripted")
        return axis_id

    def find(self, consignment: Consignment) -> str | None:
        self._called("find")
        if not self.can_find:
            raise UsageError("transport.cannot_find", service=self.name)
        return self.axis.found(consignment)

    def offered(self) -> Sequence[Offered]:
        self._called("offered")
        return tuple(self.axis.waiting(self.code))

    def fetch(self, offered: Offered) -> bytes:
        fault = self._called("fetch")
        data = next(
            (each.consignment.data for each in self.axis.posted if each.offered == offered), None
        )
        if data is None:
            raise InputError("transport.not_offered", service=self.name, name=offered.axis_id)
        if fault is Fault.CUT:
            raise ServiceError("transport.bad_answer", service=self.name, reason="scripted")
        return data

    def confirm(self, offered: Offered, *, taken: bool) -> None:
        fault = self._called("confirm")
        if fault is not Fault.LOST:
            self.axis.confirmed[offered.axis_id] = taken
        if fault in {Fault.LOST, Fault.AFTER}:
            raise OutcomeUnknownError("transport.no_answer", service=self.name, reason="scripted")

    def agencies(self) -> Sequence[AgencyRecord]:
        self._called("agencies")
        if self.axis.listed is None:
            raise UsageError("transport.no_agencies", service=self.name)
        return self.axis.listed

    def _called(self, operation: Operation) -> Fault:
        """What is to go wrong with this call; raises what hits every operation alike."""
        self.calls.append(operation)
        script = self._faults[operation]
        fault = self.down or (script.popleft() if script else Fault.FINE)
        reading = operation not in {"send", "confirm"}
        if fault is Fault.BEFORE or (reading and fault in {Fault.LOST, Fault.AFTER}):
            raise ServiceError("transport.unreachable", service=self.name, reason="scripted")
        if fault is Fault.CREDENTIAL:
            raise ConfigurationError("transport.credential", service=self.name)
        if fault is Fault.REFUSED:
            raise self._refused("22")
        return fault

    def _refused(self, status: str) -> RefusedError:
        return RefusedError(
            "transport.refused", service=self.name, status=status, reason="scripted"
        )
