# SPDX-License-Identifier: Apache-2.0
"""Changes of state after a number was taken, each within the caller's transaction.

Every change leaves a row in `history` and one in the audit chain; which are allowed is said by
`transitions`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.errors import InputError
from esign.messages import Term
from esign.register import audit
from esign.register.entries import Entry, entry_of
from esign.register.moments import utc_text, vietnamese_day
from esign.register.roles import step_name
from esign.register.schema import artefact, history, register
from esign.register.transitions import ISSUED, TRANSITIONS, State, Step, steps_from

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from esign.ports import RandomSource

STAGE_STEPS = {"signed": Step.SIGN, "pdf": Step.SEAL}
"""What has been done to a document once this file of it is kept; a package changes no state."""

_ISSUING = (Step.NUMBER, Step.SIGN, Step.SEAL, Step.RELEASE)

_ENTRY = sa.select(register).where(register.c.request_id == sa.bindparam("request_id"))
_KEPT = sa.select(artefact.c.sha256).where(
    artefact.c.entry_id == sa.bindparam("entry_id"), artefact.c.stage == sa.bindparam("stage")
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An object of the store as a file of a document."""

    stage: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Keeping:
    """When and by which account files are kept; `random` draws the salts of the audit rows."""

    at: datetime
    actor: str
    random: RandomSource


@dataclass(frozen=True, slots=True)
class Deed:
    """A step somebody takes.

    Attributes:
        step: what is done.
        at: when.
        actor: by which account.
        reason: why; empty where none is asked for.
        other_id: the entry of the document it is done by, if any.
        facts: what the audit row says beside; nothing about persons.
    """

    step: Step
    at: datetime
    actor: str
    reason: str = ""
    other_id: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


def required(connection: sa.Connection, request_id: str) -> Entry:
    """The entry of a request.

    Raises:
        InputError: it has none.
    """
    row = connection.execute(_ENTRY, {"request_id": request_id}).first()
    if row is None:
        raise InputError("register.unknown_request", request_id=request_id)
    return entry_of(row)


def kept_digest(connection: sa.Connection, entry_id: int, stage: str) -> str | None:
    """SHA-256 (hex) of the document's file of that stage; None when there is none."""
    digest: str | None = connection.scalar(_KEPT, {"entry_id": entry_id, "stage": stage})
    return digest


def keep_first(connection: sa.Connection, entry: Entry, file: StoredFile, keeping: Keeping) -> str:
    """Make `file` the document's only one of its stage, unless it has one; returns which it has.

    Raises:
        InputError: the number is voided, or the document's state does not allow the step.
    """
    at, actor = keeping.at, keeping.actor
    entry.refuse_if_voided()
    winner = kept_digest(connection, entry.id, file.stage)
    if winner is not None:
        return winner
    connection.execute(
        sa.insert(artefact),
        {
            "entry_id": entry.id,
            "stage": file.stage,
            "sha256": file.sha256,
            "size": file.size,
            "kept_at": utc_text(at),
        },
    )
    facts = {"stage": file.stage, "sha256": file.sha256}
    if file.stage == "pdf":
        facts["signed_sha256"] = kept_digest(connection, entry.id, "signed") or ""
    step = STAGE_STEPS.get(file.stage)
    if step is None:  # a package goes out with the sealed document
        refuse_unless_allowed(entry, Step.RELEASE)
        act = audit.Act(at, actor, "kept", entry.request_id, facts)
        audit.append(connection, act, keeping.random)
    else:
        take_step(connection, entry, Deed(step, at, actor, facts=facts), keeping.random)
    return file.sha256


def take_step(connection: sa.Connection, entry: Entry, deed: Deed, random: RandomSource) -> int:
    """Change a document's state; returns the audit row that says so.

    Args:
        connection: in a writing transaction.
        entry: the document as it stands in the register now.
        deed: what is done.
        random: draws the audit row's salt.

    Raises:
        InputError: the state does not allow the step; names what it allows.
    """
    refuse_unless_allowed(entry, deed.step)
    after = TRANSITIONS[deed.step].leads[entry.state]
    number = entry.number
    facts = {"number": number.text, "year": number.year, "state": after.value, **deed.facts}
    if deed.reason:  # may name persons, so the chain holds its digest only
        facts["reason_sha256"] = sha256(deed.reason.encode()).hexdigest()
    at = utc_text(deed.at)
    act = audit.Act(deed.at, deed.actor, deed.step.value, entry.request_id, facts)
    seq = audit.append(connection, act, random)
    connection.execute(
        sa.update(register)
        .where(register.c.id == entry.id)
        .values(state=after.value, state_at=at, state_reason=deed.reason)
    )
    connection.execute(
        sa.insert(history),
        {
            "audit_seq": seq,
            "entry_id": entry.id,
            "act": deed.step.value,
            "state": after.value,
            "at": at,
            "actor": deed.actor,
            "reason": deed.reason,
            "other_id": deed.other_id,
        },
    )
    return seq


def refuse_unless_allowed(entry: Entry, step: Step) -> None:
    """Refuse a step that does not start from the document's state.

    Raises:
        InputError: names the state and the steps it allows.
    """
    if entry.state in TRANSITIONS[step].leads:
        return
    entry.refuse_if_voided()
    number, name = entry.number.text, step_name(step)
    day = f"{vietnamese_day(entry.state_at):%d/%m/%Y}"
    if entry.state is State.RECALLED:
        raise InputError("register.frozen", number=number, day=day, step=name)
    raise InputError(
        "register.step_not_allowed",
        number=number,
        day=day,
        step=name,
        state=Term(f"state.{entry.state}"),
        allowed=tuple(step_name(each) for each in steps_from(entry.state)),
    )


def steps_to_release(entry: Entry | None) -> tuple[Step, ...]:
    """What issuing still has to do to a document; handing one out again counts as releasing it.

    Raises:
        InputError: the document is no longer in force.
    """
    if entry is None or entry.state is State.NUMBERED:
        return _ISSUING
    if entry.state is State.SIGNED:
        return _ISSUING[2:]
    if entry.state not in ISSUED:
        refuse_unless_allowed(entry, Step.RELEASE)
    return _ISSUING[3:]
