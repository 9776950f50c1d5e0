# SPDX-License-Identifier: Apache-2.0
"""Holding against the record what clerks write beside the numbers.

These are dispatches, messages, incoming documents, dossiers, and what is said after a restore. Each
act that writes such a row says in its audit row what it wrote, by a digest or by the row's keys.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NoReturn, TypeAlias

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.messages import Term
from esign.register.attempts_check import compare_attempts
from esign.register.fingerprint import ARRIVAL, DISPATCH, DOSSIER, KEY, Fingerprint
from esign.register.folding import fold
from esign.register.inbox_check import compare_inbox
from esign.register.outbox_check import compare_outbox
from esign.register.restoration_check import compare_restorations
from esign.register.schema import (
    audit,
    configured,
    dispatch,
    dossier,
    dossier_document,
    incoming,
)
from esign.register.transitions import Step
from esign.register.unnumbered_check import compare_unnumbered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    _Counts: TypeAlias = Mapping[str, int]

OPENED: Final = "dossier_opened"
FILED: Final = "dossier_filled"
RECEIVED: Final = "received"
FORWARDED: Final = "forwarded"
CONFIGURED: Final = "configured"
"""Actions of audit rows that tell of these tables."""
OFFICE: Final = "office"
"""The subject of the acts that tell of the office's configuration."""

_CHANGED: Final = "register.row_changed"
_REMOVED: Final = "register.row_removed"
_INSERTED: Final = "register.row_inserted"


@dataclass(frozen=True, slots=True)
class _Written:
    """A table in which each row is written by one act, and never changed."""

    key: sa.Column[int]
    action: str
    fingerprint: Fingerprint


_DISPATCHES: Final = _Written(dispatch.c.audit_seq, Step.DISPATCH.value, DISPATCH)
_DOSSIERS: Final = _Written(dossier.c.id, OPENED, DOSSIER)


def compare_written(
    connection: sa.Connection, counts: _Counts, *, releases_queue: bool = True
) -> None:
    """Hold the tables against the acts that wrote in them.

    Args:
        connection: sees one state throughout.
        counts: how many acts of each kind there are; tables without act and row cost nothing.
        releases_queue: whether a release may tell of a message.

    Raises:
        ConfigurationError: names the first row that was changed or put in, or the act whose row is
            gone.
    """
    for written in (_DISPATCHES, _DOSSIERS):
        _compare_single(connection, written, counts.get(written.action, 0))
    _compare_arrivals(connection, counts)
    _compare_filed(connection, counts)
    released = {} if releases_queue else {Step.RELEASE.value}
    compare_outbox(connection, {act: n for act, n in counts.items() if act not in released})
    compare_attempts(connection)
    compare_inbox(connection, counts)
    _compare_configured(connection, counts)
    compare_restorations(connection, counts)
    compare_unnumbered(connection, counts)


def _compare_single(connection: sa.Connection, written: _Written, acts: int) -> None:
    key, table = written.key, written.key.table.name
    wanted = (
        sa.select(key, written.fingerprint.text, audit.c.action, audit.c.payload)
        .select_from(key.table.join(audit, audit.c.seq == key, isouter=True))
        .order_by(key)
    )
    rows = 0
    for seq, text, action, payload in connection.execute(wanted):
        rows += 1
        if action != written.action:
            _refuse(_INSERTED, table, seq)
        if not _tells(payload, text):
            _refuse(_CHANGED, table, seq)
    if rows != acts:
        gone = (
            sa.select(audit.c.seq)
            .join(key.table, key == audit.c.seq, isouter=True)
            .where(audit.c.action == written.action, key.is_(None))
        )
        _refuse(_REMOVED, table, connection.scalar(gone.order_by(audit.c.seq).limit(1)))


