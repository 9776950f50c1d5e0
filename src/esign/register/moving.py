# SPDX-License-Identifier: Apache-2.0
"""Every row of a register in one kind of database, written into the empty tables of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.register.schema import audit_head, metadata

if TYPE_CHECKING:
    from esign.register.database import Database

BLOCK: Final = 1000
"""Rows written at once."""


def copy_rows(source: Database, target: Database) -> None:
    """Copy all tables in one transaction, each row under its own key.

    Args:
        source: at this program's revision; nobody writes to it meanwhile.
        target: at this program's revision, without a row.

    Raises:
        OutputError, ServiceError: the target cannot be written; nothing is there then.
    """
    with source.reading() as reader, target.writing() as writer:
        for table in metadata.sorted_tables:
            rows = reader.execute(sa.select(table).order_by(*table.primary_key)).mappings()
            for block in rows.partitions(BLOCK):
                values = [dict(row) for row in block]
                if table is audit_head:  # its only row came with the table
                    writer.execute(sa.update(table), values[0])
                else:
                    writer.execute(sa.insert(table), values)
