# SPDX-License-Identifier: Apache-2.0
"""Holding the inbox against the record: the last act on a message says how its row stands."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NoReturn

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.messages import Term
from esign.register.fingerprint import KEY
from esign.register.inbox_tables import ARRIVED, arrived
from esign.register.inbox_writing import CHANGES, KEPT
from esign.register.schema import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROWS: Final = sa.select(arrived.c.id, ARRIVED.text).order_by(arrived.c.id)


def compare_inbox(connection: sa.Connection, counts: Mapping[str, tuple[int, int]]) -> None:
    """Hold the table against the acts that wrote in it.

    Args:
        connection: sees one state throughout.
        counts: how many acts of each kind there are.

    Raises:
        ConfigurationError: names the first row that was changed or put in, or the act whose row is
            gone.
    """
    last = _last_acts(connection, counts)
    for message_id, text in connection.execute(_ROWS):
        if message_id not in last:
            _refuse("register.row_inserted", message_id)
        seq, digest = last.pop(message_id)
        if digest != sha256(text.encode()).hexdigest():
            _refuse("register.row_changed", seq)
    if last:
        _refuse("register.row_removed", min(seq for seq, _ in last.values()))


def _last_acts(
    connection: sa.Connection, counts: Mapping[str, tuple[int, int]]
) -> dict[int, tuple[int, str]]:
    """The last act on each message: its place, and the digest of the row that it left."""
    last: dict[int, tuple[int, str]] = {}
    if counts.keys().isdisjoint(CHANGES):
        return last
    wanted = sa.select(audit.c.seq, audit.c.action, audit.c.payload)
    ordered = wanted.where(audit.c.action.in_(CHANGES)).order_by(audit.c.seq)
    for seq, action, payload in connection.execute(ordered):
        facts = json.loads(payload)
        last[seq if action == KEPT else facts["arrived"]] = seq, facts[KEY]
    return last


def _refuse(code: str, seq: int) -> NoReturn:
    raise ConfigurationError(code, table=Term(f"table.{arrived.name}"), seq=seq)
