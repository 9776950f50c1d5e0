# SPDX-License-Identifier: Apache-2.0
"""A way to the axis, in the middle of whose calls the process dies or something else happens."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from support.crashing import Mains

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from esign.model import AgencyRecord, Consignment, Offered
    from esign.ports import Transport
    from support.transports import Operation

    Done = TypeVar("Done")


@dataclass
class Peril:
    """What happens once within a call.

    Attributes:
        spared: so many calls go well before.
        after: it happens when the call has had its effect, not before.
        happen: what happens.
    """

    spared: int
    after: bool
    happen: Callable[[], object]


@dataclass
class PerilousWay:
    """A way as a process uses it that may die of it.

    Attributes:
        way: where messages really go.
        mains: the power of the process that is at work; whatever is called without it fails.
        perils: what is to happen in the calls of each operation, one after the other.
        under_way: what is being handed over at this moment.
        answered: what the axis has taken by its own account, each with what it calls that.
        watched: told of each message at the moment of handing it over, by its id.
    """

    way: Transport
    mains: Mains = field(default_factory=Mains)
    perils: dict[Operation, list[Peril]] = field(default_factory=dict)
    under_way: Consignment | None = None
    answered: list[tuple[str, Consignment]] = field(default_factory=list)
    watched: Callable[[str], object] = str

    @property
    def name(self) -> str:
        return self.way.name

    @property
    def can_find(self) -> bool:
        return self.way.can_find

    def send(self, consignment: Consignment) -> str:
        return self._called("send", lambda: self._handed_over(consignment))

    def find(self, consignment: Consignment) -> str | None:
        return self._called("find", lambda: self.way.find(consignment))

    def offered(self) -> Sequence[Offered]:
        return self._called("offered", self.way.offered)

    def fetch(self, offered: Offered) -> bytes:
        return self._called("fetch", lambda: self.way.fetch(offered))

    def confirm(self, offered: Offered, *, taken: bool) -> None:
        self._called("confirm", lambda: self.way.confirm(offered, taken=taken))

    def agencies(self) -> Sequence[AgencyRecord]:
        return self._called("agencies", self.way.agencies)

    def dies(self, operation: Operation, *, spared: int, after: bool) -> None:
        """Let the power of whatever process is at work then fail in a later call."""

        def fail() -> None:
            self.mains.fail()

        self.happens(operation, Peril(spared, after, fail))

    def happens(self, operation: Operation, peril: Peril) -> None:
        """Let something happen in a later call."""
        self.perils.setdefault(operation, []).append(peril)

    @contextmanager
    def used_under(self, mains: Mains) -> Iterator[None]:
        """A process is at work that has this power."""
        before, self.mains = self.mains, mains
        try:
            yield
        finally:
            self.mains = before

    def _handed_over(self, consignment: Consignment) -> str:
        self.watched(consignment.message_id)
        self.under_way = consignment
        try:
            axis_id = self.way.send(consignment)
        finally:
            self.under_way = None
        self.answered.append((axis_id, consignment))
        return axis_id

    def _called(self, operation: Operation, call: Callable[[], Done]) -> Done:
        self.mains.require()
        peril = self._next(operation)
        if peril is not None and not peril.after:
            peril.happen()
        done = call()
        if peril is not None and peril.after:
            peril.happen()
        return done

    def _next(self, operation: Operation) -> Peril | None:
        """The peril of this call; the first in line is worn off by one call."""
        waiting = self.perils.get(operation)
        if not waiting:
            return None
        if waiting[0].spared:
            waiting[0].spared -= 1
            return None
        return waiting.pop(0)
