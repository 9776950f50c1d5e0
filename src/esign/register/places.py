# SPDX-License-Identifier: Apache-2.0
"""A place in a series: number, date and look-up code, and the row that holds them.

All documents get theirs here, whatever their medium, and so do reservations, so that all share one
series a year, from 01 on 1 January, without gap (NĐ 30/2020 Đ15). Works within the caller's
transaction.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.kinds import symbol
from esign.model import DocumentNumber, canonical_json
from esign.register import audit
from esign.register.fingerprint import KEY, row_digest
from esign.register.lookup import draw_code
from esign.register.moments import day_text, utc_text, vietnamese_day
from esign.register.restoration import refuse_unconfirmed
from esign.register.schema import history, register, series
from esign.register.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from esign.model import Agency, Book, DocumentKind
    from esign.ports import RandomSource
    from esign.register.registry import Registry
    from esign.register.transitions import State, Step

_EARLIER = sa.select(register).where(register.c.request_id == sa.bindparam("request_id"))
_SAME_REQUEST_OR_CODE = Statement(
    sa.select(register.c.id).where(
        sa.or_(
            register.c.request_id == sa.bindparam("request_id"),
            register.c.lookup_code == sa.bindparam("code"),
        )
    )
)
_THIS_SERIES = sa.and_(
    series.c.agency_code == sa.bindparam("agency"),
    series.c.book == sa.bindparam("of_book"),
    series.c.year == sa.bindparam("of_year"),
)
_later = series.alias("later")
_OF_A_LATER_YEAR = sa.exists().where(
    _later.c.agency_code == sa.bindparam("agency"),
    _later.c.book == sa.bindparam("of_book"),
    _later.c.year > sa.bindparam("of_year"),
)
_NEXT = Statement(
    sa.update(series)
    .where(
        _THIS_SERIES,
        series.c.awaits.is_(None),
        series.c.last_day <= sa.bindparam("day"),
        ~_OF_A_LATER_YEAR,
    )
    .values(last=series.c.last + sa.literal_column("1"), last_day=sa.bindparam("day"))
    .returning(series.c.last)
)
_LAST_DAY = sa.select(sa.func.max(series.c.last_day)).where(
    series.c.agency_code == sa.bindparam("agency"),
    series.c.book == sa.bindparam("of_book"),
    series.c.year >= sa.bindparam("of_year"),
)
_FIRST = sa.insert(series)
_ENTER = Statement(sa.insert(register))


class Place(NamedTuple):
    """A number that was just taken.

    Attributes:
        number: number and symbol, book and year.
        day: the date that goes with it.
        issuer: the agency as the book abbreviates it.
        lookup_code, document_id: as `model.Numbered` says.
    """

    number: DocumentNumber
    day: date
    issuer: Agency
    lookup_code: str
    document_id: str

    @property
    def columns(self) -> dict[str, object]:
        """What the register never changes of this place."""
        return {
            "agency_code": self.issuer.code,
            "book": self.number.book,
            "year": self.number.year,
            "value": self.number.value,
            "symbol": self.number.symbol,
            "issued_on": self.day,
            "document_id": self.document_id,
            "lookup_code": self.lookup_code,
            "agency": agency_text(self.issuer),
        }

    @property
    def facts(self) -> dict[str, object]:
        """What the record of acts says of it."""
        return {
            "agency": self.issuer.code,
            "book": self.number.book,
            "date": day_text(self.day),
            "number": self.number.text,
            "year": self.number.year,
        }


class Taking(NamedTuple):
    """The act of taking a number.

    Attributes:
        step: what is done; the action of the audit row.
        state: how the row begins.
        at: when.
        actor: by which account.
        facts: what the audit row says beside the place; nothing about persons.
    """

    step: Step
    state: State
    at: datetime
    actor: str
    facts: Mapping[str, object] = MappingProxyType({})


def place_of(number: DocumentNumber, day: date, issuer: Agency, lookup_code: str) -> Place:
    """The place that a number, its date, who issues and a look-up code make."""
    document_id = f"{issuer.code},{day_text(day).replace('-', '/')},{number.text}"
    return Place(number, day, issuer, lookup_code, document_id)


@lru_cache
def agency_text(agency: Agency) -> str:
    """An agency as the register keeps it: canonical JSON."""
    return canonical_json(asdict(agency))


def fresh_code(
    connection: sa.Connection, request_id: str, random: RandomSource
) -> tuple[str, sa.Row[Any] | None]:
    """A look-up code nobody has, and the row that this request has already, if any."""
    while True:
        code = draw_code(random)
        wanted = {"request_id": request_id, "code": code}
        if _SAME_REQUEST_OR_CODE.first(connection, wanted) is None:
            return code, None
        earlier = connection.execute(_EARLIER, {"request_id": request_id}).first()
        if earlier is not None:
            return code, earlier


def next_value(connection: sa.Connection, agency: str, book: Book, day: date) -> int:
    """Count the series of this day's year on by one; a new series begins with 1.

    Raises:
        ConfigurationError: the series has a later date, that of a later year has begun, or the
            register was restored and nobody has confirmed the series yet.
    """
    year = day.year
    counted = _NEXT.first(
        connection, {"agency": agency, "of_book": book.name, "of_year": year, "day": day}
    )
    if counted is not None:
        value: int = counted[0]
        return value
    refuse_unconfirmed(connection, agency, book, year)
    of_series = {"agency": agency, "of_book": book.name, "of_year": year}
    last_day: date | None = connection.scalar(_LAST_DAY, of_series)
    if last_day is not None:
        raise ConfigurationError(
            "register.clock_behind",
            today=f"{day:%d/%m/%Y}",
            last=f"{last_day:%d/%m/%Y}",
            title=book.title,
        )
    connection.execute(
        _FIRST,
        {"agency_code": agency, "book": book.name, "year": year, "last": 1, "last_day": day},
    )
    return 1


def next_number(
    connection: sa.Connection, registry: Registry, kind: DocumentKind, issuer: Agency, day: date
) -> DocumentNumber:
    """The next number of the kind's series.

    Args:
        connection: in a writing transaction.
        registry: knows the kind's book.
        kind: the document's kind.
        issuer: the agency as that book abbreviates it.
        day: the date that goes with the number.

    Raises:
        ConfigurationError: as `next_value`.
    """
    book = registry.books.of(kind)
    value = next_value(connection, issuer.code, book, day)
    return DocumentNumber(value, symbol(kind, issuer), book.name, day.year)


def take(
    connection: sa.Connection, registry: Registry, kind: DocumentKind, agency: Agency, at: datetime
) -> Place:
    """The next place of the kind's series, for what is no electronic request.

    Raises:
        ConfigurationError: as `next_value`.
    """
    issuer, day = registry.books.issuer(kind, agency), vietnamese_day(at)
    number = next_number(connection, registry, kind, issuer, day)
    code, _ = fresh_code(connection, "", registry.random)
    return place_of(number, day, issuer, code)


def write(
    connection: sa.Connection,
    registry: Registry,
    place: Place,
    taking: Taking,
    columns: Mapping[str, object],
) -> int:
    """Write the row of a place and its audit row; returns the id of both.

    Raises:
        ConfigurationError: another book gave the same number and symbol this year.
    """
    at = utc_text(taking.at)
    row = {
        **place.columns,
        **columns,
        "numbered_at": at,
        "numbered_by": taking.actor,
        "state": str(taking.state),
        "state_at": at,
        "state_reason": "",
    }
    facts = place.facts
    facts.update(taking.facts)
    facts[KEY] = row_digest(row)
    act = audit.Act(taking.at, taking.actor, str(taking.step), str(columns["request_id"]), facts)
    seq = row["id"] = audit.append(connection, act, registry.random)
    try:
        _ENTER.execute(connection, row)
    except sa.exc.IntegrityError as error:
        raise ConfigurationError("register.number_taken", number=place.number.text) from error
    return seq


def enter(
    connection: sa.Connection,
    registry: Registry,
    place: Place,
    taking: Taking,
    columns: Mapping[str, object],
) -> int:
    """Write the row of a place that is no electronic request's, and how its history begins.

    Raises:
        ConfigurationError: as `write`.
    """
    seq = write(connection, registry, place, taking, columns)
    connection.execute(
        sa.insert(history),
        {
            "audit_seq": seq,
            "entry_id": seq,
            "act": taking.step.value,
            "state": taking.state.value,
            "at": utc_text(taking.at),
            "actor": taking.actor,
            "reason": "",
            "other_id": None,
        },
    )
    return seq
