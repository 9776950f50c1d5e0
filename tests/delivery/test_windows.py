# SPDX-License-Identifier: Apache-2.0
"""Messages that are begun and noted together: whatever ends a window, what is noted is certain."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from esign.delivery import Sent, send_waiting, sending
from esign.model import Consignment, MessageType, Purpose
from esign.register import Start
from esign.register.outbox_sending import Sending
from support.books import AGENCY
from support.crashing import BEFORE, COMMIT, crashes
from support.lives import LETTER
from support.outbox import HOME, MONEY, Post, sendable
from support.transports import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from esign.register import Message, Register
    from support.places import Place
    from support.ports import FixedClock

NAMES = ("a-000001", "b-000001", "c-000001", "d-000001", "e-000001", "f-000001", "g-000001")
"""Windows of one, two and four."""
A, B, C, D, E, F, G = NAMES
REASON = "Trái thẩm quyền"


def _queue(post: Post, *, money: frozenset[str] = frozenset()) -> None:
    """Documents to one receiver each, all to the one but those named to the other."""
    for name in NAMES:
        sendable(post.register, name, LETTER, only=MONEY if name in money else HOME)


def _meanwhile(post: Post, at: int, act: Callable[[], object]) -> Callable[[Consignment], str]:
    """A way on which something happens just before a given sending."""
    send, left = post.way.send, [at]

    def sent(consignment: Consignment) -> str:
        left[0] -= 1
        if left[0] == 0:
            act()
        return send(consignment)

    return sent


def _state(post: Post, name: str) -> str:
    (state,) = {state for act, state in post.states(name) if act == "released"}
    return state


def _attempts(post: Post, name: str) -> list[tuple[str, str]]:
    found = post.register.outbox.attempts(post.message(name).id)
    return [(each.outcome, each.code) for each in found]


def _subjects(messages: list[Message]) -> list[str]:
    return [message.request_id for message in messages]


def _require_each_once(post: Post, *codes: str) -> None:
    """Every receiver has each document once, in the order of releasing."""
    for code in codes:
        documents = [each.document_id for each in post.posted(code)]
        assert len(documents) == len(set(documents))
        assert documents == sorted(documents)
    assert all(each.claimed_until is None for each in post.register.outbox.all())
    post.register.audit_check()


def test_a_worker_that_dies_in_a_window_leaves_all_of_it_unknown_and_none_is_doubled(
    either_post: Post,
) -> None:
    post, register = either_post, either_post.register
    for name in (A, B, C):
        sendable(register, name, LETTER, only=HOME)
    claimed = register.sending.claim(3)
    data = [register.kept(each.request_id, "package") or b"" for each in claimed]
    starts = [Start(each, "axis", file) for each, file in zip(claimed, data, strict=True)]
    begun = register.sending.begin_all(starts)
    assert all(begun)
    # Two reach the axis, and then the worker is gone.
    for each, file in list(zip(claimed, data, strict=True))[:2]:
        post.way.send(_consignment(each.id, each.document_id, file))
    register.lifecycle.recall(C, REASON)  # nobody knows by now whether it has left
    assert post.states(C) == [("released", "waiting"), ("recalled", "waiting")]
    post.later()
    assert [_state(post, name) for name in (A, B)] == ["sent", "sent"]
    assert post.states(C) == [("released", "cancelled"), ("recalled", "cancelled")]
    assert _attempts(post, A)[0] == ("unknown", "outbox.cut_off")
    assert len(post.posted(HOME)) == 2
    _require_each_once(post, HOME)


def _consignment(name: str, document_id: str, data: bytes) -> Consignment:
    return Consignment(name, MessageType.DOCUMENT, AGENCY.code, (HOME,), document_id, "", data)


def test_behind_a_failure_only_what_goes_to_the_same_receiver_is_given_back_untried(
    either_post: Post,
) -> None:
    post = either_post
    _queue(post, money=frozenset({E, G}))
    post.way.fails("send", Fault.FINE, Fault.FINE, Fault.FINE, Fault.BEFORE)
    sent = post.send()
    assert _subjects(sent.accepted) == [A, B, C, E, G]
    assert _subjects(sent.failed) == [D]
    assert _attempts(post, D) == [("failed", "transport.unreachable")]
    assert _attempts(post, F) == [("failed", "outbox.given_back")]
    untried = post.message(F)
    assert (_state(post, F), untried.give_up_at, untried.fault_code) == ("waiting", None, "")
    post.later()
    assert _attempts(post, F) == [("failed", "outbox.given_back"), ("accepted", "")]
    assert len(post.posted(HOME)) == 5
    _require_each_once(post, HOME, MONEY)


def test_an_interrupted_window_notes_what_is_certain_and_gives_the_rest_back(
    either_post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post, sent = either_post, Sent()
    _queue(post)

    def stop() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(post.way, "send", _meanwhile(post, 5, stop))
        with pytest.raises(KeyboardInterrupt):
            send_waiting(post.by(), sent)
    assert _subjects(sent.accepted) == [A, B, C, D]
    assert [_state(post, name) for name in (D, E, F, G)] == ["sent", "unknown", *["waiting"] * 2]
    assert _attempts(post, E) == [("unknown", "outbox.cut_off")]
    assert _attempts(post, F) == _attempts(post, G) == [("failed", "outbox.given_back")]
    assert all(each.claimed_until is None for each in post.register.outbox.all())
    post.register.lifecycle.recall(G, REASON)  # what was not tried has certainly not left
    assert _state(post, G) == "cancelled"
    assert _subjects(post.send().accepted) == [E, F]
    _require_each_once(post, HOME)


def test_a_recall_of_what_was_begun_waits_and_follows_it(
    either_post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = either_post
    _queue(post)
    recalled: list[list[tuple[str, str]]] = []

    def recall() -> None:
        post.register.lifecycle.recall(F, REASON)
        recalled.append(post.states(F))

    with monkeypatch.context() as patch:
        patch.setattr(post.way, "send", _meanwhile(post, 4, recall))
        post.send()
    assert recalled == [[("released", "waiting"), ("recalled", "waiting")]]
    assert post.states(F) == [("released", "sent"), ("recalled", "sent")]
    assert len(post.posted(HOME)) == len(NAMES) + 1
    assert [each.business.purpose for each in post.got(HOME)[-2:]] == [Purpose.NEW, Purpose.RECALL]
    post.register.audit_check()


def test_a_recall_cancels_what_was_begun_and_certainly_not_tried(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    _queue(post)
    post.way.fails("send", Fault.FINE, Fault.FINE, Fault.FINE, Fault.BEFORE)
    recall = _meanwhile(post, 4, lambda: post.register.lifecycle.recall(F, REASON))
    with monkeypatch.context() as patch:
        patch.setattr(post.way, "send", recall)
        sent = post.send()
    assert (_subjects(sent.failed), _subjects(sent.cancelled)) == ([D], [F])
    assert post.states(F) == [("released", "cancelled"), ("recalled", "cancelled")]
    post.later()
    assert len(post.posted(HOME)) == len(NAMES) - 1
    _require_each_once(post, HOME)


def test_a_refusal_in_the_middle_stops_that_message_alone(post: Post) -> None:
    _queue(post)
    post.way.fails("send", *[Fault.FINE] * 4, Fault.REFUSED)
    sent = post.send()
    assert _subjects(sent.stopped) == [E]
    assert _subjects(sent.accepted) == [A, B, C, D, F, G]
    assert _attempts(post, E) == [("refused", "transport.refused")]
    _require_each_once(post, HOME)


def test_a_wrong_credential_in_the_middle_charges_nothing(post: Post) -> None:
    _queue(post)
    post.way.fails("send", *[Fault.FINE] * 4, Fault.CREDENTIAL)
    with pytest.raises(Exception, match="credential"):
        post.send()
    assert [_state(post, name) for name in (D, E, F)] == ["sent", "waiting", "waiting"]
    assert {each.give_up_at for each in post.register.outbox.all()} == {None}
    assert _subjects(post.send().accepted) == [E, F, G]
    _require_each_once(post, HOME)


def test_a_worker_that_is_held_up_beyond_its_claim_tries_no_more_of_its_window(
    either_place: Place, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with either_place.open(clock, exchanges=True) as one, either_place.open(clock) as two:
        post = Post(one, clock, tmp_path / "circuits.json")
        _queue(post)
        assert _other_takes_over(post, two, monkeypatch) == [D, E, F, G]
        assert len(post.axis.sendings) == len(NAMES) + 1  # the one that was under way
        _require_each_once(post, HOME)


def _other_takes_over(post: Post, two: Register, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What another worker sends when the first one has slept in the middle of a window."""
    taken: list[str] = []
    send = post.way.send

    def sleep() -> None:
        assert two.sending.claim(10) == ()
        post.clock.moment += timedelta(minutes=11)
        with monkeypatch.context() as patch:
            patch.setattr(post.way, "send", send)
            taken.extend(_subjects(send_waiting(post.by(two)).accepted))

    monkeypatch.setattr(post.way, "send", _meanwhile(post, 4, sleep))
    sent = post.send()
    assert _subjects(sent.accepted) == [A, B, C]
    return taken


