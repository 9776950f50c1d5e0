# SPDX-License-Identifier: Apache-2.0
"""One message for all receivers of an act, its attempts and deliveries, and receipts."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from alembic import op

from esign.register.migrations.guards import put_up
from esign.register.migrations.guards_0007 import GUARDS

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NOTICES = sa.text(
    "SELECT notice.*, register.document_id, audit.entry_hash FROM notice "
    "JOIN register ON register.id = notice.entry_id JOIN audit ON audit.seq = notice.audit_seq "
    "ORDER BY notice.audit_seq, notice.receiver_code"
)


def upgrade() -> None:
    """From revision 0006: the notices of an act become its message, and each a delivery."""
    connection = op.get_bind()
    message, delivery = _create_message(), _create_delivery()
    _create_attempt()
    _create_receipt()
    notices = [dict(row) for row in connection.execute(_NOTICES).mappings()]
    for _, group in groupby(notices, key=itemgetter("audit_seq")):
        told = list(group)
        row = _message_of(told)
        connection.execute(sa.insert(message), row)
        connection.execute(sa.insert(delivery), [_delivery_of(row, each) for each in told])
    op.drop_table("notice")
    put_up(*GUARDS)


def _message_of(told: list[dict[str, Any]]) -> dict[str, Any]:
    first = told[0]
    name = f"{first['document_id']}\n{first['act']}\n{first['entry_hash']}"
    carried = [each["carried_at"] for each in told]
    done = all(carried)
    return {
        **{key: first[key] for key in ("audit_seq", "entry_id", "act", "document_id", "other_id")},
        **{key: first[key] for key in ("reason", "queued_at")},
        "id": sha256(name.encode()).hexdigest()[:32],
        "status_code": "",
        "state": "sent" if done else "waiting",
        "transport": "",
        "axis_id": "",
        "attempts": 0,
        "not_before": first["queued_at"],
        "fault_code": "",
        "fault_text": "",
        "settled_at": max(carried) if done else None,
    }


def _delivery_of(message: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    return {
        "message_id": message["id"],
        "receiver_code": told["receiver_code"],
        "receiver_name": told["receiver_name"],
        "state": "sent" if told["carried_at"] else "waiting",
        "state_at": told["carried_at"] or told["queued_at"],
        "note": "",
    }


def _create_message() -> sa.Table:
    table = op.create_table("message", *_message_columns(), *_message_constraints())
    for column in ("entry_id", "document_id", "other_id"):
        op.create_index(f"ix_message_{column}", "message", [column])
    waiting = sa.text("state IN ('waiting', 'unknown')")
    op.create_index(
        "ix_message_open",
        "message",
        ["audit_seq"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    return table


def _message_columns() -> Iterator[sa.Column[Any]]:
    yield from (
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("audit_seq", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("arrived_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("status_code", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("payload", sa.String(64), nullable=True),
        sa.Column("payload_size", sa.Integer(), nullable=True),
        sa.Column("transport", sa.String(), nullable=False),
        sa.Column("axis_id", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.String(), nullable=False),
        sa.Column("give_up_at", sa.String(), nullable=True),
        sa.Column("claimed_until", sa.String(), nullable=True),
        sa.Column("fault_code", sa.String(), nullable=False),
        sa.Column("fault_text", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.String(), nullable=True),
    )


def _message_constraints() -> Iterator[sa.Constraint]:
    yield from (
        sa.CheckConstraint("(entry_id IS NULL) <> (arrived_id IS NULL)", name="ck_message_one"),
        sa.CheckConstraint(
            "act IN ('released', 'recalled', 'replaced', 'corrected', 'taken_back', 'status')",
            name="ck_message_act",
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'unknown', 'sent', 'stopped', 'cancelled')",
            name="ck_message_state",
        ),
        sa.ForeignKeyConstraint(["audit_seq"], ["audit.seq"], name="fk_message_audit_seq"),
        sa.ForeignKeyConstraint(["entry_id"], ["register.id"], name="fk_message_entry_id"),
        sa.ForeignKeyConstraint(["other_id"], ["register.id"], name="fk_message_other_id"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("audit_seq", name="uq_message_audit_seq"),
    )


def _create_attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("message_id", sa.String(32), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("started_at", sa.String(), nullable=False),
        sa.Column("ended_at", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('', 'accepted', 'refused', 'failed', 'unknown')",
            name="ck_attempt_outcome",
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_attempt_message_id"),
        sa.PrimaryKeyConstraint("message_id", "n", name="pk_attempt"),
    )


def _create_delivery() -> sa.Table:
    table = op.create_table(
        "delivery",
        sa.Column("message_id", sa.String(32), nullable=False),
        sa.Column("receiver_code", sa.String(), nullable=False),
        sa.Column("receiver_name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_at", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_delivery_message_id"),
        sa.PrimaryKeyConstraint("message_id", "receiver_code", name="pk_delivery"),
    )
    op.create_index("ix_delivery_receiver_code", "delivery", ["receiver_code"])
    return table


def _create_receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("reporter_code", sa.String(), nullable=False),
        sa.Column("reporter_name", sa.Text(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("received_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["audit.seq"], name="fk_receipt_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["register.id"], name="fk_receipt_entry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_receipt"),
        sa.UniqueConstraint("digest", name="uq_receipt_digest"),
    )
    op.create_index("ix_receipt_entry_id", "receipt", ["entry_id"])
