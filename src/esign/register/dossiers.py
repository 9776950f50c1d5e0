# SPDX-License-Identifier: Apache-2.0
"""Dossiers: related documents under one code, in the order of their dates.

NĐ 30/2020 Đ29-30 and Annex VI Part II: a dossier's code is agency, year and notation. What lies in
a dossier stays there; a document may lie in several.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

import sqlalchemy as sa

from esign.errors import InputError
from esign.messages import Term
from esign.register import audit
from esign.register.dossier_rows import (
    DOSSIERS,
    Due,
    dossier_of,
    filing_moment,
    find_dossier,
    issued_document,
    received_document,
    required_dossier,
)
from esign.register.entries import entry_of
from esign.register.fingerprint import DOSSIER, KEY
from esign.register.folding import fold
from esign.register.form import Field, filled
from esign.register.moments import utc_text, vietnamese_day
from esign.register.schema import dossier, dossier_document, incoming, register
from esign.register.transitions import ISSUED, State, Writing
from esign.register.withdrawn import refuse_withdrawn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from esign.register.dossier_rows import Dossier, Filed
    from esign.register.entries import Entry
    from esign.register.registry import Registry

    _Place: TypeAlias = tuple[int | None, int | None]
    """The entry of an issued document, or that of a received one."""

NOTATION: Final = 20
TITLE: Final = 500
MAINTENANCE: Final = 30
"""Characters (Annex VI Part II: FileNotation, Title, Maintenance)."""

FOR_GOOD: Final = "Vĩnh viễn"
LONGEST_PERIOD: Final = 200
"""Years, as the kinds of documents have it."""

_FOR_GOOD: Final = frozenset({"vinh vien", "permanent"})
_YEARS: Final = re.compile(r"0*([1-9]\d{0,2})(?: ?(?:nam|years?))?")

MOST_DOCUMENTS: Final = 999
"""In one dossier: DocOrdinal has three digits."""

_FILEABLE: Final = ISSUED | {State.REPLACED, State.RECALLED}


_LYING = sa.select(dossier_document).where(
    dossier_document.c.dossier_id == sa.bindparam("dossier_id")
)


class Dossiers:
    """The dossiers of an opened register: `register.dossiers`."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._database = registry.database

    def open(
        self, agency_code: str, notation: str, title: str, maintenance: str, *, actor: str
    ) -> Dossier:
        """Open a dossier of this year; opening the same one again changes nothing.

        Raises:
            InputError: a text is missing or unfit, the period is none, or the notation stands for
                another dossier.
            ConfigurationError: the account may not do this.
        """
        self._registry.roles.require(actor, Writing.OPEN_DOSSIER)
        texts = filled(
            {
                "notation": Field("Số và ký hiệu hồ sơ", notation, NOTATION),
                "title": Field("Tiêu đề hồ sơ", title, TITLE),
                "maintenance": Field("Thời hạn bảo quản", maintenance, MAINTENANCE),
            }
        )
        texts["maintenance"] = period(texts["maintenance"])
        now = self._registry.clock.now()
        year = vietnamese_day(now).year
        with self._database.writing() as connection:
            earlier = find_dossier(connection, agency_code, texts["notation"], year)
            if earlier is not None:
                if (earlier.title, earlier.maintenance) != (texts["title"], texts["maintenance"]):
                    raise InputError("dossier.taken", notation=earlier.notation, year=year)
                return earlier
            row = {
                "agency_code": agency_code,
                "year": year,
                **texts,
                "opened_at": utc_text(now),
                "opened_by": actor,
            }
            facts = {"agency": agency_code, KEY: DOSSIER.digest(row)}
            subject = _subject(year, texts["notation"])
            act = audit.Act(now, actor, "dossier_opened", subject, facts)
            seq = audit.append(connection, act, self._registry.random)
            connection.execute(sa.insert(dossier), {"id": seq, **row})
            return required_dossier(connection, agency_code, texts["notation"], year)

    def find(self, agency_code: str, notation: str, year: int) -> Dossier:
        """The dossier of that code.

        Raises:
            InputError: there is none.
        """
        with self._database.reading() as connection:
            return required_dossier(connection, agency_code, notation.strip(), year)

    def listed(self, agency_code: str, year: int) -> tuple[Dossier, ...]:
        """The dossiers of a year, as they were opened."""
        wanted = DOSSIERS.where(dossier.c.agency_code == agency_code, dossier.c.year == year)
        with self._database.reading() as connection:
            return tuple(
                dossier_of(row) for row in connection.execute(wanted.order_by(dossier.c.id))
            )

    def add(
        self,
        into: Dossier,
        *,
        entries: Sequence[Entry] = (),
        arrivals: Sequence[tuple[int, int]] = (),
        actor: str,
    ) -> int:
        """Put documents into a dossier; those that lie in it already stay as they are.

        Args:
            into: the dossier.
            entries: issued documents.
            arrivals: received documents, each by its number of arrival and year.
            actor: who asks.

        Returns:
            How many were put there.

        Raises:
            InputError: a document is not issued yet, or voided; there is no such arrival, or its
                sender has withdrawn it; or the dossier is full. Nothing is put there then.
            ConfigurationError: the account may not do this.
        """
        self._registry.roles.require(actor, Writing.FILE)
        with self._database.writing() as connection:
            lying = connection.execute(_LYING, {"dossier_id": into.id}).all()
            there = {(row.entry_id, row.incoming_id) for row in lying}
            # What others have done since the caller read an entry counts.
            wanted: list[_Place] = [(_fileable(connection, each.id), None) for each in entries]
            wanted += [(None, _arrival(connection, into, *each)) for each in arrivals]
            new = [place for place in dict.fromkeys(wanted) if place not in there]
            if len(lying) + len(new) > MOST_DOCUMENTS:
                raise InputError("dossier.full", notation=into.notation, most=MOST_DOCUMENTS)
            if new:
                self._file(connection, into, len(lying), new, actor)
        return len(new)

    def _file(
        self,
        connection: sa.Connection,
        into: Dossier,
        after: int,
        places: Sequence[_Place],
        actor: str,
    ) -> None:
        facts = {
            "agency": into.agency_code,
            "dossier": into.id,
            "entries": [entry for entry, _ in places if entry is not None],
            "arrivals": [arrival for _, arrival in places if arrival is not None],
        }
        subject = _subject(into.year, into.notation)
        act = audit.Act(self._registry.clock.now(), actor, "dossier_filled", subject, facts)
        audit.append(connection, act, self._registry.random)
        rows = [
            {"dossier_id": into.id, "ordinal": place, "entry_id": entry, "incoming_id": arrival}
            for place, (entry, arrival) in enumerate(places, start=after + 1)
        ]
        connection.execute(sa.insert(dossier_document), rows)

    def documents(self, of: Dossier) -> tuple[Filed, ...]:
        """What lies in a dossier, in the order of time."""
        here = dossier_document.c.dossier_id == of.id
        issued = sa.select(register).join(
            dossier_document, dossier_document.c.entry_id == register.c.id
        )
        received = sa.select(incoming).join(
            dossier_document, dossier_document.c.incoming_id == incoming.c.id
        )
        with self._database.reading() as connection:
            filed = [issued_document(row) for row in connection.execute(issued.where(here))]
            filed += [received_document(row) for row in connection.execute(received.where(here))]
        return tuple(sorted(filed, key=filing_moment))

    def due(self, on: date) -> tuple[Due, ...]:
        """Issued documents that need not be kept any more on that day, the longest due first.

        Only a list to propose from: what is destroyed is decided by a council, and never here.
        """
        ended = (
            sa.select(register)
            .where(register.c.retain_until < on)
            .order_by(register.c.retain_until, register.c.id)
        )
        places = (
            sa.select(dossier_document.c.entry_id, dossier.c.notation, dossier.c.year)
            .join(dossier, dossier.c.id == dossier_document.c.dossier_id)
            .join(register, register.c.id == dossier_document.c.entry_id)
            .where(register.c.retain_until < on)
            .order_by(dossier.c.id)
        )
        with self._database.reading() as connection:
            entries = [entry_of(row) for row in connection.execute(ended)]
            lying: dict[int, list[str]] = {}
            for row in connection.execute(places):
                lying.setdefault(row.entry_id, []).append(f"{row.notation} ({row.year})")
        return tuple(Due(entry, tuple(lying.get(entry.id, ()))) for entry in entries)


