# SPDX-License-Identifier: Apache-2.0
"""The whole life cycle, both media, the incoming register, dossiers and sealed tree heads."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from esign.register.migrations.conversion_0002 import changes, entries, files
from esign.register.migrations.guards import put_up
from esign.register.migrations.guards_0002 import GUARDS

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From revision 0001, keeping every row."""
    connection = op.get_bind()
    op.add_column("audit", sa.Column("salt", sa.String(32), server_default="", nullable=False))
    op.execute("CREATE TABLE register_0001 AS SELECT * FROM register")
    op.execute("CREATE TABLE artefact_0001 AS SELECT * FROM artefact")
    op.drop_table("artefact")
    op.drop_table("register")
    register = _create_register()
    history = _create_history()
    artefact = _create_artefact()
    _create_tree_head()
    _create_dispatch()
    _create_notice()
    _create_incoming()
    _create_dossiers()
    op.create_table(
        "configured",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_configured"),
    )
    _fill(connection, register, entries(connection))
    _fill(connection, artefact, files(connection))
    _fill(connection, history, changes(connection))
    op.drop_table("register_0001")
    op.drop_table("artefact_0001")
    put_up(*GUARDS)


def _fill(connection: sa.Connection, table: sa.Table, rows: Iterator[dict[str, object]]) -> None:
    for row in rows:
        connection.execute(sa.insert(table), row)


def _create_register() -> sa.Table:
    table = op.create_table("register", *_register_columns(), *_register_constraints())
    unfinished = sa.text("state IN ('reserved', 'numbered', 'signed', 'sealed')")
    op.create_index(
        "ix_register_unfinished",
        "register",
        ["id"],
        sqlite_where=unfinished,
        postgresql_where=unfinished,
    )
    return table


def _register_columns() -> Iterator[sa.Column[Any]]:
    yield from (
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("agency_code", sa.String(), nullable=False),
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("lookup_code", sa.String(), nullable=False),
        sa.Column("lookup_url", sa.String(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("type_name", sa.String(), nullable=False),
        sa.Column("template_digest", sa.String(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("signer_title", sa.Text(), nullable=False),
        sa.Column("signer_name", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("retain_until", sa.Date(), nullable=True),
        sa.Column("numbered_at", sa.String(), nullable=False),
        sa.Column("numbered_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_at", sa.String(), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
    )


def _register_constraints() -> Iterator[sa.Constraint]:
    yield from (
        sa.CheckConstraint("value >= 1", name="ck_register_value"),
        sa.CheckConstraint("medium IN ('electronic', 'paper')", name="ck_register_medium"),
        sa.CheckConstraint(
            "state IN ('reserved', 'numbered', 'signed', 'sealed', 'released', 'dispatched', "
            "'corrected', 'replaced', 'recalled', 'voided')",
            name="ck_register_state",
        ),
        sa.CheckConstraint("state <> 'voided' OR state_reason <> ''", name="ck_register_reason"),
        sa.ForeignKeyConstraint(["id"], ["audit.seq"], name="fk_register_id"),
        sa.PrimaryKeyConstraint("id", name="pk_register"),
        sa.UniqueConstraint("request_id", name="uq_register_request_id"),
        sa.UniqueConstraint("agency_code", "book", "year", "value", name="uq_register_number"),
        sa.UniqueConstraint("agency_code", "year", "symbol", "value", name="uq_register_symbol"),
        sa.UniqueConstraint("lookup_code", name="uq_register_lookup_code"),
    )


def _create_history() -> sa.Table:
    table = op.create_table(
        "history",
        sa.Column("audit_seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["audit_seq"], ["audit.seq"], name="fk_history_audit_seq"),
        sa.ForeignKeyConstraint(["entry_id"], ["register.id"], name="fk_history_entry_id"),
        sa.ForeignKeyConstraint(["other_id"], ["register.id"], name="fk_history_other_id"),
        sa.PrimaryKeyConstraint("audit_seq", name="pk_history"),
    )
    op.create_index("ix_history_entry_id", "history", ["entry_id"])
    return table


def _create_artefact() -> sa.Table:
    table = op.create_table(
        "artefact",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["register.id"], name="fk_artefact_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", "stage", name="pk_artefact"),
    )
    op.create_index("ix_artefact_sha256", "artefact", ["sha256"])
    return table


def _create_tree_head() -> None:
    op.create_table(
        "tree_head",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("frontier", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.Column("timestamp", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["size"], ["audit.seq"], name="fk_tree_head_size"),
        sa.PrimaryKeyConstraint("size", name="pk_tree_head"),
    )


def _create_dispatch() -> None:
    op.create_table(
        "dispatch",
        sa.Column("audit_seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["audit_seq"], ["audit.seq"], name="fk_dispatch_audit_seq"),
        sa.ForeignKeyConstraint(["entry_id"], ["register.id"], name="fk_dispatch_entry_id"),
        sa.PrimaryKeyConstraint("audit_seq", name="pk_dispatch"),
    )
    op.create_index("ix_dispatch_entry_id", "dispatch", ["entry_id"])


def _create_notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("audit_seq", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("receiver_code", sa.String(), nullable=False),
        sa.Column("receiver_name", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.String(), nullable=False),
        sa.Column("carried_at", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["register.id"], name="fk_notice_entry_id"),
        sa.ForeignKeyConstraint(["audit_seq"], ["audit.seq"], name="fk_notice_audit_seq"),
        sa.ForeignKeyConstraint(["other_id"], ["register.id"], name="fk_notice_other_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_index("ix_notice_entry_id", "notice", ["entry_id"])


def _create_incoming() -> None:
    op.create_table(
        "incoming",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agency_code", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("arrival_number", sa.Integer(), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("addressee", sa.Text(), nullable=False),
        sa.Column("forwarded_on", sa.Date(), nullable=True),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("entered_at", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["audit.seq"], name="fk_incoming_id"),
        sa.PrimaryKeyConstraint("id", name="pk_incoming"),
        sa.UniqueConstraint("agency_code", "year", "arrival_number", name="uq_incoming_number"),
        sa.UniqueConstraint("message_id", name="uq_incoming_message_id"),
    )


def _create_dossiers() -> None:
    op.create_table(
        "dossier",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agency_code", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("notation", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("maintenance", sa.String(), nullable=False),
        sa.Column("opened_at", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["audit.seq"], name="fk_dossier_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dossier"),
        sa.UniqueConstraint("agency_code", "year", "notation", name="uq_dossier_notation"),
    )
    op.create_table(
        "dossier_document",
        sa.Column("dossier_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("incoming_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(entry_id IS NULL) <> (incoming_id IS NULL)", name="ck_dossier_document_one"
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name="fk_dossier_document_dossier_id"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["register.id"], name="fk_dossier_document_entry_id"),
        sa.ForeignKeyConstraint(
            ["incoming_id"], ["incoming.id"], name="fk_dossier_document_incoming_id"
        ),
        sa.PrimaryKeyConstraint("dossier_id", "ordinal", name="pk_dossier_document"),
        sa.UniqueConstraint("dossier_id", "entry_id", name="uq_dossier_document_entry"),
        sa.UniqueConstraint("dossier_id", "incoming_id", name="uq_dossier_document_incoming"),
    )
