# SPDX-License-Identifier: Apache-2.0
"""Whether the tables still refuse what they were made to refuse: a key twice, and nothing at all.

Each table is held against the record by its keys: where two rows can have the same, one may stand
for another that was taken away, and all would seem to be there.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.messages import Term
from esign.register.schema import metadata


def refuse_altered(connection: sa.Connection) -> None:
    """Refuse tables whose primary key or whose bar to NULL is gone.

    Raises:
        ConfigurationError: names the first of them.
    """
    inspector: Any = sa.inspect(connection)
    ours = list(metadata.tables)  # a server's database may hold tables of others
    keys = {
        name: key for (_, name), key in inspector.get_multi_pk_constraint(filter_names=ours).items()
    }
    columns = {
        name: found for (_, name), found in inspector.get_multi_columns(filter_names=ours).items()
    }
    for table in metadata.sorted_tables:
        key = keys.get(table.name, {}).get("constrained_columns", [])
        open_to_nothing = {each["name"] for each in columns.get(table.name, ()) if each["nullable"]}
        lax = any(each.name in open_to_nothing and not each.nullable for each in table.columns)
        if lax or set(key) != {each.name for each in table.primary_key}:
            raise ConfigurationError("register.table_altered", table=Term(f"table.{table.name}"))
