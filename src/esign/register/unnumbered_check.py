# SPDX-License-Identifier: Apache-2.0
"""Holding documents without number against the record, which tells what was done to each."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NoReturn

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.messages import Term
from esign.register.fingerprint import KEY
from esign.register.schema import audit, register
from esign.register.unnumbered_rows import DROP, LAY_OUT, SIGN
from esign.register.unnumbered_table import LAID_OUT, Waits, unnumbered

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROWS: Final = (
    sa.select(unnumbered, LAID_OUT.text.label("text"), register.c.lookup_code.label("entered"))
    .join(register, register.c.request_id == unnumbered.c.request_id, isouter=True)
    .order_by(unnumbered.c.id)
)


def compare_unnumbered(connection: sa.Connection, counts: Mapping[str, int]) -> None:
    """Hold the table against the acts that wrote in it.

    Args:
        connection: sees one state throughout.
        counts: how many acts of each kind there are.

    Raises:
        ConfigurationError: names the first row that was changed or put in, or the act whose row is
            gone.
    """
    acts = _acts(connection, counts)
    for row in connection.execute(_ROWS):
        told = acts.pop(row.id, None)
        if told is None:
            _refuse("register.row_inserted", row.id)
        if not _agree(row, told):
            _refuse("register.row_changed", row.id)
    if acts:
        _refuse("register.row_removed", min(acts))


def _acts(
    connection: sa.Connection, counts: Mapping[str, int]
) -> dict[int, dict[str, dict[str, Any]]]:
    """What was done to each document, by the act that laid it out."""
    if counts.keys().isdisjoint((LAY_OUT, SIGN, DROP)):
        return {}
    wanted = sa.select(audit).where(audit.c.action.in_((LAY_OUT, SIGN, DROP)))
    told: dict[int, dict[str, dict[str, Any]]] = {}
    for row in connection.execute(wanted.order_by(audit.c.seq)):
        facts = {**json.loads(row.payload), "at": row.at, "actor": row.actor}
        place = row.seq if row.action == LAY_OUT else facts["unnumbered"]
        told.setdefault(place, {})[row.action] = facts
    return told


def _agree(row: sa.Row[Any], told: Mapping[str, Mapping[str, Any]]) -> bool:
    laid_out, signed, dropped = (told.get(action, {}) for action in (LAY_OUT, SIGN, DROP))
    waits = Waits(row.state)
    if dropped:
        expected = {Waits.DROPPED}
    else:
        expected = {Waits.NUMBER, Waits.NOTHING} if signed else {Waits.SIGNATURE}
    reason = sha256(row.reason.encode()).hexdigest() if row.reason else None
    return (
        laid_out.get(KEY) == sha256(row.text.encode()).hexdigest()
        and waits in expected
        and signed.get("sha256") == row.signed_sha256
        and signed.get("at") == row.signed_at
        and signed.get("actor") == row.signed_by
        and dropped.get("reason_sha256") == reason
        and (waits is Waits.NOTHING) == (row.entered == row.lookup_code)
    )


def _refuse(code: str, seq: int) -> NoReturn:
    raise ConfigurationError(code, table=Term(f"table.{unnumbered.name}"), seq=seq)
