# SPDX-License-Identifier: Apache-2.0
"""The story of taking in: what waits on the axis is kept as it came, confirmed, then read.

Nothing is confirmed before it is durably kept, and nothing that was kept is ever lost: a run that
is cut off anywhere is carried on by the next one, without a second effect.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError, InputError, ServiceError
from esign.intake.assessing import reading_of, unreadable
from esign.intake.knowing import known_of
from esign.model import StatusPackage
from esign.register import Delivered, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from esign.errors import EsignError
    from esign.intake.opening import Readers
    from esign.model import Offered
    from esign.ports import Transport
    from esign.receiving import Judges
    from esign.register import ArrivedMessage, Reading, Register

MOST_AT_ONCE: Final = 500
"""Messages taken from one transport in one run, so that a flood on one holds up no other."""

MOST_FAILURES: Final = 3
"""Messages in a row that cannot be fetched before a transport is left alone for this run."""


GONE: Final = "transport.not_offered"
"""A message that is not there any more."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What taking in needs.

    Attributes:
        register: keeps what arrives.
        transports: the ways that messages come, by the names that settings give them.
        readers: opens messages, within limits.
        judges: judges the files inside, within limits.
        agency_code: whose inbox it is.
        actor: under which account.
        size_limit: bytes of a package that is accepted; 0 for the usual.
    """

    register: Register
    transports: Mapping[str, Transport]
    readers: Readers
    judges: Judges
    agency_code: str
    actor: str
    size_limit: int = 0


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


def fetch_waiting(intake: Intake, *, most: int = MOST_AT_ONCE) -> Fetched:
    """Take in what waits on every transport.

    Each message is kept, then confirmed, then read. One that cannot be read is kept in quarantine
    and confirmed all the same; a transport that fails holds up no other.

    Args:
        intake: where from, where to.
        most: how many messages of each transport at most.

    Raises:
        ConfigurationError: the account may not do this, or the trust folder is unsound.
        OutputError, ServiceError: the register cannot keep what arrives; nothing more is confirmed.
    """
    intake.register.inbox.require_receiver(intake.actor)
    done = Fetched()
    for message in intake.register.inbox.messages({Standing.KEPT}):  # of a run that was cut off
        done.messages.append(_read(intake, message))
    for name, transport in intake.transports.items():
        try:
            offered = transport.offered()
        except (ServiceError, ConfigurationError) as fault:
            done.faults.append((name, fault))
            continue
        done.more = done.more or len(offered) > most
        for message in _taken(intake, (name, transport), offered[:most], done):
            done.messages.append(_read(intake, message))
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
            failures += 1
            if failures == MOST_FAILURES or isinstance(fault, ConfigurationError):
                return
            continue
        failures = 0
        message = _kept(intake, name, each, data)
        _confirm(way, each, done)
        if message is not None and message.state is Standing.KEPT:
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
    way: tuple[str, Transport], offered: Offered, done: Fetched, *, taken: bool = True
) -> None:
    """Say that a message is kept; where that fails it is offered again, and known then."""
    name, transport = way
    try:
        transport.confirm(offered, taken=taken)
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


def _read(intake: Intake, message: ArrivedMessage) -> ArrivedMessage:
    """A kept message with what it says."""
    inbox = intake.register.inbox
    read = _reading(intake, message, inbox.original(message))
    return inbox.settle(message.id, read, actor=intake.actor)


def _reading(intake: Intake, message: ArrivedMessage, data: bytes) -> Reading:
    try:
        known = partial(
            known_of,
            register=intake.register,
            agency_code=intake.agency_code,
            size_limit=intake.size_limit,
        )
        opened = intake.readers.open(data, f"{message.id}.edxml", message.received_at, known)
    except InputError as fault:
        return unreadable(fault)
    read = reading_of(message, data, opened, intake.judges, intake.agency_code)
    if read.noted and isinstance(opened.package, StatusPackage):
        intake.register.receipts.note(opened.package, message.sha256, intake.actor)
    return read
