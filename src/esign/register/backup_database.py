# SPDX-License-Identifier: Apache-2.0
"""A database in one file, and back: by the means each database has for it.

SQLite copies its pages while others write (https://www.sqlite.org/backup.html); PostgreSQL's
pg_dump reads the very state that a transaction of ours has exported.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from esign.errors import ConfigurationError, OutputError, ServiceError

if TYPE_CHECKING:
    from collections.abc import Sequence

DEBIAN_TOOLS = Path("/usr/lib/postgresql")

_OUTPUT_FAULTS = {
    sqlite3.SQLITE_FULL: "output.disk_full",
    sqlite3.SQLITE_IOERR: "output.failed",
    sqlite3.SQLITE_READONLY: "output.not_writable",
    sqlite3.SQLITE_CANTOPEN: "output.not_writable",
}


def dump(connection: sa.Connection, name: str, file: Path) -> None:
    """Write what a reading transaction sees of the whole database into a new file.

    Args:
        connection: in a transaction in which all reading sees the same state.
        name: what messages call the database.
        file: does not exist yet.

    Raises:
        OutputError: the file cannot be written.
        ConfigurationError: the database is damaged, or a tool of PostgreSQL is missing.
        ServiceError: the database cannot be reached.
    """
    file.touch(mode=0o600)
    write = _copy if connection.dialect.name == "sqlite" else _dump
    write(connection, name, file)
    with file.open("rb") as written:
        os.fsync(written.fileno())


def load(connection: sa.Connection, name: str, file: Path) -> None:
    """Fill the empty PostgreSQL database of a connection with a dump, wholly or not at all.

    Raises:
        ConfigurationError: a tool of PostgreSQL is missing.
        ServiceError: the database cannot be reached, or refuses the dump.
    """
    options = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
    _run("pg_restore", (*options, str(file)), connection, name)


def _copy(connection: sa.Connection, name: str, file: Path) -> None:
    source: Any = connection.connection.driver_connection
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            (verdict,) = target.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        code = _OUTPUT_FAULTS.get(error.sqlite_errorcode & 0xFF)
        if code is None:
            raise ConfigurationError("register.damaged", name=name) from error
        raise OutputError(code, name=str(file), reason=str(error)) from error
    if verdict != "ok":
        raise ConfigurationError("register.damaged", name=name)


def _dump(connection: sa.Connection, name: str, file: Path) -> None:
    # The transaction waits for pg_dump, however long that takes.
    connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    snapshot = connection.scalar(sa.text("SELECT pg_export_snapshot()"))
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
    _run("pg_dump", (*options, f"--file={file}"), connection, name)


def _run(tool: str, options: Sequence[str], connection: sa.Connection, name: str) -> None:
    """Run a tool of PostgreSQL on the connection's database; no password on its command line."""
    server: Any = connection.connection.driver_connection
    program = _tool(tool, server.info.server_version // 10_000)
    with tempfile.TemporaryDirectory(prefix="esign-") as scratch:
        url = connection.engine.url.set(drivername="postgresql")._replace(password=None)
        if server.info.password:
            passwords = Path(scratch, "passwords")
            passwords.touch(mode=0o600)
            secret = re.sub(r"([\\:])", r"\\\1", server.info.password)
            passwords.write_text(f"*:*:*:*:{secret}\n", encoding="utf-8")
            url = url.update_query_dict({"passfile": str(passwords)})
        done = subprocess.run(  # noqa: S603 - a tool of the system, no shell
            [program, f"--dbname={url.render_as_string()}", "--no-password", *options],
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    if done.returncode != 0:
        reason = done.stderr.strip().partition("\n")[0]
        if "No space left on device" in done.stderr:
            raise OutputError("output.disk_full", name=name)
        raise ServiceError("backup.tool_failed", tool=tool, name=name, reason=reason)


def _tool(tool: str, version: int) -> str:
    """The tool of the server's own version if it is installed, else whichever there is."""
    own = DEBIAN_TOOLS / str(version) / "bin" / tool
    newest = sorted(DEBIAN_TOOLS.glob(f"*/bin/{tool}"), key=lambda path: path.parts[-3])
    candidates = [str(own), shutil.which(tool) or "", *map(str, reversed(newest))]
    found = next((each for each in candidates if each and Path(each).is_file()), None)
    if found is None:
        raise ConfigurationError("backup.tool_missing", tool=tool)
    return found
