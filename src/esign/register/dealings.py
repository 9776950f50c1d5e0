# SPDX-License-Identifier: Apache-2.0
"""What a register knows of a document that another agency reports of: `register.dealings`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.register.agency_identity import Agencies
from esign.register.deliveries import ASKING
from esign.register.exchange_tables import MessageAct, MessageState, message, receipt
from esign.register.inbox_finding import of_document
from esign.register.outbox_rows import read_messages
from esign.register.receipts import entry_of
from esign.register.schema import register

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from esign.model import DocumentReference, StatusPackage
    from esign.register.outbox_rows import Message
    from esign.register.registry import Registry

_ASKING: Final = frozenset({*ASKING, MessageAct.REPLACED.value})
_UNANSWERED: Final = "sent"


@dataclass(frozen=True, slots=True)
class Dealing:
    """What has passed between agencies about one document.

    Attributes:
        sender_code: whose document it is.
        receiver_codes: those it was sent to, as far as it is known here; whoever reports now by the
            code that stands in the report.
        statuses: each reporting agency with the code it reported, in their order; likewise.
        open_requests: whether a recall, an update or a taking back is unanswered.
    """

    sender_code: str
    receiver_codes: tuple[str, ...] = ()
    statuses: tuple[tuple[str, str], ...] = ()
    open_requests: bool = False


class Dealings:
    """What a register has sent, and what it has received."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def of(self, status: StatusPackage, agency_code: str) -> Dealing | None:
        """What is known of the document that a status package speaks of; None for nothing.

        Args:
            status: reports of a document of ours, or asks for one of the reporter's.
            agency_code: whose inbox it came into.
        """
        with self._registry.database.reading() as connection:
            ours = entry_of(connection, status.about)
            if ours is not None:
                return _of_ours(connection, ours.id, status.sender.code)
            named = (status.about.document_id,)
            theirs = of_document(Agencies(connection), agency_code, status.sender.code, named)
        return Dealing(theirs[0].read.sender_code, (agency_code,)) if theirs else None

    def owner_of(self, about: DocumentReference) -> str | None:
        """The agency that issued what a report is credited to here, by its code; else None."""
        with self._registry.database.reading() as connection:
            ours = entry_of(connection, about)
            if ours is None:
                return None
            owner = sa.select(register.c.agency_code).where(register.c.id == ours.id)
            return str(connection.scalar(owner))

    def symbols_beside(
        self, about: DocumentReference, value: int, years: Collection[int]
    ) -> tuple[str, ...]:
        """The symbols of other documents of the same agency that bear a number in some years.

        Args:
            about: what a report is credited to here.
            value: the number.
            years: as they were numbered in.
        """
        with self._registry.database.reading() as connection:
            ours = entry_of(connection, about)
            if ours is None:
                return ()
            owner = sa.select(register.c.agency_code).where(register.c.id == ours.id)
            wanted = sa.select(register.c.symbol).where(
                register.c.agency_code == owner.scalar_subquery(),
                register.c.year.in_(years),
                register.c.value == value,
                register.c.id != ours.id,
            )
            return tuple(connection.scalars(wanted))


def _of_ours(connection: sa.Connection, entry_id: int, reporter: str) -> Dealing:
    agencies = Agencies(connection)

    def called(code: str) -> str:
        return reporter if agencies.is_one(code, reporter) else code

    about = sa.or_(message.c.entry_id == entry_id, message.c.other_id == entry_id)
    messages = read_messages(connection, about)
    reports = sa.select(receipt.c.reporter_code, receipt.c.code).where(
        receipt.c.entry_id == entry_id
    )
    told = connection.execute(reports).all()
    owner = sa.select(register.c.agency_code).where(register.c.id == entry_id)
    return Dealing(
        sender_code=str(connection.scalar(owner)),
        receiver_codes=tuple(dict.fromkeys(map(called, _receivers(messages)))),
        statuses=tuple((called(each.reporter_code), each.code) for each in told),
        open_requests=any(map(_is_unanswered, messages)),
    )


def _receivers(messages: Iterable[Message]) -> tuple[str, ...]:
    """Everybody who was, or may have been, told of a document."""
    told = (each for each in messages if each.state is not MessageState.CANCELLED)
    return tuple(dict.fromkeys(code for each in told for code in sorted(each.receiver_codes)))


def _is_unanswered(asked: Message) -> bool:
    asks = asked.act.value in _ASKING
    return asks and any(each.state == _UNANSWERED for each in asked.deliveries)
