# SPDX-License-Identifier: Apache-2.0
"""What other agencies report of our documents: `register.receipts`.

Every report is kept as it came, once; where each delivery stands is worked out from all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.model.agency_codes import agency_key, spellings
from esign.model.delivery import ANSWERED
from esign.model.request_names import Asked, named_in, request_name
from esign.register import audit
from esign.register.agency_identity import Agencies
from esign.register.deliveries import settle
from esign.register.exchange_tables import MessageAct, message, receipt
from esign.register.fingerprint import KEY, Fingerprint
from esign.register.inbox_rows import storable
from esign.register.inbox_tables import Standing, arrived
from esign.register.moments import utc_text
from esign.register.outbox_keys import counts_for
from esign.register.schema import register
from esign.register.transitions import Writing

if TYPE_CHECKING:
    from esign.model import DocumentReference, StatusPackage
    from esign.register.registry import Registry

NOTED: Final = "receipt_noted"

COUNTS_FOR: Final = "for"
"""Under this name the act holds the agency that a report counts for, where its code is another."""

RECEIPT: Final = Fingerprint(
    tuple(
        receipt.c[name]
        for name in (
            *("digest", "entry_id", "code", "reporter_code", "reporter_name", "about", "at"),
            *("description", "received_at"),
        )
    )
)
"""All that is kept of a report."""

AHEAD: Final = timedelta(days=1)
"""By so much the clock of whoever reports may be fast."""

_LONGEST: Final = {
    "code": 100,
    "reporter_code": 100,
    "reporter_name": 500,
    "about": 600,
    "description": 1000,
}
"""Characters of what a report says that are kept."""

_UNPROVEN: Final = (
    sa.select(arrived.c.id)
    .where(
        arrived.c.sha256 == receipt.c.digest,
        arrived.c.state == Standing.NOTED.value,
        arrived.c.offered_by == "",
    )
    .exists()
)
"""Reports that came where nobody says who sends; nothing in them proves it."""

_REPLACEMENTS: Final = (
    sa.select(message.c.other_id, message.c.audit_seq, message.c.reason, message.c.document_id)
    .join(register, register.c.id == message.c.entry_id)
    .where(
        register.c.request_id == sa.bindparam("request_id"),
        message.c.act == MessageAct.REPLACED.value,
    )
    .order_by(message.c.audit_seq)
)

_KNOWN: Final = sa.select(receipt.c.id).where(receipt.c.digest == sa.bindparam("digest"))


@dataclass(frozen=True, slots=True)
class Receipt:
    """A report of another agency.

    Attributes:
        digest: SHA-256 (hex) of the status package.
        request_id: whose document; empty where nobody here knows it.
        code: the status as it came.
        reporter_code, reporter_name: who reports.
        about: the document id that it names.
        at: the time it bears, else when it was noted.
        description: in words.
        received_at: when it was noted.
        is_proven: whether the way it came tells who has sent it; else anybody may have.
    """

    digest: str
    request_id: str
    code: str
    reporter_code: str
    reporter_name: str
    about: str
    at: datetime
    description: str
    received_at: datetime
    is_proven: bool = True


@dataclass(frozen=True, slots=True)
class Effect:
    """What a report changed.

    Attributes:
        request_id: the document it speaks of; empty where nobody here knows it.
        repeated: whether it was noted before; then it changed nothing.
        moved: the state that each receiver's delivery moved to, by message id and receiver code.
    """

    request_id: str = ""
    repeated: bool = False
    moved: tuple[tuple[str, str, str], ...] = ()


class Receipts:
    """The reports that a register has noted."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def note(self, status: StatusPackage, digest: str, actor: str) -> Effect:
        """Keep a report, and move the deliveries that it speaks of.

        A report of a document that nobody here knows, of an agency that received none, or with a
        code that no rule knows is kept too; it moves nothing.

        Args:
            status: what the status package says.
            digest: SHA-256 (hex) of its bytes; the same bytes again change nothing.
            actor: by which account.

        Raises:
            ConfigurationError: the account may not do this.
            OutputError: the database cannot be written.
        """
        self._registry.roles.require(actor, Writing.TAKE_IN)
        with self._registry.database.writing() as connection:
            entry = entry_of(connection, status.about)
            request_id = "" if entry is None else str(entry.request_id)
            if connection.scalar(_KNOWN, {"digest": digest}) is not None:
                return Effect(request_id, repeated=True)
            now = self._registry.clock.now()
            row = _row_of(status, digest, None if entry is None else entry.id, utc_text(now))
            code = str(row["reporter_code"])
            key = agency_key(code) if entry is None else counts_for(connection, entry.id, code)
            facts = {KEY: RECEIPT.digest(row)}
            if key != agency_key(code):
                facts[COUNTS_FOR] = key
            act = audit.Act(now, actor, NOTED, request_id or digest, facts)
            seq = audit.append(connection, act, self._registry.random)
            connection.execute(sa.insert(receipt), {"id": seq, **row, "reporter_key": key})
            if entry is None:
                return Effect(request_id)
            moved = settle(connection, entry.id, utc_text(now), key)
            return Effect(request_id, moved=moved)

    def of(self, request_id: str) -> tuple[Receipt, ...]:
        """The reports of a document, in the order in which they came."""
        return self._found(register.c.request_id == request_id)

    def to_replacements(self, request_id: str) -> tuple[Receipt, ...]:
        """What answers the replacements of a document; such reports name the new one instead.

        Answers that name another request are left out; those that name none may be meant for it.
        """
        with self._registry.database.reading() as connection:
            asked = connection.execute(_REPLACEMENTS, {"request_id": request_id}).all()
        found = [
            told
            for row in asked
            for told in self._found(
                sa.and_(
                    receipt.c.entry_id == row.other_id,
                    receipt.c.code.in_(ANSWERED),
                    receipt.c.id > row.audit_seq,
                )
            )
            if named_in(told.description)
            in {"", request_name(Asked.REPLACE, row.reason, row.document_id)}
        ]
        return tuple(dict.fromkeys(found))

    def strangers(self) -> tuple[Receipt, ...]:
        """The reports of documents that nobody here knows, in the order in which they came."""
        return self._found(receipt.c.entry_id.is_(None))

    def _found(self, condition: sa.ColumnElement[bool]) -> tuple[Receipt, ...]:
        wanted = (
            sa.select(receipt, register.c.request_id, _UNPROVEN.label("unproven"))
            .join(register, register.c.id == receipt.c.entry_id, isouter=True)
            .where(condition)
            .order_by(receipt.c.id)
        )
        with self._registry.database.reading() as connection:
            return tuple(map(_receipt_of, connection.execute(wanted)))


