# SPDX-License-Identifier: Apache-2.0
"""The register's tables, in terms every SQL database shares.

Triggers, pragmas and whatever else belongs to one database only are kept out: `migrations` makes
the triggers, `database` sets the connection up. Times are UTC in ISO 8601, days are Vietnamese.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

REVISION = "0012"
"""The revision the tables below stand at; the newest file in `migrations/versions` bears it."""

UNFINISHED = text("state IN ('reserved', 'numbered', 'signed', 'sealed')")
"""Which rows the partial index over unfinished documents holds."""

metadata = MetaData(
    naming_convention={
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

series = Table(
    "series",
    metadata,
    Column("agency_code", String, primary_key=True),
    Column("book", String, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("awaits", Integer),
)
"""One counter a series: the last number given and its date; `awaits` names the restoration, if any,
after which nobody has said yet which number was really the last: none is given meanwhile."""

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("payload", Text, nullable=False),
    Column("salt", String(32), nullable=False, server_default=""),
    Column("prev_hash", String(64), nullable=False),
    Column("entry_hash", String(64), nullable=False),
)
"""Append-only; each row is hashed over the one before."""

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("entry_hash", String(64), nullable=False),
)
"""A single row that names the last audit row: shows a cut-off end, and makes appenders queue."""

tree_head = Table(
    "tree_head",
    metadata,
    Column("size", ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    Column("root", String(64), nullable=False),
    Column("occasion", String, nullable=False),
    Column("at", String, nullable=False),
    Column("frontier", Text, nullable=False),
    Column("statement", Text, nullable=False),
    Column("seal", Text, nullable=False),
    Column("timestamp", Text),
)
"""Merkle tree heads over the first `size` audit rows (RFC 9162 §2.1), each sealed by the agency.

`frontier` is a JSON list of complete subtrees' hashes; `seal` (CMS) and `timestamp` (RFC 3161) are
base 64, the latter may come later.
"""

register = Table(
    "register",
    metadata,
    Column("id", ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    Column("request_id", String, nullable=False),
    Column("agency_code", String, nullable=False),
    Column("book", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("value", Integer, CheckConstraint("value >= 1", name="value"), nullable=False),
    Column("symbol", String, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("document_id", String, nullable=False),
    Column("lookup_code", String, nullable=False),
    Column("lookup_url", String, nullable=False),
    Column("medium", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("type_name", String, nullable=False),
    Column("template_digest", String, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("request", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("signer_title", Text, nullable=False),
    Column("signer_name", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("retain_until", Date),
    Column("numbered_at", String, nullable=False),
    Column("numbered_by", String, nullable=False),
    Column("state", String, nullable=False),
    Column("state_at", String, nullable=False),
    Column("state_reason", Text, nullable=False),
    CheckConstraint("medium IN ('electronic', 'paper')", name="medium"),
    CheckConstraint(
        "state IN ('reserved', 'numbered', 'signed', 'sealed', 'released', 'dispatched', "
        "'corrected', 'replaced', 'recalled', 'voided')",
        name="state",
    ),
    CheckConstraint("state <> 'voided' OR state_reason <> ''", name="reason"),
    UniqueConstraint("request_id"),
    UniqueConstraint("agency_code", "book", "year", "value", name="uq_register_number"),
    UniqueConstraint("agency_code", "year", "symbol", "value", name="uq_register_symbol"),
    UniqueConstraint("lookup_code"),
    Index(
        "ix_register_unfinished",
        "id",
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    ),
)
"""One row a number, never deleted (NĐ 30/2020 Đ15, Annex IV).

`id` is the audit row of the act that took the number. `request`, `agency` and `recipients` are
JSON. Number and symbol are unique within the year even across books. A reserved number waits as a
row of its own until a request fills it. `folded` is what searching reads; `retain_until` is empty
for what is kept for good.
"""

history = Table(
    "history",
    metadata,
    Column("audit_seq", ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    Column("entry_id", ForeignKey("register.id"), nullable=False, index=True),
    Column("act", String, nullable=False),
    Column("state", String, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("other_id", ForeignKey("register.id")),
)
"""Every change of state after numbering: who, when, why, and the document it was done by."""

artefact = Table(
    "artefact",
    metadata,
    Column("entry_id", ForeignKey("register.id"), primary_key=True, autoincrement=False),
    Column("stage", String, primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("kept_at", String, nullable=False),
)
"""Which stored object is the document's only file of a stage: `signed`, `pdf` or `package`."""

dispatch = Table(
    "dispatch",
    metadata,
    Column("audit_seq", ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    Column("entry_id", ForeignKey("register.id"), nullable=False, index=True),
    Column("recipient", Text, nullable=False),
    Column("sent_on", Date, nullable=False),
    Column("received_by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
)
"""To whom a document was handed or sent (Annex IV, columns 8 and 9)."""

incoming = Table(
    "incoming",
    metadata,
    Column("id", ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    Column("agency_code", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("arrival_number", Integer, nullable=False),
    Column("arrived_on", Date, nullable=False),
    Column("author", Text, nullable=False),
    Column("symbol", Text, nullable=False),
    Column("dated_on", Date),
    Column("subject", Text, nullable=False),
    Column("addressee", Text, nullable=False),
    Column("forwarded_on", Date),
    Column("received_by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("sha256", String(64)),
    Column("message_id", String),
    Column("entered_at", String, nullable=False),
    Column("entered_by", String, nullable=False),
    UniqueConstraint("agency_code", "year", "arrival_number", name="uq_incoming_number"),
    UniqueConstraint("message_id"),
)
"""The incoming register (Annex IV); arrival numbers count from 1 each year."""

dossier = Table(
    "dossier",
    metadata,
    Column("id", ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    Column("agency_code", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("notation", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("maintenance", String, nullable=False),
    Column("opened_at", String, nullable=False),
    Column("opened_by", String, nullable=False),
    UniqueConstraint("agency_code", "year", "notation", name="uq_dossier_notation"),
)
"""A file of related documents (Annex VI Part II); its code is agency, year and notation."""

dossier_document = Table(
    "dossier_document",
    metadata,
    Column("dossier_id", ForeignKey("dossier.id"), primary_key=True, autoincrement=False),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("entry_id", ForeignKey("register.id")),
    Column("incoming_id", ForeignKey("incoming.id")),
    CheckConstraint("(entry_id IS NULL) <> (incoming_id IS NULL)", name="one"),
    UniqueConstraint("dossier_id", "entry_id", name="uq_dossier_document_entry"),
    UniqueConstraint("dossier_id", "incoming_id", name="uq_dossier_document_incoming"),
)
"""What lies in a dossier, in the order it was put there."""

restoration = Table(
    "restoration",
    metadata,
    Column("id", ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    Column("made_at", String, nullable=False),
    Column("since_year", Integer, nullable=False),
)
"""The register came from a backup made then: what was numbered since that year may be missing."""

confirmation = Table(
    "confirmation",
    metadata,
    Column("id", ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    Column("restoration_id", ForeignKey("restoration.id"), nullable=False),
    Column("agency_code", String, nullable=False),
    Column("book", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("found", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("confirmed_in", Integer, nullable=False),
    UniqueConstraint("restoration_id", "agency_code", "book", "year", name="uq_confirmation"),
)
"""Which number of a series was really the last before a restoration, as a clerk has said.

`found` is the last one that the register knew; `confirmed_in` is the year in which it was said.
"""

configured = Table(
    "configured",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What was last recorded of the configuration, to notice a change: a name and a digest."""
