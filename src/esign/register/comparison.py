# SPDX-License-Identifier: Apache-2.0
"""Holding the register against its record: whoever edits a table and not the chain is found out.

The chain is checked beside this, so what it says is what was done. Rows are looked at here one by
one, where `block_comparison` has not found a whole block of them to be as its acts say. Where every
row of a table is found to be that of an act, and there are as many of both, nothing is missing; the
act whose row is gone is sought only when they are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.messages import Term
from esign.register.change_comparison import (
    CHANGING,
    FILE,
    KEPT,
    ONLY_KEPT,
    STAGE,
    TAKING,
    refuse_changes,
    steps,
)
from esign.register.dialects import place_in
from esign.register.lifecycle import ANNEX
from esign.register.row_comparison import refuse_entry, within
from esign.register.schema import artefact, audit, history, register
from esign.register.seen_changes import filling
from esign.register.transitions import Step, Writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from esign.register.chain import Range
    from esign.register.seen_changes import Changes

_SAME_STAGE: Final = sa.case(
    (
        sa.or_(
            audit.c.action == Writing.AUGMENT.value,
            place_in(audit.c.payload, sa.literal(f'"stage":"{ANNEX}')) > 0,
        ),
        place_in(audit.c.payload, sa.literal('"stage":"').concat(artefact.c.stage).concat('"')) > 0,
    ),
    else_=artefact.c.stage == STAGE,
)
"""Whether an act tells of the file in this row; of annexes and versions there may be several."""


_ENTRY_OF_ACT: Final = sa.func.coalesce(history.c.entry_id, audit.c.seq)
_REMOVED: Final = (
    sa.select(audit.c.seq)
    .join(history, history.c.audit_seq == audit.c.seq, isouter=True)
    .join(register, register.c.id == _ENTRY_OF_ACT, isouter=True)
    .where(audit.c.action.in_(TAKING), register.c.id.is_(None))
    .order_by(audit.c.seq)
)
_TELLING: Final = (*CHANGING, Step.RESERVE.value, Step.ENTER.value)
"""The acts that each write a row of history."""

_CHANGE_UNTOLD: Final = (
    sa.select(audit.c.seq)
    .join(history, history.c.audit_seq == audit.c.seq, isouter=True)
    .where(audit.c.action.in_(_TELLING), history.c.audit_seq.is_(None))
    .order_by(audit.c.seq)
)
_OTHERWISE_KEPT: Final = (
    sa.select(audit.c.seq)
    .join(register, register.c.request_id == audit.c.subject, isouter=True)
    .join(
        artefact,
        sa.and_(artefact.c.entry_id == register.c.id, _SAME_STAGE),
        isouter=True,
    )
    .where(audit.c.action.in_(ONLY_KEPT), FILE)
    .order_by(audit.c.seq)
)
_last = history.alias("last")
WITH_LAST_CHANGE: Final = register.join(
    _last,
    _last.c.audit_seq
    == sa.select(sa.func.max(history.c.audit_seq))
    .where(history.c.entry_id == register.c.id)
    .correlate(register)
    .scalar_subquery(),
    isouter=True,
)
"""The register with the last change of each entry."""

STANDS_OTHERWISE: Final = sa.case(
    (
        _last.c.audit_seq.is_(None),
        sa.or_(
            register.c.state != Step.NUMBER.value,
            register.c.state_at != register.c.numbered_at,
            register.c.state_reason != "",
        ),
    ),
    else_=sa.or_(
        register.c.state != _last.c.state,
        register.c.state_at != _last.c.at,
        register.c.state_reason != _last.c.reason,
    ),
)
"""Whether an entry stands otherwise than its last change says."""

_STATE: Final = (
    sa.select(register.c.id)
    .select_from(WITH_LAST_CHANGE)
    .where(STANDS_OTHERWISE, *within(register.c.id))
    .order_by(register.c.id)
)
_FILE_UNTOLD: Final = (
    sa.select(artefact.c.entry_id)
    .join(register, register.c.id == artefact.c.entry_id)
    .join(
        audit,
        sa.and_(audit.c.subject == register.c.request_id, KEPT, _SAME_STAGE),
        isouter=True,
    )
    .where(audit.c.seq.is_(None))
)
_FILE_OF_NOBODY: Final = (
    sa.select(sa.func.min(artefact.c.entry_id))
    .join(register, register.c.id == artefact.c.entry_id, isouter=True)
    .where(register.c.id.is_(None))
)
_FILES_TOLD: Final = sa.select(sa.func.count()).where(KEPT)


def compare_changes(connection: sa.Connection, counts: Mapping[str, int], changes: Changes) -> None:
    """Refuse changes that are not as their acts, and tables with other rows than acts write.

    Args:
        connection: sees one state throughout.
        counts: how many acts of each kind there are.
        changes: what was seen of them.

    Raises:
        ConfigurationError: names the first act that does not fit or whose row is gone, or the entry
            that no act tells of.
    """
    # As no two changes have the same act, there is one for each if there are as many of them.
    told = sum(counts.get(act, 0) for act in _TELLING)
    others = []
    if changes.wrong is not None or changes.rows - changes.numbered != told:
        acts = steps(connection)
        others = [act for act in _TELLING if acts[act] != counts.get(act, 0)]
    filled = filling(connection, changes)
    if size(connection, register) != sum(counts.get(act, 0) for act in TAKING) - filled:
        _refuse_act(connection, "register.entry_removed", _REMOVED)
    if changes.wrong is not None or others:
        _refuse_act(connection, "register.history_differs", _CHANGE_UNTOLD)
    kept, told = size(connection, artefact), sum(counts.get(act, 0) for act in ONLY_KEPT)
    if kept != changes.files + told and kept != connection.scalar(_FILES_TOLD):
        untold = connection.scalar(_FILE_UNTOLD.limit(1))
        refuse_entry(connection, "register.artefact_inserted", untold)
        if (nobodys := connection.scalar(_FILE_OF_NOBODY)) is not None:
            name = Term(f"table.{artefact.name}")
            raise ConfigurationError("register.row_inserted", table=name, seq=nobodys)
    if changes.wrong is not None:
        refuse_changes(connection)
    if others:
        first = sa.select(sa.func.min(history.c.audit_seq)).where(history.c.act.in_(others))
        raise ConfigurationError("register.history_differs", seq=connection.scalar(first))


def compare_kept(connection: sa.Connection, counts: Mapping[str, int]) -> None:
    """Hold the files that came without a change of state against the acts that tell of them.

    Raises:
        ConfigurationError: names the first act that does not fit.
    """
    if any(action in counts for action in ONLY_KEPT):
        _refuse_act(connection, "register.artefact_differs", _OTHERWISE_KEPT)


def compare_states(connection: sa.Connection, doubts: Iterable[Range]) -> None:
    """Hold how documents stand against their last change.

    Raises:
        ConfigurationError: names the first entry that does not fit.
    """
    for after, upto in doubts:
        found = connection.scalar(_STATE.limit(1), {"after": after, "upto": upto})
        refuse_entry(connection, "register.state_differs", found)


def size(connection: sa.Connection, table: sa.Table) -> int:
    """How many rows a table has."""
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _refuse_act(connection: sa.Connection, code: str, query: sa.Select[Any]) -> None:
    """Name the first act that the query finds, if it finds one."""
    seq = connection.scalar(query.limit(1))
    if seq is not None:
        raise ConfigurationError(code, seq=seq)
