# SPDX-License-Identifier: Apache-2.0
"""What began and was not tried, what another worker has, and faults that nobody foresaw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from esign.delivery import send_waiting, sending, windows
from esign.delivery.course import Course
from esign.delivery.preparing import prepared
from esign.errors import OutputError
from esign.model import AgencyRecord
from esign.register import Start
from esign.register.outbox_claims import LEASE
from esign.register.outbox_sending import Sending
from esign.settings.transports import HubSettings
from support.lives import LETTER, RECEIVERS
from support.outbox import HOME, MONEY, Post, sendable
from support.ports import FIXED_NOW
from support.transports import Fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from esign.delivery.addresses import Check
    from esign.delivery.dispatcher import Dispatcher
    from esign.delivery.ready import Ready
    from esign.model import Consignment
    from esign.register import Failing, Message
    from support.places import Place
    from support.ports import FixedClock

A, B, C, D = NAMES = ("a-000001", "b-000001", "c-000001", "d-000001")
"""Windows of one, two and one."""
REASON = "Trái thẩm quyền"


@dataclass
class MovingClock:
    """Goes on by a millisecond whenever somebody looks."""

    moment: datetime = FIXED_NOW

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment


class Highest:
    """Draws the longest pauses."""

    def bits(self, count: int) -> int:
        return (1 << count) - 1


def _queue(post: Post, *names: str) -> None:
    for name in names:
        sendable(post.register, name, LETTER, only=HOME)


def _attempts(post: Post, name: str) -> list[tuple[str, str]]:
    found = post.register.outbox.attempts(post.message(name).id)
    return [(each.outcome, each.code) for each in found]


def _state(post: Post, name: str, act: str = "released") -> str:
    return dict(post.states(name))[act]


def _at(post: Post, turn: int, act: Callable[[], object]) -> Callable[[Consignment], str]:
    """A way on which something happens just before a given sending."""
    send, left = post.way.send, [turn]

    def sent(consignment: Consignment) -> str:
        left[0] -= 1
        if left[0] == 0:
            act()
        return send(consignment)

    return sent


def _give_back(post: Post, name: str) -> None:
    """Let an attempt begin that is not made."""
    (claimed,) = [each for each in post.register.sending.claim(50) if each.request_id == name]
    data = None if claimed.payload else post.register.kept(name, "package")
    (begun,) = post.register.sending.begin_all([Start(claimed, "axis", data)])
    assert begun is not None
    post.register.sending.give_back(begun, claimed)


def test_what_went_a_way_that_is_gone_waits_while_the_usual_one_rests(post: Post) -> None:
    _queue(post, A)
    post.way.fails("send", Fault.BEFORE)
    post.send()
    assert post.message(A).transport == "axis"
    other = post.axis.join(post.message(A).agency_code, name="new")
    by = replace(post.by(), transports={"new": other}, usual="new")
    by.circuits.failed("new")
    by.circuits.failed("new")
    post.clock.moment += timedelta(seconds=30)
    sent = send_waiting(by)
    assert (sent.shut, other.calls) == (("new",), [])
    post.clock.moment += timedelta(hours=1)
    assert len(send_waiting(by).accepted) == 1


def test_a_pass_ends_where_nothing_came_of_what_it_claimed(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    _queue(post, A, B)

    def holds(course: Course, message: Message) -> bool:
        course.held |= message.receiver_keys
        return True

    monkeypatch.setattr(Course, "holds", holds)
    assert send_waiting(post.by()).accepted == []
    assert all(each.claimed_until is None for each in post.register.outbox.all())


def test_nothing_overtakes_what_another_worker_took_over(
    place: Place, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place.open(clock, exchanges=True) as one, place.open(clock) as two:
        post = Post(one, clock, tmp_path / "circuits.json")
        _queue(post, A, B, C)
        left = [1]

        def slow(message: Message, by: Dispatcher, check: Check) -> Ready | Failing:
            if left and left.pop():
                clock.moment += timedelta(minutes=11)
                assert [each.request_id for each in two.sending.claim(1)] == [A]
            return prepared(message, by, check)

        monkeypatch.setattr(sending, "prepared", slow)
        assert post.send().accepted == []
        post.later()
        documents = [each.document_id for each in post.posted(HOME)]
        assert documents == sorted(set(documents))
        assert len(documents) == 3


def test_whoever_is_interrupted_while_a_window_begins_has_begun_nothing(
    place: Place, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving = MovingClock()
    with place.open(moving, exchanges=True) as register:
        post = Post(register, clock, tmp_path / "circuits.json")
        _queue(post, A)
        (claimed,) = register.sending.claim(1)
        database: Any = register._database
        end = database.end

        def interrupted(*args: Any, **named: Any) -> None:
            end(*args, **named)
            monkeypatch.undo()
            raise KeyboardInterrupt

        data = register.kept(A, "package")
        monkeypatch.setattr(database, "end", interrupted)
        with pytest.raises(KeyboardInterrupt):
            register.sending.begin_all([Start(claimed, "axis", data)])
        assert _attempts(post, A) == [("failed", "outbox.given_back")]
        assert post.message(A).claimed_until is None
        register.lifecycle.recall(A, REASON)
        assert _state(post, A) == "cancelled"
        register.audit_check()


def test_the_list_is_asked_about_receivers_of_what_began_and_was_never_made(post: Post) -> None:
    listed = [AgencyRecord(each["code"], each["name"]) for each in RECEIVERS]
    post.register.directory.take_over(listed, "file", whole=True, actor="clerk")
    _queue(post, A, B, C)
    post.way.fails("send", Fault.FINE, Fault.BEFORE)
    post.send()
    untried = post.message(C)
    assert (untried.attempts, untried.transport) == (1, "")
    left = [each for each in listed if each.code == MONEY]
    directory = post.register.directory
    directory.take_over(left, "file", whole=True, actor="clerk", fewer=True)
    _queue(post, D)
    post.later()
    assert [_state(post, name) for name in (B, C, D)] == ["sent", "stopped", "stopped"]


def test_the_first_failure_is_the_first_however_often_a_message_was_given_back(post: Post) -> None:
    _queue(post, A)
    for _turn in range(4):
        _give_back(post, A)
    post.way.fails("send", Fault.BEFORE)
    send_waiting(replace(post.by(), random=Highest()))
    waits = post.message(A).not_before - post.clock.now()
    assert timedelta(seconds=4) < waits <= timedelta(seconds=5)


def test_a_wrong_credential_does_not_lengthen_the_time_of_what_failed_before(post: Post) -> None:
    _queue(post, A)
    post.way.fails("send", Fault.BEFORE, Fault.CREDENTIAL)
    post.send()
    until = post.message(A).give_up_at
    assert until is not None
    with pytest.raises(Exception, match="credential"):
        post.later()
    assert post.message(A).give_up_at == until


@pytest.mark.parametrize("fault", [Fault.BEFORE, Fault.CREDENTIAL])
def test_a_recall_cancels_what_was_under_way_and_certainly_did_not_arrive(
    fault: Fault, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    _queue(post, A, B)
    post.way.fails("send", Fault.FINE, fault)
    recall = _at(post, 2, lambda: post.register.lifecycle.recall(B, REASON))
    with monkeypatch.context() as patch:
        patch.setattr(post.way, "send", recall)
        if fault is Fault.CREDENTIAL:
            with pytest.raises(Exception, match="credential"):
                post.send()
        else:
            assert [each.request_id for each in post.send().cancelled] == [B]
    assert post.states(B) == [("released", "cancelled"), ("recalled", "cancelled")]
    post.later()
    assert len(post.posted(HOME)) == 1
    post.register.audit_check()


def test_a_recall_cancels_a_taking_back_that_was_given_back(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    _queue(post, A)
    post.send()
    _queue(post, B, C)
    post.register.outbox.take_back(A, "Gửi nhầm", "vanthu")
    post.way.fails("send", Fault.FINE, Fault.BEFORE)
    recall = _at(post, 2, lambda: post.register.lifecycle.recall(A, REASON))
    with monkeypatch.context() as patch:
        patch.setattr(post.way, "send", recall)
        post.send()
    post.later()
    states = [("released", "sent"), ("taken_back", "cancelled"), ("recalled", "sent")]
    assert post.states(A) == states
    post.register.audit_check()


def test_what_is_only_ever_asked_for_has_an_end_too(post: Post) -> None:
    _queue(post, A)
    post.way.fails("send", Fault.LOST)
    post.send()
    post.register.outbox.retry(post.message(A).id, "vanthu")
    assert post.message(A).give_up_at is None
    for _day in range(3):
        post.way.fails("find", Fault.BEFORE)
        post.later(2 * 86_400)
    assert _state(post, A) == "stopped"


def test_a_fault_that_nobody_foresaw_holds_up_that_message_and_nobody_else(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    sendable(post.register, A, LETTER, only=HOME)
    sendable(post.register, B, LETTER, only=MONEY)

    def breaks() -> None:
        raise LookupError(A)

    with monkeypatch.context() as patch:
        patch.setattr(post.way, "send", _at(post, 1, breaks))
        with pytest.raises(LookupError):
            post.send()
    assert post.message(A).not_before > post.clock.now()
    assert _attempts(post, A) == [("unknown", "outbox.cut_off")]
    assert [each.request_id for each in post.send().accepted] == [B]
    post.clock.moment += timedelta(days=3)
    with monkeypatch.context() as patch:
        patch.setattr(post.way, "send", _at(post, 1, breaks))
        with pytest.raises(LookupError):
            post.send()
    assert (_state(post, A), post.message(A).fault_code) == ("stopped", "outbox.cut_off")
    post.register.audit_check()


def test_what_ended_a_window_is_told_where_it_cannot_be_noted(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    _queue(post, A)

    def stop() -> None:
        monkeypatch.setattr(post.register._database, "writing", _busy)
        monkeypatch.setattr(post.register._database, "together", _busy)
        raise KeyboardInterrupt

    monkeypatch.setattr(post.way, "send", _at(post, 1, stop))
    with pytest.raises(KeyboardInterrupt):
        post.send()


def _busy() -> None:
    raise OutputError("register.busy")


def test_nothing_is_asked_of_the_store_while_the_register_is_written(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    _queue(post, *NAMES)
    asked: list[str] = []
    objects = post.register._registry.objects
    monkeypatch.setattr(objects, "size", asked.append)
    assert len(post.send().accepted) == len(NAMES)
    assert asked == []


def test_windows_double_up_to_twenty_messages(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    _queue(post, *(f"m-{turn:06}" for turn in range(60)))
    begun: list[int] = []
    begin = Sending.begin_all

    def begin_all(of: Sending, starts: list[Start]) -> tuple[Message | None, ...]:
        begun.append(len(starts))
        return begin(of, starts)

    monkeypatch.setattr(Sending, "begin_all", begin_all)
    monkeypatch.setattr(sending, "BATCH", 100)
    assert len(post.send().accepted) == 60
    assert begun == [1, 2, 4, 8, 16, 20, 9]
    assert windows.MOST_MESSAGES == 20


def test_the_last_request_of_a_window_ends_within_its_claim() -> None:
    (bound,) = [
        each.le for each in HubSettings.model_fields["budget"].metadata if hasattr(each, "le")
    ]
    assert timedelta(seconds=bound) + windows.LONGEST < LEASE
