# SPDX-License-Identifier: Apache-2.0
"""Where a register is restored: an empty folder, and for some an empty database on a server."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.errors import OutputError
from esign.files import output_fault

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register.database import Database
    from esign.register.store import ObjectStore

PATIENCE = 10.0
"""Seconds to wait for another writer to finish."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a register is to be restored.

    Attributes:
        folder: the register's folder; not there yet, or empty.
        database: address of an empty PostgreSQL database, for the backup of one, or to move the
            register of a file onto a server; else empty.
        objects: the store its files go to; None for `objects/` in the folder.
    """

    folder: Path
    database: str = ""
    objects: ObjectStore | None = None


def refuse_occupied(into: Destination) -> None:
    """Make sure that nothing is restored over anything.

    Raises:
        OutputError: the folder or the database is not empty.
        ServiceError: the server cannot be reached.
    """
    folder = into.folder
    try:
        occupied = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise output_fault(error, str(folder)) from error
    if occupied:
        raise OutputError("backup.not_empty", name=str(folder))
    if into.database:
        server = open_server(into.database)
        with closing(server), server.reading() as connection:
            if sa.inspect(connection).get_table_names():
                raise OutputError("backup.not_empty", name=server.name)


def open_server(address: str) -> Database:
    """The database at that address, whatever is in it.

    Raises:
        ConfigurationError: the address is none, or the driver is not installed.
    """
    from esign.register.postgres import PostgresDatabase  # noqa: PLC0415 - most have no server

    return PostgresDatabase(address, PATIENCE)


def empty(server: Database) -> None:
    """Take everything out of a database that was empty before; nobody takes it for a register."""
    with server.migrating() as connection:
        tables = sa.MetaData()
        tables.reflect(connection)
        tables.drop_all(connection)
        connection.execute(sa.text("DROP FUNCTION IF EXISTS refuse_change()"))
