# SPDX-License-Identifier: Apache-2.0
"""The table of documents that are signed before they are numbered, in terms of every database."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from esign.register.fingerprint import Fingerprint
from esign.register.schema import metadata


class Waits(StrEnum):
    """For what a document waits; the value is also what the database holds."""

    SIGNATURE = "prepared"
    NUMBER = "signed"
    NOTHING = "numbered"
    DROPPED = "dropped"


unnumbered = Table(
    "unnumbered",
    metadata,
    Column("id", ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    Column("request_id", String, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("request", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("type_name", String, nullable=False),
    Column("template_digest", String, nullable=False),
    Column("book", String, nullable=False),
    Column("symbol", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("signer_name", Text, nullable=False),
    Column("lookup_code", String, nullable=False),
    Column("lookup_url", String, nullable=False),
    Column("drawn_on", Date, nullable=False),
    Column("prepared_sha256", String(64), nullable=False),
    Column("prepared_size", Integer, nullable=False),
    Column("signed_sha256", String(64)),
    Column("signed_size", Integer),
    Column("signed_at", String),
    Column("signed_by", String),
    Column("state", String, nullable=False),
    Column("state_at", String, nullable=False),
    Column("reason", Text, nullable=False),
    CheckConstraint("state IN ('prepared', 'signed', 'numbered', 'dropped')", name="state"),
    CheckConstraint("state <> 'dropped' OR reason <> ''", name="reason"),
    CheckConstraint("state NOT IN ('signed', 'numbered') OR signed_by IS NOT NULL", name="signed"),
    UniqueConstraint("request_id"),
    UniqueConstraint("lookup_code"),
)
"""One row a document that was laid out without its number, never deleted.

`id` is the audit row of that act; `request` and `agency` are JSON. The number it takes in the end
stands in the register, under the same request and look-up code.
"""

LAID_OUT = Fingerprint(
    tuple(
        unnumbered.c[name]
        for name in (
            *("request_id", "digest", "request", "agency", "kind", "type_name", "template_digest"),
            *("book", "symbol", "subject", "signer_name", "lookup_code", "lookup_url", "drawn_on"),
            *("prepared_sha256", "prepared_size"),
        )
    )
)
"""What never changes of such a row."""
