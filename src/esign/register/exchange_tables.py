# SPDX-License-Identifier: Apache-2.0
"""The tables of what is sent over the document axis, in terms of every database."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from esign.register.schema import metadata


class MessageState(StrEnum):
    """Where a message stands; the value is also what the database holds."""

    WAITING = "waiting"
    UNKNOWN = "unknown"
    SENT = "sent"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


class MessageAct(StrEnum):
    """What a message tells its receivers; the value is also what the database holds."""

    RELEASED = "released"
    RECALLED = "recalled"
    REPLACED = "replaced"
    CORRECTED = "corrected"
    TAKEN_BACK = "taken_back"
    STATUS = "status"


OPEN = text("state IN ('waiting', 'unknown')")
"""Which rows the partial index over messages that must still be sent holds."""

message = Table(
    "message",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("audit_seq", ForeignKey("audit.seq"), nullable=False),
    Column("entry_id", ForeignKey("register.id"), index=True),
    Column("arrived_id", Integer),
    Column("act", String, nullable=False),
    Column("status_code", String, nullable=False),
    Column("document_id", String, nullable=False, index=True),
    Column("other_id", ForeignKey("register.id"), index=True),
    Column("reason", Text, nullable=False),
    Column("queued_at", String, nullable=False),
    Column("state", String, nullable=False),
    Column("payload", String(64)),
    Column("payload_size", Integer),
    Column("transport", String, nullable=False),
    Column("axis_id", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", String, nullable=False),
    Column("give_up_at", String),
    Column("claimed_until", String),
    Column("fault_code", String, nullable=False),
    Column("fault_text", Text, nullable=False),
    Column("settled_at", String),
    Column("absent_attempts", Integer, nullable=False, server_default="0"),
    CheckConstraint("(entry_id IS NULL) <> (arrived_id IS NULL)", name="one"),
    CheckConstraint(
        "act IN ('released', 'recalled', 'replaced', 'corrected', 'taken_back', 'status')",
        name="act",
    ),
    CheckConstraint(
        "state IN ('waiting', 'unknown', 'sent', 'stopped', 'cancelled')", name="state"
    ),
    UniqueConstraint("audit_seq"),
    Index("ix_message_open", "audit_seq", sqlite_where=OPEN, postgresql_where=OPEN),
)
"""One package to all receivers of an act; queued with the act, never deleted.

`document_id` is the document it speaks of; `payload` the bytes that every attempt sends, in the
store. `claimed_until` says until when one worker has it to himself; `absent_attempts` of how many
attempts the axis has said that it has none of the message.
"""

attempt = Table(
    "attempt",
    metadata,
    Column("message_id", ForeignKey("message.id"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("started_at", String, nullable=False),
    Column("ended_at", String),
    Column("outcome", String, nullable=False),
    Column("code", String, nullable=False),
    Column("text", Text, nullable=False),
    CheckConstraint("outcome IN ('', 'accepted', 'refused', 'failed', 'unknown')", name="outcome"),
)
"""Each time a message was handed over: written before, and completed after with what came of it."""

delivery = Table(
    "delivery",
    metadata,
    Column("message_id", ForeignKey("message.id"), primary_key=True),
    Column("receiver_code", String, primary_key=True, index=True),
    Column("receiver_name", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("state_at", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("receiver_key", String, nullable=False, server_default=""),
)
"""Where a message stands with one receiver, as far as its own reports tell.

`receiver_key` is the agency whose reports count for it: the receiver, in whichever structure its
code is written, or that of an earlier receiver of the document which the list says is the same.
"""

receipt = Table(
    "receipt",
    metadata,
    Column("id", ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),
    Column("entry_id", ForeignKey("register.id"), index=True),
    Column("code", String, nullable=False),
    Column("reporter_code", String, nullable=False),
    Column("reporter_name", Text, nullable=False),
    Column("about", String, nullable=False),
    Column("at", String, nullable=False),
    Column("description", Text, nullable=False),
    Column("received_at", String, nullable=False),
    Column("reporter_key", String, nullable=False, server_default=""),
    UniqueConstraint("digest"),
)
"""What other agencies reported of our documents, and of documents that nobody here knows.

`digest` is that of the status package, `about` the document id that it names, `at` the time that it
bears; `code` stands as it came. `reporter_key` is the agency that it counts for: the reporter, in
whichever structure its code is written, or the receiver that the list of agencies says it is.
"""
