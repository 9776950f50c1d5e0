# SPDX-License-Identifier: Apache-2.0
"""Both structures of an agency's code are one sender, and both forms of a DocumentId one document.

The record vouches for the columns that were there; what is added follows from them.
"""

from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from esign.register.migrations.guards import put_up, take_down
from esign.register.migrations.guards_0011 import GUARDS, REPLACED
from esign.register.migrations.keys_0011 import agency_key, document_key

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_DOCUMENTS = ("0", "3")
_NO_DOCUMENT = ("kept", "quarantined", "duplicate", "task", "answered")
_ONE_DOCUMENT = (
    "purpose IN ('0', '3') "
    "AND state NOT IN ('kept', 'quarantined', 'duplicate', 'task', 'answered')"
)
_READ = "SELECT id, agency_code, sender_code, document_id, purpose, state FROM arrived ORDER BY id"
_FILL = (
    "UPDATE arrived SET sender_agency = :sender_agency, document_key = :document_key, twin = :twin "
    "WHERE id = :id"
)


def upgrade() -> None:
    """From revision 0010, keeping every row."""
    op.drop_index("uq_arrived_document", table_name="arrived")
    for name in ("sender_agency", "document_key"):
        op.add_column("arrived", sa.Column(name, sa.String(), server_default="", nullable=False))
    op.add_column("arrived", sa.Column("twin", sa.Integer(), server_default="0", nullable=False))
    connection = op.get_bind()
    if rows := list(_keys(connection)):
        connection.execute(sa.text(_FILL), rows)
    one = sa.text(_ONE_DOCUMENT)
    op.create_index(
        "uq_arrived_document",
        "arrived",
        ["agency_code", "sender_agency", "document_key", "twin"],
        unique=True,
        sqlite_where=one,
        postgresql_where=one,
    )
    take_down(*REPLACED)
    op.add_column(
        "receipt", sa.Column("reporter_key", sa.String(), server_default="", nullable=False)
    )
    reports = connection.execute(sa.text("SELECT id, reporter_code FROM receipt")).all()
    if keys := [{"id": row.id, "key": agency_key(row.reporter_code)} for row in reports]:
        connection.execute(sa.text("UPDATE receipt SET reporter_key = :key WHERE id = :id"), keys)
    put_up(*GUARDS)


def _keys(connection: sa.Connection) -> Iterator[dict[str, object]]:
    """What is added to each row; what stands here twice keeps both places."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for row in connection.execute(sa.text(_READ)).all():
        keys = (agency_key(row.sender_code), document_key(row.document_id))
        twin = 0
        if row.purpose in _DOCUMENTS and row.state not in _NO_DOCUMENT:
            twin = seen[row.agency_code, *keys]
            seen[row.agency_code, *keys] += 1
        told = {"sender_agency": keys[0], "document_key": keys[1], "twin": twin}
        yield {"id": row.id, **told}
