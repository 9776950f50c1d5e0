# SPDX-License-Identifier: Apache-2.0
"""A register that came from a backup gives no number until somebody has said where it stood.

The backup may be older than what was lost: numbers given since would be given again. Every series
that may have gone on is marked when the register is restored; a series that the backup does not
know yet counts as marked until its book was confirmed. Works within the caller's transaction.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.model import VIETNAM
from esign.register import audit
from esign.register.fingerprint import KEY, Fingerprint
from esign.register.moments import utc_text, vietnamese_day
from esign.register.schema import audit as record
from esign.register.schema import confirmation, restoration, series

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import Book
    from esign.ports import RandomSource
    from esign.register.audit import Act

RESTORED = "restored"
UNUSED = "unused"
"""The act by which somebody says that a reservation was not used between backup and restore."""

RESTORATION = Fingerprint((restoration.c.made_at, restoration.c.since_year))
"""What the act `restored` says of its row; those of earlier releases have none."""

_AFTER = (
    sa.select(restoration)
    .where(restoration.c.since_year <= sa.bindparam("year"))
    .order_by(restoration.c.id.desc())
    .limit(1)
)
_NEWEST = sa.select(restoration).order_by(restoration.c.id.desc()).limit(1)
_AWAITS = sa.select(series.c.awaits).where(
    series.c.agency_code == sa.bindparam("agency"),
    series.c.book == sa.bindparam("book"),
    series.c.year == sa.bindparam("year"),
)
_BEGUN_SINCE = sa.select(confirmation.c.id).where(
    confirmation.c.restoration_id == sa.bindparam("restoration_id"),
    confirmation.c.agency_code == sa.bindparam("agency"),
    confirmation.c.book == sa.bindparam("book"),
    confirmation.c.confirmed_in < sa.bindparam("year"),
)


def mark(connection: sa.Connection, act: Act, made_at: datetime, random: RandomSource) -> None:
    """Record that this register was restored; from now on its series wait.

    Args:
        connection: in the transaction that makes the register accessible.
        act: who restored it, when and from which backup.
        made_at: when the backup was made.
        random: draws the audit row's salt.
    """
    row = {"made_at": utc_text(made_at), "since_year": vietnamese_day(made_at).year}
    facts: Mapping[str, object] = {**act.facts, **row, KEY: RESTORATION.digest(row)}
    whole = audit.Act(act.at, act.actor, RESTORED, act.subject, facts)
    seq = audit.append(connection, whole, random)
    connection.execute(sa.insert(restoration), {"id": seq, **row})
    waiting = sa.update(series).where(series.c.year >= row["since_year"])
    connection.execute(waiting.values(awaits=seq))


def awaited(connection: sa.Connection, agency: str, book: str, year: int) -> sa.Row[Any] | None:
    """The restoration after which nobody has confirmed this series; None where none is."""
    of_series = {"agency": agency, "book": book, "year": year}
    after = connection.execute(_AFTER, {"year": year}).first()
    if after is None:
        return None
    known = connection.execute(_AWAITS, of_series).first()
    if known is not None:
        return None if known.awaits is None else after
    begun = connection.scalar(_BEGUN_SINCE, of_series | {"restoration_id": after.id})
    return after if begun is None else None


def newest(connection: sa.Connection) -> sa.Row[Any] | None:
    """The latest restoration of this register; None where there was none."""
    return connection.execute(_NEWEST).first()


def said_unused(connection: sa.Connection, after: int) -> frozenset[str]:
    """The reservations of which somebody has said so since a restoration, by their own ids."""
    told = sa.select(record.c.subject).where(record.c.seq > after, record.c.action == UNUSED)
    return frozenset(connection.scalars(told))


def first_year(connection: sa.Connection) -> int | None:
    """The earliest year whose numbers a restoration may have lost; None where there was none."""
    first: int | None = connection.scalar(sa.select(sa.func.min(restoration.c.since_year)))
    return first


def refuse_unconfirmed(connection: sa.Connection, agency: str, book: Book, year: int) -> None:
    """Refuse a number of a series that waits for its confirmation.

    Raises:
        ConfigurationError: it does; names the book and when the backup was made.
    """
    after = awaited(connection, agency, book.name, year)
    if after is not None:
        facts: dict[str, Any] = {"book": book.name, "title": book.title, "year": year}
        raise ConfigurationError("register.unconfirmed", at=said(after.made_at), **facts)


def said(at: str) -> str:
    """A moment of the tables as messages and books tell it, in Vietnamese time."""
    return f"{datetime.fromisoformat(at).astimezone(VIETNAM):%d/%m/%Y %H:%M}"
