# SPDX-License-Identifier: Apache-2.0
"""Rows of the table `unnumbered` as the rest of the register sees them, within a transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import ConfigurationError, InputError
from esign.model import Agency, Request, Unnumbered
from esign.register.moments import vietnamese_day
from esign.register.schema import register
from esign.register.unnumbered_table import Waits, unnumbered

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from esign.model import Numbered

LAY_OUT: Final = "laid_out"
SIGN: Final = "signed_unnumbered"
DROP: Final = "dropped"
"""Actions of the audit rows that tell of this table."""


@dataclass(frozen=True, slots=True)
class BlankNumber:
    """The number of a document that has none yet, as lists have it."""

    text: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that has no number yet, or took it in the end.

    Attributes:
        id: the audit row of the act that laid it out.
        document: what was laid out.
        kind, type_name, subject, signer_name: as `Entry` says.
        waits: for what.
        since: since when.
        prepared, signed: SHA-256 (hex) of the page and of the signed file; the latter empty until
            there is one.
        signed_at, signed_by: when and by which account; None and empty until then.
    """

    id: int
    document: Unnumbered
    kind: str
    type_name: str
    subject: str
    signer_name: str
    waits: Waits
    since: datetime
    prepared: str
    signed: str
    signed_at: datetime | None
    signed_by: str
    reason: str

    @property
    def request_id(self) -> str:
        """By which everybody knows it."""
        return self.document.request.request_id

    @property
    def number(self) -> BlankNumber:
        """What stands where other documents have their number."""
        return BlankNumber(f"—/{self.document.symbol}")

    def refuse_other(self, request: Request) -> None:
        """A request id stands for one content, and what was dropped serves no document any more.

        Raises:
            InputError: `request` says something else, or was dropped.
        """
        name = self.document.request.request_id
        if self.waits is Waits.DROPPED:
            raise InputError("sign_first.dropped", request_id=name, reason=self.reason)
        if self.document.request.digest != request.digest:
            raise InputError("sign_first.request_changed", request_id=name)


def find(connection: sa.Connection, request_id: str) -> Waiting | None:
    """The row of a request; None where there is none."""
    wanted = sa.select(unnumbered).where(unnumbered.c.request_id == request_id)
    row = connection.execute(wanted).first()
    return None if row is None else waiting_of(row)


def require(connection: sa.Connection, request_id: str) -> Waiting:
    """The row of a request.

    Raises:
        InputError: there is none.
    """
    found = find(connection, request_id)
    if found is None:
        raise InputError("sign_first.unknown", request_id=request_id)
    return found


def waiting_of(row: sa.Row[Any]) -> Waiting:
    """What a whole row holds."""
    asked = json.loads(row.request)
    document = Unnumbered(
        request=Request(asked["kind"], asked["request_id"], asked["content"], row.digest),
        agency=Agency(**json.loads(row.agency)),
        symbol=row.symbol,
        book=row.book,
        drawn_on=row.drawn_on,
        lookup_code=row.lookup_code,
        lookup_url=row.lookup_url,
    )
    return Waiting(
        id=row.id,
        document=document,
        kind=row.kind,
        type_name=row.type_name,
        subject=row.subject,
        signer_name=row.signer_name,
        waits=Waits(row.state),
        since=datetime.fromisoformat(row.state_at),
        prepared=row.prepared_sha256,
        signed=row.signed_sha256 or "",
        signed_at=datetime.fromisoformat(row.signed_at) if row.signed_at else None,
        signed_by=row.signed_by or "",
        reason=row.reason,
    )


def entered(connection: sa.Connection, request_id: str) -> sa.Row[Any] | None:
    """The entry that a document has since it took its number; None before."""
    wanted = sa.select(register).where(register.c.request_id == request_id)
    return connection.execute(wanted).first()


def change(
    connection: sa.Connection,
    found: Waiting,
    waits: Waits,
    at: str,
    values: Mapping[str, object],
) -> None:
    """Let a document wait for something else."""
    connection.execute(
        sa.update(unnumbered)
        .where(unnumbered.c.id == found.id)
        .values(state=waits.value, state_at=at, **values)
    )


def refuse_numbered(connection: sa.Connection, document: Unnumbered) -> None:
    """Refuse a request that took its number before, and a look-up code that somebody has.

    Raises:
        InputError: the request has a number.
        ConfigurationError: the code is taken; that needs a broken source of random bits.
    """
    request_id, code = document.request.request_id, document.lookup_code
    either = sa.or_(register.c.request_id == request_id, register.c.lookup_code == code)
    taken = connection.execute(sa.select(register.c.request_id).where(either)).first()
    if taken is not None and taken.request_id == request_id:
        raise InputError("sign_first.numbered_already", request_id=request_id)
    drawn = sa.select(unnumbered.c.id).where(unnumbered.c.lookup_code == code)
    if taken is not None or connection.execute(drawn).first() is not None:
        raise ConfigurationError("sign_first.code_taken", code=code)


def refuse_earlier(found: Waiting, numbered: Numbered) -> None:
    """Refuse a number that was kept free on a day before the document was signed.

    The page would bear a date on which nobody had signed it.

    Raises:
        InputError: it is one.
    """
    signed_on = None if found.signed_at is None else vietnamese_day(found.signed_at)
    if signed_on is not None and numbered.issued_on < signed_on:
        raise InputError(
            "sign_first.reserved_earlier",
            number=numbered.number.text,
            day=f"{numbered.issued_on:%d/%m/%Y}",
            signed_on=f"{signed_on:%d/%m/%Y}",
        )


def refuse_late(found: Waiting, today: date, limit: int) -> None:
    """Refuse to number what is not signed, or was signed too long ago (NĐ 30/2020 Đ15, Đ18).

    Raises:
        InputError: it is so; or the printed year is over.
        ConfigurationError: it was signed on a later day, so that the clock must be wrong.
    """
    name = found.document.request.request_id
    if found.signed_at is None:
        raise InputError("sign_first.not_signed", request_id=name)
    day = vietnamese_day(found.signed_at)
    if today < day:
        raise ConfigurationError("signing.numbered_before_signature")
    if today.year != found.document.drawn_on.year:
        raise InputError("signing.other_year", year=found.document.drawn_on.year)
    if (today - day).days > limit:
        told, days = f"{day:%d/%m/%Y}", (today - day).days
        raise InputError("sign_first.too_late", request_id=name, date=told, days=days, limit=limit)
