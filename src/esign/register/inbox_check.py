# SPDX-License-Identifier: Apache-2.0
"""Holding the inbox against the record: the last act on a message says how its row stands."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.messages import Term
from esign.model.agency_codes import agency_key, document_key
from esign.register.fingerprint import KEY
from esign.register.inbox_finding import DOCUMENTS
from esign.register.inbox_tables import ARRIVED, TWIN, Standing, arrived
from esign.register.inbox_writing import CHANGES, KEPT, READ
from esign.register.schema import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROWS: Final = sa.select(
    arrived.c.id,
    ARRIVED.text,
    *(arrived.c[name] for name in ("sender_code", "document_id", "sender_agency", "document_key")),
    *(arrived.c[name] for name in (TWIN, "agency_code", "purpose", "state")),
).order_by(arrived.c.id)

_NOWHERE: Final = {
    each.value
    for each in (
        *(Standing.KEPT, Standing.QUARANTINED, Standing.DUPLICATE),
        *(Standing.TASK, Standing.ANSWERED),
    )
}
"""Messages under which no document stands."""


class _Last(NamedTuple):
    """The last act on a message: its place, the digest of the row that it left, and its twin."""

    seq: int
    digest: str
    twin: int


def compare_inbox(connection: sa.Connection, counts: Mapping[str, int]) -> None:
    """Hold the table against the acts that wrote in it.

    Args:
        connection: sees one state throughout.
        counts: how many acts of each kind there are.

    Raises:
        ConfigurationError: names the first row that was changed or put in, or the act whose row is
            gone.
    """
    last = _last_acts(connection, counts)
    places: Counter[tuple[str, str, str]] = Counter()
    for row in connection.execute(_ROWS):
        message_id, text = row[:2]
        if message_id not in last:
            _refuse("register.row_inserted", message_id)
        act = last.pop(message_id)
        is_told = act.digest == sha256(text.encode()).hexdigest()
        keys = (agency_key(row.sender_code), document_key(row.document_id))
        has_keys = (row.sender_agency, row.document_key) == keys
        if not (is_told and has_keys and _is_twin(row, act.twin, places)):
            _refuse("register.row_changed", act.seq)
    if last:
        _refuse("register.row_removed", min(act.seq for act in last.values()))


def _is_twin(row: sa.Row[Any], recorded: int, places: Counter[tuple[str, str, str]]) -> bool:
    """Whether a document is set apart from others as the record says, or as it was found.

    What stood here twice before both structures of a code counted as one has its place among those
    of its keys, of which each is counted in `places`; everything else has the first.
    """
    if recorded:
        return bool(row.twin == recorded)
    if row.purpose not in DOCUMENTS or row.state in _NOWHERE:
        return bool(row.twin == 0)
    key = (row.agency_code, row.sender_agency, row.document_key)
    before = places[key]
    places[key] += 1
    return bool(0 <= row.twin <= before)


def _last_acts(connection: sa.Connection, counts: Mapping[str, int]) -> dict[int, _Last]:
    last: dict[int, _Last] = {}
    if counts.keys().isdisjoint(CHANGES):
        return last
    wanted = sa.select(audit.c.seq, audit.c.action, audit.c.payload)
    ordered = wanted.where(audit.c.action.in_(CHANGES)).order_by(audit.c.seq)
    for seq, action, payload in connection.execute(ordered):
        facts = json.loads(payload)
        message_id = seq if action == KEPT else facts["arrived"]
        if action == READ or message_id not in last:
            twin = facts.get(TWIN, 0)
        else:
            twin = last[message_id].twin
        last[message_id] = _Last(seq, facts[KEY], twin)
    return last


def _refuse(code: str, seq: int) -> NoReturn:
    raise ConfigurationError(code, table=Term(f"table.{arrived.name}"), seq=seq)