def test_after_a_minute_the_rest_of_a_window_is_given_back_and_sent_anew(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    _queue(post)

    def wait() -> None:
        post.clock.moment += timedelta(minutes=2)

    monkeypatch.setattr(post.way, "send", _meanwhile(post, 4, wait))
    assert _subjects(post.send().accepted) == list(NAMES)
    assert _attempts(post, E) == [("failed", "outbox.given_back"), ("accepted", "")]
    _require_each_once(post, HOME)


@pytest.mark.parametrize(
    ("name", "value", "sizes"),
    [("MOST_MESSAGES", 2, [1, 2, 2, 2]), ("MOST_BYTES", 1, [1] * 7)],
)
def test_windows_grow_from_one_message_to_a_bound_of_messages_and_of_bytes(
    name: str, value: int, sizes: list[int], post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    _queue(post)
    begun: list[int] = []
    begin = Sending.begin_all

    def begin_all(of: Sending, starts: Sequence[Start]) -> tuple[Message | None, ...]:
        begun.append(len(starts))
        return begin(of, starts)

    monkeypatch.setattr(Sending, "begin_all", begin_all)
    monkeypatch.setattr(sending, name, value)
    assert len(post.send().accepted) == len(NAMES)
    assert begun == sizes


@pytest.mark.parametrize("occasion", [BEFORE, COMMIT])
def test_power_that_fails_anywhere_in_a_window_loses_and_doubles_nothing(
    occasion: str, post: Post
) -> None:
    for name in (A, B, C):
        sendable(post.register, name, LETTER, only=HOME)

    def later_pass() -> None:
        post.clock.moment += timedelta(minutes=11)
        post.send()

    for _crash in crashes(post.register, occasion, later_pass):
        documents = [each.document_id for each in post.posted(HOME)]
        assert documents == sorted(set(documents))
    assert [_state(post, name) for name in (A, B, C)] == ["sent"] * 3
    assert len(post.posted(HOME)) == 3
    _require_each_once(post, HOME)
