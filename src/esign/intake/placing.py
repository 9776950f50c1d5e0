# SPDX-License-Identifier: Apache-2.0
"""The story of reading: messages that were kept are opened and judged, then given their places.

Several are read at a time. What becomes of them is written in one transaction and in their order,
each as a part that is undone alone where it is refused. Where one of them fails the transaction,
each of them gets one of its own.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from esign.intake.bulkhead import Bulkhead
from esign.intake.reading import judge_message, note_report, open_message
from esign.intake.sameness import with_repeats
from esign.limits import processors
from esign.model import StatusPackage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from esign.intake.knowing import Knowing, Whose
    from esign.intake.opening import Opened
    from esign.intake.reading import Intake
    from esign.register import ArrivedMessage, Reading


class Unread(NamedTuple):
    """A message that was kept, with its original."""

    message: ArrivedMessage
    data: bytes

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the original."""
        return self.message.sha256


@dataclass(frozen=True, slots=True)
class _Examined:
    """What was found of a message.

    Attributes:
        unread: which.
        read: what the register is told of it.
        opened: what it says; None where it could not be opened.
    """

    unread: Unread
    read: Reading
    opened: Opened | None


def place_all(
    intake: Intake, unread: Sequence[Unread], confirmed: Callable[[], None] | None = None
) -> list[ArrivedMessage]:
    """Give kept messages their places; what is wrong with one holds up no other.

    One that says what cannot be worked with goes into quarantine, and so does one at which the
    program fails. A report is held against what came before it: where a message before it has
    changed that, it is read once more.

    Args:
        intake: opens, judges and registers.
        unread: in the order in which they came.
        confirmed: waits until the axis has been told that they are kept; called once they are read.

    Returns:
        The messages as they stand now, in that order.

    Raises:
        ConfigurationError: the trust folder is unsound, or the account may not do this.
        OutputError, ServiceError: the register cannot be written; those that stand nowhere yet stay
            as they are, for the next run.
    """
    waiting = deque(_examined(intake, unread))
    if confirmed is not None:
        confirmed()
    placed: list[ArrivedMessage] = []
    at_once = len(waiting)
    while waiting:
        bulkhead = Bulkhead()
        with bulkhead:
            done = _placed_together(intake, list(islice(waiting, at_once)))
            placed += done
            for _ in done:
                waiting.popleft()
        if bulkhead.fault is not None and at_once == 1:
            placed.append(_held_back(intake, waiting.popleft(), bulkhead))
        if bulkhead.fault is not None:
            at_once = 1
        elif waiting:
            waiting[0] = _up_to_date(intake, waiting[0])
    return placed


def _examined(intake: Intake, unread: Sequence[Unread]) -> list[_Examined]:
    """All of them opened one after the other, then judged as many at a time as there are means.

    Whoever interrupts this does not wait until a file is judged; nothing has been written by then.
    """
    if not unread:
        return []
    known = intake.known_now()
    opened = [_opened(intake, each, known) for each in unread]
    threads = ThreadPoolExecutor(processors())
    try:
        judged = list(threads.map(partial(_judged, intake), unread, opened))
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
    said = with_repeats(intake, [(each.unread.message, each.read) for each in judged])
    return [replace(each, read=read) for each, read in zip(judged, said, strict=True)]


def _opened(intake: Intake, unread: Unread, known: Knowing) -> tuple[Opened, Whose] | Reading:
    """What a message says, and to whom; else what the register is told instead."""
    bulkhead = Bulkhead()
    with bulkhead:
        opened = open_message(intake, *unread, known)
        return opened, known.whose(unread.message, opened.package)
    return bulkhead.reading


def _judged(intake: Intake, unread: Unread, read: tuple[Opened, Whose] | Reading) -> _Examined:
    if not isinstance(read, tuple):
        return _Examined(unread, read, None)
    bulkhead, (opened, whose) = Bulkhead(), read
    with bulkhead:
        return _Examined(unread, judge_message(intake, *unread, opened, whose), opened)
    return _Examined(unread, bulkhead.reading, None)


def _up_to_date(intake: Intake, examined: _Examined) -> _Examined:
    """The same, read once more where it is outdated."""
    if not _is_outdated(intake.known_now(), examined):
        return examined
    (anew,) = _examined(intake, [examined.unread])
    return anew


def _is_outdated(known: Knowing, examined: _Examined) -> bool:
    """Whether more is known by now than the rules were told of what a report speaks of."""
    opened = examined.opened
    if opened is None or not isinstance(opened.package, StatusPackage):
        return False
    return known.of(opened.package) != opened.known


def _placed_together(intake: Intake, several: Sequence[_Examined]) -> list[ArrivedMessage]:
    """The first ones in their places, in one transaction: all before one that is outdated."""
    placed: list[ArrivedMessage] = []
    with intake.register.together():
        known = intake.known_now()
        for each in several:
            if placed and _is_outdated(known, each):
                break
            placed.append(_placed(intake, each))
    return placed


def _placed(intake: Intake, examined: _Examined) -> ArrivedMessage:
    """A message in its place; in quarantine where it cannot be worked with."""
    message, bulkhead = examined.unread.message, Bulkhead()
    with bulkhead, intake.register.together():
        if examined.opened is not None:
            note_report(intake, message, examined.opened, examined.read)
        return intake.register.inbox.settle(message.id, examined.read, actor=intake.actor)
    return _held_back(intake, examined, bulkhead)


def _held_back(intake: Intake, examined: _Examined, bulkhead: Bulkhead) -> ArrivedMessage:
    message_id = examined.unread.message.id
    return intake.register.inbox.settle(message_id, bulkhead.reading, actor=intake.actor)
