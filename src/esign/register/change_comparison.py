# SPDX-License-Identifier: Apache-2.0
"""Holding each change of state against its act: who, when, to what, with which file and reason.

One pass over history shows whether anything is wrong at all; only then what it is gets sought.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.model import canonical_json
from esign.register.dialects import place_in, plain_text, with_fixed_values
from esign.register.outbox_queue import KEY as NOTICES
from esign.register.schema import artefact, audit, history, register
from esign.register.transitions import TRANSITIONS, Step, Writing

TAKING: Final = (Step.NUMBER.value, Step.RESERVE.value, Step.ENTER.value)
"""The acts that take a number, or give a reserved one to a document."""

CHANGING: Final = tuple(step.value for step in TRANSITIONS if step.value not in TAKING)

LEADING: Final = frozenset(
    (step.value, state.value) for step, line in TRANSITIONS.items() for state in line.leads.values()
)
"""Every act with every state it can lead to."""

ONLY_KEPT: Final = ("prepared", "kept", Writing.AUGMENT.value)
"""The acts that keep a file and change no state."""

KEEPING: Final = (
    *(Step.SIGN.value, Step.SEAL.value, Step.CERTIFY.value),
    Step.ENTER.value,  # of an issued file that takes its lost place again
)
"""The acts that change a state and may keep a file."""

TELLS_OF_FILE: Final = place_in(audit.c.payload, '"sha256":"') > 0
KEPT: Final = sa.and_(audit.c.action.in_((*KEEPING, *ONLY_KEPT)), TELLS_OF_FILE)
"""Whether an act has kept a file."""

STAGE: Final = sa.case(
    (audit.c.action == Step.SIGN.value, "signed"),
    *((audit.c.action == act.value, "pdf") for act in (Step.SEAL, Step.CERTIFY, Step.ENTER)),
    (audit.c.action == "prepared", "prepared"),
    else_="package",
)
"""Of which stage the file is that an act tells of."""

_REASON: Final = "reason_sha256"
_OTHER: Final = "by"
_SIZE: Final = sa.literal('"size":')


def _says(name: str, value: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether a payload, canonical JSON, has this value under that name."""
    return place_in(audit.c.payload, sa.literal(f'"{name}":"').concat(value).concat('"')) > 0


_SAYS_STATE: Final = _says("state", history.c.state)
_TELLS_MORE: Final = sa.or_(
    history.c.reason != "",
    history.c.other_id.is_not(None),
    place_in(audit.c.payload, f'"{_REASON}":') > 0,
    history.c.act == Step.REPLACE.value,
    history.c.act == Step.CORRECT.value,
)
"""Whether a change has a reason, or another document that it was done by."""

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
        sa.not_(_SAYS_STATE),  # so few that the rest is hardly ever asked
        audit.c.salt != "",  # the acts of the first release tell no state
        history.c.act.in_(CHANGING),
    ),
)
FILE: Final = sa.or_(
    artefact.c.sha256.is_(None),
    sa.not_(_says("sha256", artefact.c.sha256)),
    sa.and_(artefact.c.kept_at != audit.c.at, audit.c.salt != ""),  # only since then told so
    sa.and_(  # later still; in canonical JSON another fact follows, at least the stage
        place_in(audit.c.payload, _SIZE) > 0,
        place_in(audit.c.payload, _SIZE.concat(plain_text(artefact.c.size)).concat(",")) == 0,
    ),
)
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
        sa.and_(artefact.c.entry_id == history.c.entry_id, artefact.c.stage == STAGE),
        isouter=True,
    )
    .where(sa.or_(_CHANGE, sa.and_(FILE, KEPT)))
    .order_by(history.c.audit_seq)
    .limit(1)
)
_REASONS: Final = (
    sa.select(
        *(history.c.audit_seq, history.c.reason, history.c.other_id),
        *(register.c.request_id, audit.c.payload),
    )
    .select_from(
        history.join(audit, audit.c.seq == history.c.audit_seq).join(
            register, register.c.id == history.c.other_id, isouter=True
        )
    )
    .where(_TELLS_MORE)
    .order_by(history.c.audit_seq)
)
_STEPS: Final = (
    sa.select(history.c.act, history.c.state, sa.func.count(), sa.func.min(history.c.audit_seq))
    .group_by(history.c.act, history.c.state)
    .order_by(history.c.act, history.c.state)
)
_FILLED: Final = sa.select(sa.func.count()).where(
    history.c.act.in_((Step.NUMBER.value, Step.ENTER.value)),
    history.c.audit_seq != history.c.entry_id,
)
_TAKEN_AGAIN: Final = sa.select(sa.func.min(history.c.audit_seq)).where(
    history.c.act == Step.NUMBER.value, history.c.audit_seq == history.c.entry_id
)
"""An electronic document that takes a new number has none before, and so no change of state."""

