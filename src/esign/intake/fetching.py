# SPDX-License-Identifier: Apache-2.0
"""The story of taking in: what waits on the axis is kept as it came, then confirmed and read.

Several messages are taken at a time. None is confirmed before it is durably kept, and nothing that
was kept is ever lost: a run that is cut off anywhere is carried on by the next one, without a
second effect.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from esign.errors import ConfigurationError
from esign.intake.placing import Unread, place_all
from esign.intake.ways import Arriving, Way
from esign.register import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from esign.errors import EsignError
    from esign.intake.reading import Intake
    from esign.model import Offered
    from esign.register import ArrivedMessage

MOST_AT_ONCE: Final = 500
"""Messages taken from one transport in one run, so that a flood on one holds up no other."""

WINDOW: Final = 20
"""Messages that are kept, and then read, at a time: so many share a wait for the disk."""

WINDOW_BYTES: Final = 10_000_000
"""Bytes that they have together at most; a larger message stands alone.

While one window is read the next one is fetched, unless the one that is read is a larger message.
"""

Held = TypeVar("Held", Arriving, Unread)


@dataclass(slots=True)
class Fetched:
    """What became of a run.

    Attributes:
        messages: what was taken in, as it stands now.
        faults: why a transport, or a single message of it, could not be used: the transport's name
            and the fault.
        more: whether more waits than one run takes.
    """

    messages: list[ArrivedMessage] = field(default_factory=list)
    faults: list[tuple[str, EsignError]] = field(default_factory=list)
    more: bool = False


def fetch_waiting(
    intake: Intake,
    *,
    most: int = MOST_AT_ONCE,
    after_each: Callable[[int, int], None] | None = None,
) -> Fetched:
    """Take in what waits on every transport.

    Each message is kept, then confirmed and read, several at a time. One that cannot be read is
    kept in quarantine and confirmed all the same; a transport that fails holds up no other.

    Args:
        intake: where from, where to.
        most: how many messages of each transport at most.
        after_each: told after each new message that was read how many of a transport there were,
            of how many.

    Raises:
        ConfigurationError: the account may not do this, or the trust folder is unsound.
        OutputError, ServiceError: the register cannot keep what arrives; nothing more is confirmed.
    """
    intake.register.inbox.require_receiver(intake.actor)
    done = Fetched()
    for kept in _windows(_cut_off(intake, done)):
        done.messages += place_all(intake, kept)
        kept.clear()
    for name, transport in intake.transports.items():
        with Way(name, transport, done.faults) as way:
            offered = way.offered() or ()
            done.more = done.more or len(offered) > most
            of = min(len(offered), most)
            for count, message in enumerate(_taken(intake, way, offered[:most]), start=1):
                done.messages.append(message)
                if after_each is not None:
                    after_each(count, of)
    return done


def _taken(intake: Intake, way: Way, offered: Sequence[Offered]) -> Iterator[ArrivedMessage]:
    """What was offered, kept, confirmed and in its place; while one window is read, the next comes.

    None is kept before the one before it has its places.
    """
    windows = _windows(way.fetched(offered))
    fetch_next = partial(next, windows, None)
    fetching = way.begin(fetch_next)
    while window := fetching.result():
        unread = _kept(intake, way.name, window)
        confirmed = way.begin(partial(_confirm_all, way, window, {each.digest for each in unread}))
        is_small = sum(len(each.data) for each in window) <= WINDOW_BYTES
        if is_small:
            fetching = way.begin(fetch_next)
        yield from place_all(intake, unread, confirmed.result)
        unread.clear()
        window.clear()
        if not is_small:
            fetching = way.begin(fetch_next)


def _cut_off(intake: Intake, done: Fetched) -> Iterator[Unread]:
    """What a run that was cut off has kept; where the original is lost or damaged, that is told."""
    inbox = intake.register.inbox
    for message in inbox.messages({Standing.KEPT}):
        try:
            yield Unread(message, inbox.original(message))
        except ConfigurationError as fault:
            done.faults.append((message.transport, fault))


def _windows(messages: Iterable[Held]) -> Iterator[list[Held]]:
    """Messages as they come, as many as are worked on at a time.

    The same bytes come again only in a later one: by then it is known what became of them.
    """
    window: list[Held] = []
    for each in messages:
        size = sum(len(other.data) for other in window) + len(each.data)
        again = each.digest in {other.digest for other in window}
        if window and (len(window) == WINDOW or size > WINDOW_BYTES or again):
            yield window
            window = []
        window.append(each)
    if window:
        yield window


def _kept(intake: Intake, transport: str, window: Sequence[Arriving]) -> list[Unread]:
    """Those that are to be read, all of them kept.

    A status that was taken note of before is not kept again.
    """
    inbox = intake.register.inbox
    noted = inbox.noted([each.digest for each in window])
    new = [each for each in window if each.digest not in noted]
    delivered = [each.delivered(transport) for each in new]
    kept = inbox.keep_all(delivered, intake.agency_code, actor=intake.actor)
    messages = {message.sha256: message for message in kept}
    return [
        Unread(message, each.data)
        for each in window
        if (message := messages.get(each.digest)) is not None and message.state is Standing.KEPT
    ]


def _confirm_all(way: Way, window: Sequence[Arriving], told: Collection[str]) -> None:
    """Tell the transport that all of a window is kept; `told` are the digests of what is new."""
    for each in window:
        way.confirm(each.offered, tell=each.digest in told)
