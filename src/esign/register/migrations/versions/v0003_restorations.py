# SPDX-License-Identifier: Apache-2.0
"""What a restored register must be told before it gives numbers again."""

import sqlalchemy as sa
from alembic import op

from esign.register.migrations.guards import put_up, take_down
from esign.register.migrations.guards_0003 import GUARDS, REPLACED

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From revision 0002, keeping every row."""
    op.create_table(
        "restoration",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.Column("since_year", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["audit.seq"], name="fk_restoration_id"),
        sa.PrimaryKeyConstraint("id", name="pk_restoration"),
    )
    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("restoration_id", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.String(), nullable=False),
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("confirmed_in", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["audit.seq"], name="fk_confirmation_id"),
        sa.ForeignKeyConstraint(
            ["restoration_id"], ["restoration.id"], name="fk_confirmation_restoration_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_confirmation"),
        sa.UniqueConstraint(
            "restoration_id", "agency_code", "book", "year", name="uq_confirmation"
        ),
    )
    op.add_column("series", sa.Column("awaits", sa.Integer(), nullable=True))
    take_down(*REPLACED)
    put_up(*GUARDS)
