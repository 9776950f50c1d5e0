# SPDX-License-Identifier: Apache-2.0
"""Holding the register against its record: whoever edits a table and not the chain is found out.

The chain is checked beside this, so what it says is what was done. Where every row of a table is
found to be that of an act, and there are as many of both, nothing is missing; the act whose row is
gone is sought only when they are not.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.model import canonical_json
from esign.register.chain import TELLS_OF_FILE
from esign.register.dialects import place_in
from esign.register.lifecycle import ANNEX
from esign.register.row_comparison import refuse_entry
from esign.register.schema import artefact, audit, history, register
from esign.register.transitions import TRANSITIONS, Step, Writing

if TYPE_CHECKING:
    from collections.abc import Mapping

_TAKING: Final = (Step.NUMBER.value, Step.RESERVE.value, Step.ENTER.value)
"""The acts that take a number, or give a reserved one to a document."""

_CHANGING: Final = tuple(step.value for step in TRANSITIONS if step.value not in _TAKING)

_LEADING: Final = frozenset(
    (step.value, state.value) for step, line in TRANSITIONS.items() for state in line.leads.values()
)
"""Every act with every state it can lead to."""

_ONLY_KEPT: Final = ("prepared", "kept", Writing.AUGMENT.value)
"""The acts that keep a file and change no state."""

_KEEPING: Final = (
    *(Step.SIGN.value, Step.SEAL.value, Step.CERTIFY.value),
    Step.ENTER.value,  # of an issued file that takes its lost place again
    *_ONLY_KEPT,
)
_KEPT: Final = sa.and_(audit.c.action.in_(_KEEPING), place_in(audit.c.payload, '"sha256":"') > 0)
_STAGE: Final = sa.case(
    (audit.c.action == Step.SIGN.value, "signed"),
    (audit.c.action.in_((Step.SEAL.value, Step.CERTIFY.value, Step.ENTER.value)), "pdf"),
    (audit.c.action == "prepared", "prepared"),
    else_="package",
)
_SAME_STAGE: Final = sa.case(
    (
        sa.or_(
            audit.c.action == Writing.AUGMENT.value,
            place_in(audit.c.payload, sa.literal(f'"stage":"{ANNEX}')) > 0,
        ),
        place_in(audit.c.payload, sa.literal('"stage":"').concat(artefact.c.stage).concat('"')) > 0,
    ),
    else_=artefact.c.stage == _STAGE,
)
"""Whether an act tells of the file in this row; of annexes and versions there may be several."""


def _says(name: str, value: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether a payload, canonical JSON, has this value under that name."""
    return place_in(audit.c.payload, sa.literal(f'"{name}":"').concat(value).concat('"')) > 0


_ENTRY_OF_ACT: Final = sa.func.coalesce(history.c.entry_id, audit.c.seq)
_REMOVED: Final = (
    sa.select(audit.c.seq)
    .join(history, history.c.audit_seq == audit.c.seq, isouter=True)
    .join(register, register.c.id == _ENTRY_OF_ACT, isouter=True)
    .where(audit.c.action.in_(_TAKING), register.c.id.is_(None))
    .order_by(audit.c.seq)
)
_CHANGE_UNTOLD: Final = (
    sa.select(audit.c.seq)
    .join(history, history.c.audit_seq == audit.c.seq, isouter=True)
    .where(audit.c.action.in_(_CHANGING), history.c.audit_seq.is_(None))
    .order_by(audit.c.seq)
)
_CHANGE: Final = sa.or_(
    audit.c.seq.is_(None),
    register.c.id.is_(None),
    audit.c.action != history.c.act,
    audit.c.at != history.c.at,
    audit.c.actor != history.c.actor,
    sa.case(  # the id of a reservation is that of the request, once one fills it
        (history.c.act == Step.RESERVE.value, history.c.entry_id != history.c.audit_seq),
        else_=audit.c.subject != register.c.request_id,
    ),
    sa.and_(
        sa.not_(_says("state", history.c.state)),  # so few that the rest is hardly ever asked
        audit.c.salt != "",  # the acts of the first release tell no state
        history.c.act.in_(_CHANGING),
    ),
)
_FILE: Final = sa.or_(artefact.c.sha256.is_(None), sa.not_(_says("sha256", artefact.c.sha256)))
_CHANGE_OTHERWISE: Final = (
    sa.select(
        history.c.audit_seq,
        sa.case((_CHANGE, "register.history_differs"), else_="register.artefact_differs"),
    )
    .select_from(history)
    .join(audit, audit.c.seq == history.c.audit_seq, isouter=True)
    .join(register, register.c.id == history.c.entry_id, isouter=True)
    .join(
        artefact,
        sa.and_(artefact.c.entry_id == history.c.entry_id, artefact.c.stage == _STAGE),
        isouter=True,
    )
    .where(sa.or_(_CHANGE, sa.and_(_FILE, _KEPT)))
    .order_by(history.c.audit_seq)
    .limit(1)
)
_OTHERWISE_KEPT: Final = (
    sa.select(audit.c.seq)
    .join(register, register.c.request_id == audit.c.subject, isouter=True)
    .join(
        artefact,
        sa.and_(artefact.c.entry_id == register.c.id, _SAME_STAGE),
        isouter=True,
    )
    .where(audit.c.action.in_(_ONLY_KEPT), _FILE)
    .order_by(audit.c.seq)
)
_LAST_CHANGE: Final = (
    sa.select(sa.func.max(history.c.audit_seq))
    .where(history.c.entry_id == register.c.id)
    .correlate(register)
    .scalar_subquery()
)
_last = history.alias("last")
_STATE: Final = (
    sa.select(register.c.id)
    .select_from(register.join(_last, _last.c.audit_seq == _LAST_CHANGE, isouter=True))
    .where(
        sa.case(
            (_last.c.audit_seq.is_(None), register.c.state != Step.NUMBER.value),
            else_=sa.or_(
                register.c.state != _last.c.state,
                register.c.state_at != _last.c.at,
                register.c.state_reason != _last.c.reason,
            ),
        )
    )
    .order_by(register.c.id)
)
_REASONS: Final = (
    sa.select(history.c.audit_seq, history.c.reason, register.c.request_id, audit.c.payload)
    .select_from(
        history.join(audit, audit.c.seq == history.c.audit_seq).join(
            register, register.c.id == history.c.other_id, isouter=True
        )
    )
    .where(
        sa.or_(history.c.reason != "", history.c.act.in_((Step.REPLACE.value, Step.CORRECT.value)))
    )
    .order_by(history.c.audit_seq)
)
_FILE_UNTOLD: Final = (
    sa.select(artefact.c.entry_id)
    .join(register, register.c.id == artefact.c.entry_id)
    .join(
        audit,
        sa.and_(audit.c.subject == register.c.request_id, _KEPT, _SAME_STAGE),
        isouter=True,
    )
    .where(audit.c.seq.is_(None))
)
_CHANGES: Final = (
    sa.select(history.c.act, history.c.state, sa.func.count(), sa.func.min(history.c.audit_seq))
    .group_by(history.c.act, history.c.state)
    .order_by(history.c.act, history.c.state)
)
_FILLED: Final = sa.select(sa.func.count()).where(
    history.c.act.in_((Step.NUMBER.value, Step.ENTER.value)),
    history.c.audit_seq != history.c.entry_id,
)
"""How many acts gave a reserved number to a document."""


