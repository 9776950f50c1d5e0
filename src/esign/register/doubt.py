# SPDX-License-Identifier: Apache-2.0
"""Whether a request may be out already, under a number that a restored register does not know.

What was issued after the backup left numbers without documents behind, and may have used what was
kept free before. While there are such, a request that the register does not know may be one of
them; nothing in a request tells when it was written. So somebody has to say that it is new, unless
its document was brought back; the record keeps who said so, of which request, and when, and nobody
is asked again until the next restore.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.errors import InputError
from esign.register import audit
from esign.register.entries import Entry, entry_of
from esign.register.lost_places import KIND
from esign.register.moments import vietnamese_day
from esign.register.recovered import known_by_content
from esign.register.restoration import newest, refuse_unconfirmed, said_unused
from esign.register.schema import audit as record
from esign.register.schema import register
from esign.register.transitions import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from esign.model import Agency, DocumentKind, Request
    from esign.register.registry import Registry
    from esign.register.unnumbered_rows import Waiting

MOST_NAMED: Final = 10
"""How many open numbers a refusal names."""

VOUCHED: Final = "vouched"
"""The act by which somebody says that a request was not issued, or finished, before."""

_BEGUN: Final = frozenset({State.NUMBERED, State.SIGNED})


class Doubt:
    """Refuses what may have been issued, or finished, after the backup the register came from.

    A register is restored before it is opened, never while it is open: so that is asked once.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._restored_by: int | None = None

    def refuse(
        self,
        connection: sa.Connection,
        request: Request,
        kind: DocumentKind,
        by: tuple[Agency, str],
    ) -> None:
        """Refuse to number a request that may be out already; one that has its number is none.

        That of a document which was brought back is refused whatever anybody says.

        Args:
            connection: in a writing transaction, since it is recorded where somebody vouches.
            request: what is to be numbered.
            kind: its kind, settled.
            by: the agency, and the account that asks.

        Raises:
            InputError: it was issued, or may have been.
            ConfigurationError: nobody has confirmed the series yet.
        """
        if not self._restored(connection):
            return
        agency, actor = by
        book, today = self._registry.books.of(kind), self._registry.clock.now()
        taken = sa.select(register.c.id).where(register.c.request_id == request.request_id)
        if connection.execute(taken).first() is not None:
            return
        refuse_unconfirmed(connection, agency.code, book, vietnamese_day(today).year)
        same = known_by_content(connection, request, kind)
        if same is not None:
            raise _issued_before(request.request_id, same)
        numbers = self._open(connection, kind, (agency, book.name))
        if not numbers or self._is_vouched_for(connection, request.request_id):
            return
        if not self._registry.vouched:
            asked = request.request_id
            raise InputError("register.perhaps_issued", request_id=asked, numbers=_shown(numbers))
        facts = {"digest": request.digest, "numbers": _shown(numbers)}
        self._note(connection, request.request_id, actor, facts)

    def refuse_begun(self, entry: Entry, actor: str) -> None:
        """Refuse to go on with what was begun before the backup: it may have been finished since.

        Raises:
            InputError: nobody has said that it was not.
        """
        if entry.state not in _BEGUN:
            return
        with self._registry.database.reading() as connection:
            begun_before = entry.id < self._restored(connection)
            if not begun_before or self._is_vouched_for(connection, entry.request_id):
                return
        number, asked = entry.number.text, entry.request_id
        if not self._registry.vouched:
            raise InputError("register.perhaps_finished", request_id=asked, number=number)
        with self._registry.database.writing() as connection:
            self._note(connection, asked, actor, {"number": number})

    def refuse_laid_out(self, waiting: Waiting, kind: DocumentKind, actor: str) -> None:
        """Refuse to sign a page without number that was laid out before the backup.

        Raises:
            InputError: its document was brought back, or as `refuse`.
            ConfigurationError: as `refuse`.
        """
        with self._registry.database.reading() as connection:
            if waiting.id >= self._restored(connection):
                return
        request, agency = waiting.document.request, waiting.document.agency
        same = sa.select(register).where(register.c.request_id == waiting.request_id)
        with self._registry.database.writing() as connection:
            row = connection.execute(same).first()
            if row is not None:
                raise _issued_before(waiting.request_id, entry_of(row))
            self.refuse(connection, request, kind, (agency, actor))

    def _note(
        self, connection: sa.Connection, asked: str, actor: str, facts: Mapping[str, object]
    ) -> None:
        """Record who vouches for what."""
        act = audit.Act(self._registry.clock.now(), actor, VOUCHED, asked, facts)
        audit.append(connection, act, self._registry.random)

    def _is_vouched_for(self, connection: sa.Connection, asked: str) -> bool:
        """Whether somebody has vouched for a request since the register was restored."""
        told = sa.select(record.c.seq).where(
            record.c.seq > self._restored(connection),
            record.c.action == VOUCHED,
            record.c.subject == asked,
        )
        return connection.execute(told.limit(1)).first() is not None

    def _open(
        self, connection: sa.Connection, kind: DocumentKind, series: tuple[Agency, str]
    ) -> Sequence[int]:
        """Numbers of the kind's book that a document of it may have taken unknown to us."""
        agency, book = series
        restored = self._restored(connection)
        free_before = sa.and_(register.c.kind == kind.name, register.c.id < restored)
        wanted = sa.select(register.c.value, register.c.kind, register.c.request_id).where(
            register.c.state == sa.literal_column(f"'{State.RESERVED}'"),
            register.c.agency_code == agency.code,
            register.c.book == book,
            sa.or_(register.c.kind == KIND, free_before),
        )
        found = connection.execute(wanted.order_by(register.c.id)).all()
        free = any(row.kind != KIND for row in found)
        unused = said_unused(connection, restored) if free else frozenset()
        return [row.value for row in found if row.request_id not in unused]

    def _restored(self, connection: sa.Connection) -> int:
        """The act of the latest restoration; 0 where there was none."""
        if self._restored_by is None:
            after = newest(connection)
            self._restored_by = 0 if after is None else after.id
        return self._restored_by


def _issued_before(asked: str, same: Entry) -> InputError:
    number, day = same.number.text, f"{same.issued_on:%d/%m/%Y}"
    return InputError("register.issued_before", request_id=asked, number=number, day=day)


def _shown(values: Sequence[int]) -> str:
    """The first of them, as numbers are written."""
    more = ", …" if len(values) > MOST_NAMED else ""
    return ", ".join(f"{value:02d}" for value in values[:MOST_NAMED]) + more
