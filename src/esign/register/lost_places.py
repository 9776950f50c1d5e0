# SPDX-License-Identifier: Apache-2.0
"""Numbers that were given and that the register knows nothing of, since it came from a backup.

Each stands in its book like a reservation that only the lost document itself may fill: the clerk
copies it from the paper. Symbol and date are not known until then, so both may still change, and
nothing else of the place. Works within the caller's transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import ConfigurationError, InputError
from esign.kinds import symbol
from esign.model import DocumentNumber, canonical_json
from esign.register import places
from esign.register.entries import entry_of
from esign.register.fingerprint import KEY, row_digest
from esign.register.folding import fold
from esign.register.lifecycle import take_step
from esign.register.places import Place, Taking, fresh_code, place_of
from esign.register.schema import register, series
from esign.register.transitions import State, Step
from esign.register.typed_number import read_number, with_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import Agency
    from esign.register.incoming import Clerk
    from esign.register.lifecycle import Deed
    from esign.register.registry import Registry
    from esign.register.reservations import Wanted

_REGISTER_OF: Final = "Sổ đăng ký "
_LOST: Final = "Mất dữ liệu"
_AGAIN: Final = {
    "electronic": "Văn bản điện tử, nhập lại",
    "paper": "Nhập lại",
}
"""What the note begins with, in the book's language, while the document is lost and afterwards."""

KIND: Final = ""
"""The kind of a lost place in the register; no document kind is called so."""

_NAMED: Final = ("symbol", "issued_on", "document_id", "agency", "lookup_code")
"""What of a place is not known before its document comes back."""

_SAME_SERIES = (
    register.c.agency_code == sa.bindparam("agency"),
    register.c.book == sa.bindparam("of_book"),
    register.c.year == sa.bindparam("of_year"),
    register.c.kind != KIND,
)
_EARLIEST = sa.select(sa.func.max(register.c.issued_on)).where(
    *_SAME_SERIES, register.c.value < sa.bindparam("place")
)
_LATEST = sa.select(sa.func.min(register.c.issued_on)).where(
    *_SAME_SERIES, register.c.value > sa.bindparam("place")
)
_LATER_DAY = sa.update(series).where(
    series.c.agency_code == sa.bindparam("agency"),
    series.c.book == sa.bindparam("of_book"),
    series.c.year == sa.bindparam("of_year"),
    series.c.last_day < sa.bindparam("day"),
)


@dataclass(frozen=True, slots=True)
class Loss:
    """Why numbers of a series are known without their documents.

    Attributes:
        agency: who issued them.
        book, year: the series.
        earliest: the earliest day they can bear: that of the last number the register knows.
        restoration_id: after which restoration they were missing.
        note: the same, for the book.
        clerk: who enters them, and when.
    """

    agency: Agency
    book: str
    year: int
    earliest: date
    restoration_id: int
    note: str
    clerk: Clerk


@dataclass(frozen=True, slots=True)
class Found:
    """When a lost document is dated, as far as somebody has said, and which day it is."""

    dated_on: date | None
    today: date


def enter_lost(connection: sa.Connection, registry: Registry, loss: Loss, value: int) -> None:
    """Put a lost number into its book; the counter has come to it already."""
    number = DocumentNumber(value, _stand_in(registry, loss.book), loss.book, loss.year)
    code, _ = fresh_code(connection, "", registry.random)
    place = place_of(number, loss.earliest, loss.agency, code)
    own_id = f"lost:{loss.agency.code}:{number.book}:{number.year}:{value}"
    whole = {"kind": KIND, "request_id": own_id, "content": {}}
    columns = {
        "request_id": own_id,
        "lookup_url": "",
        "medium": "electronic",
        "kind": KIND,
        "type_name": "",
        "template_digest": "",
        "digest": "",
        "request": canonical_json(whole),
        "subject": "",
        "signer_title": "",
        "signer_name": "",
        "recipients": "[]",
        "copies": 0,
        "note": loss.note,
        "folded": fold(f"{number.text} {loss.note}"),
        "retain_until": None,
    }
    facts = {"lost": loss.restoration_id}
    taking = Taking(Step.RESERVE, State.RESERVED, loss.clerk.at, loss.clerk.actor, facts)
    places.enter(connection, registry, place, taking, columns)


