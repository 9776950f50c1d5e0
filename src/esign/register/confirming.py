# SPDX-License-Identifier: Apache-2.0
"""Saying, after a restore, which number of a series was really the last one given.

The numbers between that and the last one the register knows were used; they are entered as places
whose documents are lost. Works within the caller's transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import ConfigurationError, InputError
from esign.register import audit, incoming
from esign.register.entries import Entry, entry_of
from esign.register.fingerprint import KEY, Fingerprint
from esign.register.folding import fold
from esign.register.incoming import Arrived, Clerk
from esign.register.lost_places import KIND, Loss, enter_lost, lost_note
from esign.register.moments import vietnamese_day
from esign.register.restoration import UNUSED, awaited, newest, said, said_unused
from esign.register.schema import confirmation, register, series
from esign.register.transitions import State, Writing
from esign.register.typed_number import read_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from esign.model import Agency
    from esign.register.registry import Registry

MOST_LOST: Final = 20_000
"""How many numbers one confirmation may find missing; more is most likely a slip of the pen."""

_SAID: Final = ("restoration_id", "agency_code", "book", "year", "found", "last", "confirmed_in")
CONFIRMATION: Final = Fingerprint(tuple(confirmation.c[name] for name in _SAID))
"""What the act `confirmed` says of its row."""

_OWN = (
    series.c.agency_code == sa.bindparam("agency"),
    series.c.book == sa.bindparam("of_book"),
    series.c.year == sa.bindparam("of_year"),
)
_COUNT_ON = sa.update(series).where(*_OWN)
_LATEST_DAY = sa.select(sa.func.max(series.c.last_day)).where(*_OWN[:2])


@dataclass(frozen=True, slots=True)
class Stated:
    """What somebody says of a series.

    Attributes:
        agency: whose series.
        book, year: which one.
        last: its last number that was really given; None where it is the register's.
        at, actor: when it was said, and by which account.
    """

    agency: Agency
    book: str
    year: int
    last: int | None
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How a series stands once it was confirmed.

    Attributes:
        book, year: which one.
        found: the last number the register knew.
        last: the last one given; those after `found` are lost places now.
        reserved: numbers that were free when the backup was made, may have been used since, and of
            which nobody has said that they were not.
        anew: whether this confirmed it; otherwise it waited for nothing.
    """

    book: str
    year: int
    found: int
    last: int
    reserved: tuple[Entry, ...]
    anew: bool


def confirm(connection: sa.Connection, registry: Registry, stated: Stated) -> Confirmed:
    """Let a series go on; saying the same again changes nothing.

    Raises:
        InputError: the number is smaller than the register's last, or far above it; or another
            one is named for a series that does not wait.
        ConfigurationError: the clock is behind the series.
    """
    counter = connection.execute(sa.select(series).where(*_OWN), _key(stated)).first()
    found = counter.last if counter is not None else 0
    last = found if stated.last is None else stated.last
    after = awaited(connection, stated.agency.code, stated.book, stated.year)
    if after is None and last != found:
        title = _title(registry, stated.book)
        facts: dict[str, Any] = {"title": title, "year": stated.year, "found": found}
        raise InputError("register.nothing_to_confirm", **facts)
    if after is not None:
        _refuse_unfit(connection, registry, stated, (found, last))
        _count_on(connection, registry, stated, after, counter)
        _note(connection, registry, stated, after, found)
    reserved = _doubted(connection, stated)
    return Confirmed(stated.book, stated.year, found, last, reserved, after is not None)


def _title(registry: Registry, book: str) -> str:
    """What stands on a book's cover."""
    return incoming.TITLE if book == incoming.BOOK else registry.books.named(book).title


def _refuse_unfit(
    connection: sa.Connection, registry: Registry, stated: Stated, numbers: tuple[int, int]
) -> None:
    (found, last), year = numbers, stated.year
    title = _title(registry, stated.book)
    if last < found:
        raise InputError(
            "register.confirmed_too_low", title=title, year=year, found=found, last=last
        )
    if last - found > MOST_LOST:
        missing = last - found
        raise InputError(
            "register.confirmed_too_high", title=title, missing=missing, most=MOST_LOST
        )
    today, new_year = vietnamese_day(stated.at), date(year, 1, 1)
    latest = max(connection.scalar(_LATEST_DAY, _key(stated)) or new_year, new_year)
    if latest > today:
        day, before = f"{today:%d/%m/%Y}", f"{latest:%d/%m/%Y}"
        raise ConfigurationError("register.clock_behind", today=day, last=before, title=title)


