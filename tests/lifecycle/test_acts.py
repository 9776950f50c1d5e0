# SPDX-License-Identifier: Apache-2.0
"""A fault is found after the document went out: recall, replace, correct; and to whom it went."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.register import Dispatch, State, Step
from support.books import AGENCY, COPY, DECISION
from support.crashing import OCCASIONS, crashes
from support.lives import LETTER, asked, numbered, released, there

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.register import Entry, Register
    from support.places import Place
    from support.ports import FixedClock

REASON = "Sai mức chi tại Điều 2"


def refused(code: str, act: Callable[..., object], *arguments: object) -> InputError:
    with pytest.raises(InputError) as refusal:
        act(*arguments)
    assert refusal.value.code == code
    return refusal.value


def test_a_recalled_document_can_be_changed_by_nobody_not_even_past_the_program(
    register: Register, place: Place
) -> None:
    entry = released(register, "request-0001")
    register.lifecycle.recall("request-0001", REASON, "clerk")
    for change in (
        "UPDATE register SET subject = 'Khác'",
        "UPDATE register SET note = 'x'",
        "UPDATE register SET state = 'released'",
        "UPDATE register SET state_reason = 'x'",
    ):
        with (
            pytest.raises(Exception, match=r"stay as they are|never changed"),
            place.connect() as raw,
        ):
            raw.execute(change)
    recalled = there(register, "request-0001")
    assert (recalled.state, recalled.reason) == (State.RECALLED, REASON)
    assert recalled.subject == entry.subject


def test_a_recalled_document_is_not_issued_again(register: Register) -> None:
    released(register, "request-0001")
    register.lifecycle.recall("request-0001", REASON)
    refused("register.frozen", register.entry_to_issue, asked("request-0001"))


@pytest.mark.parametrize("act", ["recall", "void"])
@pytest.mark.parametrize("reason", ["", " \n"])
def test_nothing_is_taken_back_without_a_reason(act: str, reason: str, register: Register) -> None:
    released(register, "request-0001")
    refused("register.no_reason", getattr(register.lifecycle, act), "request-0001", reason)


def test_a_reason_that_would_steer_a_terminal_is_refused(register: Register) -> None:
    released(register, "request-0001")
    refused("register.form", register.lifecycle.recall, "request-0001", "Sai\x1b[2J")


def test_a_document_is_replaced_by_a_new_one_and_both_say_so(register: Register) -> None:
    released(register, "old-0001")
    released(register, "new-0001")
    old = register.lifecycle.replace("old-0001", "new-0001", REASON, "lan")
    assert (old.state, old.reason) == (State.REPLACED, REASON)
    assert there(register, "new-0001").state is State.RELEASED
    for shown in ("old-0001", "new-0001"):
        (link,) = register.lifecycle.links(shown)
        assert (link.act, link.of.request_id, link.by.request_id) == (
            Step.REPLACE,
            "old-0001",
            "new-0001",
        )
    last = register.lifecycle.history("old-0001")[-1]
    assert (last.actor, last.reason, last.other) == ("lan", REASON, "new-0001")


def test_a_chain_of_replacements_goes_on_and_never_round_in_a_circle(register: Register) -> None:
    for name in ("first-01", "second-1", "third-01"):
        released(register, name)
    register.lifecycle.replace("first-01", "second-1", REASON)
    register.lifecycle.replace("second-1", "third-01", REASON)
    acts = [
        (link.of.request_id, link.by.request_id) for link in register.lifecycle.links("second-1")
    ]
    assert acts == [("first-01", "second-1"), ("second-1", "third-01")]
    refused("register.by_not_in_force", register.lifecycle.replace, "third-01", "first-01", REASON)


def _voided(register: Register) -> Entry:
    numbered(register, "other-01")
    return register.lifecycle.void("other-01", "Không ban hành")


def _recalled(register: Register) -> Entry:
    released(register, "other-01")
    return register.lifecycle.recall("other-01", REASON)


def _elsewhere(register: Register) -> Entry:
    return released(register, "other-01", DECISION, replace(AGENCY, code="H99.13"))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda register: numbered(register, "other-01"), "register.by_not_in_force"),
        (_voided, "register.by_not_in_force"),
        (_recalled, "register.by_not_in_force"),
        (lambda register: released(register, "other-01", LETTER), "register.other_form"),
        (_elsewhere, "register.by_other_agency"),
        (lambda register: there(register, "old-0001"), "register.by_itself"),
    ],
    ids=["unsigned", "voided", "recalled", "letter", "elsewhere", "itself"],
)
def test_only_a_document_in_force_of_equal_form_and_agency_replaces(
    make: Callable[[Register], Entry], code: str, register: Register
) -> None:
    released(register, "old-0001")
    other = make(register)
    error = refused(code, register.lifecycle.replace, "old-0001", other.request_id, REASON)
    assert "01/QĐ-SGDĐT" in error.message("vi")
    assert there(register, "old-0001").state is State.RELEASED
    assert register.lifecycle.links("old-0001") == ()


def test_an_older_document_replaces_nothing(register: Register, clock: FixedClock) -> None:
    released(register, "good-001")
    clock.moment += timedelta(minutes=1)
    released(register, "wrong-01")
    refused("register.by_older", register.lifecycle.replace, "wrong-01", "good-001", REASON)
    assert there(register, "wrong-01").state is State.RELEASED
    register.lifecycle.replace("good-001", "wrong-01", REASON)


def test_a_new_document_that_is_not_in_the_register_replaces_nothing(register: Register) -> None:
    released(register, "old-0001")
    lifecycle = register.lifecycle
    refused("register.unknown_request", lifecycle.replace, "old-0001", "nowhere", REASON)
    assert there(register, "old-0001").state is State.RELEASED


def test_an_official_letter_corrects_a_document_that_stays_in_force(register: Register) -> None:
    released(register, "old-0001")
    for letter in ("letter-1", "letter-2"):
        released(register, letter, LETTER)
        corrected = register.lifecycle.correct("old-0001", letter, "Sai chính tả")
        assert corrected.state is State.CORRECTED
    assert [link.by.request_id for link in register.lifecycle.links("old-0001")] == [
        "letter-1",
        "letter-2",
    ]
    register.release("old-0001")  # handing it out again is no change
    assert there(register, "old-0001").state is State.CORRECTED


def test_a_decision_corrects_nothing(register: Register) -> None:
    released(register, "old-0001")
    released(register, "new-0001")
    refused("register.no_letter", register.lifecycle.correct, "old-0001", "new-0001", REASON)


def test_a_corrected_document_that_is_sent_again_stays_a_corrected_one(register: Register) -> None:
    released(register, "old-0001")
    released(register, "letter-1", LETTER)
    register.lifecycle.correct("old-0001", "letter-1", "Sai chính tả")
    register.lifecycle.dispatch("old-0001", Dispatch(recipient="Trường THPT Ví Dụ"))
    assert there(register, "old-0001").state is State.CORRECTED


def test_a_dispatch_says_to_whom_when_and_who_signed_for_it(
    register: Register, clock: FixedClock
) -> None:
    released(register, "old-0001")
    clock.moment += timedelta(days=3)
    first = Dispatch(
        recipient="Trường THPT Ví Dụ",
        sent_on=date(2026, 11, 21),
        received_by="Lê Thị B",
        note="Gửi bưu điện",
    )
    for sending in (first, Dispatch(recipient="Phòng GDĐT")):
        assert register.lifecycle.dispatch("old-0001", sending).state is State.DISPATCHED
    second = Dispatch(recipient="Phòng GDĐT", sent_on=date(2026, 11, 23))
    assert register.lifecycle.dispatches("old-0001") == (first, second)


@pytest.mark.parametrize("day", [date(2026, 11, 19), date(2026, 11, 21)], ids=["before", "ahead"])
def test_a_dispatch_lies_between_the_document_and_today(day: date, register: Register) -> None:
    released(register, "old-0001")
    sending = Dispatch(recipient="Trường THPT Ví Dụ", sent_on=day)
    refused("register.dispatch_day", register.lifecycle.dispatch, "old-0001", sending)


def test_the_record_holds_no_name_and_no_reason(register: Register, place: Place) -> None:
    released(register, "old-0001")
    register.lifecycle.dispatch("old-0001", Dispatch(recipient="Ông Trần Văn Riêng"))
    register.lifecycle.recall("old-0001", "Theo đơn của bà Lê Thị Kín")
    record = str(place.rows("SELECT payload FROM audit"))
    assert "reason_sha256" in record
    assert "Riêng" not in record
    assert "Kín" not in record


def test_sealing_is_recorded_with_what_was_signed_and_what_was_sealed(
    register: Register, place: Place
) -> None:
    released(register, "old-0001")
    ((payload,),) = place.rows("SELECT payload FROM audit WHERE action = 'sealed'")
    digests = [row[0] for row in place.rows("SELECT sha256 FROM artefact")]
    assert len(digests) == 2
    assert all(digest in payload for digest in digests)


def test_a_package_is_kept_for_a_sealed_document_only(register: Register) -> None:
    numbered(register, "old-0001", COPY)
    refused("register.step_not_allowed", register.keep, "old-0001", {"package": b"<edXML/>"})
    register.keep("old-0001", {"signed": b"signed"})
    register.keep("old-0001", {"pdf": b"sealed", "package": b"<edXML/>"})
    assert register.kept("old-0001", "package") == b"<edXML/>"


ACTS: dict[str, Callable[[Register], object]] = {
    "void": lambda register: register.lifecycle.void("open-0001", REASON),
    "recall": lambda register: register.lifecycle.recall("old-0001", REASON),
    "replace": lambda register: register.lifecycle.replace("old-0001", "new-0001", REASON),
    "correct": lambda register: register.lifecycle.correct("old-0001", "letter-1", REASON),
    "dispatch": lambda register: register.lifecycle.dispatch(
        "old-0001", Dispatch(recipient="Trường THPT Ví Dụ")
    ),
    "cancel": lambda register: register.outbox.cancel(
        register.outbox.all()[0].id, "Không gửi nữa", "lan"
    ),
    "take back": lambda register: register.outbox.take_back(
        "old-0001", REASON, "lan", only={"H99.5"}
    ),
}


@pytest.mark.parametrize("occasion", OCCASIONS)
@pytest.mark.parametrize("act", ACTS)
def test_power_that_fails_at_any_statement_leaves_all_of_an_act_or_nothing(
    act: str, occasion: str, either_place: Place
) -> None:
    with either_place.open() as register:
        numbered(register, "open-0001")
        for name in ("old-0001", "new-0001", "gone-001"):
            released(register, name)
        released(register, "letter-1", LETTER)
        register.lifecycle.recall("gone-001", REASON)
        before = _everything(either_place)
        for _crash in crashes(register, occasion, lambda: ACTS[act](register)):
            assert _everything(either_place) == before
        register.audit_check()
        after = _everything(either_place)
        assert after["audit"] == int(str(before["audit"])) + 1
        assert after != before | {"audit": after["audit"]}


def _everything(place: Place) -> dict[str, object]:
    """All that a row may be added to or changed in."""
    return {
        "audit": len(place.rows("SELECT seq FROM audit")),
        "history": len(place.rows("SELECT act FROM history")),
        "artefacts": len(place.rows("SELECT sha256 FROM artefact")),
        "dispatches": len(place.rows("SELECT recipient FROM dispatch")),
        "states": sorted(place.rows("SELECT id, state, state_reason FROM register")),
        "messages": place.rows("SELECT id, state FROM message ORDER BY id"),
        "deliveries": place.rows(
            "SELECT message_id, receiver_code, state FROM delivery ORDER BY 1, 2"
        ),
    }


def test_two_clerks_who_recall_at_once_recall_once(either_place: Place) -> None:
    with either_place.open() as first, either_place.open() as second:
        released(first, "old-0001")
        first.lifecycle.recall("old-0001", REASON, "lan")
        refused("register.frozen", second.lifecycle.recall, "old-0001", "Lý do khác", "hoa")
        assert there(second, "old-0001").reason == REASON
        assert [len(each.deliveries) for each in second.outbox.all()] == [2]
