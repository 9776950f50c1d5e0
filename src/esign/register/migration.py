# SPDX-License-Identifier: Apache-2.0
"""Brings a database to the revision this program was written for.

Alembic is loaded only when there is something to do: opening a register that is up to date costs
one SELECT.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.register.deliveries import settle_other_codes, settle_replacements
from esign.register.schema import REVISION

if TYPE_CHECKING:
    from esign.register.database import Database

_VERSION_TABLE = "alembic_version"

RESTORING = sa.Table("restoring", sa.MetaData(), sa.Column("seq", sa.Integer))
"""Stands in a server's database from before a restore until all of it is there and was checked."""

_ONE_AGENCY: Final = "0011"
"""Since this revision a report counts for its agency in whichever structure its code is written."""

_ASKING_ALONE: Final = "0012"
"""Since this revision a replacement whose document came by itself stands by its answer alone."""


def bring_up_to_date(database: Database) -> None:
    """Make the tables in an empty database, or migrate older ones; one transaction in all.

    Of several programs that start at once the first does it and the others find it done. A database
    that is refused is not touched.

    Raises:
        ConfigurationError: the database is of a newer program, is no register, or not whole yet.
        OutputError: it cannot be written.
        ServiceError: its server cannot be reached.
    """
    with database.reading() as connection:
        refuse_half_restored(connection, database.name)
        current = _revision(connection, database.name) == REVISION
    database.prepare()
    if not current:
        migrate(database)


def migrate(database: Database) -> None:
    """The same for a database that is being restored."""
    with database.migrating() as connection:
        before = _revision(connection, database.name)
        if before != REVISION:
            _upgrade(connection)
        if "" < before < _ONE_AGENCY:
            settle_other_codes(connection)
        if "" < before < _ASKING_ALONE:
            settle_replacements(connection)


def refuse_half_restored(connection: sa.Connection, name: str) -> None:
    """Leave a database alone whose restore has not come to its end.

    Raises:
        ConfigurationError: it has not.
    """
    if sa.inspect(connection).has_table(RESTORING.name):
        raise ConfigurationError("register.half_restored", name=name)


def refuse_other(database: Database) -> None:
    """Make sure that a database can be read as it is; it is not touched.

    Raises:
        ConfigurationError: it is empty, of an older or newer program, or no register.
        ServiceError: its server cannot be reached.
    """
    with database.reading() as connection:
        refuse_half_restored(connection, database.name)
        found = _revision(connection, database.name)
    if not found:
        raise ConfigurationError("register.absent", name=database.name)
    if found != REVISION:
        raise ConfigurationError("register.older", name=database.name, revision=found)


def _revision(connection: sa.Connection, name: str) -> str:
    """The revision of a register's tables; empty for an empty database.

    Raises:
        ConfigurationError: the database is of a newer program, or is no register.
    """
    tables = sa.inspect(connection)
    if tables.has_table(_VERSION_TABLE):
        version = sa.table(_VERSION_TABLE, sa.column("version_num", sa.String))
        found = connection.scalar(sa.select(version.c.version_num)) or ""
        if found and not _is_known(found):
            raise ConfigurationError("register.newer", name=name, revision=found)
        if found:
            return found
    if set(tables.get_table_names()) - {RESTORING.name}:
        raise ConfigurationError("register.not_a_register", name=name)
    return ""


def _is_known(revision: str) -> bool:
    """Whether this program ships the migration that made the revision."""
    shipped = files("esign.register") / "migrations" / "versions"
    return any(each.name.startswith(f"v{revision}_") for each in shipped.iterdir())


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command, config  # noqa: PLC0415 - see the module's docstring

    settings = config.Config()
    settings.set_main_option("script_location", "esign.register:migrations")
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
