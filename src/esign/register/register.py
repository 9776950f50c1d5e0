# SPDX-License-Identifier: Apache-2.0
"""The register of issued documents: numbers, states, kept files and the record of every act.

Each method is one transaction, and each may be repeated: the first call decides, later ones find
what it did.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias

import sqlalchemy as sa

from esign.errors import InputError, OutputError
from esign.register import audit, lifecycle, numbering
from esign.register.database import Database
from esign.register.entries import Entry, State, entry_of, numbered_from
from esign.register.lifecycle import SEALED_STAGE, StoredFile
from esign.register.lookup import read_code
from esign.register.migration import bring_up_to_date
from esign.register.schema import artefact, register
from esign.register.store import ObjectStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from esign.model import Agency, DocumentKind, DocumentNumber, Numbered, Request
    from esign.ports import Clock, RandomSource

Stage: TypeAlias = Literal["pdf", "package"]
"""What is kept of a document: the sealed original, and the package made of it."""

ITSELF = "esign"
"""The actor of what the program does without being told by anyone in particular."""

PATIENCE = 10.0
"""Seconds to wait for another writer to finish."""


class Register:
    """The register in one folder: `register.sqlite3` and `objects/`.

    May be used by many threads and processes at once. Close it, or use it as a context manager.
    """

    def __init__(
        self, database: Database, objects: ObjectStore, clock: Clock, random: RandomSource
    ) -> None:
        self._database = database
        self._objects = objects
        self._clock = clock
        self._random = random

    @classmethod
    def open(
        cls, folder: Path, *, clock: Clock, random: RandomSource, patience: float = PATIENCE
    ) -> Self:
        """The register in `folder`; folder and tables are made when there are none.

        Args:
            folder: readable by its owner alone when it is made here; a local disk.
            clock: says on which day, Vietnamese time, a number is taken.
            random: draws the look-up codes.
            patience: seconds to wait while another process writes.

        Raises:
            ConfigurationError: the database is none, not a register's, damaged, or of a newer
                program.
            OutputError: the folder or the database cannot be written, or stays locked.
        """
        file = folder / "register.sqlite3"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.touch(mode=0o600)
        except OSError as error:
            name, reason = str(folder), os.strerror(error.errno or 0)
            raise OutputError("register.folder_unusable", name=name, reason=reason) from error
        with ExitStack() as undone_on_failure:
            database = Database(file, patience)
            undone_on_failure.callback(database.close)
            bring_up_to_date(database)
            undone_on_failure.pop_all()
        return cls(database, ObjectStore(folder / "objects"), clock, random)

    def close(self) -> None:
        """Let go of the files."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def number(
        self,
        request: Request,
        kind: DocumentKind,
        agency: Agency,
        lookup_base: str = "",
        *,
        actor: str = ITSELF,
    ) -> Numbered:
        """Number and date for a request; the same request gets the same result every time.

        A result given again shows the agency and the look-up address of the first time, so that
        the page laid out from it is the same page.

        Args:
            request: what is to be issued; `request_id` is the key.
            kind: the request's kind; says book and symbol.
            agency: who issues.
            lookup_base: address before the look-up code; empty for none.
            actor: who asks.

        Raises:
            InputError: the request id stands for another content, or its number is voided.
            ConfigurationError: the clock is behind the last number of the series, or another book
                gave the same number and symbol this year.
            OutputError: the database cannot be written. In each case no number is taken.
        """
        with self._database.writing() as connection:
            code, earlier = numbering.fresh_code(connection, request.request_id, self._random)
            if earlier is not None:
                return numbering.resumed(earlier, request)
            asked = numbering.Asked(request, kind, agency, lookup_base, actor)
            return numbering.take(connection, asked, self._clock.now(), code)

    def keep(
        self, request_id: str, files: Mapping[Stage, bytes], *, actor: str = ITSELF
    ) -> dict[Stage, bytes]:
        """Keep a document's files; with its PDF the document is sealed.

        Returns:
            What is kept: each file given, or what was kept before under the same stage.

        Raises:
            InputError: the request has no number, or a voided one.
            ConfigurationError: what was kept before is lost or damaged.
            OutputError: the disk is full or not writable.
        """
        stored = [
            StoredFile(request_id, stage, self._objects.put(data), len(data))
            for stage, data in files.items()
        ]
        with self._database.writing() as connection:
            now = self._clock.now()
            winners = [lifecycle.keep_first(connection, file, now, actor) for file in stored]
        return {
            stage: data if winner == file.sha256 else self._objects.get(winner)
            for (stage, data), file, winner in zip(files.items(), stored, winners, strict=True)
        }

    def release(self, request_id: str, *, actor: str = ITSELF) -> None:
        """Note that a sealed document's files were handed out; noting it again changes nothing.

        Raises:
            InputError: the request has no number, or is not sealed, or voided.
        """
        with self._database.writing() as connection:
            entry = lifecycle.required(connection, request_id)
            lifecycle.release(connection, entry, self._clock.now(), actor)

    def kept(self, request_id: str, stage: Stage) -> bytes | None:
        """The kept file, compared with its digest; None when there is none.

        Raises:
            ConfigurationError: it is lost or damaged.
        """
        with self._database.reading() as connection:
            digest = lifecycle.kept_digest(connection, request_id, stage)
        return None if digest is None else self._objects.get(digest)

    def void(self, request_id: str, reason: str, actor: str) -> DocumentNumber:
        """Give a number up; it stays in the register with its reason and is never given again.

        Returns:
            The number that was given up.

        Raises:
            InputError: there is no reason, the request has no number, or the document is released
                or voided already.
        """
        reason = reason.strip()
        if not reason:
            raise InputError("register.no_reason", request_id=request_id)
        with self._database.writing() as connection:
            entry = lifecycle.required(connection, request_id)
            lifecycle.void(connection, entry, reason, self._clock.now(), actor)
        return entry.number

    def audit(
        self, action: str, subject: str, facts: Mapping[str, object], *, actor: str = ITSELF
    ) -> None:
        """Record an act that changes nothing in the register itself.

        Args:
            action: what was done, in one word.
            subject: to what.
            facts: JSON values; numbers, states and digests, nothing about persons.
            actor: who did it.
        """
        with self._database.writing() as connection:
            act = audit.Act(self._clock.now(), actor, action, subject, facts)
            audit.append(connection, act)

    def audit_check(self) -> int:
        """Recompute the chain of recorded acts; returns how many there are.

        Raises:
            ConfigurationError: names the first one that was changed, removed or moved.
        """
        with self._database.reading() as connection:
            return audit.check(connection)

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
        return self._first(_has_pdf(digest))

    def numbered_of(self, digest: str) -> Numbered:
        """The document whose kept PDF has this SHA-256 (hex), as it was numbered.

        Raises:
            InputError: the register keeps no such PDF.
        """
        row = self._row(_has_pdf(digest))
        if row is None:
            raise InputError("register.unknown_pdf", digest=digest)
        return numbered_from(row)

    def by_lookup_code(self, code: str) -> Entry | None:
        """The entry of a look-up code as a person typed it; None when there is none."""
        return self._first(register.c.lookup_code == read_code(code))

    def unfinished(self) -> tuple[Entry, ...]:
        """The entries that have a number and are neither released nor voided, oldest first."""
        states = (State.NUMBERED.value, State.SEALED.value)
        waiting = (
            sa.select(register)
            .where(register.c.state.in_([sa.literal_column(f"'{state}'") for state in states]))
            .order_by(register.c.audit_seq)
        )
        with self._database.reading() as connection:
            return tuple(entry_of(row) for row in connection.execute(waiting))

    def _first(self, condition: sa.ColumnElement[bool]) -> Entry | None:
        row = self._row(condition)
        return None if row is None else entry_of(row)

    def _row(self, condition: sa.ColumnElement[bool]) -> sa.Row[Any] | None:
        with self._database.reading() as connection:
            return connection.execute(sa.select(register).where(condition)).first()


def _has_pdf(digest: str) -> sa.ColumnElement[bool]:
    """Whether a register row is of the document that was released by this file."""
    released = sa.select(artefact.c.request_id).where(
        artefact.c.sha256 == digest.lower(), artefact.c.stage == SEALED_STAGE
    )
    return register.c.request_id.in_(released)
