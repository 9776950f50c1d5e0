# SPDX-License-Identifier: Apache-2.0
"""Changes of state after a number was taken, each within the caller's transaction.

Every change leaves a row in `history` and one in the audit chain; which are allowed is said by
`transitions`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, NewType, TypeAlias

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

AnnexStage = NewType("AnnexStage", str)
"""An annex in a file of its own: `annex-1-prepared` while it waits to be sealed, then `annex-1`."""

Stage: TypeAlias = Literal["prepared", "signed", "pdf", "package"] | AnnexStage
"""What is kept of a document: the page that waits to be signed, if it had to wait (of a copy, to be
sealed); what the person signed; the sealed original; its package; the same of its annexes."""

STAGE_STEPS = {"signed": Step.SIGN, "pdf": Step.SEAL}
"""What has been done to a document once this file of it is kept; other files change no state."""

STAGE_DUTIES = {"prepared": Step.NUMBER, **STAGE_STEPS, "package": Step.RELEASE}
"""The step whose duty is needed to keep a file."""

_ONLY_KEPT = {"prepared": ("prepared", Step.SIGN), "package": ("kept", Step.RELEASE)}
"""The act that tells of a file which changes no state, and the step that must still be allowed."""

ANNEX = "annex-"
"""How the stage of an annex begins."""

AUGMENTED = "augmented-"
"""How the stage of a document begins that was raised after it was issued; see `versions`."""

_ISSUING = (Step.NUMBER, Step.SIGN, Step.SEAL, Step.RELEASE)
_CERTIFYING = (Step.NUMBER, Step.CERTIFY, Step.RELEASE)

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
    """When and by which account files are kept; `random` draws the salts of the audit rows.

    `facts` is what those rows say beside; nothing about persons.
    """

    at: datetime
    actor: str
    random: RandomSource
    facts: Mapping[str, object] = field(default_factory=dict)


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


def prepared_annex_stage(ordinal: int) -> AnnexStage:
    """The stage of a document's annex while it waits to be sealed; annexes count from 1."""
    return AnnexStage(f"{ANNEX}{ordinal}-prepared")


def annex_stage(ordinal: int) -> AnnexStage:
    """The stage of a document's sealed annex."""
    return AnnexStage(f"{ANNEX}{ordinal}")


def _like(stage: str) -> str:
    """The stage that an annex is kept like: it waits as the page does, and leaves as the package.

    Of other stages they themselves.
    """
    if not stage.startswith(ANNEX):
        return stage
    return "prepared" if stage.endswith("-prepared") else "package"


def duty_of(stage: Stage) -> Step:
    """The step whose duty is needed to keep a file of that stage."""
    return STAGE_DUTIES[_like(stage)]


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
    own = {"stage": file.stage, "sha256": file.sha256, "size": file.size}
    facts: dict[str, object] = {**keeping.facts, **own}
    if file.stage == "pdf":
        facts["signed_sha256"] = kept_digest(connection, entry.id, "signed") or ""
    step = _step_of(file.stage, entry)
    if step is None:  # a prepared page waits to be signed, a package goes out with the original
        action, following = _ONLY_KEPT[_like(file.stage)]
        if following is Step.SIGN and entry.sealed_alone:
            following = Step.CERTIFY
        refuse_unless_allowed(entry, following)
        act = audit.Act(at, actor, action, entry.request_id, facts)
        audit.append(connection, act, keeping.random)
    else:
        take_step(connection, entry, Deed(step, at, actor, facts=facts), keeping.random)
    return file.sha256


def _step_of(stage: str, entry: Entry) -> Step | None:
    """What has been done to a document once its file of a stage is kept; None for nothing."""
    step = STAGE_STEPS.get(stage)
    return Step.CERTIFY if step is Step.SEAL and entry.sealed_alone else step


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
    allowed = steps_from(entry.state, sealed_alone=entry.sealed_alone)
    if step in allowed:
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
        allowed=tuple(map(step_name, allowed)),
    )


def done_by(connection: sa.Connection, entry_id: int, step: Step) -> str:
    """The account that took a step last; empty where nobody has."""
    taken = (
        sa.select(history.c.actor)
        .where(history.c.entry_id == entry_id, history.c.act == step.value)
        .order_by(history.c.audit_seq.desc())
        .limit(1)
    )
    return connection.scalar(taken) or ""


def steps_to_release(entry: Entry | None, *, sealed_alone: bool = False) -> tuple[Step, ...]:
    """What issuing still has to do to a document; handing one out again counts as releasing it.

    Args:
        entry: the document as it stands in the register; None when it has no number yet.
        sealed_alone: whether nobody but the agency signs it.

    Raises:
        InputError: the document is no longer in force.
    """
    if entry is None or entry.state is State.NUMBERED:
        return _CERTIFYING if sealed_alone else _ISSUING
    if entry.state is State.SIGNED:
        return _ISSUING[2:]
    if entry.state not in ISSUED:
        refuse_unless_allowed(entry, Step.RELEASE)
    return _ISSUING[3:]
