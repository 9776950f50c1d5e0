# SPDX-License-Identifier: Apache-2.0
"""Brings a database to the revision this program was written for.

Alembic is loaded only when there is something to do: opening a register that is up to date costs
one SELECT.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.register.schema import REVISION

if TYPE_CHECKING:
    from esign.register.database import Database

_VERSION_TABLE = "alembic_version"


def bring_up_to_date(database: Database) -> None:
    """Make the tables in an empty database, or migrate older ones; one transaction in all.

    Of several programs that start at once the first does it and the others find it done. A database
    that is refused is not touched.

    Raises:
        ConfigurationError: the database is of a newer program, or is no register.
        OutputError: it cannot be written.
    """
    with database.reading() as connection:
        current = _is_current(connection)
    database.write_ahead()
    if not current:
        with database.writing() as connection:
            if not _is_current(connection):
                _upgrade(connection)


def _is_current(connection: sa.Connection) -> bool:
    """Whether the tables are this program's; empty and older ones can be made so."""
    found = _revision(connection)
    if found == REVISION:
        return True
    if not found and sa.inspect(connection).get_table_names():
        raise ConfigurationError("register.not_a_register", name=_name(connection))
    if found and not _is_known(found):
        raise ConfigurationError("register.newer", name=_name(connection), revision=found)
    return False


def _revision(connection: sa.Connection) -> str:
    """The revision the database says it is at; empty when it says nothing."""
    if not sa.inspect(connection).has_table(_VERSION_TABLE):
        return ""
    version = sa.table(_VERSION_TABLE, sa.column("version_num", sa.String))
    return connection.scalar(sa.select(version.c.version_num)) or ""


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


def _name(connection: sa.Connection) -> str:
    return str(connection.engine.url.database)
