# SPDX-License-Identifier: Apache-2.0
"""The register of incoming documents: ten columns, arrival numbers from 1 each year without gap.

NĐ 30/2020 Đ22 and Annex IV. Works within the caller's transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.errors import InputError
from esign.model import Book
from esign.register import audit
from esign.register.arrivals import Arrival, Incoming, arrival_of
from esign.register.audit import Act
from esign.register.fingerprint import ARRIVAL, KEY
from esign.register.folding import fold
from esign.register.form import NAME, SUBJECT, Field, filled
from esign.register.moments import utc_text, vietnamese_day
from esign.register.places import next_value
from esign.register.schema import incoming
from esign.register.withdrawn import refuse_withdrawn

if TYPE_CHECKING:
    from datetime import date, datetime

    from esign.register.registry import Registry

BOOK: Final = "incoming"
"""The series that arrival numbers are counted in."""

TITLE: Final = "Sổ đăng ký văn bản đến"
"""What stands on the book's cover."""


UNKNOWN: Final = "(không còn dữ liệu)"
"""What stands for the subject of a document that the register has lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarding:
    """To whom an incoming document was passed on.

    Attributes:
        number, year: which document.
        addressee: the unit or person; empty where it is the one named before.
        on: which day; None for the day it was passed on before, or else today.
        received_by: who signed for it; empty where nobody has yet.
    """

    number: int
    year: int
    addressee: str = ""
    on: date | None = None
    received_by: str = ""


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who writes in the register, for which agency, and when."""

    agency_code: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Arrived:
    """An arrival number and its day."""

    number: int
    day: date


def receive(
    connection: sa.Connection, registry: Registry, document: Incoming, clerk: Clerk
) -> Arrival:
    """Enter a document under the next arrival number; a message is entered once.

    Raises:
        InputError: a text is missing or unfit, the document's date lies ahead, or the message was
            entered as another document.
        ConfigurationError: the clock is behind the register.
    """
    day, agency_code = vietnamese_day(clerk.at), clerk.agency_code
    document = _checked(document, day)
    if document.message_id is not None:
        same = incoming.c.message_id == document.message_id
        earlier = connection.execute(sa.select(incoming).where(same)).first()
        if earlier is not None:
            return _same(arrival_of(earlier), document)
    number = next_value(connection, agency_code, Book(BOOK, TITLE), day)
    return _enter(connection, registry, document, clerk, Arrived(number, day))


def enter_lost(
    connection: sa.Connection, registry: Registry, note: str, clerk: Clerk, arrived: Arrived
) -> None:
    """Enter an arrival of which nothing but the number is known; the counter has come to it."""
    lost = Incoming(author="?", symbol="", dated_on=None, subject=UNKNOWN, note=note)
    _enter(connection, registry, lost, clerk, arrived)


def _enter(
    connection: sa.Connection,
    registry: Registry,
    document: Incoming,
    clerk: Clerk,
    arrived: Arrived,
) -> Arrival:
    agency_code, number, day = clerk.agency_code, arrived.number, arrived.day
    row = {
        "agency_code": agency_code,
        "year": day.year,
        "arrival_number": number,
        "arrived_on": day,
        "author": document.author,
        "symbol": document.symbol,
        "dated_on": document.dated_on,
        "subject": document.subject,
        "addressee": document.addressee,
        "forwarded_on": None,
        "received_by": "",
        "note": document.note,
        "folded": _folded(document),
        "sha256": document.sha256,
        "message_id": document.message_id,
        "entered_at": utc_text(clerk.at),
        "entered_by": clerk.actor,
    }
    facts = {"agency": agency_code, "date": day.isoformat(), "number": number, "year": day.year}
    if document.sha256 is not None:
        facts["sha256"] = document.sha256
    facts[KEY] = ARRIVAL.digest(row)
    act = Act(clerk.at, clerk.actor, "received", _subject(day.year, number), facts)
    seq = audit.append(connection, act, registry.random)
    connection.execute(sa.insert(incoming), {"id": seq, **row})
    return Arrival(seq, agency_code, day.year, number, day, document, None, "")


