# SPDX-License-Identifier: Apache-2.0
"""Former codes are found by themselves; a delivery says whose reports count for it.

A message says how many of its attempts are known to have left nothing. What is filled in follows
from what was there.
"""

import sqlalchemy as sa
from alembic import op

from esign.register.migrations.guards import put_up, take_down
from esign.register.migrations.guards_0012 import GUARDS, REPLACED
from esign.register.migrations.keys_0011 import agency_key

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_BLOCK = 5000


def upgrade() -> None:
    """From revision 0011, keeping every row."""
    former_code = op.create_table(
        "agency_former_code",
        sa.Column("former", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code"], ["agency_directory.code"], name="fk_agency_former_code_code"
        ),
        sa.PrimaryKeyConstraint("former", "code", name="pk_agency_former_code"),
    )
    op.create_index("ix_agency_former_code_code", "agency_former_code", ["code"])
    connection = op.get_bind()
    listed = sa.text("SELECT code, old_codes FROM agency_directory WHERE old_codes <> ''")
    former = [
        {"former": each, "code": row.code}
        for row in connection.execute(listed)
        for each in dict.fromkeys(row.old_codes.split())
        if each != row.code
    ]
    for start in range(0, len(former), _BLOCK):
        connection.execute(sa.insert(former_code), former[start : start + _BLOCK])
    op.add_column(
        "message", sa.Column("absent_attempts", sa.Integer(), server_default="0", nullable=False)
    )
    take_down(*REPLACED)
    op.add_column(
        "delivery", sa.Column("receiver_key", sa.String(), server_default="", nullable=False)
    )
    codes = connection.scalars(sa.text("SELECT DISTINCT receiver_code FROM delivery")).all()
    if keys := [{"code": code, "key": agency_key(code)} for code in codes]:
        connection.execute(
            sa.text("UPDATE delivery SET receiver_key = :key WHERE receiver_code = :code"), keys
        )
    put_up(*GUARDS)
    op.create_index("ix_arrived_document_key", "arrived", ["agency_code", "document_key"])
    op.create_index(
        "ix_arrived_sender_agency", "arrived", ["agency_code", "sender_agency", "purpose"]
    )
