# SPDX-License-Identifier: Apache-2.0
"""Holding restorations, and which series wait because of them, against the record."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.messages import Term
from esign.register.confirming import CONFIRMATION
from esign.register.dialects import place_in
from esign.register.fingerprint import KEY
from esign.register.restoration import RESTORATION, RESTORED
from esign.register.schema import audit, confirmation, restoration, series
from esign.register.transitions import Writing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.register.fingerprint import Fingerprint

_WRITTEN: Final = (
    (restoration, RESTORED, RESTORATION),
    (confirmation, Writing.CONFIRM.value, CONFIRMATION),
)


def compare_restorations(connection: sa.Connection, counts: Mapping[str, int]) -> None:
    """Hold the tables against the acts that wrote in them, and the series against the tables.

    Args:
        connection: sees one state throughout.
        counts: how many acts of each kind there are.

    Raises:
        ConfigurationError: names the first row that was changed or put in, the act whose row is
            gone, or the series that does not wait as it should.
    """
    for table, action, fingerprint in _WRITTEN:
        _compare(connection, table, fingerprint, _payloads(connection, action, counts))
    _compare_waiting(connection)


def _payloads(connection: sa.Connection, action: str, counts: Mapping[str, int]) -> dict[int, str]:
    """What the acts say that wrote a row; the first releases wrote none when they restored."""
    if action not in counts:
        return {}
    telling = place_in(audit.c.payload, f'"{KEY}":"') > 0
    wanted = sa.select(audit.c.seq, audit.c.payload).where(audit.c.action == action, telling)
    return {row.seq: row.payload for row in connection.execute(wanted)}


def _compare(
    connection: sa.Connection, table: sa.Table, fingerprint: Fingerprint, told: dict[int, str]
) -> None:
    name = Term(f"table.{table.name}")
    wanted = sa.select(table.c.id, fingerprint.text).order_by(table.c.id)
    for seq, text in connection.execute(wanted):
        payload = told.pop(seq, None)
        if payload is None:
            raise ConfigurationError("register.row_inserted", table=name, seq=seq)
        if f'"{KEY}":"{sha256(text.encode()).hexdigest()}"' not in payload:
            raise ConfigurationError("register.row_changed", table=name, seq=seq)
    if told:
        raise ConfigurationError("register.row_removed", table=name, seq=min(told))


def _compare_waiting(connection: sa.Connection) -> None:
    """A series waits from the restoration on until it is confirmed, and at no other time."""
    restored = connection.execute(sa.select(restoration).order_by(restoration.c.id)).all()
    said = connection.execute(sa.select(confirmation)).all()
    for row in connection.execute(sa.select(series).order_by(*series.primary_key)):
        after = [each.id for each in restored if each.since_year <= row.year][-1:]
        confirmed = any(
            each.restoration_id in after
            and (each.agency_code, each.book) == (row.agency_code, row.book)
            and (each.year == row.year or each.confirmed_in < row.year)
            for each in said
        )
        if [row.awaits] != ([None] if confirmed or not after else after):
            name = f"{row.agency_code} {row.book} {row.year}"
            raise ConfigurationError("register.series_waits_otherwise", series=name)