def forward(
    connection: sa.Connection, registry: Registry, passed: Forwarding, clerk: Clerk
) -> Arrival:
    """Note to whom and when a document was passed on, and who signed for it.

    Raises:
        InputError: there is no such arrival number, its sender has withdrawn it, nobody is named,
            or the day lies before the arrival or ahead.
    """
    arrival = _required(connection, clerk.agency_code, passed)
    refuse_withdrawn(connection, arrival.id)
    texts = filled(
        {
            "addressee": Field(
                "Đơn vị, người nhận", passed.addressee or arrival.document.addressee
            ),
            "received_by": Field("Ký nhận", passed.received_by, required=False),
        }
    )
    today = vietnamese_day(clerk.at)
    day = passed.on or arrival.forwarded_on or today
    if not arrival.arrived_on <= day <= today:
        raise InputError("register.forwarded_when", number=arrival.number, day=f"{day:%d/%m/%Y}")
    done = replace(
        arrival,
        document=replace(arrival.document, addressee=texts["addressee"]),
        forwarded_on=day,
        received_by=texts["received_by"] or arrival.received_by,
    )
    if done == arrival:
        return arrival
    _write(connection, registry, done, clerk)
    return done


def _write(connection: sa.Connection, registry: Registry, done: Arrival, clerk: Clerk) -> None:
    """Record where a document was passed on to."""
    passed_on = {
        "addressee": done.document.addressee,
        "forwarded_on": done.forwarded_on,
        "received_by": done.received_by,
    }
    row = connection.execute(sa.select(incoming).where(incoming.c.id == done.id)).one()
    facts = {
        "agency": clerk.agency_code,
        "arrival": done.id,
        "date": str(done.forwarded_on),
        "number": done.number,
        "year": done.year,
        KEY: ARRIVAL.digest(row._asdict() | passed_on),
    }
    subject = _subject(done.year, done.number)
    act = Act(clerk.at, clerk.actor, "forwarded", subject, facts)
    audit.append(connection, act, registry.random)
    connection.execute(
        sa.update(incoming)
        .where(incoming.c.id == done.id)
        .values(**passed_on, folded=_folded(done.document))
    )


def _required(connection: sa.Connection, agency_code: str, passed: Forwarding) -> Arrival:
    row = connection.execute(
        sa.select(incoming).where(
            incoming.c.agency_code == agency_code,
            incoming.c.year == passed.year,
            incoming.c.arrival_number == passed.number,
        )
    ).first()
    if row is None:
        raise InputError("register.unknown_arrival", number=passed.number, year=passed.year)
    return arrival_of(row)


def _same(arrival: Arrival, document: Incoming) -> Arrival:
    """The arrival, if it is of this document; where it was passed on to may differ."""
    before = replace(arrival.document, addressee="", note="")
    if before != replace(document, addressee="", note=""):
        raise InputError("register.message_changed", number=arrival.number, year=arrival.year)
    return arrival


def _checked(document: Incoming, today: date) -> Incoming:
    form = {
        "author": Field("Tác giả", document.author),
        "symbol": Field("Số, ký hiệu", document.symbol, NAME, required=False),
        "subject": Field("Tên loại và trích yếu", document.subject, SUBJECT),
        "addressee": Field("Đơn vị, người nhận", document.addressee, required=False),
        "note": Field("Ghi chú", document.note, SUBJECT, required=False),
    }
    texts = filled(form)
    if document.dated_on is not None and document.dated_on > today:
        raise InputError("register.dated_ahead", dated=f"{document.dated_on:%d/%m/%Y}")
    return Incoming(
        **texts,
        dated_on=document.dated_on,
        sha256=document.sha256,
        message_id=document.message_id,
    )


def _subject(year: int, number: int) -> str:
    """What the record of acts calls an arrival."""
    return f"{BOOK}-{year}-{number}"


def _folded(document: Incoming) -> str:
    searched = (document.symbol, document.author, document.subject, document.addressee)
    return fold(" ".join((*searched, document.note)))