def period(text: str) -> str:
    """How long a dossier is kept, in the words of the archive: “Vĩnh viễn” or “10 năm”.

    Args:
        text: that, or what a kind's `retention` says: `permanent`, or a number of years.

    Raises:
        InputError: it is neither.
    """
    folded = fold(text)
    if folded in _FOR_GOOD:
        return FOR_GOOD
    years = _YEARS.fullmatch(folded)
    if years is None or int(years[1]) > LONGEST_PERIOD:
        raise InputError("dossier.period", given=text, longest=LONGEST_PERIOD)
    return f"{years[1]} năm"


def _fileable(connection: sa.Connection, entry_id: int) -> int:
    entry = entry_of(connection.execute(sa.select(register).where(register.c.id == entry_id)).one())
    if entry.state not in _FILEABLE:
        state = Term(f"state.{entry.state}")
        raise InputError("dossier.not_issued", number=entry.number.text, state=state)
    return entry.id


def _arrival(connection: sa.Connection, into: Dossier, number: int, year: int) -> int:
    found_id: int | None = connection.scalar(
        sa.select(incoming.c.id).where(
            incoming.c.agency_code == into.agency_code,
            incoming.c.year == year,
            incoming.c.arrival_number == number,
        )
    )
    if found_id is None:
        raise InputError("register.unknown_arrival", number=number, year=year)
    refuse_withdrawn(connection, found_id)
    return found_id


def _subject(year: int, notation: str) -> str:
    """What the record of acts calls a dossier."""
    return f"dossier-{year}-{notation}"