def _compare_arrivals(connection: sa.Connection, counts: _Counts) -> None:
    """The last act on an incoming document says how its row stands."""
    last: dict[int, tuple[int, str]] = {}
    for seq, _, action, payload in _acts(connection, counts, RECEIVED, FORWARDED):
        last[seq if action == RECEIVED else json.loads(payload)["arrival"]] = seq, payload
    wanted = sa.select(incoming, ARRIVAL.text.label("text")).order_by(incoming.c.id)
    for row in connection.execute(wanted):
        arrival = row.id
        if arrival not in last:
            _refuse(_INSERTED, incoming.name, arrival)
        seq, payload = last.pop(arrival)
        searched = (row.symbol, row.author, row.subject, row.addressee, row.note)
        if not _tells(payload, row.text) or row.folded != fold(" ".join(searched)):
            _refuse(_CHANGED, incoming.name, seq)
    for seq, _ in last.values():
        _refuse(_REMOVED, incoming.name, seq)


def _compare_filed(connection: sa.Connection, counts: _Counts) -> None:
    """What lies in dossiers is what was put there, in that order."""
    told: dict[int, list[tuple[int, int | None, int | None]]] = {}
    for seq, _, _, payload in _acts(connection, counts, FILED):
        facts = json.loads(payload)
        documents = told.setdefault(facts["dossier"], [])
        documents += [(seq, entry, None) for entry in facts["entries"]]
        documents += [(seq, None, arrival) for arrival in facts["arrivals"]]
    places = {
        (of_dossier, ordinal): document
        for of_dossier, documents in told.items()
        for ordinal, document in enumerate(documents, start=1)
    }
    table = dossier_document.name
    wanted = sa.select(dossier_document).order_by(*dossier_document.primary_key)
    for row in connection.execute(wanted):
        told_there = places.pop((row.dossier_id, row.ordinal), None)
        if told_there is None:
            _refuse(_INSERTED, table, row.dossier_id)
        seq, *document = told_there
        if document != [row.entry_id, row.incoming_id]:
            _refuse(_CHANGED, table, seq)
    for seq, *_ in places.values():
        _refuse(_REMOVED, table, seq)


def _compare_configured(connection: sa.Connection, counts: _Counts) -> None:
    """What the office was last seen to issue with is what the acts say, the last one for each."""
    told: dict[str, tuple[int, str]] = {}
    last = 0
    if CONFIGURED in counts:
        ours = (audit.c.action == CONFIGURED) & (audit.c.subject == OFFICE)
        wanted = sa.select(audit.c.seq, audit.c.payload).where(ours).order_by(audit.c.seq)
        for last, payload in connection.execute(wanted):
            facts = json.loads(payload)
            told = {name: each for name, each in told.items() if name not in facts["gone"]}
            told |= {name: (last, value) for name, value in facts["changed"].items()}
    for row in connection.execute(sa.select(configured).order_by(configured.c.name)):
        if row.name not in told:
            _refuse(_INSERTED, configured.name, last)
        seq, value = told.pop(row.name)
        if row.value != value:
            _refuse(_CHANGED, configured.name, seq)
    if told:
        _refuse(_REMOVED, configured.name, min(seq for seq, _ in told.values()))


def _acts(
    connection: sa.Connection, counts: _Counts, *actions: str
) -> Iterator[tuple[int, str, str, str]]:
    """Place, time, action and payload of the acts of some kinds, in order."""
    if counts.keys().isdisjoint(actions):
        return
    wanted = sa.select(audit.c.seq, audit.c.at, audit.c.action, audit.c.payload)
    ordered = wanted.where(audit.c.action.in_(actions)).order_by(audit.c.seq)
    yield from connection.execute(ordered)


def _tells(payload: str, text: str) -> bool:
    return f'"{KEY}":"{sha256(text.encode()).hexdigest()}"' in payload


def _refuse(code: str, table: str, seq: int | None) -> NoReturn:
    """Name the row, by its own act or the last one that tells of it."""
    raise ConfigurationError(code, table=Term(f"table.{table}"), seq=seq)
