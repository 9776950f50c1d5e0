# SPDX-License-Identifier: Apache-2.0
"""A replacement may ask for its place beside the document that came by itself before."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ONE_DOCUMENT = (
    "purpose IN ('0', '3') "
    "AND state NOT IN ('kept', 'quarantined', 'duplicate', 'task', 'answered')"
)


def upgrade() -> None:
    """From revision 0009, keeping every row."""
    op.drop_index("uq_arrived_document", table_name="arrived")
    one = sa.text(_ONE_DOCUMENT)
    op.create_index(
        "uq_arrived_document",
        "arrived",
        ["agency_code", "sender_key", "document_id"],
        unique=True,
        sqlite_where=one,
        postgresql_where=one,
    )
