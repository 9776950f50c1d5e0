# SPDX-License-Identifier: Apache-2.0
"""Taking a number: the next of its series, the day's date, a look-up code, one register row.

NĐ 30/2020 Đ15: one series a year, from 01 on 1 January, without gap; number and date come from the
system. All of it happens in the caller's transaction, so a failure anywhere takes no number.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.kinds import subject, symbol
from esign.model import DocumentNumber, Numbered, canonical_json
from esign.register import audit
from esign.register.entries import entry_of, numbered_from
from esign.register.fingerprint import KEY, row_digest
from esign.register.folding import fold
from esign.register.lookup import draw_code, lookup_url
from esign.register.moments import utc_text, vietnamese_day
from esign.register.schema import register, series
from esign.register.statements import Statement
from esign.register.transitions import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from esign.model import Agency, DocumentKind, Request
    from esign.ports import RandomSource
    from esign.register.registry import Registry

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
    .where(_THIS_SERIES, series.c.last_day <= sa.bindparam("day"), ~_OF_A_LATER_YEAR)
    .values(last=series.c.last + 1, last_day=sa.bindparam("day"))
    .returning(series.c.last)
)
_LAST_DAY = sa.select(sa.func.max(series.c.last_day)).where(
    series.c.agency_code == sa.bindparam("agency"),
    series.c.book == sa.bindparam("of_book"),
    series.c.year >= sa.bindparam("of_year"),
)
_FIRST = sa.insert(series)
_ENTER = Statement(sa.insert(register))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be numbered, for whom, and who asks.

    Attributes:
        request: what is to be issued.
        kind: the request's kind.
        agency: who issues.
        lookup_base: address before the look-up code; empty for none.
        actor: who asks.
        columns: what the register will hold of the request, whatever its number will be.
    """

    request: Request
    kind: DocumentKind
    agency: Agency
    lookup_base: str
    actor: str
    columns: Mapping[str, object]


def ask(
    request: Request, kind: DocumentKind, agency: Agency, lookup_base: str, actor: str
) -> Asked:
    """All that can be worked out before the transaction, in which others have to wait."""
    whole = {"kind": request.kind, "request_id": request.request_id, "content": request.content}
    title = subject(kind, request)
    columns = {
        "request_id": request.request_id,
        "medium": "electronic",
        "kind": kind.name,
        "type_name": kind.type_name,
        "template_digest": kind.template_digest,
        "digest": request.digest,
        "request": canonical_json(whole),
        "subject": title,
        "signer_title": request.signer.title,
        "signer_name": request.signer.name,
        "recipients": canonical_json(request.content.get("recipients", [])),
        "copies": 1,
        "note": "",
        "folded": fold("\n".join((kind.type_name, title, *_texts(request.content)))),
    }
    return Asked(request, kind, agency, lookup_base, actor, columns)


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


def resumed(row: sa.Row[Any], request: Request) -> Numbered:
    """The number that the request took before.

    Raises:
        InputError: the number is voided, or was taken for another content.
    """
    entry = entry_of(row)
    entry.refuse_if_voided()
    entry.refuse_other(request)
    return numbered_from(row)


def take(
    connection: sa.Connection, registry: Registry, asked: Asked, at: datetime, code: str
) -> Numbered:
    """Take the next number and enter the document in the register.

    Raises:
        ConfigurationError: the clock is behind the series, or the number stands in another book.
    """
    day = vietnamese_day(at)
    issuer = registry.books.issuer(asked.kind, asked.agency)
    book = registry.books.of(asked.kind).name
    value = next_value(connection, issuer.code, book, day)
    number = DocumentNumber(value, symbol(asked.kind, issuer), book, day.year)
    numbered = Numbered(
        request=asked.request,
        agency=issuer,
        number=number,
        issued_on=day,
        document_id=f"{issuer.code},{day:%Y/%m/%d},{number.text}",
        lookup_code=code,
        lookup_url=lookup_url(asked.lookup_base, code),
    )
    row = columns_of(numbered, asked) | _taken(utc_text(at), asked.actor)
    act = _act(numbered, asked.actor, at, row_digest(row))
    seq = audit.append(connection, act, registry.random)
    try:
        _ENTER.execute(connection, row | {"id": seq})
    except sa.exc.IntegrityError as error:
        raise ConfigurationError("register.number_taken", number=number.text) from error
    return numbered


def next_value(connection: sa.Connection, agency: str, book: str, day: date) -> int:
    """Count the series of this day's year on by one; a new series begins with 1.

    Raises:
        ConfigurationError: the series has a later date, or that of a later year has begun.
    """
    of_series = {"agency": agency, "of_book": book, "of_year": day.year}
    counted = _NEXT.first(connection, of_series | {"day": day})
    if counted is not None:
        value: int = counted[0]
        return value
    last_day: date | None = connection.scalar(_LAST_DAY, of_series)
    if last_day is not None:
        raise ConfigurationError(
            "register.clock_behind", today=f"{day:%d/%m/%Y}", last=f"{last_day:%d/%m/%Y}", book=book
        )
    connection.execute(
        _FIRST,
        {"agency_code": agency, "book": book, "year": day.year, "last": 1, "last_day": day},
    )
    return 1


def _act(numbered: Numbered, actor: str, at: datetime, digest: str) -> audit.Act:
    request, number = numbered.request, numbered.number
    facts = {
        "agency": numbered.agency.code,
        "book": number.book,
        "date": numbered.issued_on.isoformat(),
        "digest": request.digest,
        "number": number.text,
        "year": number.year,
        KEY: digest,
    }
    return audit.Act(at, actor, "numbered", request.request_id, facts)


def _taken(at: str, actor: str) -> dict[str, object]:
    return {
        "numbered_at": at,
        "numbered_by": actor,
        "state": State.NUMBERED.value,
        "state_at": at,
        "state_reason": "",
    }


def columns_of(numbered: Numbered, asked: Asked) -> dict[str, object]:
    """What the register holds of a document besides what befalls it."""
    number = numbered.number
    return {
        **asked.columns,
        "agency_code": numbered.agency.code,
        "book": number.book,
        "year": number.year,
        "value": number.value,
        "symbol": number.symbol,
        "issued_on": numbered.issued_on,
        "document_id": numbered.document_id,
        "lookup_code": numbered.lookup_code,
        "lookup_url": numbered.lookup_url,
        "agency": _agency_text(numbered.agency),
        "folded": f"{fold(number.text)} {asked.columns['folded']}",
        "retain_until": asked.kind.retain_until(numbered.issued_on),
    }


@lru_cache
def _agency_text(agency: Agency) -> str:
    return canonical_json(asdict(agency))


def _texts(content: object) -> Iterator[str]:
    """Every text of a request's content."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for value in content.values():
            yield from _texts(value)
    elif isinstance(content, list):
        for value in content:
            yield from _texts(value)
