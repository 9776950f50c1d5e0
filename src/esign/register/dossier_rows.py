# SPDX-License-Identifier: Apache-2.0
"""Rows of the dossier tables as the rest of the tool sees them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from esign.errors import InputError
from esign.register.arrivals import Arrival, arrival_of
from esign.register.entries import Entry, entry_of
from esign.register.schema import dossier, dossier_document


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier.

    Attributes:
        id: the audit row of the act that opened it.
        agency_code, year, notation: its code.
        title: what it is about.
        maintenance: how long it is kept, in words: “Vĩnh viễn”, “10 năm”.
        opened_at, opened_by: when, and by which account.
        documents: how many lie in it.
    """

    id: int
    agency_code: str
    year: int
    notation: str
    title: str
    maintenance: str
    opened_at: datetime
    opened_by: str
    documents: int


@dataclass(frozen=True, slots=True)
class Filed:
    """A document in a dossier: an issued one or a received one.

    Attributes:
        on: the date it is filed under: its own, or that of its arrival.
        entry: the issued document; None for a received one.
        arrival: the received document; None for an issued one.
        agency_name: who issued it.
        receivers: electronic receivers of an issued one, as (code, name).
    """

    on: date
    entry: Entry | None
    arrival: Arrival | None
    agency_name: str
    receivers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """A document whose period has ended, and the dossiers it lies in, by notation and year."""

    entry: Entry
    dossiers: tuple[str, ...]


_COUNT = (
    sa.select(sa.func.count())
    .where(dossier_document.c.dossier_id == dossier.c.id)
    .scalar_subquery()
    .label("documents")
)
DOSSIERS = sa.select(dossier, _COUNT)
"""Each dossier, with how many documents lie in it."""


def find_dossier(
    connection: sa.Connection, agency_code: str, notation: str, year: int
) -> Dossier | None:
    """The dossier of that code; None when there is none."""
    row = connection.execute(
        DOSSIERS.where(
            dossier.c.agency_code == agency_code,
            dossier.c.notation == notation,
            dossier.c.year == year,
        )
    ).first()
    return None if row is None else dossier_of(row)


def required_dossier(
    connection: sa.Connection, agency_code: str, notation: str, year: int
) -> Dossier:
    """The dossier of that code.

    Raises:
        InputError: there is none.
    """
    dossier_found = find_dossier(connection, agency_code, notation, year)
    if dossier_found is None:
        raise InputError("dossier.unknown", notation=notation, year=year)
    return dossier_found


def dossier_of(row: sa.Row[Any]) -> Dossier:
    """The dossier that a row of `DOSSIERS` holds."""
    return Dossier(
        id=row.id,
        agency_code=row.agency_code,
        year=row.year,
        notation=row.notation,
        title=row.title,
        maintenance=row.maintenance,
        opened_at=datetime.fromisoformat(row.opened_at),
        opened_by=row.opened_by,
        documents=row.documents,
    )


def issued_document(row: sa.Row[Any]) -> Filed:
    """The document that a whole row of the table `register` holds."""
    content = json.loads(row.request)["content"]
    receivers = tuple((each["code"], each["name"]) for each in content.get("receivers", ()))
    return Filed(row.issued_on, entry_of(row), None, json.loads(row.agency)["name"], receivers)


def received_document(row: sa.Row[Any]) -> Filed:
    """The document that a whole row of the table `incoming` holds."""
    return Filed(row.arrived_on, None, arrival_of(row), row.author)


def filing_moment(filed: Filed) -> tuple[date, int]:
    """The day; within it the order of the acts that entered the documents."""
    if filed.entry is not None:
        return filed.on, filed.entry.id
    return filed.on, filed.arrival.id if filed.arrival else 0
