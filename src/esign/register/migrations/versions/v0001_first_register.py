# SPDX-License-Identifier: Apache-2.0
"""Series, register, artefacts and the audit chain, with the triggers that guard them."""

import sqlalchemy as sa
from alembic import op

from esign.register.migrations.guards import Guard, prepare, put_up

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NEVER_CHANGED = (
    "request_id, audit_seq, agency_code, book, year, value, symbol, issued_on, document_id, "
    "lookup_code, lookup_url, kind, template_digest, digest, request, agency, subject, "
    "signer_title, signer_name, recipients, numbered_at"
)

_GUARDS = (
    Guard("audit_no_update", "UPDATE", "audit", "audit rows are never changed"),
    Guard("audit_no_delete", "DELETE", "audit", "audit rows are never deleted"),
    Guard("audit_head_no_delete", "DELETE", "audit_head", "the audit chain has one head"),
    Guard("register_no_delete", "DELETE", "register", "numbers are voided, never deleted"),
    Guard(
        "register_fixed",
        f"UPDATE OF {_NEVER_CHANGED}",
        "register",
        "what was numbered is never changed",
    ),
    Guard(
        "register_voided_stays",
        "UPDATE",
        "register",
        "a voided number stays as it is",
        "OLD.state = 'voided'",
    ),
    Guard("artefact_no_update", "UPDATE", "artefact", "the first artefact stays"),
    Guard("artefact_no_delete", "DELETE", "artefact", "the first artefact stays"),
    Guard("series_no_delete", "DELETE", "series", "a series goes on to the end of its year"),
    Guard(
        "series_by_one",
        "UPDATE",
        "series",
        "numbers rise by one, dates never fall",
        "NEW.last <> OLD.last + 1 OR NEW.last_day < OLD.last_day",
    ),
)


def upgrade() -> None:
    """From an empty database."""
    _create_series()
    _create_audit()
    _create_register()
    _create_artefact()
    prepare()
    put_up(*_GUARDS)


def _create_series() -> None:
    op.create_table(
        "series",
        sa.Column("agency_code", sa.String(), nullable=False),
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("agency_code", "book", "year", name="pk_series"),
    )


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(64), nullable=False),
        sa.Column("entry_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("entry_hash", sa.String(64), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_audit_head_single"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "entry_hash": "0" * 64}])


def _create_register() -> None:
    op.create_table(
        "register",
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("audit_seq", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.String(), nullable=False),
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("lookup_code", sa.String(), nullable=False),
        sa.Column("lookup_url", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("template_digest", sa.String(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("signer_title", sa.Text(), nullable=False),
        sa.Column("signer_name", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("numbered_at", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("released_at", sa.String(), nullable=True),
        sa.Column("voided_at", sa.String(), nullable=True),
        sa.Column("void_reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("value >= 1", name="ck_register_value"),
        sa.CheckConstraint(
            "state IN ('numbered', 'sealed', 'released', 'voided')", name="ck_register_state"
        ),
        sa.CheckConstraint(
            "(state = 'voided') = (void_reason <> '')", name="ck_register_void_reason"
        ),
        sa.ForeignKeyConstraint(["audit_seq"], ["audit.seq"], name="fk_register_audit_seq"),
        sa.PrimaryKeyConstraint("request_id", name="pk_register"),
        sa.UniqueConstraint("agency_code", "book", "year", "value", name="uq_register_number"),
        sa.UniqueConstraint("agency_code", "year", "symbol", "value", name="uq_register_symbol"),
        sa.UniqueConstraint("lookup_code", name="uq_register_lookup_code"),
    )
    unfinished = sa.text("state IN ('numbered', 'sealed')")
    op.create_index(
        "ix_register_unfinished",
        "register",
        ["audit_seq"],
        sqlite_where=unfinished,
        postgresql_where=unfinished,
    )


def _create_artefact() -> None:
    op.create_table(
        "artefact",
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["register.request_id"], name="fk_artefact_request_id"
        ),
        sa.PrimaryKeyConstraint("request_id", "stage", name="pk_artefact"),
    )
    op.create_index("ix_artefact_sha256", "artefact", ["sha256"])
