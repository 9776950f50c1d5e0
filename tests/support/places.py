# SPDX-License-Identifier: Apache-2.0
"""Where a register is: a folder, and for some a database on a server."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from esign.register import Register
from support.ports import FixedClock, SeededRandom

if TYPE_CHECKING:
    from pathlib import Path

    from esign.ports import Clock, RandomSource
    from support.postgres import Cluster

PATIENCE = 0.05


@dataclass(frozen=True)
class Place:
    """A folder for the issued files, and a database that is in it or on a cluster."""

    folder: Path
    cluster: Cluster | None = None
    name: str = ""

    @property
    def database(self) -> str:
        """The address that the settings would give; empty for the file in the folder."""
        return self.cluster.address(self.name) if self.cluster else ""

    def open(
        self,
        clock: Clock | None = None,
        random: RandomSource | None = None,
        patience: float = PATIENCE,
        **options: Any,
    ) -> Register:
        """The register there."""
        clock, random = clock or FixedClock(), random or SeededRandom()
        return Register.open(
            self.folder,
            clock=clock,
            random=random,
            database=self.database,
            patience=patience,
            **options,
        )

    def connect(self) -> Any:
        """A connection as another program has one, without our settings."""
        if self.cluster is None:
            return sqlite3.connect(self.folder / "register.sqlite3", isolation_level=None)
        return psycopg.connect(
            host=str(self.cluster.folder), user="postgres", dbname=self.name, autocommit=True
        )

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with closing(self.connect()) as connection:
            return [tuple(row) for row in connection.execute(sql).fetchall()]

    def tables(self) -> list[str]:
        """The names of the tables; none where there is no database."""
        if self.cluster is None:
            if not (self.folder / "register.sqlite3").is_file():
                return []
            found = self.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        else:
            found = self.rows(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
            )
        return [name for (name,) in found]

    def change(self, *statements: str) -> None:
        """Change the tables as an administrator could, past the triggers that guard them."""
        with closing(self.connect()) as connection:
            if self.cluster is None:
                found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
                for (name,) in found.fetchall():
                    connection.execute(f"DROP TRIGGER {name}")
            else:
                connection.execute("SET session_replication_role = replica")
            for statement in statements:
                connection.execute(statement)
