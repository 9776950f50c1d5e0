# SPDX-License-Identifier: Apache-2.0
"""One way to the axis in one run: messages are fetched and confirmed beside the register's work.

What is asked of a transport is asked one after the other, by one thread that neither reads nor
writes the register.
"""

from __future__ import annotations

from concurrent.futures import wait
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self, TypeVar

from esign.errors import ConfigurationError, InputError, ServiceError
from esign.limits import Beside
from esign.model import RefusedError
from esign.register import Delivered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from types import TracebackType

    from esign.errors import EsignError
    from esign.model import Offered
    from esign.ports import Transport

T = TypeVar("T")

MOST_FAILURES: Final = 3
"""Fetches in a row at which nobody answers before a transport is left alone for this run."""

OF_THE_MESSAGE: Final = frozenset({"transport.bad_answer"})
"""Faults of fetching that tell of one message, as every refusal does, and not of the transport."""

GONE: Final = "transport.not_offered"
"""A message that is not there any more."""


class Arriving(NamedTuple):
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


class Way:
    """A transport during one run.

    Once the block is left no further message is fetched. What is under way then is waited for, one
    message at most and what is being confirmed, unless the run was interrupted: what it fetches is
    offered again, and what it confirms was kept.

    Args:
        name: what settings call it.
        transport: itself.
        faults: are told why it, or a single message of it, could not be used.

    Attributes:
        name: as given.
    """

    def __init__(
        self, name: str, transport: Transport, faults: list[tuple[str, EsignError]]
    ) -> None:
        self.name = name
        self._transport = transport
        self._faults = faults
        self._beside = Beside(f"way-{name}")
        self._begun: list[Future[Any]] = []
        self._is_left = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._is_left = True
        running = [each for each in self._begun if not each.cancel()]
        if error is None or isinstance(error, Exception):
            wait(running)

    def begin(self, work: Callable[[], T]) -> Future[T]:
        """Do something with the transport once all that was begun before is done."""
        begun = self._beside.begin(work)
        self._begun = [each for each in self._begun if not each.done()]
        self._begun.append(begun)
        return begun

    def offered(self) -> Sequence[Offered] | None:
        """What waits; None where that cannot be told."""
        try:
            return self.begin(self._transport.offered).result()
        except (ServiceError, ConfigurationError) as fault:
            self._faults.append((self.name, fault))
            return None

    def fetched(self, offered: Sequence[Offered]) -> Iterator[Arriving]:
        """Some messages, each fetched when it is asked for."""
        failures = 0
        for each in dict.fromkeys(offered):
            if self._is_left:
                return
            try:
                data = self._transport.fetch(each)
            except InputError as fault:
                self._faults.append((self.name, fault))
                self._set_aside(each, fault)
                continue
            except (ServiceError, ConfigurationError) as fault:
                self._faults.append((self.name, fault))
                failures += not (isinstance(fault, RefusedError) or fault.code in OF_THE_MESSAGE)
                if failures == MOST_FAILURES or isinstance(fault, ConfigurationError):
                    return
                continue
            failures = 0
            yield Arriving(each, data, sha256(data).hexdigest())

    def confirm(self, offered: Offered, *, taken: bool = True, tell: bool = False) -> None:
        """Say that a message is kept; where that fails it is offered again, and known then.

        That one cannot be confirmed at all is told of once (`tell`), for nothing is lost by it.
        """
        try:
            self._transport.confirm(offered, taken=taken)
        except InputError as fault:
            if tell:
                self._faults.append((self.name, fault))
        except (ServiceError, ConfigurationError) as fault:
            self._faults.append((self.name, fault))

    def _set_aside(self, offered: Offered, fault: InputError) -> None:
        """Say of what cannot be kept that it cannot be used, so that it is told of once.

        A message that is gone by now may only have been taken by another run.
        """
        if fault.code != GONE:
            self.confirm(offered, taken=False)
