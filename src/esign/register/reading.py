# SPDX-License-Identifier: Apache-2.0
"""What a register can be asked; nothing here writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import InputError
from esign.register.entries import Entry, entry_of, numbered_from
from esign.register.folding import fold
from esign.register.lookup import read_code
from esign.register.schema import UNFINISHED, artefact, register
from esign.register.search import search
from esign.register.standing import original_with, standing_of
from esign.register.statements import Statement
from esign.register.typed_number import read_number, with_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import Numbered, RegisterStanding, Request
    from esign.register.lifecycle import Stage
    from esign.register.registry import Registry
    from esign.register.search import Query
    from esign.register.transitions import State

_OF_REQUEST: Final = sa.select(register).where(register.c.request_id == sa.bindparam("request"))
_KEPT: Final = Statement(
    sa.select(artefact.c.sha256)
    .join(register, register.c.id == artefact.c.entry_id)
    .where(
        register.c.request_id == sa.bindparam("request"),
        artefact.c.stage == sa.bindparam("of_stage"),
    )
)


class Reading:
    """The questions that a register answers."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._database = registry.database

    def find(self, request_id: str) -> Entry | None:
        """The entry of a request; None when it has no number."""
        return self._first(register.c.request_id == request_id)

    def entry_of(self, request: Request) -> Entry | None:
        """The entry that this very request has; None when it has no number yet.

        Raises:
            InputError: its number is voided, or was taken for another content.
        """
        entry = self.find(request.request_id)
        if entry is not None:
            entry.refuse_if_voided()
            entry.refuse_other(request)
        return entry

    def by_sha256(self, digest: str) -> Entry | None:
        """The entry whose kept PDF has this SHA-256 (hex); None when no PDF has."""
        return self._first(original_with(digest))

    def by_lookup_code(self, code: str) -> Entry | None:
        """The entry of a look-up code as a person typed it; None when there is none."""
        return self._first(register.c.lookup_code == read_code(code))

    def by_number(self, text: str, year: int | None = None) -> tuple[Entry, ...]:
        """The entries of a number and symbol as a person typed them, newest first.

        Args:
            text: `05/QĐ-SGDĐT`; case, accents and leading zeros do not matter.
            year: the year of the number; None for any.
        """
        value, symbol = read_number(text) or (0, None)
        if symbol is None:
            return ()
        wanted = with_value(sa.select(register), value)
        if year is not None:
            wanted = wanted.where(register.c.year == year)
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        return tuple(entry_of(row) for row in rows if fold(row.symbol) == fold(symbol))

    def resolve(self, what: str, year: int | None = None) -> Entry | None:
        """The entry that a person means; None when there is none.

        Args:
            what: a request id, a number with its symbol, or a look-up code however typed.
            year: the year, where a number stands in the register of several.

        Raises:
            InputError: several years have that number; names them.
        """
        entry = self.find(what)
        if entry is not None:
            return entry
        found = self.by_number(what, year)
        if len(found) > 1:
            years = tuple(str(each.number.year) for each in found)
            raise InputError("register.several_years", number=what, years=years)
        return found[0] if found else self.by_lookup_code(what)

    def numbered(self, request_id: str) -> Numbered:
        """A document as it was numbered.

        Raises:
            InputError: the request has no number.
        """
        with self._database.reading() as connection:
            row = connection.execute(_OF_REQUEST, {"request": request_id}).first()
        if row is None:
            raise InputError("register.unknown_request", request_id=request_id)
        return numbered_from(row)

    def numbered_of(self, digest: str) -> Numbered:
        """The document whose kept PDF has this SHA-256 (hex), as it was numbered.

        Raises:
            InputError: the register keeps no such PDF.
        """
        row = self._row(original_with(digest))
        if row is None:
            raise InputError("register.unknown_pdf", digest=digest)
        return numbered_from(row)

    def standing(self, sha256: str, document: Mapping[str, str]) -> RegisterStanding:
        """What is known of a file that somebody holds.

        Args:
            sha256: the file's digest, hexadecimal.
            document: what the file says of itself, as `Report.document`.
        """
        with self._database.reading() as connection:
            return standing_of(connection, sha256, document)

    def search(self, query: Query) -> tuple[Entry, ...]:
        """The documents that have all that is asked for, newest first."""
        with self._database.reading() as connection:
            return search(connection, query)

    def unfinished(self) -> tuple[Entry, ...]:
        """The entries that have a number and are neither released nor voided, oldest first."""
        waiting = sa.select(register).where(UNFINISHED).order_by(register.c.id)
        with self._database.reading() as connection:
            return tuple(entry_of(row) for row in connection.execute(waiting))

    def kept_digest(self, request_id: str, stage: Stage) -> str | None:
        """SHA-256 (hex) of the kept file of that stage; None when there is none."""
        with self._database.reading() as connection:
            row = _KEPT.first(connection, {"request": request_id, "of_stage": stage})
            return None if row is None else str(row[0])

    def with_file(self, digest: str, stage: Stage) -> Entry | None:
        """The entry whose file of that stage has this SHA-256 (hex); None when none has."""
        holders = sa.select(artefact.c.entry_id).where(
            artefact.c.sha256 == digest.lower(), artefact.c.stage == stage
        )
        return self._first(register.c.id.in_(holders))

    def waiting(self, stage: Stage, state: State) -> tuple[tuple[Entry, str], ...]:
        """The documents in that state whose file of that stage is kept, oldest first.

        Returns:
            Each with the SHA-256 (hex) of that file.
        """
        wanted = (
            sa.select(register, artefact.c.sha256)
            .join(artefact, artefact.c.entry_id == register.c.id)
            .where(register.c.state == state.value, UNFINISHED, artefact.c.stage == stage)
            .order_by(register.c.id)
        )
        with self._database.reading() as connection:
            return tuple((entry_of(row), row.sha256) for row in connection.execute(wanted))

    def _first(self, condition: sa.ColumnElement[bool]) -> Entry | None:
        row = self._row(condition)
        return None if row is None else entry_of(row)

    def _row(self, condition: sa.ColumnElement[bool]) -> sa.Row[Any] | None:
        with self._database.reading() as connection:
            return connection.execute(sa.select(register).where(condition)).first()
