# SPDX-License-Identifier: Apache-2.0
"""A register on a PostgreSQL server, for offices where many machines issue.

Writers queue for one advisory lock, so that the same code is right on both databases. A transaction
reads what was committed before each statement (READ COMMITTED), one that only reads a single state.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import unquote

import sqlalchemy as sa
from sqlalchemy import event

from esign.errors import ConfigurationError, OutputError, ServiceError
from esign.register.database import Database, View
from esign.register.statements import execute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import psycopg

    from esign.errors import EsignError

_LOCK = int.from_bytes(b"esign")
"""The advisory lock of the writer."""

_NETWORK = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "application_name": "esign",
}
"""Unless the address says otherwise: a server that vanished is noticed within a minute."""

_ABANDONED = 300
"""Seconds after which the server gives up a transaction whose program does nothing any more."""

_UNHURRIED = "SET LOCAL idle_in_transaction_session_timeout = 0"
"""Who is done waits for the others as long as they need."""

_WHOLE_TABLES = ("enable_hashjoin", "enable_mergejoin", "enable_seqscan")

_DURABLE = (
    b"SELECT set_config('synchronous_commit', 'on', false)"
    b" WHERE current_setting('synchronous_commit') = 'off'"
)
"""Whatever server or account say: a number that was handed out outlives a power cut. A stricter
setting stays."""

_SHOWN = {"host", "port", "dbname", "service"}
"""What of an address's options messages may repeat."""

_FAULTS: dict[str, tuple[type[EsignError], str]] = {
    "08": (ServiceError, "register.server_unreachable"),
    "57P": (ServiceError, "register.server_unreachable"),
    "53300": (ServiceError, "register.server_unreachable"),
    "25P03": (ServiceError, "register.server_unreachable"),
    "28": (ConfigurationError, "register.server_refuses"),
    "3D": (ConfigurationError, "register.server_refuses"),
    "42501": (ConfigurationError, "register.server_refuses"),
    "55P03": (OutputError, "register.busy"),
    "57014": (OutputError, "register.busy"),
    "40": (OutputError, "register.busy"),
    "53100": (OutputError, "register.disk_full"),
    "25006": (OutputError, "register.not_writable"),
    "58": (OutputError, "register.disk_fault"),
    "XX001": (ConfigurationError, "register.damaged"),
    "XX002": (ConfigurationError, "register.damaged"),
}
"""By SQLSTATE or its beginning (PostgreSQL documentation, appendix A)."""

_REFUSAL = re.compile(
    r"password|authentication|pg_hba\.conf|does not exist|permission denied for database"
    r"|service file|definition of service",
    re.IGNORECASE,
)
"""What libpq says, having no SQLSTATE for it, when the server is there and does not let us in."""


class PostgresDatabase(Database):
    """One PostgreSQL database.

    Args:
        address: `postgresql://…` as libpq knows it.
        patience: seconds a transaction waits for another one to finish.
        writable: whether the server lets us write.

    Raises:
        ConfigurationError: the address is none, or the driver is not installed.
    """

    BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    BEGIN_WRITING = f"BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({_LOCK})"
    BEGIN_OPTIONS: Mapping[str, object] = {"prepare": False}  # of two statements none can be

    def __init__(self, address: str, patience: float, *, writable: bool = True) -> None:
        url = _url(address)
        options = {key: value for key, value in _NETWORK.items() if key not in url.query}
        try:
            engine = sa.create_engine(
                url.set(drivername="postgresql+psycopg"),
                connect_args=options | {"autocommit": True},
                poolclass=sa.NullPool,
                use_native_hstore=False,
                hide_parameters=True,
            )
        except ImportError as error:
            raise ConfigurationError("register.driver_missing") from error

        def set_up(connection: psycopg.Connection, _record: object) -> None:
            for setting in (
                f"lock_timeout = {max(1, round(patience * 1000))}",
                f"idle_in_transaction_session_timeout = '{_ABANDONED}s'",
                f"default_transaction_read_only = {not writable}",
            ):
                connection.execute(f"SET {setting}".encode())
            connection.execute(_DURABLE)

        event.listen(engine, "connect", set_up)
        super().__init__(engine, _name(url))
        self._address, self._patience = address, patience

    def prepare(self) -> None:
        """Nothing: the server is set up by whoever runs it."""

    @contextmanager
    def _viewed(self, connection: sa.Connection) -> Iterator[View]:
        """As for every database: others take over this connection's snapshot."""
        with self.faults():
            ((snapshot,),) = execute(connection, "SELECT pg_export_snapshot()").fetchall()
            execute(connection, _UNHURRIED)
            opening = {"address": self._address, "patience": self._patience}
            yield View(connection, opening, snapshot, same=lambda: True)

    def show(self, connection: sa.Connection, shown: str) -> None:
        """As for every database."""
        with self.faults():
            execute(connection, f"SET TRANSACTION SNAPSHOT '{shown}'")
            execute(connection, _UNHURRIED)

    @contextmanager
    def by_portions(self, connection: sa.Connection) -> Iterator[None]:
        """As for every database.

        The server takes a portion's rows for enough to go through whole tables for their sake.
        """
        with self.faults():
            for plan in _WHOLE_TABLES:
                execute(connection, f"SET LOCAL {plan} = off")
            yield
            for plan in _WHOLE_TABLES:
                execute(connection, f"SET LOCAL {plan} = on")

    def _fault(self, error: sa.exc.DBAPIError) -> EsignError | None:
        stated: str | None = getattr(error.orig, "sqlstate", None)
        if isinstance(error, sa.exc.ProgrammingError) and not stated:
            return ConfigurationError("register.bad_address")  # an option that libpq does not know
        reason = str(error.orig).partition("\n")[0].removeprefix("connection failed: ")
        state = stated or _unstated(error, reason)
        found = (_FAULTS.get(state[:length]) for length in (5, 3, 2))
        kind, code = next(filter(None, found), (None, ""))
        return None if kind is None else kind(code, name=self.name, reason=reason)


def _unstated(error: sa.exc.DBAPIError, reason: str) -> str:
    """The SQLSTATE that a fault of the connection itself would have; empty for any other."""
    if isinstance(error, sa.exc.OperationalError):
        return "28000" if _REFUSAL.search(reason) else "08000"
    return ""


def _url(address: str) -> sa.URL:
    try:
        url = sa.make_url(address)
    except (sa.exc.ArgumentError, ValueError):  # ValueError: of a port that is no number
        raise ConfigurationError("register.bad_address") from None
    if url.drivername != "postgresql" or "@" in (url.host or ""):
        raise ConfigurationError("register.bad_address")
    return url


def _name(url: sa.URL) -> str:
    """The address without account, password and options."""
    query = {key: value for key, value in url.query.items() if key in _SHOWN}
    shown = sa.URL.create("postgresql", None, None, url.host, url.port, url.database, query)
    return unquote(shown.render_as_string())