_STAGE_OF_CHANGE: Final = sa.case(
    (history.c.act == Step.SIGN.value, "signed"),
    *((history.c.act == act.value, "pdf") for act in (Step.SEAL, Step.CERTIFY, Step.ENTER)),
)
_SEEN: Final = with_fixed_values(
    sa.select(
        sa.func.count(sa.case((TELLS_OF_FILE, artefact.c.sha256))),
        sa.func.count(sa.case((_TELLS_MORE, 1))),
        sa.func.count(
            sa.case(
                (
                    sa.and_(
                        history.c.act == Step.RELEASE.value,
                        place_in(audit.c.payload, f'"{NOTICES}":') > 0,
                    ),
                    1,
                )
            )
        ),
        sa.func.min(
            sa.case(
                (
                    sa.or_(
                        _CHANGE,
                        sa.and_(
                            sa.or_(*(history.c.act == act for act in KEEPING)),
                            FILE,
                            TELLS_OF_FILE,
                        ),
                    ),
                    history.c.audit_seq,
                )
            )
        ),
    )
    .select_from(history)
    .join(audit, audit.c.seq == history.c.audit_seq, isouter=True)
    .join(register, register.c.id == history.c.entry_id, isouter=True)
    .join(
        artefact,
        sa.and_(artefact.c.entry_id == history.c.entry_id, artefact.c.stage == _STAGE_OF_CHANGE),
        isouter=True,
    )
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What one pass over history has seen.

    Attributes:
        acts: how many changes there are of each kind.
        no_step: the first of those that no step can be; None where there is none.
        files: how many brought a file of their own, by their acts.
        more: how many have a reason, or another document.
        notices: how many are releases that tell of a message.
        wrong: the first that is other than its act; None where none is.
    """

    acts: Counter[str]
    no_step: int | None
    files: int
    more: int
    notices: int
    wrong: int | None


def seen_changes(connection: sa.Connection) -> Changes:
    """Hold each change of state, and the file that came with it, against its act."""
    acts: Counter[str] = Counter()
    no_steps = []
    for act, state, count, first in connection.execute(_STEPS):
        acts[act] += count
        if (act, state) not in LEADING:
            no_steps.append(first)
    return Changes(acts, no_steps[0] if no_steps else None, *connection.execute(_SEEN).one())


def filling(connection: sa.Connection, changes: Changes) -> int:
    """How many changes give a number that was kept free to a document.

    Raises:
        ConfigurationError: there is a change that takes a number, as no act writes one.
    """
    if changes.acts[Step.NUMBER.value]:
        again = connection.scalar(_TAKEN_AGAIN)
        if again is not None:
            raise ConfigurationError("register.history_differs", seq=again)
    given = changes.acts[Step.NUMBER.value] + changes.acts[Step.ENTER.value]
    return (connection.scalar(_FILLED) or 0) if given else 0


def refuse_changes(connection: sa.Connection) -> None:
    """Refuse changes that are other than their acts.

    Raises:
        ConfigurationError: names the first act.
    """
    wrong = connection.execute(_CHANGE_OTHERWISE).first()
    if wrong is not None:
        raise ConfigurationError(wrong[1], seq=wrong[0])


def compare_reasons(connection: sa.Connection, changes: Changes) -> None:
    """Hold reasons, and the documents that a change was done by, against their acts.

    Raises:
        ConfigurationError: names the first act that does not fit.
    """
    if not changes.more:
        return
    for seq, reason, other_id, by, payload in connection.execute(_REASONS):
        told = [f'"{_REASON}":"{sha256(reason.encode()).hexdigest()}"'] if reason else []
        told += [] if by is None else [f'"{_OTHER}":{canonical_json(by)}']
        named = (f'"{_OTHER}":' in payload) == (by is not None) == (other_id is not None)
        named = named and (f'"{_REASON}":' in payload) == bool(reason)
        if not named or any(each not in payload for each in told):
            raise ConfigurationError("register.history_differs", seq=seq)