def _stand_in(registry: Registry, name: str) -> str:
    """What stands for the symbol: words of the book's title, its name where two books share one."""
    books = registry.books
    title = books.named(name).title
    shared = sum(book.title == title for book in books.all()) > 1
    return "?-" + (name if shared else "-".join(title.removeprefix(_REGISTER_OF).split()))


def lost_note(made_at: str) -> str:
    """What stands in the book of a number whose document is lost."""
    return f"{_LOST} (khôi phục từ bản sao lưu {made_at})"


def entered_again(note: str, medium: str) -> str:
    """The same once the document was entered again."""
    return _AGAIN[medium] + note.removeprefix(_LOST)


def lost_place(connection: sa.Connection, registry: Registry, wanted: Wanted) -> sa.Row[Any] | None:
    """The lost place that a clerk means, if the newest number so typed is one."""
    typed = read_number(wanted.text)
    if typed is None:
        return None
    value, stated = typed
    book = registry.books.of(wanted.kind).name
    found = with_value(sa.select(register), value).where(
        register.c.agency_code == wanted.agency.code, register.c.book == book
    )
    row = connection.execute(found).first()
    if row is None or row.kind != KIND or row.state != State.RESERVED:
        return None
    own = symbol(wanted.kind, registry.books.issuer(wanted.kind, wanted.agency))
    known = {fold(own), fold(row.symbol)}
    return row if stated is None or fold(stated) in known else None


def place_again(
    connection: sa.Connection, registry: Registry, row: sa.Row[Any], wanted: Wanted, found: Found
) -> Place:
    """The whole place of a lost document that has been found again; its look-up code as it stood.

    Raises:
        InputError: its date is not stated, or does not lie between those of its neighbours.
    """
    day = own_day(connection, row, found)
    issuer = registry.books.issuer(wanted.kind, wanted.agency)
    number = DocumentNumber(row.value, symbol(wanted.kind, issuer), row.book, row.year)
    return place_of(number, day, issuer, row.lookup_code)


def fill_lost(
    connection: sa.Connection,
    registry: Registry,
    lost: tuple[sa.Row[Any], Place],
    columns: Mapping[str, object],
    deed: Deed,
) -> None:
    """Let the document that had a lost number take its place again, under its own date.

    Args:
        connection: in a writing transaction.
        registry: draws the salt.
        lost: the row as it stands, and the whole place.
        columns: what the register holds of the document beside its place.
        deed: the act of entering it.

    Raises:
        ConfigurationError: another book gave the same number and symbol this year.
    """
    row, place = lost
    number = place.number
    series_key = {"agency": place.issuer.code, "of_book": number.book, "of_year": number.year}
    of_place = (register.c.id == row.id,)
    note = entered_again(row.note, str(columns["medium"]))
    values = {**columns, **{name: place.columns[name] for name in _NAMED}}
    values["note"] = "; ".join(filter(None, (str(columns["note"]), note)))
    values["folded"] = " ".join((str(columns["folded"]), fold(note)))
    try:
        connection.execute(sa.update(register).where(*of_place).values(**values))
    except sa.exc.IntegrityError as error:
        raise ConfigurationError("register.number_taken", number=number.text) from error
    later = {**series_key, "day": place.day}
    connection.execute(_LATER_DAY.values(last_day=place.day), later)
    filled = connection.execute(sa.select(register).where(*of_place)).one()
    facts = {**deed.facts, KEY: row_digest(filled._asdict())}
    take_step(connection, entry_of(filled), replace(deed, facts=facts), registry.random)


def own_day(connection: sa.Connection, row: sa.Row[Any], found: Found) -> date:
    """The date of a document that is found again, between those of its neighbours.

    Raises:
        InputError: it is not stated, or does not lie there.
    """
    number, dated_on = entry_of(row).number.text, found.dated_on
    if dated_on is None:
        raise InputError("register.lost_needs_date", number=number)
    of_series = {
        "agency": row.agency_code,
        "of_book": row.book,
        "of_year": row.year,
        "place": row.value,
    }
    earliest = connection.scalar(_EARLIEST, of_series) or date(row.year, 1, 1)
    latest = connection.scalar(_LATEST, of_series) or date(row.year, 12, 31)
    latest = min(latest, found.today)
    if not earliest <= dated_on <= latest:
        raise InputError(
            "register.lost_date",
            number=number,
            dated=f"{dated_on:%d/%m/%Y}",
            earliest=f"{earliest:%d/%m/%Y}",
            latest=f"{latest:%d/%m/%Y}",
        )
    return dated_on