def entry_of(connection: sa.Connection, about: DocumentReference) -> sa.Row[Any, Any] | None:
    """The document a status speaks of: by its id, else by the parts of its number and its date."""
    agency, _, rest = about.document_id.strip().partition(",")
    day, _, code = rest.partition(",")
    ways = [(agency, day[:4], code)]
    if about.issued_on is not None:
        ways.append((about.agency_code, str(about.issued_on.year), about.code))
    agencies = Agencies(connection)
    former = (
        (other, year, number)
        for owner, year, number in ways
        for other in agencies.identity(owner).keys
    )
    for owner, year, number in chain(ways, former):
        value, _, symbol = number.strip().partition("/")
        if value.isascii() and value.isdigit() and year.isascii() and year.isdigit():
            wanted = sa.select(register.c.id, register.c.request_id).where(
                register.c.agency_code.in_(spellings(owner.strip())),
                register.c.year == int(year),
                register.c.symbol == symbol.strip(),
                register.c.value == int(value[:9]),
            )
            row = connection.execute(wanted).first()
            if row is not None:
                return row
    return None


def _row_of(
    status: StatusPackage, digest: str, entry_id: int | None, received_at: str
) -> dict[str, object]:
    texts = {
        "code": status.code,
        "reporter_code": status.sender.code,
        "reporter_name": status.sender.name,
        "about": status.about.document_id,
        "description": status.description,
    }
    kept = {name: storable(text[: _LONGEST[name]]) for name, text in texts.items()}
    # Not every system says when; then nothing is known but when it came.
    at = received_at if status.at is None else _told_at(status.at, received_at)
    times = {"at": at, "received_at": received_at}
    return {"digest": digest, "entry_id": entry_id, **kept, **times}


def _told_at(at: datetime, received_at: str) -> str:
    """The time that a report bears; one that has not come, or that no calendar holds, is none."""
    try:
        told = utc_text(at)
    except OverflowError:
        return received_at
    return received_at if at > datetime.fromisoformat(received_at) + AHEAD else told


def _receipt_of(row: sa.Row[Any]) -> Receipt:
    return Receipt(
        digest=row.digest,
        request_id=row.request_id or "",
        code=row.code,
        reporter_code=row.reporter_code,
        reporter_name=row.reporter_name,
        about=row.about,
        at=datetime.fromisoformat(row.at),
        description=row.description,
        received_at=datetime.fromisoformat(row.received_at),
        is_proven=not row.unproven,
    )
