# SPDX-License-Identifier: Apache-2.0
"""The story of taking in: what waits on the axis is kept as it came, confirmed, then read.

Nothing is confirmed before it is durably kept, and nothing that was kept is ever lost: a run that
is cut off anywhere is carried on by the next one, without a second effect.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError, InputError, ServiceError
from esign.intake.assessing import unreadable
from esign.intake.reading import judge_message, open_message
from esign.model import RefusedError
from esign.register import Delivered, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from esign.errors import EsignError
    from esign.intake.reading import Intake
    from esign.model import Offered
    from esign.ports import Transport
    from esign.register import ArrivedMessage, Reading

MOST_AT_ONCE: Final = 500
"""Messages taken from one transport in one run, so that a flood on one holds up no other."""

MOST_FAILURES: Final = 3
"""Fetches in a row at which nobody answers before a transport is left alone for this run."""

OF_THE_MESSAGE: Final = frozenset({"transport.bad_answer"})
"""Faults of fetching that tell of one message, as every refusal does, and not of the transport."""

GONE: Final = "transport.not_offered"
"""A message that is not there any more."""


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

    Each message is kept, then confirmed, then read. One that cannot be read is kept in quarantine
    and confirmed all the same; a transport that fails holds up no other.

    Args:
        intake: where from, where to.
        most: how many messages of each transport at most.
        after_each: told after each new message how many of a transport's there were, of how many.

    Raises:
        ConfigurationError: the account may not do this, or the trust folder is unsound.
        OutputError, ServiceError: the register cannot keep what arrives; nothing more is confirmed.
    """
    intake.register.inbox.require_receiver(intake.actor)
    done = Fetched()
    for message in intake.register.inbox.messages({Standing.KEPT}):  # of a run that was cut off
        _read(intake, message, done)
    for name, transport in intake.transports.items():
        try:
            offered = transport.offered()
        except (ServiceError, ConfigurationError) as fault:
            done.faults.append((name, fault))
            continue
        done.more = done.more or len(offered) > most
        new = _taken(intake, (name, transport), offered[:most], done)
        for count, message in enumerate(new, start=1):
            _read(intake, message, done)
            if after_each is not None:
                after_each(count, min(len(offered), most))
    return done


def _taken(
    intake: Intake, way: tuple[str, Transport], offered: Sequence[Offered], done: Fetched
) -> Iterator[ArrivedMessage]:
    """The messages of one transport that are not known yet, each kept and confirmed."""
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
        message = _kept(intake, name, each, data)
        is_new = message is not None and message.state is Standing.KEPT
        _confirm(way, each, done, tell=is_new)
        if message is not None and is_new:
            yield message


def _kept(intake: Intake, name: str, offered: Offered, data: bytes) -> ArrivedMessage | None:
    """The message in the register; None for a status that was taken note of before."""
    inbox = intake.register.inbox
    if inbox.has_noted(sha256(data).hexdigest()):
        return None
    delivered = Delivered(
        transport=name,
        axis_id=offered.axis_id,
        message_type=offered.message_type.value,
        data=data,
        offered_by=offered.sender_code,
    )
    return inbox.keep(delivered, intake.agency_code, actor=intake.actor)


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


def _read(intake: Intake, message: ArrivedMessage, done: Fetched) -> None:
    """Give a kept message its place; what is wrong with it holds up no other.

    One that says what cannot be worked with goes into quarantine; one whose original is lost or
    damaged stays as it is, and is told of.
    """
    inbox = intake.register.inbox
    try:
        data = inbox.original(message)
    except ConfigurationError as fault:
        done.faults.append((message.transport, fault))
        return
    try:
        read = _reading(intake, message, data)
        settled = inbox.settle(message.id, read, actor=intake.actor)
    except (InputError, ValueError, OverflowError) as error:
        settled = inbox.settle(message.id, unprocessable(error), actor=intake.actor)
    done.messages.append(settled)


def unprocessable(error: InputError | ValueError | OverflowError) -> Reading:
    """Of a message that says what the register cannot work with."""
    if isinstance(error, InputError):
        return unreadable(error)
    return unreadable(InputError("inbox.unprocessable", reason=type(error).__name__))


def _reading(intake: Intake, message: ArrivedMessage, data: bytes) -> Reading:
    try:
        opened = open_message(intake, message, data)
    except InputError as fault:
        return unreadable(fault)
    return judge_message(intake, message, data, opened)
