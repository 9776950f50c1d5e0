# SPDX-License-Identifier: Apache-2.0
"""The register's tables, in terms every SQL database shares.

Triggers, pragmas and whatever else belongs to one database only are kept out: `migrations` makes
the triggers, `database` sets the connection up.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

REVISION = "0001"
"""The revision the tables below stand at; the newest file in `migrations/versions` bears it."""

metadata = MetaData(
    naming_convention={
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

series = Table(
    "series",
    metadata,
    Column("agency_code", String, primary_key=True),
    Column("book", String, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
    Column("last_day", Date, nullable=False),
)
"""One counter a series: the last number given and its date."""

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("payload", Text, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("entry_hash", String(64), nullable=False),
)
"""Append-only; each row is hashed over the one before."""

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("entry_hash", String(64), nullable=False),
)
"""A single row that names the last audit row: shows a cut-off end, and makes appenders queue."""

register = Table(
    "register",
    metadata,
    Column("request_id", String, primary_key=True),
    Column("audit_seq", ForeignKey("audit.seq"), nullable=False),
    Column("agency_code", String, nullable=False),
    Column("book", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("value", Integer, CheckConstraint("value >= 1", name="value"), nullable=False),
    Column("symbol", String, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("document_id", String, nullable=False),
    Column("lookup_code", String, nullable=False),
    Column("lookup_url", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("template_digest", String, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("request", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("signer_title", Text, nullable=False),
    Column("signer_name", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("numbered_at", String, nullable=False),
    Column("state", String, nullable=False),
    Column("released_at", String),
    Column("voided_at", String),
    Column("void_reason", Text, nullable=False, server_default=""),
    CheckConstraint("state IN ('numbered', 'sealed', 'released', 'voided')", name="state"),
    CheckConstraint("(state = 'voided') = (void_reason <> '')", name="void_reason"),
    UniqueConstraint("agency_code", "book", "year", "value", name="uq_register_number"),
    UniqueConstraint("agency_code", "year", "symbol", "value", name="uq_register_symbol"),
    UniqueConstraint("lookup_code"),
    Index(
        "ix_register_unfinished",
        "audit_seq",
        sqlite_where=text("state IN ('numbered', 'sealed')"),
        postgresql_where=text("state IN ('numbered', 'sealed')"),
    ),
)
"""One row a number, never deleted (NĐ 30/2020 Đ15, Annex IV).

`request`, `agency` and `recipients` are JSON; times are UTC in ISO 8601. Number and symbol are
unique within the year even across books.
"""

artefact = Table(
    "artefact",
    metadata,
    Column("request_id", ForeignKey("register.request_id"), primary_key=True),
    Column("stage", String, primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("kept_at", String, nullable=False),
)
"""Which stored object is the document's only PDF, and which its only package."""
