# SPDX-License-Identifier: Apache-2.0
"""Windows: messages whose attempts begin in one transaction and whose arrivals are noted in one.

They are handed over one after the other, as if each were alone. Whatever ends a window, of each of
its messages is noted what is certain: the axis has it, nobody knows, or it was not tried.
"""

from __future__ import annotations

import sys
from collections import deque
from contextlib import nullcontext, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from esign.delivery.outcomes import put_off, settled
from esign.errors import EsignError, ServiceError
from esign.register import Failing, Taken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.delivery.course import Course
    from esign.delivery.ready import Ready
    from esign.register import Message

MOST_MESSAGES: Final = 20
"""In a window: as many may be unknown after a crash."""

MOST_BYTES: Final = 20 * 1024**2
"""After so many no further message joins a window."""

LONGEST: Final = timedelta(minutes=1)
"""No attempt starts later in a window: the last must end well within the claim that began it."""


def send_window(window: deque[Ready], course: Course) -> bool:
    """Send what is ready, in its order; whether the axis has taken all of it.

    Args:
        window: emptied, so that the bytes of what was handed over do not stay in memory.
        course: of the pass.

    Raises:
        EsignError: a fault of this office, which is charged to no message.
    """
    return _Window(window, course).send()


class _Window:
    """Messages of which the attempts begin together."""

    def __init__(self, ready: deque[Ready], course: Course) -> None:
        self._ready = ready
        self._course = course
        self._by = course.by
        self._waiting: deque[tuple[Ready, Message]] = deque()
        self._arrived: list[Taken] = []
        self._untried: list[tuple[Message, Message]] = []
        self._under_way: Message | None = None
        self._all_taken = True

    def send(self) -> bool:
        """Begin, and hand over one after the other what nothing holds up."""
        is_through = False
        try:
            self._begin()
            self._hand_over_all()
            is_through = True
        finally:
            # What ended the window is to be told, and not that this could not be noted either.
            with nullcontext() if is_through else suppress(EsignError):
                self._close()
        return self._all_taken

    def _begin(self) -> None:
        started = self._by.register.sending.begin_all([each.start for each in self._ready])
        pairs = list(zip(self._ready, started, strict=True))
        self._waiting.extend((ready, begun) for ready, begun in pairs if begun is not None)
        self._ready.clear()
        for ready, begun in pairs:
            if begun is None:  # another worker has it, or may have: the claim ran out
                self._all_taken = False
                self._course.ended(None, ready.claimed)

    def _hand_over_all(self) -> None:
        end = self._by.clock.now() + LONGEST
        while self._waiting:
            ready, message = self._waiting[0]
            if self._course.holds(message, late=self._by.clock.now() > end):
                self._untried.append((message, ready.claimed))
            else:
                self._under_way = message
                self._hand_over(ready, message)
                self._under_way = None
            self._waiting.popleft()

    def _hand_over(self, ready: Ready, message: Message) -> None:
        try:
            axis_id = ready.transport.send(ready.consignment)
        except EsignError as fault:
            self._all_taken = False
            self._note_arrived()
            self._course.ended(settled(ready.claimed, message, fault, self._by), message)
        else:
            self._arrived.append(Taken(message, axis_id))

    def _note_arrived(self) -> None:
        if self._arrived:
            self._tell(self._by.register.sending.accepted_all(self._arrived, self._by.actor))

    def _tell(self, noted: Sequence[Message]) -> None:
        """Say of what has arrived what became of it, now that it is noted."""
        for name in {each.begun.transport for each in self._arrived}:
            self._by.circuits.worked(name)
        new = {each.id for each in noted}
        for each in self._arrived:
            self._course.ended("accepted" if each.begun.id in new else None, each.begun)
        self._arrived.clear()

    def _close(self) -> None:
        """Note what is certain of each message, in one transaction."""
        waiting = [(begun, ready.claimed) for ready, begun in self._waiting]
        back = [*self._untried, *(each for each in waiting if each[0] != self._under_way)]
        if not back and self._under_way is None:
            self._note_arrived()
            return
        self._all_taken = False
        sending, cancelled = self._by.register.sending, []
        with self._by.register.together():
            noted = sending.accepted_all(self._arrived, self._by.actor)
            if self._under_way is not None:  # where the attempt has got an end, no other is noted
                self._note_cut_off(self._under_way)
            for message, claimed in back:
                sending.give_back(message, claimed)
                if self._by.register.outbox.cancel_overtaken(message.id, self._by.actor):
                    cancelled.append(message)
        self._tell(noted)
        for message in cancelled:
            self._course.ended("cancelled", message)

    def _note_cut_off(self, begun: Message) -> None:
        """Nobody knows of it; what nobody foresaw may come again, so that others get their turn."""
        if isinstance(sys.exception(), Exception):
            put_off(begun, ServiceError("outbox.cut_off"), self._by, unknown=True)
            return
        now = self._by.clock.now()
        self._by.register.sending.failed(begun, Failing("outbox.cut_off"), now, unknown=True)
