# SPDX-License-Identifier: Apache-2.0
"""A register in an SQLite file on a disk of this machine: the write-ahead log, full durability."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.errors import ConfigurationError, OutputError
from esign.register.database import Database, View
from esign.register.statements import execute

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.errors import EsignError

_PRAGMAS = ("synchronous = FULL", "foreign_keys = ON")

_CACHE = 2_000
"""KiB of pages that a connection keeps, SQLite's own figure."""

_WIDE_CACHE = 16_000
"""KiB for the pages of a portion of the record, and of all tables that it tells of."""

_PAUSE = 0.05
"""Seconds between two tries of what SQLite does not wait for by itself: changing the journal."""

_NO_TEXT = "Could not decode to UTF-8"

_FAULTS: dict[int, tuple[type[EsignError], str]] = {
    sqlite3.SQLITE_BUSY: (OutputError, "register.busy"),
    sqlite3.SQLITE_LOCKED: (OutputError, "register.busy"),
    sqlite3.SQLITE_FULL: (OutputError, "register.disk_full"),
    sqlite3.SQLITE_READONLY: (OutputError, "register.not_writable"),
    sqlite3.SQLITE_PERM: (OutputError, "register.not_writable"),
    sqlite3.SQLITE_CANTOPEN: (OutputError, "register.not_writable"),
    sqlite3.SQLITE_IOERR: (OutputError, "register.disk_fault"),
    sqlite3.SQLITE_NOTADB: (ConfigurationError, "register.not_a_database"),
    sqlite3.SQLITE_CORRUPT: (ConfigurationError, "register.damaged"),
}


class _Connection(sqlite3.Connection):
    """Closed means undone.

    SQLite keeps a connection, and its locks, as long as one of its statements is open, as that is
    at which somebody pressed Ctrl-C.
    """

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self.rollback()
        super().close()


class SqliteDatabase(Database):
    """One SQLite file.

    Args:
        file: the database; it exists.
        patience: seconds a transaction waits for another process to finish its own.
        mode: how the file is opened, in the words of SQLite's URIs.
    """

    BEGIN_READING = "BEGIN"
    BEGIN_WRITING = "BEGIN IMMEDIATE"

    def __init__(self, file: Path, patience: float, mode: str = "mode=rw") -> None:
        address = f"{file.resolve().as_uri()}?{mode}"

        def connect() -> sqlite3.Connection:
            connection = sqlite3.connect(
                address,
                timeout=patience,
                isolation_level=None,
                check_same_thread=False,
                uri=True,
                factory=_Connection,
            )
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            return connection

        engine = sa.create_engine(
            "sqlite://", creator=connect, poolclass=sa.NullPool, hide_parameters=True
        )
        super().__init__(engine, str(file))
        self._patience = patience
        self._tries = 1 + round(patience / _PAUSE)

    @contextmanager
    def migrating(self) -> Iterator[sa.Connection]:
        """As for every database; a table may go while others refer to it, and come back.

        SQLite changes most of a table by making another in its place, and heeds this pragma only
        outside of a transaction (https://www.sqlite.org/lang_altertable.html, section 7).
        """
        with self.faults(), closing(self.engine.connect()) as connection:
            execute(connection, "PRAGMA foreign_keys = OFF")
            execute(connection, self.BEGIN_WRITING)
            with connection.begin():
                yield connection
                if execute(connection, "PRAGMA foreign_key_check").fetchall():
                    raise ConfigurationError("register.damaged", name=self.name)

    def prepare(self) -> None:
        """Let readers and the writer work side by side (WAL); the file remembers it.

        Raises:
            OutputError: the file is locked, read-only or on a full disk.
        """
        with self.faults(), closing(self.engine.connect()) as connection:
            for left in reversed(range(self._tries)):
                try:
                    execute(connection, "PRAGMA journal_mode = WAL")
                except sa.exc.OperationalError as error:
                    if not left or _code(error) != sqlite3.SQLITE_BUSY:
                        raise
                    time.sleep(_PAUSE)
                else:
                    return

    @contextmanager
    def _viewed(self, connection: sa.Connection) -> Iterator[View]:
        """As for every database.

        A connection's `data_version` tells whether somebody else has committed between two looks
        (https://www.sqlite.org/pragma.html#pragma_data_version). Where nobody has since before this
        view began, whoever has begun to look in the meantime sees the same.
        """
        with self.faults(), closing(self.engine.connect()) as witness:
            before = _data_version(witness)
            opening = {"file": self.name, "patience": self._patience}
            self.show(connection, "")
            yield View(connection, opening, same=lambda: _data_version(witness) == before)

    def show(self, connection: sa.Connection, shown: str) -> None:
        """As for every database."""
        del shown  # a view is told from what it is, not from what it is called
        _data_version(connection)

    @contextmanager
    def by_portions(self, connection: sa.Connection) -> Iterator[None]:
        """As for every database: what one table was read for is still there for the next."""
        execute(connection, f"PRAGMA cache_size = -{_WIDE_CACHE}")
        try:
            yield
        finally:
            execute(connection, f"PRAGMA cache_size = -{_CACHE}")

    def _fault(self, error: sa.exc.DBAPIError) -> EsignError | None:
        code = _code(error)
        if str(error.orig).startswith(_NO_TEXT):  # found by Python, so that SQLite has no code
            code = sqlite3.SQLITE_CORRUPT
        if code not in _FAULTS:
            return None
        kind, message = _FAULTS[code]
        return kind(message, name=self.name)


def _data_version(connection: sa.Connection) -> object:
    """Begins what a transaction sees, where it has seen nothing yet."""
    return execute(connection, "PRAGMA data_version").fetchall()[0][0]


def _code(error: sa.exc.DBAPIError) -> int:
    """SQLite's result code without its extension."""
    code: int = getattr(error.orig, "sqlite_errorcode", 0)
    return code & 0xFF


def open_to_read(file: Path, patience: float) -> SqliteDatabase:
    """The file for reading only; nothing is written, not even beside it where that can be.

    Readers of a write-ahead log share an index of it in a file, which may not be there and may
    not be possible to make. Without a log the file is all there is, and is read as it lies.
    """
    database = SqliteDatabase(file, patience, "mode=ro")
    try:
        with database.reading() as connection:
            execute(connection, "SELECT count(*) FROM sqlite_schema")
    except OutputError:
        database.close()
        log = file.with_name(f"{file.name}-wal")
        if log.exists() and log.stat().st_size:
            raise
        return SqliteDatabase(file, patience, "mode=ro&immutable=1")
    return database
