# SPDX-License-Identifier: Apache-2.0
"""What may follow what: every step in every state, and the page that says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.messages import Language, catalogue
from esign.register import ISSUED, TRANSITIONS, State, Step
from support.lives import BY_HAND, in_state, take, there
from support.source import ROOT

if TYPE_CHECKING:
    from esign.register import Register

PAGE = ROOT / "docs" / "life-cycle.md"
CASES = [(state, step) for state in State for step in BY_HAND]
ALLOWED = [case for case in CASES if case[0] in TRANSITIONS[case[1]].leads]
SIGNED_AND_ON = (
    *(State.SIGNED, State.SEALED, State.RELEASED, State.DISPATCHED),
    *(State.CORRECTED, State.REPLACED, State.RECALLED),
)
HARMLESS = [
    *((state, Step.NUMBER) for state in (State.NUMBERED, *SIGNED_AND_ON)),
    *((state, Step.SIGN) for state in SIGNED_AND_ON),
    *((state, Step.SEAL) for state in SIGNED_AND_ON[1:]),
    *((state, Step.RELEASE) for state in sorted(ISSUED)),
]
"""What was done already is found again; nothing is done twice."""


def word(code: str) -> str:
    return catalogue()[code]["vi"]


@pytest.mark.parametrize(("state", "step"), ALLOWED)
def test_an_allowed_step_leads_where_the_table_says(
    state: State, step: Step, register: Register
) -> None:
    request_id = in_state(register, state)
    take(register, step, request_id)
    after = there(register, "the-reserved" if step is Step.NUMBER else request_id)
    assert after.state is TRANSITIONS[step].leads[state]
    (*_, last) = register.lifecycle.history(after.request_id)
    assert (last.act, last.state, last.actor) == (step, after.state, "clerk")


@pytest.mark.parametrize(
    ("state", "step"),
    [case for case in CASES if case not in ALLOWED and case not in HARMLESS],
)
def test_a_forbidden_step_names_the_state_and_what_is_allowed(
    state: State, step: Step, register: Register
) -> None:
    request_id = in_state(register, state)
    before = register.lifecycle.history(request_id)
    with pytest.raises(InputError) as refusal:
        take(register, step, request_id)
    assert there(register, request_id).state is state
    assert register.lifecycle.history(request_id) == before
    error = refusal.value
    if state is State.VOIDED:
        assert error.code == "register.voided"
    elif state is State.RECALLED:
        assert error.code == "register.frozen"
        assert "đã khóa" in error.message(Language.VIETNAMESE)
    else:
        assert error.code == "register.step_not_allowed"
        said = error.message("vi") + error.remedy("vi")
        assert word(f"state.{state}") in said
        assert word(f"step.{step}") in said
        for other in Step:
            open_to_all = state in TRANSITIONS[other].leads and other is not Step.CERTIFY
            assert (word(f"step.{other}") in error.remedy("vi")) or not open_to_all
        assert word("step.certified") not in error.remedy("vi")


@pytest.mark.parametrize(("state", "step"), HARMLESS)
def test_what_was_done_before_is_not_done_again(
    state: State, step: Step, register: Register
) -> None:
    request_id = in_state(register, state)
    before = register.lifecycle.history(request_id)
    take(register, step, request_id)
    assert register.lifecycle.history(request_id) == before


def test_the_page_shows_the_table_of_the_code() -> None:
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    cells = {step: rest.split("|") for step, rest in rows if rest.count("|") == 2}
    shown = {step: [re.findall(r"`(\w+)`", cell) for cell in rest] for step, rest in cells.items()}
    assert shown == {
        step.name.lower(): [
            [state.value for state in line.leads if state is not None],
            list(dict.fromkeys(after.value for after in line.leads.values())),
            sorted(duty.value for duty in line.duties),
        ]
        for step, line in TRANSITIONS.items()
    }


def test_the_page_names_every_state_in_both_languages() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for state in State:
        assert f"`{state}`" in text
        assert word(f"state.{state}") in text


def test_every_state_can_be_reached_and_left_or_is_an_end() -> None:
    reached = {after for line in TRANSITIONS.values() for after in line.leads.values()}
    left = {before for line in TRANSITIONS.values() for before in line.leads}
    assert reached == set(State)
    assert set(State) - left == {State.VOIDED, State.RECALLED}
