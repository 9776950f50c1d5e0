# SPDX-License-Identifier: Apache-2.0
"""What happens to a number after it was taken: numbered → sealed → released, or → voided.

Works within the caller's transaction; every change of state leaves its row in the audit chain.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.errors import InputError
from esign.register import audit
from esign.register.entries import Entry, State, entry_of
from esign.register.moments import utc_text
from esign.register.schema import artefact, register

if TYPE_CHECKING:
    from datetime import datetime

SEALED_STAGE = "pdf"
"""The document is sealed once this file of it is kept."""

_ENTRY = sa.select(register).where(register.c.request_id == sa.bindparam("request_id"))
_KEPT = sa.select(artefact.c.sha256).where(
    artefact.c.request_id == sa.bindparam("request_id"), artefact.c.stage == sa.bindparam("stage")
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An object of the store as a file of a document."""

    request_id: str
    stage: str
    sha256: str
    size: int


def required(connection: sa.Connection, request_id: str) -> Entry:
    """The entry of a request.

    Raises:
        InputError: it has none.
    """
    row = connection.execute(_ENTRY, {"request_id": request_id}).first()
    if row is None:
        raise InputError("register.unknown_request", request_id=request_id)
    return entry_of(row)


def kept_digest(connection: sa.Connection, request_id: str, stage: str) -> str | None:
    """SHA-256 (hex) of the document's file of that stage; None when there is none."""
    digest: str | None = connection.scalar(_KEPT, {"request_id": request_id, "stage": stage})
    return digest


def keep_first(connection: sa.Connection, file: StoredFile, at: datetime, actor: str) -> str:
    """Make `file` the document's only one of its stage, unless it has one; returns which it has.

    Raises:
        InputError: the request has no number, or a voided one.
    """
    required(connection, file.request_id).refuse_if_voided()
    winner = kept_digest(connection, file.request_id, file.stage)
    if winner is not None:
        return winner
    connection.execute(
        sa.insert(artefact),
        {
            "request_id": file.request_id,
            "stage": file.stage,
            "sha256": file.sha256,
            "size": file.size,
            "kept_at": utc_text(at),
        },
    )
    sealed = file.stage == SEALED_STAGE
    if sealed:
        _change(connection, file.request_id, state=State.SEALED.value)
    facts = {"stage": file.stage, "sha256": file.sha256}
    action = State.SEALED.value if sealed else "kept"
    audit.append(connection, audit.Act(at, actor, action, file.request_id, facts))
    return file.sha256


def release(connection: sa.Connection, entry: Entry, at: datetime, actor: str) -> None:
    """Note that a sealed document's files lie where its readers find them.

    Raises:
        InputError: the document is not sealed, or its number is voided.
    """
    entry.refuse_if_voided()
    if entry.state is State.RELEASED:
        return
    if entry.state is not State.SEALED:
        raise InputError("register.not_sealed", request_id=entry.request_id)
    _change(connection, entry.request_id, state=State.RELEASED.value, released_at=utc_text(at))
    audit.append(connection, audit.Act(at, actor, State.RELEASED.value, entry.request_id, {}))


def void(connection: sa.Connection, entry: Entry, reason: str, at: datetime, actor: str) -> None:
    """Give up the number of a document that was never released.

    Raises:
        InputError: the document is released, or voided already.
    """
    entry.refuse_if_voided()
    entry.refuse_if_released()
    _change(
        connection,
        entry.request_id,
        state=State.VOIDED.value,
        voided_at=utc_text(at),
        void_reason=reason,
    )
    facts = {
        "number": entry.number.text,
        "year": entry.number.year,
        "reason_sha256": sha256(reason.encode()).hexdigest(),
    }
    audit.append(connection, audit.Act(at, actor, State.VOIDED.value, entry.request_id, facts))


def _change(connection: sa.Connection, request_id: str, **columns: str) -> None:
    connection.execute(
        sa.update(register).where(register.c.request_id == request_id).values(**columns)
    )
