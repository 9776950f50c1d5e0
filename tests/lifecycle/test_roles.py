# SPDX-License-Identifier: Apache-2.0
"""Two accounts, each with its own duty; whoever has none is refused before anything is done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from esign.errors import ConfigurationError, InputError
from esign.model import AgencyRecord
from esign.model.proof import SealedHead
from esign.register import (
    TRANSITIONS,
    WRITING_DUTIES,
    Dispatch,
    Duty,
    Occasion,
    Roles,
    State,
    Step,
    Writing,
)
from support.books import AGENCY, DECISION
from support.lives import BY_HAND, LETTER, asked, in_state, take, there

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from esign.register import Register
    from support.places import Place

ROLES = Roles(
    {
        Duty.CLERK: frozenset({"lan"}),
        Duty.SIGNER: frozenset({"giamdoc"}),
        Duty.SEALER: frozenset({"lan", "vanthu"}),
        Duty.AUDITOR: frozenset({"thanhtra"}),
    }
)
BEFORE = {
    Step.NUMBER: State.RESERVED,
    Step.SIGN: State.NUMBERED,
    Step.SEAL: State.SIGNED,
    Step.RELEASE: State.SEALED,
    Step.VOID: State.NUMBERED,
}
"""A state in which each step is allowed; all others are taken with a released document."""


@pytest.fixture
def guarded(place: Place, register: Register) -> Iterator[Register]:
    """The same register, opened by an office that has bound duties to accounts."""
    del register
    with place.open(roles=ROLES) as opened:
        yield opened


@pytest.mark.parametrize("actor", ["khach", "thanhtra", ""])
@pytest.mark.parametrize("step", BY_HAND)
def test_an_account_without_the_duty_changes_nothing_and_is_told_who_may(
    step: Step, actor: str, register: Register, guarded: Register, place: Place
) -> None:
    request_id = in_state(register, BEFORE.get(step, State.RELEASED))
    for other in (f"letter-for-{request_id}", f"new-for-{request_id}"):
        _issued(register, other, letter=other.startswith("letter"))
    before = _traces(place)
    with pytest.raises(ConfigurationError) as refusal:
        _by_name(guarded, step, request_id, actor)
    assert refusal.value.code == "register.not_entrusted"
    assert ("giamdoc" if step is Step.SIGN else "lan") in refusal.value.remedy("vi")
    assert _traces(place) == before


def test_director_and_clerk_finish_a_document_together(guarded: Register) -> None:
    guarded.number(asked("request-0001"), DECISION, AGENCY, actor="lan")
    for step, actor, other in (
        (Step.SIGN, "giamdoc", "lan"),
        (Step.SEAL, "lan", "giamdoc"),
        (Step.RELEASE, "lan", "giamdoc"),
        (Step.DISPATCH, "lan", "giamdoc"),
    ):
        with pytest.raises(ConfigurationError):
            take(guarded, step, "request-0001", other)
        take(guarded, step, "request-0001", actor)
    actors = [event.actor for event in guarded.lifecycle.history("request-0001")]
    assert actors == ["lan", "giamdoc", "lan", "lan", "lan"]


@pytest.mark.parametrize("actor", ["lan", "giamdoc"])
def test_head_and_clerk_may_both_take_a_document_back(
    actor: str, register: Register, guarded: Register
) -> None:
    request_id = in_state(register, State.RELEASED)
    assert guarded.lifecycle.recall(request_id, "Trái thẩm quyền", actor).state is State.RECALLED


def test_a_program_that_names_no_account_is_asked_for_one(
    register: Register, guarded: Register
) -> None:
    request_id = in_state(register, State.RELEASED)
    with pytest.raises(ConfigurationError) as refusal:
        guarded.lifecycle.recall(request_id, "Trái thẩm quyền")
    assert refusal.value.code == "register.actor_unnamed"
    assert there(guarded, request_id).state is State.RELEASED


def test_an_office_that_entrusted_nobody_says_so(place: Place) -> None:
    with place.open(roles=Roles({Duty.CLERK: frozenset()})) as register:
        with pytest.raises(ConfigurationError) as refusal:
            register.number(asked("request-0001"), DECISION, AGENCY, actor="lan")
        assert "chưa giao cho ai" in refusal.value.remedy("vi")
        assert "nobody yet" in refusal.value.remedy("en")


def test_who_may_not_finish_a_request_does_not_begin_it(
    register: Register, guarded: Register
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        guarded.entry_to_issue(asked("request-0001"), "lan")
    assert "ký" in refusal.value.message("vi")
    signed = in_state(register, State.SIGNED)
    assert guarded.entry_to_issue(asked(signed), "lan") is not None


def _file(register: Register, actor: str) -> None:
    dossier = register.dossiers.find(AGENCY.code, "01.TH", 2026)
    register.dossiers.add(dossier, entries=[there(register, "request-0001")], actor=actor)


def _seal(register: Register, actor: str) -> None:
    pending = register.record.next_head(Occasion.ASKED, AGENCY)
    assert pending is not None
    head = SealedHead(pending.head.statement, b"seal")
    assert register.record.store_head(pending, head, actor=actor)
    register.record.add_timestamp(pending.head.size, b"token", actor=actor)


def _answer(register: Register, actor: str) -> None:
    with pytest.raises(InputError):  # nothing has arrived
        register.inbox.give_back(1, "Gửi nhầm", actor=actor)


_WRITERS: Final[dict[Writing, Callable[[Register, str, Path], object]]] = {
    Writing.OPEN_DOSSIER: lambda register, actor, _: register.dossiers.open(
        AGENCY.code, "02.TH", "Khen thưởng", "10 năm", actor=actor
    ),
    Writing.FILE: lambda register, actor, _: _file(register, actor),
    Writing.CARRY: lambda register, actor, _: register.sending.require_carrier(actor),
    Writing.TAKE_BACK: lambda register, actor, _: register.outbox.take_back(
        "request-0001", "Gửi nhầm", actor
    ),
    Writing.TAKE_IN: lambda register, actor, _: register.inbox.require_receiver(actor),
    Writing.ANSWER: lambda register, actor, _: _answer(register, actor),
    Writing.COLLECT: lambda register, actor, _: register.store.collect(
        -timedelta(days=9999), actor=actor
    ),
    Writing.BACK_UP: lambda register, actor, target: register.backups.make(
        target, program="0.1.0", actor=actor
    ),
    Writing.SEAL_RECORD: lambda register, actor, _: _seal(register, actor),
    Writing.AUGMENT: lambda register, actor, _: register.versions.require_augmenter(actor),
    Writing.CONFIRM: lambda register, actor, _: register.bookkeeping.confirm(
        "outgoing", AGENCY, 2026, actor=actor
    ),
    Writing.DIRECTORY: lambda register, actor, _: register.directory.take_over(
        [AgencyRecord("H99.01", "Văn phòng")], "file", whole=False, actor=actor
    ),
}


@pytest.mark.parametrize("actor", ["khach", "lan", "giamdoc", "vanthu", "thanhtra"])
@pytest.mark.parametrize("writing", Writing)
def test_other_writing_is_for_those_entrusted_with_it_alone(
    writing: Writing, actor: str, register: Register, guarded: Register, tmp_path: Path
) -> None:
    _issued(register, "request-0001", letter=False)
    register.dossiers.open(AGENCY.code, "01.TH", "Tổng hợp", "10 năm", actor="clerk")
    before, target = register.record.check().rows, tmp_path / "backups"
    duties = WRITING_DUTIES[writing]
    if any(actor in ROLES.accounts[duty] for duty in duties):
        _WRITERS[writing](guarded, actor, target)
        return
    with pytest.raises(ConfigurationError) as refusal:
        _WRITERS[writing](guarded, actor, target)
    assert refusal.value.code == "register.not_entrusted"
    assert "lan" in refusal.value.remedy("vi")
    assert "step." not in refusal.value.message("vi")
    checked = register.record.check()
    assert (checked.rows, checked.heads, target.exists()) == (before, (), False)


def test_an_auditor_may_back_up_and_write_nothing_else() -> None:
    for duties in (line.duties for line in TRANSITIONS.values()):
        assert Duty.AUDITOR not in duties
    assert [each for each in Writing if Duty.AUDITOR in WRITING_DUTIES[each]] == [Writing.BACK_UP]


def _issued(register: Register, request_id: str, *, letter: bool) -> None:
    register.number(asked(request_id), LETTER if letter else DECISION, AGENCY)
    for step in (Step.SIGN, Step.SEAL, Step.RELEASE):
        take(register, step, request_id)


def _by_name(register: Register, step: Step, request_id: str, actor: str) -> None:
    """The step with documents that are there already, so that nothing but itself is done."""
    lifecycle = register.lifecycle
    if step is Step.CORRECT:
        lifecycle.correct(request_id, f"letter-for-{request_id}", "Sai chính tả", actor)
    elif step is Step.REPLACE:
        lifecycle.replace(request_id, f"new-for-{request_id}", "Sai mức chi", actor)
    elif step is Step.DISPATCH:
        lifecycle.dispatch(request_id, Dispatch(recipient="Phòng GDĐT"), actor)
    else:
        take(register, step, request_id, actor)


def _traces(place: Place) -> list[object]:
    stored = sorted(path.name for path in (place.folder / "objects").rglob("*") if path.is_file())
    return [
        place.rows("SELECT count(*) FROM audit"),
        place.rows("SELECT state FROM register"),
        stored,
    ]
