# SPDX-License-Identifier: Apache-2.0
"""Holding each change of state against its act: who, when, to what, with which file and reason.

Whether anything is wrong at all is seen in one pass, by `seen_changes`; what it is, is sought here.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import Final

import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.model import canonical_json
from esign.register.dialects import place_in, plain_text, well_typed
from esign.register.schema import artefact, audit, history, register
from esign.register.transitions import TRANSITIONS, Step, Writing

TAKING: Final = (Step.NUMBER.value, Step.RESERVE.value, Step.ENTER.value)
"""The acts that take a number, or give a reserved one to a document."""

CHANGING: Final = tuple(step.value for step in TRANSITIONS if step.value not in TAKING)

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
_OF_FILE: Final = "register.artefact_differs"
_SIZE: Final = sa.literal('"size":')


def _says(name: str, value: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether a payload, canonical JSON, has this value under that name."""
    return place_in(audit.c.payload, sa.literal(f'"{name}":"').concat(value).concat('"')) > 0


LEADS: Final = sa.case(
    {
        step.value: history.c.state.in_(sorted({state.value for state in line.leads.values()}))
        for step, line in sorted(TRANSITIONS.items(), key=lambda each: each[0].value in TAKING)
    },
    value=history.c.act,
    else_=sa.false(),
)
"""Whether an act can lead to the state; the acts that most changes are come first."""

_LEADING_ELSEWHERE: Final = tuple(
    step.value for step, line in TRANSITIONS.items() if len(set(line.leads.values())) > 1
)
"""The acts that can lead to several states, of which the act itself tells the one."""

HAS_MORE: Final = sa.or_(
    history.c.reason != "",
    history.c.other_id.is_not(None),
    history.c.act == Step.REPLACE.value,
    history.c.act == Step.CORRECT.value,
)
"""Whether a change has a reason, or another document that it was done by."""

TOLD_REASON: Final = f'"{_REASON}":'
"""What an act says that tells of a reason."""

CHANGE: Final = sa.or_(
    audit.c.seq.is_(None),
    register.c.id.is_(None),
    audit.c.action != history.c.act,
    audit.c.at != history.c.at,
    audit.c.actor != history.c.actor,
    sa.case(  # the id of a reservation is that of the request, once one fills it
        (history.c.act == Step.RESERVE.value, history.c.entry_id != history.c.audit_seq),
        else_=audit.c.subject != register.c.request_id,
    ),
    sa.and_(  # what any other act leads to is not asked of it; in the order of what is asked sooner
        history.c.act.in_(_LEADING_ELSEWHERE),
        audit.c.salt != "",  # the acts of the first release tell no state
        sa.not_(_says("state", history.c.state)),
    ),
)
FILE: Final = sa.or_(
    artefact.c.sha256.is_(None),
    sa.not_(_says("sha256", artefact.c.sha256)),
    sa.and_(artefact.c.kept_at != audit.c.at, audit.c.salt != ""),  # only since then told so
    sa.and_(  # in canonical JSON another fact follows, at least the stage
        place_in(audit.c.payload, _SIZE.concat(plain_text(artefact.c.size)).concat(",")) == 0,
        place_in(audit.c.payload, _SIZE) > 0,  # only later still told so
    ),
)
WHOLE: Final = sa.and_(
    *map(well_typed, (history.c.act, history.c.state, history.c.at, history.c.actor))
)
"""Whether a change holds something wherever it has to, so that comparing it says yes or no."""

_CHANGE_OTHERWISE: Final = (
    sa.select(
        history.c.audit_seq,
        sa.case(
            (sa.func.coalesce(sa.and_(sa.not_(CHANGE), WHOLE), sa.false()), _OF_FILE),
            else_="register.history_differs",
        ),
    )
    .select_from(history)
    .join(audit, audit.c.seq == history.c.audit_seq, isouter=True)
    .join(register, register.c.id == history.c.entry_id, isouter=True)
    .join(
        artefact,
        sa.and_(artefact.c.entry_id == history.c.entry_id, artefact.c.stage == STAGE),
        isouter=True,
    )
    .where(
        sa.not_(
            sa.func.coalesce(
                sa.and_(sa.not_(sa.or_(CHANGE, sa.and_(FILE, KEPT))), WHOLE), sa.false()
            )
        )
    )
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
    .where(sa.or_(HAS_MORE, place_in(audit.c.payload, TOLD_REASON) > 0))
    .order_by(history.c.audit_seq)
)
_STEPS: Final = sa.select(history.c.act, sa.func.count()).group_by(history.c.act)
_NO_STEP: Final = sa.select(sa.func.min(history.c.audit_seq)).where(
    sa.not_(sa.func.coalesce(LEADS, sa.false()))
)


def steps(connection: sa.Connection) -> Counter[str]:
    """How many changes there are of each kind.

    Raises:
        ConfigurationError: one of them no step can be; names its act.
    """
    no_step = connection.scalar(_NO_STEP)
    if no_step is not None:
        raise ConfigurationError("register.history_differs", seq=no_step)
    found = Counter[str]()
    for act, count in connection.execute(_STEPS):
        found[act] = count
    return found


def refuse_changes(connection: sa.Connection) -> None:
    """Refuse changes that are other than their acts.

    Raises:
        ConfigurationError: names the first act.
    """
    wrong = connection.execute(_CHANGE_OTHERWISE).first()
    if wrong is not None:
        raise ConfigurationError(wrong[1], seq=wrong[0])


def compare_reasons(connection: sa.Connection) -> None:
    """Hold reasons, and the documents that a change was done by, against their acts.

    Raises:
        ConfigurationError: names the first act that does not fit.
    """
    for seq, reason, other_id, by, payload in connection.execute(_REASONS):
        told = [f'"{_REASON}":"{sha256(reason.encode()).hexdigest()}"'] if reason else []
        told += [] if by is None else [f'"{_OTHER}":{canonical_json(by)}']
        named = (f'"{_OTHER}":' in payload) == (by is not None) == (other_id is not None)
        named = named and (f'"{_REASON}":' in payload) == bool(reason)
        if not named or any(each not in payload for each in told):
            raise ConfigurationError("register.history_differs", seq=seq)
