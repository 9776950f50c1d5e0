# SPDX-License-Identifier: Apache-2.0
"""Incoming documents as the rest of the tool sees them (NĐ 30/2020 Annex IV)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    import sqlalchemy as sa


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A document that has arrived.

    Attributes:
        author: the body that issued it.
        symbol: its number and symbol, `123/UBND-VX`; empty where it bears none.
        dated_on: the date it bears; None where it bears none.
        subject: its type and title line.
        addressee: the unit or person it is meant for; may be told later.
        note: what the clerk remarks.
        sha256: SHA-256 (hex) of the file, where it came as one.
        message_id: what the document axis calls the message it came in.
    """

    author: str
    symbol: str
    dated_on: date | None
    subject: str
    addressee: str = ""
    note: str = ""
    sha256: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A row of the register of incoming documents.

    Attributes:
        id: the audit row of the act that entered it.
        agency_code, year: whose register, and which year's series.
        number: the arrival number.
        arrived_on: the day it was entered.
        document: what arrived, with the addressee it was passed on to.
        forwarded_on: when it was passed on; None before.
        received_by: who signed for it.
        withdrawn: how its sender withdrew it, `recalled` or `replaced`; empty where it stands.
    """

    id: int
    agency_code: str
    year: int
    number: int
    arrived_on: date
    document: Incoming
    forwarded_on: date | None
    received_by: str
    withdrawn: str = ""


def arrival_of(row: sa.Row[Any]) -> Arrival:
    """The arrival that a whole row of the table `incoming` holds."""
    document = Incoming(
        author=row.author,
        symbol=row.symbol,
        dated_on=row.dated_on,
        subject=row.subject,
        addressee=row.addressee,
        note=row.note,
        sha256=row.sha256,
        message_id=row.message_id,
    )
    return Arrival(
        row.id,
        row.agency_code,
        row.year,
        row.arrival_number,
        row.arrived_on,
        document,
        row.forwarded_on,
        row.received_by,
    )
