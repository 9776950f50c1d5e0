# SPDX-License-Identifier: Apache-2.0
"""The append-only record of what was done, each row hashed over the one before.

The form of a row and its hash is said by `model.RecordRow`. Rows name requests, numbers and
digests, never a person the documents speak of; what may be personal enters as its digest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from esign.errors import ConfigurationError, InputError
from esign.model import canonical_json
from esign.model.record import RecordRow
from esign.register.moments import utc_text
from esign.register.schema import audit, audit_head
from esign.register.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from esign.ports import RandomSource

GENESIS = "0" * 64
"""What the first row has for a previous hash."""

SALT_BITS = 128

_HEAD = Statement(sa.select(audit_head.c.seq, audit_head.c.entry_hash).with_for_update())
_APPEND = Statement(sa.insert(audit))
_MOVE_HEAD = Statement(sa.update(audit_head))
ROW = (
    audit.c.prev_hash,
    audit.c.seq,
    audit.c.at,
    audit.c.actor,
    audit.c.action,
    audit.c.subject,
    audit.c.payload,
    audit.c.salt,
)
"""The columns of a `RecordRow`, in its order."""


class Act(NamedTuple):
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


def append(connection: sa.Connection, act: Act, random: RandomSource) -> int:
    """Add a row to the chain within the transaction of the act itself; returns its place.

    Args:
        connection: in a writing transaction.
        act: what was done.
        random: draws the row's salt.

    Raises:
        InputError: account, action or subject has a line feed, which parts what is hashed.
        ConfigurationError: the record has lost its head.
    """
    if "\n" in f"{act.actor}{act.action}{act.subject}":
        raise InputError("register.control_character", code_point="U+000A")
    last = _HEAD.first(connection, {})
    if last is None:
        raise ConfigurationError("register.audit_unlinked", seq=1)
    before, prev_hash = last
    seq: int = before + 1
    row: dict[str, Any] = {
        "prev_hash": prev_hash,
        "seq": seq,
        "at": utc_text(act.at),
        "actor": act.actor,
        "action": act.action,
        "subject": act.subject,
        "payload": canonical_json(dict(act.facts)),
        "salt": random.bits(SALT_BITS).to_bytes(SALT_BITS // 8).hex(),
    }
    entry_hash = row["entry_hash"] = RecordRow(**row).entry_hash
    _APPEND.execute(connection, row)
    _MOVE_HEAD.execute(connection, {"seq": seq, "entry_hash": entry_hash})
    return seq
