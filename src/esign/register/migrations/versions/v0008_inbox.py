# SPDX-License-Identifier: Apache-2.0
"""Messages that came over the document axis, and what became of them."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from esign.register.migrations.guards import put_up
from esign.register.migrations.guards_0008 import GUARDS

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ONE_DOCUMENT = "purpose IN ('0', '3') AND state NOT IN ('kept', 'quarantined', 'duplicate')"


def upgrade() -> None:
    """From revision 0007, keeping every row."""
    op.create_table("arrived", *_columns(), *_constraints())
    op.create_index("ix_arrived_sha256", "arrived", ["sha256"])
    op.create_index("ix_arrived_about_id", "arrived", ["about_id"])
    op.create_index("ix_arrived_state", "arrived", ["state"])
    one = sa.text(_ONE_DOCUMENT)
    op.create_index(
        "uq_arrived_document",
        "arrived",
        ["agency_code", "sender_key", "document_id"],
        unique=True,
        sqlite_where=one,
        postgresql_where=one,
    )
    put_up(*GUARDS)


def _columns() -> Iterator[sa.Column[Any]]:
    yield from (
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agency_code", sa.String(), nullable=False),
        sa.Column("transport", sa.String(), nullable=False),
        sa.Column("axis_id", sa.String(), nullable=False),
        sa.Column("offered_by", sa.String(), nullable=False),
        sa.Column("message_type", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.String(), nullable=False),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("sender_key", sa.String(), nullable=False),
        sa.Column("sender_code", sa.String(), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("type_name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("asks_reason", sa.Text(), nullable=False),
        sa.Column("about_document", sa.String(), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("incoming_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_at", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered", sa.String(), nullable=False),
    )


def _constraints() -> Iterator[sa.Constraint]:
    yield from (
        sa.CheckConstraint(
            "state IN ('kept', 'quarantined', 'waiting', 'registered', 'returned', 'task', "
            "'answered', 'noted', 'duplicate', 'recalled', 'replaced')",
            name="ck_arrived_state",
        ),
        sa.CheckConstraint("state <> 'returned' OR reason <> ''", name="ck_arrived_reason"),
        sa.CheckConstraint(
            "state <> 'registered' OR incoming_id IS NOT NULL", name="ck_arrived_registered"
        ),
        sa.CheckConstraint(
            "state <> 'duplicate' OR about_id IS NOT NULL", name="ck_arrived_duplicate"
        ),
        sa.ForeignKeyConstraint(["id"], ["audit.seq"], name="fk_arrived_id"),
        sa.ForeignKeyConstraint(["incoming_id"], ["incoming.id"], name="fk_arrived_incoming_id"),
        sa.PrimaryKeyConstraint("id", name="pk_arrived"),
        sa.UniqueConstraint(
            "agency_code", "transport", "axis_id", "sha256", name="uq_arrived_message"
        ),
        sa.UniqueConstraint("incoming_id", name="uq_arrived_incoming_id"),
    )
