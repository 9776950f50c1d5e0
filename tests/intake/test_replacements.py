# SPDX-License-Identifier: Apache-2.0
"""A replacement may come beside the very document that it brings: a task, never a second one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.exchange import write
from esign.intake import composer, fetch_waiting
from esign.intake.opening import NOTHING, opened
from esign.model import Business, Purpose, Replaced, StatusCode
from esign.receiving import to_plain
from esign.register import Acceptance, Delivered, Standing
from support.arriving import SENDER, US, data, document, numbered, reading, replacement, status
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from esign.intake import Intake
    from esign.model import Package, StatusPackage
    from esign.register import ArrivedMessage, Reading, Register
    from support.ports import FixedClock
    from support.transports import MemoryAxis

_NUMBERS = count(1)
OLD, NEW = document(), numbered("06")
SAME = "5" * 64


def arrived(register: Register, read: Reading) -> ArrivedMessage:
    """A message that was taken in and says this."""
    axis_id = f"R{next(_NUMBERS)}"
    message = Delivered(
        transport="axis", axis_id=axis_id, message_type="edoc", data=axis_id.encode()
    )
    (kept,) = register.inbox.keep_all([message], US.code, actor="clerk")
    return register.inbox.settle(kept.id, read, actor="clerk")


def by_itself() -> Reading:
    return reading(NEW, content=SAME)


def in_its_place() -> Reading:
    return reading(replacement(), content=SAME)


def state(register: Register, message: ArrivedMessage) -> Standing:
    return register.inbox.message(message.id).state


def content(package: Package | StatusPackage) -> str:
    told = {"now": FIXED_NOW.isoformat(), "known": to_plain(NOTHING)}
    return str(opened({})(write(package), told)["content"])


def test_other_content_under_the_id_of_a_document_is_held_back(both: Register) -> None:
    arrived(both, reading(OLD))
    first = arrived(both, by_itself())
    held = arrived(both, reading(replacement(), content="6" * 64))
    assert (held.state, held.about_id) == (Standing.QUARANTINED, first.id)
    with pytest.raises(InputError):
        both.inbox.agree(held.id)
    with pytest.raises(InputError):
        both.inbox.accept(held.id, Acceptance("", despite=True, reason="Cứ vào sổ"))


@pytest.mark.parametrize("accepted_first", [True, False])
def test_a_replacement_of_what_came_by_itself_asks_and_brings_nothing(
    both: Register, *, accepted_first: bool
) -> None:
    old, new = arrived(both, reading(OLD)), arrived(both, by_itself())
    both.inbox.accept(old.id, Acceptance())
    if accepted_first:
        both.inbox.accept(new.id, Acceptance())
    task = arrived(both, in_its_place())
    assert (task.state, task.about_id) == (Standing.TASK, old.id)
    assert both.inbox.agree(task.id).state is Standing.ANSWERED
    assert state(both, old) is Standing.REPLACED
    done, arrival = both.inbox.accept(task.id, Acceptance())
    assert (done.id, arrival.number) == (new.id, 2)
    assert both.inbox.accept(new.id, Acceptance())[1] == arrival
    assert len(both.bookkeeping.incoming(US, 2026)) == 2
    told = [(each.arrived_id, each.status_code) for each in both.outbox.all()]
    assert [code for name, code in told if name == task.id] == ["01", "15"]
    assert [code for name, code in told if name == new.id] == ["01", "03"]
    both.record.check()


def test_a_replacement_that_is_refused_leaves_both_documents(both: Register) -> None:
    old, new = arrived(both, reading(OLD)), arrived(both, by_itself())
    task = arrived(both, in_its_place())
    assert both.inbox.decline(task.id, "Đã thực hiện xong").state is Standing.ANSWERED
    assert [state(both, each) for each in (old, new)] == [Standing.WAITING, Standing.WAITING]
    assert both.inbox.accept(task.id, Acceptance())[0].id == new.id


def test_a_document_that_comes_after_its_replacement_is_a_repeat(both: Register) -> None:
    old, task = arrived(both, reading(OLD)), arrived(both, in_its_place())
    late = arrived(both, by_itself())
    assert (late.state, late.about_id) == (Standing.DUPLICATE, task.id)
    assert both.inbox.agree(task.id).state is Standing.WAITING
    done, arrival = both.inbox.accept(late.id, Acceptance())
    assert (done.id, arrival.number) == (task.id, 1)
    assert both.inbox.accept(task.id, Acceptance())[1] == arrival
    assert state(both, old) is Standing.REPLACED
    both.record.check()


def test_one_document_may_replace_several_one_after_the_other(both: Register) -> None:
    other = Business(Purpose.REPLACE, reason="Gộp lại", replaced=(Replaced("khác"),))
    arrived(both, reading(OLD))
    first = arrived(both, in_its_place())
    second = arrived(both, reading(replace(replacement(), business=other), content=SAME))
    again = arrived(both, in_its_place())
    assert [each.state for each in (first, second)] == [Standing.TASK, Standing.TASK]
    assert (again.state, again.about_id) == (Standing.DUPLICATE, first.id)
    assert both.inbox.agree(second.id).state is Standing.ANSWERED
    assert both.inbox.agree(first.id).state is Standing.WAITING


def test_an_old_document_that_comes_last_of_all_is_frozen_at_once(both: Register) -> None:
    task = arrived(both, in_its_place())
    both.inbox.agree(task.id)
    both.inbox.accept(task.id, Acceptance())
    late = arrived(both, reading(OLD))
    assert (state(both, late), state(both, task)) == (Standing.REPLACED, Standing.REGISTERED)


def test_what_a_document_is_sent_for_is_no_part_of_its_content() -> None:
    assert content(NEW) == content(replacement())
    assert content(NEW) != content(replace(replacement(), subject="Khác hẳn"))
    recall = Business(Purpose.RECALL, "Sai", NEW.document_id)
    assert len({content(NEW), content(replace(NEW, business=recall))}) == 2


def test_over_the_axis_a_replacement_after_the_release_is_a_task(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    for package in (OLD, NEW, replacement()):
        axis.put(US.code, data(package), sender=SENDER.code)
    states = [each.state for each in fetch_waiting(intake).messages]
    assert states == [Standing.WAITING, Standing.WAITING, Standing.TASK]
    register.record.check()


def test_an_answer_that_is_given_again_is_the_same_answer(
    both: Register, clock: FixedClock
) -> None:
    arrived(both, reading(OLD))
    recall = Business(Purpose.RECALL, "Sai thẩm quyền", OLD.document_id)
    asked = reading(replace(OLD, attachments=(), business=recall))
    both.inbox.decline(arrived(both, asked).id, "Đã thực hiện xong")
    clock.moment += timedelta(hours=3)
    arrived(both, asked)
    answers = [each for each in both.outbox.all() if each.status_code == StatusCode.DECLINED]
    said = {composer(US)(both, each) for each in answers}
    assert (len(answers), len(said)) == (2, 1)


def test_taking_back_is_asked_again_only_at_another_time() -> None:
    asked = status(StatusCode.TAKE_BACK)
    assert asked.at is not None
    later = replace(asked, at=asked.at.replace(minute=asked.at.minute ^ 1))
    assert content(asked) == content(replace(asked))
    assert content(asked) != content(later)
