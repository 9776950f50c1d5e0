# SPDX-License-Identifier: Apache-2.0
"""The life of a number: which act leads from which states to which, and who may do it.

One table; `docs/life-cycle.md` shows it, and a test compares both (NĐ 30/2020 Đ15, Đ18, Đ32-33).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """Where a document stands; the value is also what the database holds."""

    RESERVED = "reserved"
    NUMBERED = "numbered"
    SIGNED = "signed"
    SEALED = "sealed"
    RELEASED = "released"
    DISPATCHED = "dispatched"
    CORRECTED = "corrected"
    REPLACED = "replaced"
    RECALLED = "recalled"
    VOIDED = "voided"


class Duty(StrEnum):
    """What an account may be entrusted with; the value is a key of `[roles]` in the settings."""

    CLERK = "clerk"
    SIGNER = "signer"
    SEALER = "sealer"
    AUDITOR = "auditor"


class Step(StrEnum):
    """What is done to a document; the value is also the action of its audit row."""

    RESERVE = "reserved"
    NUMBER = "numbered"
    ENTER = "entered"
    SIGN = "signed"
    SEAL = "sealed"
    CERTIFY = "certified"
    RELEASE = "released"
    DISPATCH = "dispatched"
    CORRECT = "corrected"
    REPLACE = "replaced"
    RECALL = "recalled"
    VOID = "voided"


class Writing(StrEnum):
    """What else is written beside the steps; the value tells messages what it is called."""

    OPEN_DOSSIER = "dossier_opened"
    FILE = "dossier_filled"
    CARRY = "sent"
    TAKE_BACK = "taken_back"
    TAKE_IN = "messages_taken_in"
    ANSWER = "messages_answered"
    COLLECT = "collected"
    AUGMENT = "augmented"
    BACK_UP = "backed_up"
    SEAL_RECORD = "record_sealed"
    CONFIRM = "confirmed"
    DIRECTORY = "directory_synchronised"


ISSUED: Final = frozenset({State.RELEASED, State.DISPATCHED, State.CORRECTED})
"""Documents that are out in the world and in force."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table.

    Attributes:
        leads: from which state to which; None stands for what has no number yet.
        duties: which accounts may do it: those with one of these.
    """

    leads: Mapping[State | None, State]
    duties: frozenset[Duty]


def _line(leads: Mapping[State | None, State], *duties: Duty) -> Transition:
    return Transition(leads, frozenset(duties))


def _to(after: State, *before: State | None) -> dict[State | None, State]:
    return dict.fromkeys(before, after)


_EITHER: Final = (Duty.CLERK, Duty.SIGNER)

TRANSITIONS: Final = {
    Step.RESERVE: _line(_to(State.RESERVED, None), Duty.CLERK),
    Step.NUMBER: _line(_to(State.NUMBERED, None, State.RESERVED), Duty.CLERK),
    Step.ENTER: _line(_to(State.RELEASED, None, State.RESERVED), Duty.CLERK),
    Step.SIGN: _line(_to(State.SIGNED, State.NUMBERED), Duty.SIGNER),
    Step.SEAL: _line(_to(State.SEALED, State.SIGNED), Duty.SEALER),
    # Certified copies alone, which nobody but the agency signs: `steps_from` keeps all others out.
    Step.CERTIFY: _line(_to(State.SEALED, State.NUMBERED), Duty.SEALER),
    Step.RELEASE: _line(_to(State.RELEASED, State.SEALED), Duty.CLERK),
    Step.DISPATCH: _line(
        # A corrected document that is sent once more is still a corrected one.
        _to(State.DISPATCHED, State.RELEASED, State.DISPATCHED)
        | _to(State.CORRECTED, State.CORRECTED),
        Duty.CLERK,
    ),
    Step.CORRECT: _line(_to(State.CORRECTED, *sorted(ISSUED)), *_EITHER),
    Step.REPLACE: _line(_to(State.REPLACED, *sorted(ISSUED)), *_EITHER),
    Step.RECALL: _line(_to(State.RECALLED, *sorted(ISSUED), State.REPLACED), *_EITHER),
    Step.VOID: _line(
        _to(State.VOIDED, State.RESERVED, State.NUMBERED, State.SIGNED, State.SEALED), *_EITHER
    ),
}

WRITING_DUTIES: Final = {
    Writing.OPEN_DOSSIER: frozenset({Duty.CLERK}),
    Writing.FILE: frozenset({Duty.CLERK}),
    Writing.CARRY: frozenset({Duty.CLERK}),
    Writing.TAKE_BACK: frozenset(_EITHER),
    Writing.TAKE_IN: frozenset({Duty.CLERK}),
    Writing.ANSWER: frozenset({Duty.CLERK}),
    Writing.COLLECT: frozenset({Duty.CLERK}),
    Writing.AUGMENT: frozenset({Duty.CLERK}),
    Writing.BACK_UP: frozenset({Duty.CLERK, Duty.AUDITOR}),
    Writing.SEAL_RECORD: frozenset({Duty.CLERK, Duty.SEALER}),
    Writing.CONFIRM: frozenset({Duty.CLERK}),
    Writing.DIRECTORY: frozenset({Duty.CLERK}),
}
"""Which accounts may write what is no step of a document."""


def steps_from(state: State, *, sealed_alone: bool = False) -> tuple[Step, ...]:
    """What may be done next.

    Args:
        state: where the document stands.
        sealed_alone: whether it is of a kind that nobody but the agency signs.
    """
    barred = Step.SIGN if sealed_alone else Step.CERTIFY
    found = (step for step, line in TRANSITIONS.items() if state in line.leads)
    return tuple(step for step in found if step is not barred)
