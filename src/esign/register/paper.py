# SPDX-License-Identifier: Apache-2.0
"""Paper documents: their numbers come from the same series as those of electronic ones.

NĐ 30/2020 Đ15: number and symbol are unique within the year whatever the medium. The register only
knows of the paper; nothing is signed here. Works within the caller's transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from esign.errors import InputError
from esign.model import canonical_json
from esign.register import places, reservations
from esign.register.entries import Entry, entry_of
from esign.register.folding import fold
from esign.register.form import SUBJECT, Field, filled
from esign.register.lifecycle import Deed
from esign.register.lost_places import Found, fill_lost, lost_place, place_again
from esign.register.moments import vietnamese_day
from esign.register.places import Taking
from esign.register.reservations import Wanted
from esign.register.schema import register
from esign.register.signing_days import refuse_late
from esign.register.transitions import State, Step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from esign.model import Agency, DocumentKind, DocumentNumber
    from esign.register.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDocument:
    """What the register needs to know of a document on paper (NĐ 30/2020 Annex IV).

    Attributes:
        kind: says type, symbol and book.
        subject: the title line (trích yếu).
        signer_title, signer_name: who signed it.
        recipients: the lines of “Nơi nhận”, “Lưu:” among them.
        copies: how many were made.
        note: what the clerk remarks.
        dated_on: the date written on it, if it is written already; must be the day of its number.
        was_electronic: it was an electronic one, whose file nobody has any more; only what takes
            again the number of a lost document can be.
    """

    kind: DocumentKind
    subject: str
    signer_title: str
    signer_name: str
    recipients: tuple[str, ...] = ()
    copies: int = 1
    note: str = ""
    dated_on: date | None = None
    was_electronic: bool = False


@dataclass(frozen=True, slots=True)
class PaperAsked:
    """A paper document that wants a number.

    Attributes:
        document: what it is.
        agency: who issues it.
        entry_id: its id in the register.
        reserved: the reservation it is to fill, as `reservations.Wanted` says; empty for a new
            number.
        actor: who enters it.
    """

    document: PaperDocument
    agency: Agency
    entry_id: str
    reserved: str
    actor: str


def enter(connection: sa.Connection, registry: Registry, asked: PaperAsked, at: datetime) -> Entry:
    """Enter a paper document, under the next number or a reserved one; the same id only once.

    Raises:
        InputError: the id stands for another document, a text is unfit, the date is another than
            the number's, or the reservation does not fit, or is too old to be signed.
        ConfigurationError: the clock is behind the series.
    """
    columns, kept_until = _columns(asked), asked.document.kind.retain_until
    earlier = connection.execute(_of(asked.entry_id)).first()
    if earlier is not None:
        return _same(entry_of(earlier), str(columns["digest"]))
    facts = {"digest": columns["digest"], "medium": columns["medium"]}
    if asked.document.was_electronic and not asked.reserved:
        raise InputError("register.not_on_paper")
    if asked.reserved:
        _fill(connection, registry, asked, columns, Deed(Step.ENTER, at, asked.actor, facts=facts))
    else:
        day = vietnamese_day(at)
        _refuse_other_date(asked.document, day)
        place = places.take(connection, registry, asked.document.kind, asked.agency, at)
        taking = Taking(Step.ENTER, State.RELEASED, at, asked.actor, facts)
        folded = _folded(place.number, columns)
        columns |= {"folded": folded, "retain_until": kept_until(day)}
        places.enter(connection, registry, place, taking, columns)
    return entry_of(connection.execute(_of(asked.entry_id)).one())


def _fill(
    connection: sa.Connection,
    registry: Registry,
    asked: PaperAsked,
    columns: Mapping[str, object],
    deed: Deed,
) -> None:
    """Take a place that is there already: one that was reserved, or that lost its document."""
    document = asked.document
    wanted = Wanted(asked.reserved, document.kind, asked.agency)
    lost = lost_place(connection, registry, wanted)
    if lost is None and document.was_electronic:
        raise InputError("register.not_on_paper")
    if lost is None:
        row = reservations.open_reservation(connection, registry, wanted)
        _refuse_other_date(document, row.issued_on)
        refuse_late(entry_of(row), vietnamese_day(deed.at), registry.days_to_sign)
        number, day = entry_of(row).number, row.issued_on
    else:
        found = Found(document.dated_on, vietnamese_day(deed.at))
        place = place_again(connection, registry, lost, wanted, found)
        number, day = place.number, place.day
    folded, until = _folded(number, columns), document.kind.retain_until(day)
    columns = {**columns, "folded": folded, "retain_until": until}
    if lost is None:
        reservations.fill(connection, registry, row, columns, deed)
    else:
        fill_lost(connection, registry, (lost, place), columns, deed)


def _of(entry_id: str) -> sa.Select[Any]:
    return sa.select(register).where(register.c.request_id == entry_id)


def _same(earlier: Entry, digest: str) -> Entry:
    if earlier.digest != digest:
        raise InputError(
            "register.request_changed",
            request_id=earlier.request_id,
            number=earlier.number.text,
        )
    return earlier


def _refuse_other_date(document: PaperDocument, day: date) -> None:
    """The date is the day of the number, never an earlier one (NĐ 30/2020 Đ15)."""
    if document.dated_on is not None and document.dated_on != day:
        raise InputError(
            "register.paper_date", dated=f"{document.dated_on:%d/%m/%Y}", day=f"{day:%d/%m/%Y}"
        )


def _columns(asked: PaperAsked) -> dict[str, object]:
    """What the register holds of the document beside its place."""
    document, stated = asked.document, _checked(asked.document)
    content = {"kind": document.kind.name, **stated}
    whole = {"kind": document.kind.name, "request_id": asked.entry_id, "content": stated}
    return {
        **stated,
        "recipients": canonical_json(stated["recipients"]),
        "request_id": asked.entry_id,
        "lookup_url": "",
        "medium": "electronic" if document.was_electronic else "paper",
        "kind": document.kind.name,
        "type_name": document.kind.type_name,
        "template_digest": "",
        "digest": sha256(canonical_json(content).encode()).hexdigest(),
        "request": canonical_json(whole),
    }


def _checked(document: PaperDocument) -> dict[str, object]:
    """What was written of the document, found sound."""
    form = {
        "subject": Field("Trích yếu", document.subject, SUBJECT),
        "signer_title": Field("Chức vụ người ký", document.signer_title, required=False),
        "signer_name": Field("Người ký", document.signer_name),
        "note": Field("Ghi chú", document.note, SUBJECT, required=False),
    }
    lines = {
        f"recipients[{ordinal}]": Field("Nơi nhận", line)
        for ordinal, line in enumerate(document.recipients, start=1)
    }
    texts = filled(form | lines)
    if document.copies < 1:
        raise InputError("register.no_copies", copies=document.copies)
    recipients = [texts[name] for name in lines]
    return {**{name: texts[name] for name in form}, "recipients": recipients} | {
        "copies": document.copies
    }


def _folded(number: DocumentNumber, columns: Mapping[str, object]) -> str:
    searched = ("type_name", "subject", "signer_title", "signer_name", "recipients", "note")
    return fold(" ".join((number.text, *(str(columns[name]) for name in searched))))
