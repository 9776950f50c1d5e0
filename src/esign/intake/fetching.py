# SPDX-License-Identifier: Apache-2.0
"""The story of taking in: what waits on the axis is kept as it came, then confirmed and read.

Several messages are taken at a time. None is confirmed before it is durably kept, and nothing that
was kept is ever lost: a run that is cut off anywhere is carried on by the next one, without a
second effect.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from esign.errors import ConfigurationError, InputError, ServiceError
from esign.intake.placing import Unread, place_all
from esign.model import RefusedError
from esign.register import Delivered, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from esign.errors import EsignError
    from esign.intake.reading import Intake
    from esign.model import Offered
    from esign.ports import Transport
    from esign.register import ArrivedMessage

MOST_AT_ONCE: Final = 500
"""Messages taken from one transport in one run, so that a flood on one holds up no other."""

WINDOW: Final = 20
"""Messages that are kept, and then read, at a time: so many share a wait for the disk."""

WINDOW_BYTES: Final = 20_000_000
"""Bytes that they have together at most; a larger message stands alone."""

MOST_FAILURES: Final = 3
"""Fetches in a row at which nobody answers before a transport is left alone for this run."""

OF_THE_MESSAGE: Final = frozenset({"transport.bad_answer"})
"""Faults of fetching that tell of one message, as every refusal does, and not of the transport."""

GONE: Final = "transport.not_offered"
"""A message that is not there any more."""


class _Arriving(NamedTuple):
    """A message that was fetched: what was offered, its bytes, and their SHA-256 (hex)."""

    offered: Offered
    data: bytes
    digest: str

    def delivered(self, transport: str) -> Delivered:
        """The same as the register keeps it."""
        return Delivered(
            transport=transport,
            axis_id=self.offered.axis_id,
            message_type=self.offered.message_type.value,
            data=self.data,
            offered_by=self.offered.sender_code,
        )


Held = TypeVar("Held", _Arriving, Unread)


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
        try:
            offered = transport.offered()
        except (ServiceError, ConfigurationError) as fault:
            done.faults.append((name, fault))
            continue
        done.more = done.more or len(offered) > most
        count = 0
        for window in _windows(_fetched((name, transport), offered[:most], done)):
            unread, confirm = _kept(intake, (name, transport), window, done)
            for message in place_all(intake, unread, confirm):
                done.messages.append(message)
                count += 1
                if after_each is not None:
                    after_each(count, min(len(offered), most))
            window.clear()  # before the next one is fetched
    return done


def _cut_off(intake: Intake, done: Fetched) -> Iterator[Unread]:
    """What a run that was cut off has kept; where the original is lost or damaged, that is told."""
    inbox = intake.register.inbox
    for message in inbox.messages({Standing.KEPT}):
        try:
            yield Unread(message, inbox.original(message))
        except ConfigurationError as fault:
            done.faults.append((message.transport, fault))


def _fetched(
    way: tuple[str, Transport], offered: Sequence[Offered], done: Fetched
) -> Iterator[_Arriving]:
    """The messages of one transport, each fetched when it is asked for."""
    name, transport = way
    failures = 0
    for each in dict.fromkeys(offered):
        try:
            data = transport.fetch(each)
        except InputError as fault:
            done.faults.append((name, fault))
            _set_aside(way, each, fault, done)
            continue
        except (ServiceError, ConfigurationError) as fault:
            done.faults.append((name, fault))
            failures += not (isinstance(fault, RefusedError) or fault.code in OF_THE_MESSAGE)
            if failures == MOST_FAILURES or isinstance(fault, ConfigurationError):
                return
            continue
        failures = 0
        yield _Arriving(each, data, sha256(data).hexdigest())


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


def _kept(
    intake: Intake, way: tuple[str, Transport], window: Sequence[_Arriving], done: Fetched
) -> tuple[list[Unread], Callable[[], None]]:
    """Those that are to be read, all of them kept, and what tells the transport that they are.

    A status that was taken note of before is not kept again.
    """
    inbox = intake.register.inbox
    noted = inbox.noted([each.digest for each in window])
    new = [each for each in window if each.digest not in noted]
    delivered = [each.delivered(way[0]) for each in new]
    kept = inbox.keep_all(delivered, intake.agency_code, actor=intake.actor)
    messages = {message.sha256: message for message in kept}
    unread = [
        Unread(message, each.data)
        for each in window
        if (message := messages.get(each.digest)) is not None and message.state is Standing.KEPT
    ]
    told = {each.digest for each in unread}

    def confirm() -> None:
        for each in window:
            _confirm(way, each.offered, done, tell=each.digest in told)

    return unread, confirm


def _confirm(
    way: tuple[str, Transport],
    offered: Offered,
    done: Fetched,
    *,
    taken: bool = True,
    tell: bool = False,
) -> None:
    """Say that a message is kept; where that fails it is offered again, and known then.

    That one cannot be confirmed at all is told of once (`tell`), for nothing is lost by it.
    """
    name, transport = way
    try:
        transport.confirm(offered, taken=taken)
    except InputError as fault:
        if tell:
            done.faults.append((name, fault))
    except (ServiceError, ConfigurationError) as fault:
        done.faults.append((name, fault))


def _set_aside(
    way: tuple[str, Transport], offered: Offered, fault: InputError, done: Fetched
) -> None:
    """Say of what cannot be kept that it cannot be used, so that it is told of once.

    A message that is gone by now may only have been taken by another run.
    """
    if fault.code != GONE:
        _confirm(way, offered, done, taken=False)
