# SPDX-License-Identifier: Apache-2.0
"""The tables of the agencies that packages can be sent to, in terms of every database.

What they hold is the axis's knowledge, not the office's: nothing here is evidence, and only that a
list was taken over is on record, with its digest.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from esign.register.schema import metadata

directory_sync = Table(
    "directory_sync",
    metadata,
    Column("id", ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("source", String, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("listed", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
)
"""When a list was taken over, from where, whether it was the whole list, and how long it was."""

agency_directory = Table(
    "agency_directory",
    metadata,
    Column("code", String, primary_key=True),
    Column("canonical", String, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, index=True),
    Column("parent_code", String, nullable=False),
    Column("old_codes", Text, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("successor_code", String, nullable=False),
    Column("email", Text, nullable=False),
)
"""The agencies, closed ones too. `canonical` is the code in the newer structure, `folded` the name
as it is searched; `old_codes` have a blank before and after each."""

agency_former_code = Table(
    "agency_former_code",
    metadata,
    Column("former", String, primary_key=True),
    Column("code", ForeignKey("agency_directory.code"), primary_key=True, index=True),
)
"""The `old_codes` of the agencies once more, to be found by: one code may have been several's."""
