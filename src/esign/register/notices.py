# SPDX-License-Identifier: Apache-2.0
"""What electronic receivers must be told; queued in the transaction of the act it tells of."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import InputError
from esign.model import DocumentNumber, Notice, canonical_json
from esign.register import audit
from esign.register.moments import utc_text
from esign.register.schema import notice, register

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from esign.register.entries import Entry
    from esign.register.lifecycle import Deed
    from esign.register.registry import Registry

KEY: Final = "notices"
"""Under this name the payload of an act holds the digest of the notices it queued."""

_TOLD: Final = ("entry_id", "act", "receiver_name", "other_id", "reason", "queued_at")
_OTHER = register.alias("other")
_RECEIVERS = sa.select(register.c.request).where(register.c.id == sa.bindparam("entry_id"))
_NOTICES = (
    sa.select(
        notice,
        *(register.c[name] for name in ("document_id", "value", "symbol", "book", "year")),
        *(
            _OTHER.c[name].label(f"other_{name}")
            for name in ("document_id", "value", "symbol", "book", "year")
        ),
    )
    .join(register, register.c.id == notice.c.entry_id)
    .join(_OTHER, _OTHER.c.id == notice.c.other_id, isouter=True)
    .order_by(notice.c.audit_seq, notice.c.receiver_code)
)


def drafted(connection: sa.Connection, entry: Entry, deed: Deed) -> list[dict[str, object]]:
    """One notice for each electronic receiver; the place of the act in the record is to come."""
    asked = json.loads(connection.scalars(_RECEIVERS, {"entry_id": entry.id}).one())
    told = {each["code"]: each["name"] for each in asked["content"].get("receivers", [])}
    return [
        {
            "entry_id": entry.id,
            "act": deed.step.value,
            "receiver_code": code,
            "receiver_name": name,
            "other_id": deed.other_id,
            "reason": deed.reason,
            "queued_at": utc_text(deed.at),
        }
        for code, name in told.items()
    ]


def digest(rows: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 (hex) over what an act queues, in the order of the receivers' codes."""
    texts = sorted([str(row["receiver_code"]), *(row[name] for name in _TOLD)] for row in rows)
    return sha256(canonical_json(texts).encode()).hexdigest()


def queue(
    connection: sa.Connection, entry: Entry, drafts: list[dict[str, object]], audit_seq: int
) -> None:
    """Write notices, each under an id that never changes."""
    rows = [
        draft
        | {
            "id": notice_id(
                entry.document_id, str(draft["act"]), audit_seq, str(draft["receiver_code"])
            ),
            "audit_seq": audit_seq,
            "carried_at": None,
        }
        for draft in drafts
    ]
    if rows:
        connection.execute(sa.insert(notice), rows)


def pending(connection: sa.Connection) -> tuple[Notice, ...]:
    """What waits to be carried, in the order in which it happened."""
    waiting = _NOTICES.where(notice.c.carried_at.is_(None))
    return tuple(_notice_of(row) for row in connection.execute(waiting))


def about(connection: sa.Connection, entry_id: int) -> tuple[Notice, ...]:
    """All notices about one document, carried ones too."""
    of_entry = _NOTICES.where(notice.c.entry_id == entry_id)
    return tuple(_notice_of(row) for row in connection.execute(of_entry))


def mark_carried(connection: sa.Connection, registry: Registry, notice_id: str, actor: str) -> None:
    """Note that a notice was carried; what is noted already stays as it is.

    Raises:
        InputError: there is no such notice.
    """
    wanted = (
        sa.select(notice, register.c.request_id)
        .join(register, register.c.id == notice.c.entry_id)
        .where(notice.c.id == notice_id)
    )
    row = connection.execute(wanted).first()
    if row is None:
        raise InputError("register.unknown_notice", notice=notice_id)
    if row.carried_at is not None:
        return
    at = registry.clock.now()
    marked = sa.update(notice).where(notice.c.id == notice_id).values(carried_at=utc_text(at))
    connection.execute(marked)
    facts = {"act": row.act, "notice": notice_id, "receiver": row.receiver_code}
    act = audit.Act(at, actor, "notified", row.request_id, facts)
    audit.append(connection, act, registry.random)


def notice_id(document_id: str, act: str, audit_seq: int, receiver_code: str) -> str:
    """What a notice is called, for ever."""
    whole = f"{document_id}\n{act}\n{audit_seq}\n{receiver_code}"
    return sha256(whole.encode()).hexdigest()[:32]


def _notice_of(row: sa.Row[Any]) -> Notice:
    own = DocumentNumber(row.value, row.symbol, row.book, row.year)
    other_number = ""
    if row.other_id is not None:
        other = (row.other_value, row.other_symbol, row.other_book, row.other_year)
        other_number = DocumentNumber(*other).text
    return Notice(
        id=row.id,
        act=row.act,
        document_id=row.document_id,
        number=own.text,
        receiver_code=row.receiver_code,
        receiver_name=row.receiver_name,
        other_document_id=row.other_document_id or "",
        other_number=other_number,
        reason=row.reason,
        queued_at=datetime.fromisoformat(row.queued_at),
        carried_at=datetime.fromisoformat(row.carried_at) if row.carried_at else None,
    )
