# SPDX-License-Identifier: Apache-2.0
"""Documents that are signed before they are numbered."""

import sqlalchemy as sa
from alembic import op

from esign.register.migrations.guards import put_up
from esign.register.migrations.guards_0004 import GUARDS

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From revision 0003, keeping every row."""
    op.create_table(
        "unnumbered",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("type_name", sa.String(), nullable=False),
        sa.Column("template_digest", sa.String(), nullable=False),
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("signer_name", sa.Text(), nullable=False),
        sa.Column("lookup_code", sa.String(), nullable=False),
        sa.Column("lookup_url", sa.String(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("prepared_sha256", sa.String(64), nullable=False),
        sa.Column("prepared_size", sa.Integer(), nullable=False),
        sa.Column("signed_sha256", sa.String(64), nullable=True),
        sa.Column("signed_size", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.String(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_at", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('prepared', 'signed', 'numbered', 'dropped')", name="ck_unnumbered_state"
        ),
        sa.CheckConstraint("state <> 'dropped' OR reason <> ''", name="ck_unnumbered_reason"),
        sa.CheckConstraint(
            "state NOT IN ('signed', 'numbered') OR signed_by IS NOT NULL",
            name="ck_unnumbered_signed",
        ),
        sa.ForeignKeyConstraint(["id"], ["audit.seq"], name="fk_unnumbered_id"),
        sa.PrimaryKeyConstraint("id", name="pk_unnumbered"),
        sa.UniqueConstraint("request_id", name="uq_unnumbered_request_id"),
        sa.UniqueConstraint("lookup_code", name="uq_unnumbered_lookup_code"),
    )
    put_up(*GUARDS)
