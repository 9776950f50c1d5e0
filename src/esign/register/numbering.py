# SPDX-License-Identifier: Apache-2.0
"""Taking a number: the next of its series, the day's date, a look-up code, one register row.

NĐ 30/2020 Đ15: one series a year, from 01 on 1 January, without gap; number and date come from the
system. All of it happens in the caller's transaction, so a failure anywhere takes no number.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.kinds import subject, symbol
from esign.model import DocumentNumber, Numbered, canonical_json
from esign.register import audit
from esign.register.entries import State, entry_of, numbered_from
from esign.register.lookup import draw_code, lookup_url
from esign.register.moments import utc_text, vietnamese_day
from esign.register.schema import register, series

if TYPE_CHECKING:
    from datetime import date, datetime

    from esign.model import Agency, DocumentKind, Request
    from esign.ports import RandomSource

_SAME_REQUEST_OR_CODE = sa.select(register).where(
    sa.or_(
        register.c.request_id == sa.bindparam("request_id"),
        register.c.lookup_code == sa.bindparam("code"),
    )
)
_THIS_SERIES = sa.and_(
    series.c.agency_code == sa.bindparam("agency"),
    series.c.book == sa.bindparam("of_book"),
    series.c.year == sa.bindparam("of_year"),
)
_NEXT = (
    sa.update(series)
    .where(_THIS_SERIES, series.c.last_day <= sa.bindparam("day"))
    .values(last=series.c.last + 1, last_day=sa.bindparam("day"))
    .returning(series.c.last)
)
_LAST_DAY = sa.select(series.c.last_day).where(_THIS_SERIES)
_FIRST = sa.insert(series)
_ENTER = sa.insert(register)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be numbered, for whom, and who asks."""

    request: Request
    kind: DocumentKind
    agency: Agency
    lookup_base: str
    actor: str


def fresh_code(
    connection: sa.Connection, request_id: str, random: RandomSource
) -> tuple[str, sa.Row[Any] | None]:
    """A look-up code nobody has, and the row that this request has already, if any."""
    while True:
        code = draw_code(random)
        rows = connection.execute(
            _SAME_REQUEST_OR_CODE, {"request_id": request_id, "code": code}
        ).all()
        earlier = next((row for row in rows if row.request_id == request_id), None)
        if earlier is not None or not rows:
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


def take(connection: sa.Connection, asked: Asked, at: datetime, code: str) -> Numbered:
    """Take the next number and enter the document in the register.

    Raises:
        ConfigurationError: the clock is behind the series, or the number stands in another book.
    """
    day = vietnamese_day(at)
    value = _next_value(connection, asked.agency.code, asked.kind.book, day)
    number = DocumentNumber(value, symbol(asked.kind, asked.agency), asked.kind.book, day.year)
    numbered = Numbered(
        request=asked.request,
        agency=asked.agency,
        number=number,
        issued_on=day,
        document_id=f"{asked.agency.code},{day:%Y/%m/%d},{number.text}",
        lookup_code=code,
        lookup_url=lookup_url(asked.lookup_base, code),
    )
    audit_seq = audit.append(connection, _act(numbered, asked.actor, at))
    row = _row(numbered, asked.kind) | {"audit_seq": audit_seq, "numbered_at": utc_text(at)}
    try:
        connection.execute(_ENTER, row)
    except sa.exc.IntegrityError as error:
        raise ConfigurationError("register.number_taken", number=number.text) from error
    return numbered


def _next_value(connection: sa.Connection, agency: str, book: str, day: date) -> int:
    """Count the series of this day's year on by one; a new series begins with 1."""
    of_series = {"agency": agency, "of_book": book, "of_year": day.year}
    value: int | None = connection.scalar(_NEXT, of_series | {"day": day})
    if value is not None:
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


def _act(numbered: Numbered, actor: str, at: datetime) -> audit.Act:
    request, number = numbered.request, numbered.number
    facts = {
        "agency": numbered.agency.code,
        "book": number.book,
        "date": numbered.issued_on.isoformat(),
        "digest": request.digest,
        "number": number.text,
        "year": number.year,
    }
    return audit.Act(at, actor, "numbered", request.request_id, facts)


def _row(numbered: Numbered, kind: DocumentKind) -> dict[str, object]:
    request, number = numbered.request, numbered.number
    whole = {"kind": request.kind, "request_id": request.request_id, "content": request.content}
    return {
        "request_id": request.request_id,
        "agency_code": numbered.agency.code,
        "book": number.book,
        "year": number.year,
        "value": number.value,
        "symbol": number.symbol,
        "issued_on": numbered.issued_on,
        "document_id": numbered.document_id,
        "lookup_code": numbered.lookup_code,
        "lookup_url": numbered.lookup_url,
        "kind": kind.name,
        "template_digest": kind.template_digest,
        "digest": request.digest,
        "request": canonical_json(whole),
        "agency": canonical_json(asdict(numbered.agency)),
        "subject": subject(kind, request),
        "signer_title": request.signer.title,
        "signer_name": request.signer.name,
        "recipients": canonical_json(request.content.get("recipients", [])),
        "state": State.NUMBERED.value,
    }
