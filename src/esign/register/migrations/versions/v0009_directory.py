# SPDX-License-Identifier: Apache-2.0
"""The agencies that packages can be sent to, and when their list was taken over."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From revision 0008, keeping every row."""
    op.create_table(
        "directory_sync",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["audit.seq"], name="fk_directory_sync_id"),
        sa.PrimaryKeyConstraint("id", name="pk_directory_sync"),
    )
    op.create_table(
        "agency_directory",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("canonical", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.String(), nullable=False),
        sa.Column("old_codes", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("successor_code", sa.String(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_agency_directory"),
    )
    op.create_index("ix_agency_directory_canonical", "agency_directory", ["canonical"])
    op.create_index("ix_agency_directory_folded", "agency_directory", ["folded"])