def _count_on(
    connection: sa.Connection,
    registry: Registry,
    stated: Stated,
    after: sa.Row[Any],
    counter: sa.Row[Any] | None,
) -> None:
    """Bring the counter to the last number, one lost place after the other."""
    key, new_year = _key(stated), date(stated.year, 1, 1)
    if counter is None:
        first = {"agency_code": stated.agency.code, "book": stated.book, "year": stated.year}
        connection.execute(sa.insert(series), {**first, "last": 0, "last_day": new_year})
    found, earliest = (0, new_year) if counter is None else (counter.last, counter.last_day)
    last = found if stated.last is None else stated.last
    note = lost_note(said(after.made_at))
    arrivals = stated.book == incoming.BOOK
    if arrivals:  # enough is known of none of them to come back later: entered today for good
        earliest = max(earliest, min(vietnamese_day(stated.at), date(stated.year, 12, 31)))
    clerk = Clerk(stated.agency.code, stated.actor, stated.at)
    loss = Loss(stated.agency, stated.book, stated.year, earliest, after.id, note, clerk)
    for value in range(found + 1, last + 1):
        connection.execute(_COUNT_ON.values(last=value, last_day=earliest), key)
        if arrivals:
            incoming.enter_lost(connection, registry, note, clerk, Arrived(value, earliest))
        else:
            enter_lost(connection, registry, loss, value)


def _note(
    connection: sa.Connection, registry: Registry, stated: Stated, after: sa.Row[Any], found: int
) -> None:
    """Record what was said; the series waits no longer."""
    row = {
        "restoration_id": after.id,
        "agency_code": stated.agency.code,
        "book": stated.book,
        "year": stated.year,
        "found": found,
        "last": found if stated.last is None else stated.last,
        "confirmed_in": vietnamese_day(stated.at).year,
    }
    facts = {**row, KEY: CONFIRMATION.digest(row)}
    subject = f"{stated.agency.code}:{stated.book}:{stated.year}"
    act = audit.Act(stated.at, stated.actor, Writing.CONFIRM.value, subject, facts)
    seq = audit.append(connection, act, registry.random)
    connection.execute(sa.insert(confirmation), {"id": seq, **row})
    connection.execute(sa.update(series).where(*_OWN).values(awaits=None), _key(stated))


def note_unused(
    connection: sa.Connection, registry: Registry, stated: Stated, numbers: Iterable[str]
) -> None:
    """Record which reservations were not used since the backup; the same again changes nothing.

    Raises:
        InputError: nothing is reserved under a number.
    """
    doubted = _doubted(connection, stated)
    for text in numbers:
        entry = _meant(_reserved(connection, stated), text)
        if entry is None:
            raise InputError("register.not_reserved", number=text.strip())
        if entry in doubted:
            facts = {"number": entry.number.text, "year": entry.number.year}
            act = audit.Act(stated.at, stated.actor, UNUSED, entry.request_id, facts)
            audit.append(connection, act, registry.random)
            doubted = tuple(each for each in doubted if each != entry)


def _meant(reserved: tuple[Entry, ...], text: str) -> Entry | None:
    """The reservation of the series that somebody types."""
    value, symbol = read_number(text) or (0, None)
    for entry in reserved:
        number = entry.number
        if number.value == value and fold(symbol or number.symbol) == fold(number.symbol):
            return entry
    return None


def _doubted(connection: sa.Connection, stated: Stated) -> tuple[Entry, ...]:
    """The reservations that were made before the backup, and that nobody has spoken of since."""
    after = newest(connection)
    if after is None:
        return ()
    before = [each for each in _reserved(connection, stated) if each.id < after.id]
    unused = said_unused(connection, after.id) if before else frozenset()
    return tuple(each for each in before if each.request_id not in unused)


def _reserved(connection: sa.Connection, stated: Stated) -> tuple[Entry, ...]:
    kept = sa.select(register).where(
        register.c.agency_code == stated.agency.code,
        register.c.book == stated.book,
        register.c.year == stated.year,
        register.c.state == sa.literal_column(f"'{State.RESERVED}'"),
        register.c.kind != KIND,
    )
    return tuple(entry_of(row) for row in connection.execute(kept.order_by(register.c.value)))


def _key(stated: Stated) -> dict[str, object]:
    return {"agency": stated.agency.code, "of_book": stated.book, "of_year": stated.year}
