# SPDX-License-Identifier: Apache-2.0
"""The table of messages that came over the document axis, in terms of every database."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from esign.register.fingerprint import Fingerprint
from esign.register.schema import metadata


class Standing(StrEnum):
    """Where a message stands; the value is also what the database holds."""

    KEPT = "kept"
    QUARANTINED = "quarantined"
    WAITING = "waiting"
    REGISTERED = "registered"
    RETURNED = "returned"
    TASK = "task"
    ANSWERED = "answered"
    NOTED = "noted"
    DUPLICATE = "duplicate"
    RECALLED = "recalled"
    REPLACED = "replaced"


FROZEN: Final = frozenset({Standing.RECALLED, Standing.REPLACED})
"""Documents that their senders have withdrawn, and the agency has agreed: nothing more is done."""

_ONE_DOCUMENT: Final = text(
    "purpose IN ('0', '3') "
    "AND state NOT IN ('kept', 'quarantined', 'duplicate', 'task', 'answered')"
)

arrived = Table(
    "arrived",
    metadata,
    Column("id", ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    Column("agency_code", String, nullable=False),
    Column("transport", String, nullable=False),
    Column("axis_id", String, nullable=False),
    Column("offered_by", String, nullable=False),
    Column("message_type", String, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("received_at", String, nullable=False),
    Column("received_by", String, nullable=False),
    Column("sender_key", String, nullable=False),
    Column("sender_code", String, nullable=False),
    Column("sender_name", Text, nullable=False),
    Column("document_id", String, nullable=False),
    Column("code", String, nullable=False),
    Column("issued_on", Date),
    Column("type_name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("purpose", String, nullable=False),
    Column("asks_reason", Text, nullable=False),
    Column("about_document", String, nullable=False),
    Column("content", String(64), nullable=False),
    Column("verdict", String, nullable=False),
    Column("findings", Text, nullable=False),
    Column("about_id", Integer, index=True),
    Column("incoming_id", ForeignKey("incoming.id")),
    Column("state", String, nullable=False),
    Column("state_at", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("answered", String, nullable=False),
    Column("sender_agency", String, nullable=False, server_default=""),
    Column("document_key", String, nullable=False, server_default=""),
    Column("twin", Integer, nullable=False, server_default="0"),
    CheckConstraint(
        "state IN ('kept', 'quarantined', 'waiting', 'registered', 'returned', 'task', 'answered', "
        "'noted', 'duplicate', 'recalled', 'replaced')",
        name="state",
    ),
    CheckConstraint("state <> 'returned' OR reason <> ''", name="reason"),
    CheckConstraint("state <> 'registered' OR incoming_id IS NOT NULL", name="registered"),
    CheckConstraint("state <> 'duplicate' OR about_id IS NOT NULL", name="duplicate"),
    UniqueConstraint("agency_code", "transport", "axis_id", "sha256", name="uq_arrived_message"),
    UniqueConstraint("incoming_id"),
    Index("ix_arrived_state", "state"),
    Index("ix_arrived_document_key", "agency_code", "document_key"),
    Index("ix_arrived_sender_agency", "agency_code", "sender_agency", "purpose"),
    Index(
        "uq_arrived_document",
        "agency_code",
        "sender_agency",
        "document_key",
        "twin",
        unique=True,
        sqlite_where=_ONE_DOCUMENT,
        postgresql_where=_ONE_DOCUMENT,
    ),
)
"""One row a message that was taken from the axis, never deleted.

`id` is the audit row of the act that kept it, `sha256` the original in the store. What is told of
the sender and the document is empty until the message has been read. `sender_key` is the sender's
code in capitals; `sender_agency` and `document_key` are what agencies and documents are told apart
by, whichever structure of a code was written. `twin` counts the further rows of one document that
stood here before both structures counted as one, and sets documents apart whose senders are two by
the list although their codes are one; that of the latter is in the record.
`purpose` is a `Purpose`, or the code of a status
package; `content` digests what the message says without how it travelled. `about_id` is the message
that this one repeats or asks about, and may have come later; `answered` is the last status code
that was sent.
`findings` is JSON.
"""

TWIN: Final = "twin"

DERIVED: Final = ("sender_agency", "document_key", TWIN)
"""Columns that follow from others, and that the record does not hold."""

ARRIVED: Final = Fingerprint(
    tuple(
        column for column in arrived.c if column is not arrived.c.id and column.name not in DERIVED
    ),
)
"""A message as the last act left it."""
