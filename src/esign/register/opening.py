# SPDX-License-Identifier: Apache-2.0
"""Which database a register has: the file in its folder, unless an address names a server."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, cast

from esign.errors import ConfigurationError, OutputError
from esign.register.migration import bring_up_to_date, refuse_other
from esign.register.shares import network_share
from esign.register.sqlite import SqliteDatabase, open_to_read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.register.database import Database

FILE = "register.sqlite3"


def open_database(folder: Path, address: str, patience: float, *, writable: bool) -> Database:
    """The database of the register in `folder`, at this program's revision.

    Args:
        folder: where the register is; made when there is none and it is to be written.
        address: `postgresql://…`; empty for the file in the folder.
        patience: seconds to wait while another process writes.
        writable: whether the database is made, or brought up to date, when need be.

    Raises:
        ConfigurationError: the database is none, not a register's, damaged, of a newer program, or
            on a network share; not to be written, it is not there yet or of an older program.
        OutputError: the folder or the database cannot be written, or stays locked.
        ServiceError: the server cannot be reached.
    """
    with ExitStack() as undone_on_failure:
        if writable:
            _make_folder(folder)
        found = _server if address else _file
        database = found(folder, address, patience, writable=writable)
        undone_on_failure.callback(database.close)
        if writable:
            bring_up_to_date(database)
        else:
            refuse_other(database)
        undone_on_failure.pop_all()
    return database


def reopened(opening: Mapping[str, object]) -> Database:
    """A database that another process has open, for reading; see `database.View`.

    Raises:
        ConfigurationError, OutputError, ServiceError: as `open_database`.
    """
    patience = cast("float", opening["patience"])
    if "file" in opening:
        return open_to_read(Path(str(opening["file"])), patience)
    return _server(Path(), str(opening["address"]), patience, writable=False)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, error) from error


def _file(folder: Path, _address: str, patience: float, *, writable: bool) -> Database:
    file = folder / FILE
    if share := network_share(folder):
        raise ConfigurationError("register.network_share", name=str(folder), type=share)
    if not writable:
        if not file.is_file():
            raise ConfigurationError("register.absent", name=str(file))
        return open_to_read(file, patience)
    try:
        file.touch(mode=0o600)
    except OSError as error:
        raise _unusable(folder, error) from error
    return SqliteDatabase(file, patience)


def _server(_folder: Path, address: str, patience: float, *, writable: bool) -> Database:
    from esign.register.postgres import PostgresDatabase  # noqa: PLC0415 - most have no server

    return PostgresDatabase(address, patience, writable=writable)


def _unusable(folder: Path, error: OSError) -> OutputError:
    reason = os.strerror(error.errno or 0)
    return OutputError("register.folder_unusable", name=str(folder), reason=reason)