def acts_of(chain: Counter[str]) -> dict[str, tuple[int, int]]:
    """How many acts of each kind there are, and how many of them tell of a file.

    Args:
        chain: see `chain.GoodRows`.
    """
    actions = {act.removesuffix(TELLS_OF_FILE) for act in chain}
    files = {action: chain[action + TELLS_OF_FILE] for action in actions}
    return {action: (chain[action] + files[action], files[action]) for action in actions}


def compare_changes(connection: sa.Connection) -> None:
    """Hold each change of state, and the file that came with it, against its act.

    Raises:
        ConfigurationError: names the first act that does not fit.
    """
    wrong = connection.execute(_CHANGE_OTHERWISE).first()
    if wrong is not None:
        raise ConfigurationError(wrong[1], seq=wrong[0])


def compare_kept(connection: sa.Connection, counts: Mapping[str, tuple[int, int]]) -> None:
    """Hold the files that came without a change of state against the acts that tell of them.

    Args:
        connection: sees one state throughout.
        counts: see `acts_of`.

    Raises:
        ConfigurationError: names the first act that does not fit.
    """
    if any(action in counts for action in _ONLY_KEPT):
        _refuse_act(connection, "register.artefact_differs", _OTHERWISE_KEPT)


def compare_states(connection: sa.Connection) -> None:
    """Hold how each document stands against its last change, and reasons against their acts.

    Raises:
        ConfigurationError: names the first entry or act that does not fit.
    """
    refuse_entry(connection, "register.state_differs", connection.scalar(_STATE.limit(1)))
    _compare_reasons(connection)


def compare_counts(connection: sa.Connection, counts: Mapping[str, tuple[int, int]]) -> None:
    """Refuse a table that does not have as many rows as there are acts that write one.

    Args:
        connection: sees one state throughout.
        counts: see `acts_of`.

    Raises:
        ConfigurationError: names the act whose row is gone, or the entry that no act tells of.
    """
    told = {action: count for action, (count, _) in counts.items()}
    changes: Counter[str] = Counter()
    for act, state, count, first in connection.execute(_CHANGES):
        if (act, state) not in _LEADING:
            raise ConfigurationError("register.history_differs", seq=first)
        changes[act] += count
    filled = connection.scalar(_FILLED) or 0
    if _size(connection, register) != sum(told.get(act, 0) for act in _TAKING) - filled:
        _refuse_act(connection, "register.entry_removed", _REMOVED)
    if any(changes[act] != told.get(act, 0) for act in (*_CHANGING, Step.RESERVE.value)):
        _refuse_act(connection, "register.history_differs", _CHANGE_UNTOLD)
    if _size(connection, artefact) != sum(counts.get(act, (0, 0))[1] for act in _KEEPING):
        untold = connection.scalar(_FILE_UNTOLD.limit(1))
        refuse_entry(connection, "register.artefact_inserted", untold)


def _size(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _compare_reasons(connection: sa.Connection) -> None:
    for seq, reason, by, payload in connection.execute(_REASONS):
        told = [f'"reason_sha256":"{sha256(reason.encode()).hexdigest()}"'] if reason else []
        told += [] if by is None else [f'"by":{canonical_json(by)}']
        if any(each not in payload for each in told) or ('"by":' in payload) != (by is not None):
            raise ConfigurationError("register.history_differs", seq=seq)


def _refuse_act(connection: sa.Connection, code: str, query: sa.Select[Any]) -> None:
    """Name the first act that the query finds, if it finds one."""
    seq = connection.scalar(query.limit(1))
    if seq is not None:
        raise ConfigurationError(code, seq=seq)
