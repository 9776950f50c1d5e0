# SPDX-License-Identifier: Apache-2.0
"""Numbers kept free: taken now, for a document that comes later and bears the day of taking.

A reservation stands in the register as a row of its own until a document fills it or it is voided;
it is never given to another kind of document, and never lost. Works within the caller's
transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import InputError
from esign.kinds import symbol
from esign.model import Numbered, canonical_json
from esign.register import places
from esign.register.entries import Entry, entry_of
from esign.register.fingerprint import KEY, row_digest
from esign.register.folding import fold
from esign.register.lifecycle import Deed, take_step
from esign.register.lookup import lookup_url
from esign.register.numbering import columns_of, resumed
from esign.register.places import Taking, agency_text
from esign.register.restoration import refuse_unconfirmed
from esign.register.schema import register
from esign.register.transitions import State, Step
from esign.register.typed_number import read_number, with_value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from esign.model import Agency, DocumentKind, DocumentNumber
    from esign.register.numbering import Asked
    from esign.register.registry import Registry

MOST_AT_ONCE: Final = 100
"""How many numbers one act may keep free."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """For whom a reservation is sought.

    Attributes:
        text: the number as typed, `7` or `07/QĐ-SGDĐT`, or the reservation's own id.
        kind: the kind of the document that is to have it.
        agency: who issues.
    """

    text: str
    kind: DocumentKind
    agency: Agency


def reserve(
    connection: sa.Connection, registry: Registry, wanted: Wanted, note: str, deed: Deed
) -> Entry:
    """Take the next number of the kind's series and keep it free."""
    place = places.take(connection, registry, wanted.kind, wanted.agency, deed.at)
    number = place.number
    own_id = _own_id(place.issuer.code, number)
    whole = {"kind": wanted.kind.name, "request_id": own_id, "content": {}}
    columns = {
        "request_id": own_id,
        "lookup_url": "",
        "medium": "electronic",
        "kind": wanted.kind.name,
        "type_name": wanted.kind.type_name,
        "template_digest": "",
        "digest": "",
        "request": canonical_json(whole),
        "subject": "",
        "signer_title": "",
        "signer_name": "",
        "recipients": "[]",
        "copies": 0,
        "note": note,
        "folded": fold(f"{number.text} {wanted.kind.type_name} {note}"),
        "retain_until": None,
    }
    taking = Taking(Step.RESERVE, State.RESERVED, deed.at, deed.actor)
    row_id = places.enter(connection, registry, place, taking, columns)
    return entry_of(connection.execute(sa.select(register).where(register.c.id == row_id)).one())


def open_reservation(connection: sa.Connection, registry: Registry, wanted: Wanted) -> sa.Row[Any]:
    """The row of a reservation that a document of this kind and agency may fill.

    Raises:
        InputError: nothing was reserved under that number, or it is another office's, another
            kind's, used or voided, or that of a document that is lost.
        ConfigurationError: the register was restored and nobody has confirmed the series yet.
    """
    typed = read_number(wanted.text)
    found = sa.select(register)
    if typed is None:
        found = found.where(register.c.request_id == wanted.text.strip())
    else:
        found = with_value(found, typed[0])
    stated = fold(typed[1]) if typed and typed[1] else None
    book = registry.books.of(wanted.kind).name

    def fitness(row: sa.Row[Any]) -> tuple[object, ...]:
        """What a person who types a short number most likely means."""
        own = row.agency_code == wanted.agency.code
        fits = row.state == State.RESERVED and row.kind == wanted.kind.name
        return own, row.book == book, own and fits, row.id

    rows = [
        row for row in connection.execute(found) if stated is None or fold(row.symbol) == stated
    ]
    best = max(rows, key=fitness, default=None)
    if best is None:
        raise InputError("register.not_reserved", number=wanted.text.strip())
    _refuse_unfit(entry_of(best), wanted, registry)
    held_in = registry.books.named(best.book)
    refuse_unconfirmed(connection, best.agency_code, held_in, best.year)
    return best


def _refuse_unfit(entry: Entry, wanted: Wanted, registry: Registry) -> None:
    number = entry.number.text
    if entry.agency_code != wanted.agency.code:
        raise InputError("register.reserved_elsewhere", number=number, agency=entry.agency_code)
    entry.refuse_if_voided()
    if entry.state is not State.RESERVED:
        raise InputError("register.reservation_used", number=number, request_id=entry.request_id)
    if entry.lost:
        raise InputError("register.number_lost", number=number)
    if entry.kind != wanted.kind.name:
        raise InputError(
            "register.reserved_for_other_kind",
            number=number,
            kind=wanted.kind.name,
            reserved_for=entry.kind,
        )
    own = symbol(wanted.kind, registry.books.issuer(wanted.kind, wanted.agency))
    if own != entry.number.symbol:
        raise InputError("register.reserved_other_symbol", number=number, symbol=own)


def use(
    connection: sa.Connection, registry: Registry, asked: Asked, text: str, at: datetime
) -> Numbered:
    """Let a request fill a reservation; its date stays the day of reservation.

    A look-up code that its pages bear already takes the place of the reservation's.

    Raises:
        InputError: as `open_reservation`; or the request has another number already.
    """
    request, wanted = asked.request, Wanted(text, asked.kind, asked.agency)
    earlier = connection.execute(
        sa.select(register).where(register.c.request_id == request.request_id)
    ).first()
    if earlier is not None:
        refuse_other_number(earlier, text)
        return resumed(earlier, request)
    row = open_reservation(connection, registry, wanted)
    code = asked.code or row.lookup_code
    numbered = Numbered(
        request=request,
        agency=registry.books.issuer(asked.kind, asked.agency),
        number=entry_of(row).number,
        issued_on=row.issued_on,
        document_id=row.document_id,
        lookup_code=code,
        lookup_url=lookup_url(asked.lookup_base, code),
    )
    facts = {"digest": request.digest, "reservation": row.request_id}
    deed = Deed(Step.NUMBER, at, asked.actor, facts=facts)
    columns = {**columns_of(numbered, asked), "agency": agency_text(numbered.agency)}
    columns |= {"lookup_code": code} if asked.code else {}
    fill(connection, registry, row, columns, deed)
    return numbered


def fill(
    connection: sa.Connection,
    registry: Registry,
    row: sa.Row[Any],
    columns: Mapping[str, object],
    deed: Deed,
) -> None:
    """Make a reservation the row of a document; its note stays where the document brings none."""
    given = {**columns, "note": columns["note"] or row.note}
    given["folded"] = " ".join(filter(None, (str(given["folded"]), fold(row.note))))
    connection.execute(sa.update(register).where(register.c.id == row.id).values(**given))
    filled = connection.execute(sa.select(register).where(register.c.id == row.id)).one()
    facts = {**deed.facts, KEY: row_digest(filled._asdict())}
    take_step(connection, entry_of(filled), replace(deed, facts=facts), registry.random)


def _own_id(agency_code: str, number: DocumentNumber) -> str:
    """What a reservation is called until a request fills it; no request can bear such an id."""
    return f"reserved:{agency_code}:{number.book}:{number.year}:{number.value}"


def refuse_other_number(row: sa.Row[Any], text: str) -> None:
    """A request that has a number keeps it.

    Raises:
        InputError: `text` means another one.
    """
    number, typed = entry_of(row).number, read_number(text)
    if typed is None:
        same = text.strip() == _own_id(row.agency_code, number)
    else:
        same = typed[0] == number.value and fold(typed[1] or number.symbol) == fold(number.symbol)
    if not same:
        raise InputError(
            "register.numbered_otherwise", request_id=row.request_id, number=number.text
        )
