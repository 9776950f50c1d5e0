# SPDX-License-Identifier: Apache-2.0
"""The story of telling: what was recalled, replaced or corrected reaches who has received it.

At least once, in the order in which it happened, under an id that never changes; a receiver that
cannot be reached holds up its own notices and nobody else's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from esign.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import Notice
    from esign.ports import NoticeCarrier
    from esign.register import Register


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the notices that waited.

    Attributes:
        carried: those that were handed over.
        waiting: those that wait on, in order.
        faults: why, by the code of each receiver that could not be reached.
    """

    carried: tuple[Notice, ...] = ()
    waiting: tuple[Notice, ...] = ()
    faults: Mapping[str, ServiceError] = field(default_factory=dict)


def carry_notices(register: Register, carrier: NoticeCarrier, *, actor: str = "esign") -> Told:
    """Carry every notice that waits, as far as its receiver can be reached.

    A run that is cut off between handing over and noting it hands the same notice over again, so
    that none is ever lost.

    Args:
        register: keeps the queue.
        carrier: takes a notice to its receiver.
        actor: under which account.

    Raises:
        EsignError: the register cannot be read or written, or the account may not do this.
    """
    register.lifecycle.require_carrier(actor)
    carried: list[Notice] = []
    waiting: list[Notice] = []
    faults: dict[str, ServiceError] = {}
    for notice in register.lifecycle.pending_notices():
        if notice.receiver_code not in faults:
            try:
                carrier.carry(notice)
            except ServiceError as fault:
                faults[notice.receiver_code] = fault
            else:
                register.lifecycle.mark_carried(notice.id, actor)
                carried.append(notice)
                continue
        waiting.append(notice)
    return Told(tuple(carried), tuple(waiting), faults)
