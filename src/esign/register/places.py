# SPDX-License-Identifier: Apache-2.0
"""A place in a series for what is no electronic request: a reservation, or a paper document.

Numbers, dates and look-up codes come from where electronic documents get theirs, so that all share
one series (NĐ 30/2020 Đ15). Works within the caller's transaction.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.kinds import symbol
from esign.model import DocumentNumber, canonical_json
from esign.register import audit
from esign.register.fingerprint import KEY, row_digest
from esign.register.moments import utc_text, vietnamese_day
from esign.register.numbering import fresh_code, next_value
from esign.register.schema import history, register

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from esign.model import Agency, DocumentKind
    from esign.register.registry import Registry
    from esign.register.transitions import State, Step


@dataclass(frozen=True, slots=True)
class Place:
    """A number that was just taken.

    Attributes:
        number: number and symbol, book and year.
        day: the date that goes with it.
        issuer: the agency as the book abbreviates it.
        lookup_code: as `model.Numbered` says.
    """

    number: DocumentNumber
    day: date
    issuer: Agency
    lookup_code: str

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
            "document_id": f"{self.issuer.code},{self.day:%Y/%m/%d},{self.number.text}",
            "lookup_code": self.lookup_code,
            "agency": canonical_json(asdict(self.issuer)),
        }

    @property
    def facts(self) -> dict[str, object]:
        """What the record of acts says of it."""
        return {
            "agency": self.issuer.code,
            "book": self.number.book,
            "date": self.day.isoformat(),
            "number": self.number.text,
            "year": self.number.year,
        }


@dataclass(frozen=True, slots=True)
class Taking:
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
    facts: Mapping[str, object] = field(default_factory=dict)


def take(
    connection: sa.Connection, registry: Registry, kind: DocumentKind, agency: Agency, at: datetime
) -> Place:
    """The next number of the kind's series, with this day's date.

    Raises:
        ConfigurationError: the clock is behind the series.
    """
    issuer, book = registry.books.issuer(kind, agency), registry.books.of(kind).name
    day = vietnamese_day(at)
    value = next_value(connection, agency.code, book, day)
    number = DocumentNumber(value, symbol(kind, issuer), book, day.year)
    code, _ = fresh_code(connection, "", registry.random)
    return Place(number, day, issuer, code)


def enter(
    connection: sa.Connection,
    registry: Registry,
    place: Place,
    taking: Taking,
    columns: Mapping[str, object],
) -> int:
    """Write the row of a place, its history and its audit row; returns the row's id.

    Raises:
        ConfigurationError: another book gave the same number and symbol this year.
    """
    at, state = utc_text(taking.at), taking.state.value
    taken = {"numbered_at": at, "numbered_by": taking.actor}
    row = {**place.columns, **columns, **taken, "state": state, "state_at": at, "state_reason": ""}
    facts = {**place.facts, **taking.facts, KEY: row_digest(row)}
    step = taking.step.value
    act = audit.Act(taking.at, taking.actor, step, str(columns["request_id"]), facts)
    seq = audit.append(connection, act, registry.random)
    try:
        connection.execute(sa.insert(register), row | {"id": seq})
    except sa.exc.IntegrityError as error:
        raise ConfigurationError("register.number_taken", number=place.number.text) from error
    connection.execute(
        sa.insert(history),
        {
            "audit_seq": seq,
            "entry_id": seq,
            "act": step,
            "state": state,
            "at": at,
            "actor": taking.actor,
            "reason": "",
            "other_id": None,
        },
    )
    return seq
