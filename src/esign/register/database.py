# SPDX-License-Identifier: Apache-2.0
"""Connections to the register's database: how a transaction begins, and what its failures mean.

All that is peculiar to SQLite at run time is in here. A writer has the database to itself from its
first statement on (BEGIN IMMEDIATE), so what it reads cannot change before it commits.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event

from esign.errors import ConfigurationError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.errors import EsignError

_PRAGMAS = ("synchronous = FULL", "foreign_keys = ON")

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


class Database:
    """One SQLite file, opened for reading and writing.

    Args:
        file: the database; it exists.
        patience: seconds a transaction waits for another process to finish its own.
    """

    def __init__(self, file: Path, patience: float) -> None:
        self._file = file
        url = sa.URL.create("sqlite", database=str(file))
        self.engine = sa.create_engine(url, connect_args={"timeout": patience})
        event.listen(self.engine, "connect", _prepare)
        event.listen(self.engine, "begin", _begin)
        self._writer = self.engine.execution_options(esign_writing=True)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that sees one state of the database throughout.

        Raises:
            OutputError, ConfigurationError: the database cannot be used.
        """
        with self._faults(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction of the only writer: committed at the end, undone by any exception.

        Raises:
            OutputError: another writer did not finish in time, or the disk is full, faulty or
                read-only; nothing was written.
            ConfigurationError: the file is not a database, or damaged.
        """
        with self._faults(), self._writer.begin() as connection:
            yield connection

    def write_ahead(self) -> None:
        """Let readers and the writer work side by side (WAL); the file remembers it.

        Raises:
            OutputError: the file is locked, read-only or on a full disk.
        """
        with self._faults(), self.engine.connect() as connection:
            cursor = connection.connection.cursor()  # no transaction may be open for this
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.close()

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.DBAPIError as error:
            code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF  # without the extension
            if code not in _FAULTS:
                raise
            kind, message = _FAULTS[code]
            raise kind(message, name=str(self._file)) from error


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Set a new connection up; transactions are begun by `_begin` and by nothing else."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    options: dict[str, Any] = dict(connection.get_execution_options())
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("esign_writing") else "BEGIN")
