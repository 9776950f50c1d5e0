# SPDX-License-Identifier: Apache-2.0
"""The append-only record of what was done, each row hashed over the one before.

A row's hash is SHA-256 over the canonical JSON array [previous hash, seq, at, actor, action,
subject, payload]; the payload enters as the text that is stored. Rows name requests, numbers and
digests, never a person the documents speak of.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.model import canonical_json
from esign.register.moments import utc_text
from esign.register.schema import audit, audit_head

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

GENESIS = "0" * 64
"""What the first row has for a previous hash."""

_BATCH = 5_000

_HEAD = sa.select(audit_head.c.seq, audit_head.c.entry_hash).with_for_update()
_APPEND = sa.insert(audit)
_MOVE_HEAD = sa.update(audit_head)
_ALL = sa.select(
    audit.c.prev_hash,
    audit.c.seq,
    audit.c.at,
    audit.c.actor,
    audit.c.action,
    audit.c.subject,
    audit.c.payload,
    audit.c.entry_hash,
).order_by(audit.c.seq)


@dataclass(frozen=True, slots=True)
class Act:
    """Something done to the register.

    Attributes:
        at: when.
        actor: who: the account of the operating system, a login, or a part of this program.
        action: what, in one word: `numbered`.
        subject: to what, usually a request id.
        facts: numbers, states and digests; nothing about persons.
    """

    at: datetime
    actor: str
    action: str
    subject: str
    facts: Mapping[str, object]


def append(connection: sa.Connection, act: Act) -> int:
    """Add a row to the chain within the transaction of the act itself; returns its place."""
    head = connection.execute(_HEAD).one()
    seq: int = head.seq + 1
    row = {
        "prev_hash": head.entry_hash,
        "seq": seq,
        "at": utc_text(act.at),
        "actor": act.actor,
        "action": act.action,
        "subject": act.subject,
        "payload": canonical_json(dict(act.facts)),
    }
    row["entry_hash"] = _entry_hash(*row.values())
    connection.execute(_APPEND, row)
    connection.execute(_MOVE_HEAD, {"seq": seq, "entry_hash": row["entry_hash"]})
    return seq


def check(connection: sa.Connection) -> int:
    """Recompute the whole chain; returns how many rows it has.

    Raises:
        ConfigurationError: names the first row that was changed, removed or moved.
    """
    seq, previous = 0, GENESIS
    for row in connection.execution_options(yield_per=_BATCH).execute(_ALL):
        seq += 1
        if row.seq != seq:
            raise ConfigurationError("register.audit_missing", seq=seq)
        if row.entry_hash != _entry_hash(*row[:-1]):
            raise ConfigurationError("register.audit_changed", seq=seq)
        if row.prev_hash != previous:
            raise ConfigurationError("register.audit_unlinked", seq=seq)
        previous = row.entry_hash
    _check_end(connection, seq, previous)
    return seq


def _check_end(connection: sa.Connection, seq: int, entry_hash: str) -> None:
    """The chain must end where its head says."""
    head = connection.execute(_HEAD).one_or_none()
    if head is None or head.seq < seq:
        raise ConfigurationError(
            "register.audit_unlinked", seq=seq if head is None else head.seq + 1
        )
    if head.seq > seq:
        raise ConfigurationError("register.audit_missing", seq=seq + 1)
    if head.entry_hash != entry_hash:
        raise ConfigurationError("register.audit_changed", seq=seq)


def _entry_hash(*chained: object) -> str:
    return sha256(canonical_json(chained).encode()).hexdigest()
