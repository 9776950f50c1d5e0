# SPDX-License-Identifier: Apache-2.0
"""From the outbox to the axis: nothing lost, nothing doubled, in the order of each receiver."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from esign import exchange
from esign.delivery import send_waiting
from esign.errors import ConfigurationError, InputError
from esign.fetching import CircuitBreaker
from esign.model import MessageType, Purpose, StatusPackage
from support.attempts import begin
from support.lives import LETTER, numbered, released, there
from support.outbox import HOME, MONEY, Post, sendable
from support.transports import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import Register
    from support.places import Place
    from support.ports import FixedClock

REASON = "Trái thẩm quyền"


def test_a_release_queues_the_package_that_was_kept_and_sends_it_once(either_post: Post) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    waiting = post.message("old-0001")
    assert waiting.payload == ""  # made and fixed with the first attempt
    assert [message.id for message in post.send().accepted] == [waiting.id]
    assert post.send().accepted == []
    (sent,) = post.posted(HOME)
    assert sent.data == post.register.kept("old-0001", "package")
    assert (sent.message_id, sent.message_type) == (waiting.id, MessageType.DOCUMENT)
    assert sent.receiver_codes == (HOME, MONEY)
    done = post.message("old-0001")
    assert done.payload == post.register.kept_digest("old-0001", "package")
    assert (done.state, done.axis_id, done.transport) == ("sent", "S000001", "axis")
    assert {each.state for each in done.deliveries} == {"sent"}
    (attempt,) = post.register.outbox.attempts(done.id)
    assert (attempt.n, attempt.outcome) == (1, "accepted")
    post.register.audit_check()


def test_an_office_without_an_axis_queues_no_release_and_goes_on_as_before(place: Place) -> None:
    with place.open() as register:
        sendable(register, "old-0001")
        assert register.outbox.of("old-0001") == ()
        register.lifecycle.recall("old-0001", REASON)
        (told,) = register.outbox.of("old-0001")
        assert (str(told.act), told.receiver_codes) == ("recalled", frozenset({HOME, MONEY}))


def test_a_document_without_electronic_receivers_and_a_voided_number_queue_nothing(
    post: Post,
) -> None:
    numbered(post.register, "open-0001")
    post.register.lifecycle.void("open-0001", "Không ban hành")
    assert post.register.outbox.of("open-0001") == ()


def test_a_lost_answer_is_resolved_by_asking_and_nothing_is_doubled(either_post: Post) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    post.way.fails("send", Fault.AFTER)
    assert [each.state for each in post.send().unknown] == ["waiting"]
    assert post.states("old-0001") == [("released", "unknown")]
    post.later()
    assert post.way.calls == ["send", "find"]
    assert post.states("old-0001") == [("released", "sent")]
    assert len(post.posted(HOME)) == 1
    post.register.audit_check()


def test_a_lost_answer_is_resolved_by_sending_the_same_again_where_nobody_can_be_asked(
    post: Post,
) -> None:
    post.way.can_find = False
    sendable(post.register, "old-0001")
    post.way.fails("send", Fault.AFTER)
    post.send()
    post.later()
    first, again = post.axis.sendings
    assert first == again
    assert (post.states("old-0001"), len(post.posted(HOME))) == ([("released", "sent")], 1)


def test_what_certainly_never_arrived_is_sent_after_asking(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.way.fails("send", Fault.LOST)
    post.send()
    post.later()
    assert post.way.calls == ["send", "find", "send"]
    assert post.states("old-0001") == [("released", "sent")]


def test_an_unreachable_axis_is_tried_again_later_and_then_given_up(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.way.down = Fault.BEFORE
    assert len(post.send().failed) == 1
    assert post.send().failed == []  # not due yet, or left alone
    for _ in range(24):
        post.later()
        assert post.states("old-0001") == [("released", "waiting")]
    post.later(timedelta(days=3).total_seconds())
    assert post.states("old-0001") == [("released", "stopped")]
    stopped = post.message("old-0001")
    assert stopped.fault_code == "transport.unreachable"
    post.way.down = None
    assert post.later().accepted == []
    post.register.outbox.retry(stopped.id, "vanthu")
    assert len(post.later().accepted) == 1
    post.register.audit_check()


def test_a_refusal_stops_at_once_and_says_why(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.way.fails("send", Fault.REFUSED)
    assert len(post.send().stopped) == 1
    stopped = post.message("old-0001")
    assert (stopped.state, stopped.fault_text) == ("stopped", "22 scripted")
    assert {each.state for each in stopped.deliveries} == {"waiting"}


def test_a_wrong_credential_ends_the_run_and_charges_nothing(post: Post) -> None:
    for name in ("old-0001", "two-0001"):
        sendable(post.register, name)
    post.way.fails("send", Fault.CREDENTIAL)
    with pytest.raises(ConfigurationError):
        post.send()
    (first, second) = post.register.outbox.all()
    assert (first.state, first.give_up_at, first.claimed_until) == ("waiting", None, None)
    assert (second.attempts, second.claimed_until) == (0, None)
    assert len(post.send().accepted) == 2


def test_a_receiver_gets_everything_in_the_order_of_doing(post: Post) -> None:
    sendable(post.register, "old-0001")
    sendable(post.register, "new-0001")
    sendable(post.register, "letter-1", LETTER)
    lifecycle = post.register.lifecycle
    lifecycle.correct("old-0001", "letter-1", "Sai chính tả")
    post.way.fails("send", Fault.BEFORE)
    assert (len(post.send().failed), post.posted(HOME)) == (1, [])
    post.later()
    lifecycle.replace("old-0001", "new-0001", "Sai mức chi")
    lifecycle.recall("old-0001", "Không còn cần")
    post.later()
    told = [(each.business.purpose, each.number) for each in post.got(HOME)]
    assert told == [
        (Purpose.NEW, "01"),
        (Purpose.NEW, "02"),
        (Purpose.NEW, "03"),
        (Purpose.UPDATE, "01"),
        (Purpose.REPLACE, "02"),
        (Purpose.RECALL, "01"),
    ]
    assert post.got(MONEY) == post.got(HOME)


def test_each_act_says_what_its_receivers_must_know(post: Post) -> None:
    for name, kind in (("old-0001", None), ("new-0001", None), ("letter-1", LETTER)):
        sendable(post.register, name, *([kind] if kind else []))
    lifecycle = post.register.lifecycle
    lifecycle.correct("old-0001", "letter-1", "Sai chính tả")
    lifecycle.replace("old-0001", "new-0001", "Sai mức chi")
    post.send()
    lifecycle.recall("old-0001", REASON)
    post.send()
    *_, corrected, replaced, recalled = post.got(HOME)
    old = "H99.12,2026/11/20,01/QĐ-SGDĐT"
    update = corrected.business
    assert (update.document_id, update.data_changed, update.reason) == (old, True, "Sai chính tả")
    assert corrected.document_id == old
    assert [each.data for each in corrected.attachments] == [b"%PDF-1.7 sealed letter-1"]
    (instead,) = replaced.business.replaced
    assert (instead.document_id, instead.agency_codes) == (old, (HOME, MONEY))
    assert replaced.document_id == "H99.12,2026/11/20,02/QĐ-SGDĐT"
    assert [each.data for each in replaced.attachments] == [b"%PDF-1.7 sealed new-0001"]
    assert (recalled.business.document_id, recalled.business.reason) == (old, REASON)
    assert recalled.attachments == ()


def test_a_new_document_that_was_made_for_nobody_still_replaces(post: Post) -> None:
    sendable(post.register, "old-0001")
    released(post.register, "new-0001")  # kept without a package
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai mức chi")
    post.send()
    last = post.got(HOME)[-1]
    assert (last.number, last.business.purpose) == ("02", Purpose.REPLACE)
    assert [each.data for each in last.attachments] == [b"sealed new-0001"]


def test_what_cannot_be_composed_stops_alone(post: Post) -> None:
    released(post.register, "bare-001")  # kept without a package
    sendable(post.register, "old-0001")
    sent = post.send()
    assert [each.request_id for each in sent.stopped] == ["bare-001"]
    assert [each.request_id for each in sent.accepted] == ["old-0001"]
    assert post.message("bare-001").fault_code == "outbox.no_package"


def test_a_lost_file_of_the_store_stops_its_message_alone(post: Post, place: Place) -> None:
    for name in ("old-0001", "two-0001"):
        sendable(post.register, name)
    digest = post.register.kept_digest("old-0001", "package") or ""
    (file,) = (place.folder / "objects").rglob(f"*{digest[4:]}*")
    file.unlink()
    sent = post.send()
    assert [each.request_id for each in sent.stopped] == ["old-0001"]
    assert [each.request_id for each in sent.accepted] == ["two-0001"]


def test_a_recall_cancels_what_certainly_has_not_left(either_post: Post) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    post.register.lifecycle.recall("old-0001", REASON)
    assert post.states("old-0001") == [("released", "cancelled")]
    assert post.send().accepted == []
    assert post.posted(HOME) == []
    post.register.audit_check()


def test_a_recall_waits_for_what_may_have_left_and_then_follows_it(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.way.fails("send", Fault.AFTER)
    post.send()
    post.register.lifecycle.recall("old-0001", REASON)
    assert post.states("old-0001") == [("released", "unknown"), ("recalled", "waiting")]
    assert post.send().accepted == []
    post.later()
    purposes = [each.business.purpose for each in post.got(HOME)]
    assert purposes == [Purpose.NEW, Purpose.RECALL]


def test_a_recall_goes_with_a_document_that_turns_out_never_to_have_left(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.way.fails("send", Fault.LOST)
    post.send()
    post.register.lifecycle.recall("old-0001", REASON)
    assert len(post.later().cancelled) == 1
    assert post.states("old-0001") == [("released", "cancelled"), ("recalled", "cancelled")]
    assert post.posted(HOME) == []
    post.register.audit_check()


def test_a_recall_reaches_all_that_were_sent_the_document(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.way.fails("send", Fault.REFUSED)
    post.send()
    stopped = post.message("old-0001")
    again = post.register.outbox.readdress(stopped.id, {MONEY}, "vanthu")
    assert again.receiver_codes == {HOME}
    post.send()
    (sent,) = post.got(HOME)
    assert ([each.code for each in sent.receivers], post.posted(MONEY)) == ([HOME], [])
    post.register.lifecycle.recall("old-0001", REASON)
    assert post.message("old-0001", "recalled").receiver_codes == {HOME}
    post.register.audit_check()


def test_what_was_sent_by_mistake_is_asked_back_from_one_receiver(either_post: Post) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    outbox = post.register.outbox
    with pytest.raises(InputError, match="not_left_yet"):
        outbox.take_back("old-0001", "Gửi nhầm", "vanthu")
    post.send()
    (asked,) = outbox.take_back("old-0001", "Gửi nhầm", "vanthu", only={MONEY})
    post.send()
    last = post.posted(MONEY)[-1]
    status = exchange.read(last.data)
    assert isinstance(status, StatusPackage)
    assert (last.message_type, last.receiver_codes) == (MessageType.STATUS, (MONEY,))
    assert (status.code, status.sender.code, status.about.agency_code) == ("13", "H99.12", MONEY)
    assert (status.about.code, status.description) == ("01/QĐ-SGDĐT", "Gửi nhầm")
    assert (asked.act, str(there(post.register, "old-0001").state)) == ("taken_back", "released")
    with pytest.raises(InputError):
        outbox.take_back("old-0001", "Gửi nhầm", "vanthu", only={"H1"})
    with pytest.raises(InputError, match="asked_already"):
        outbox.take_back("old-0001", "Gửi nhầm", "vanthu", only={MONEY})
    (other,) = outbox.take_back("old-0001", "Gửi nhầm", "vanthu")  # nobody is asked twice
    assert other.receiver_codes == {HOME}
    post.register.audit_check()


def test_two_workers_never_send_the_same_message(
    either_place: Place, clock: FixedClock, tmp_path: Path
) -> None:
    with either_place.open(clock, exchanges=True) as one, either_place.open(clock) as two:
        post = Post(one, clock, tmp_path / "circuits.json")
        sendable(one, "old-0001")
        claimed = one.sending.claim(10)
        assert [each.request_id for each in claimed] == ["old-0001"]
        assert two.sending.claim(10) == ()
        clock.moment += timedelta(hours=1)  # the first worker is held up beyond its claim
        assert len(send_waiting(post.by(two)).accepted) == 1
        assert begin(one, claimed[0], "axis") is None
        assert len(post.axis.sendings) == 1


def test_a_worker_that_dies_while_sending_leaves_an_attempt_that_counts_as_unknown(
    either_post: Post,
) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    (claimed,) = post.register.sending.claim(1)
    begun = begin(post.register, claimed, "axis")
    assert begun is not None
    post.register.lifecycle.recall("old-0001", REASON)
    assert post.states("old-0001") == [("released", "waiting"), ("recalled", "waiting")]
    assert post.send().accepted == []
    post.later()
    assert post.way.calls[0] == "find"
    (attempt, *_) = post.register.outbox.attempts(claimed.id)
    assert (attempt.outcome, attempt.code) == ("unknown", "outbox.cut_off")


def test_messages_are_never_changed_and_never_deleted(post: Post, place: Place) -> None:
    sendable(post.register, "old-0001")
    post.send()
    for change in (
        "DELETE FROM message",
        "DELETE FROM delivery",
        "DELETE FROM attempt",
        "UPDATE message SET reason = 'x'",
        "UPDATE message SET payload = 'x'",
        "UPDATE message SET state = 'waiting'",
        "UPDATE attempt SET outcome = 'failed'",
        "UPDATE delivery SET receiver_name = 'x'",
    ):
        with (
            pytest.raises(Exception, match=r"message|attempt|delivery|bytes"),
            place.connect() as raw,
        ):
            raw.execute(change)


@pytest.mark.parametrize("act", ["cancel", "readdress"])
def test_what_may_have_left_is_neither_cancelled_nor_readdressed(post: Post, act: str) -> None:
    sendable(post.register, "old-0001")
    post.way.fails("send", Fault.AFTER)
    post.send()
    name = post.message("old-0001").id
    outbox = post.register.outbox
    acts = {
        "cancel": lambda: outbox.cancel(name, "Không gửi nữa", "vanthu"),
        "readdress": lambda: outbox.readdress(name, {MONEY}, "vanthu"),
    }
    with pytest.raises(InputError) as refusal:
        acts[act]()
    assert refusal.value.code == "outbox.may_have_left"


def test_a_message_is_named_by_the_beginning_of_its_id(register: Register) -> None:
    sendable(register, "old-0001")
    (message,) = register.outbox.all()
    assert register.outbox.message(message.id[:8].upper()) == message
    for wrong in ("zzzz", "ab", "%%%%"):
        with pytest.raises(InputError):
            register.outbox.message(wrong)


def test_a_shut_way_is_left_alone_until_its_pause_is_over(post: Post) -> None:
    for name in ("old-0001", "two-0001"):
        sendable(post.register, name)
    post.way.down = Fault.BEFORE
    post.send()
    post.later(10)
    calls = len(post.way.calls)
    assert post.later(10).shut == ("axis",)
    assert len(post.way.calls) == calls
    post.way.down = None
    assert len(post.later().accepted) == 2


def test_an_office_may_set_shorter_pauses(post: Post) -> None:
    second = timedelta(seconds=1)
    circuits = CircuitBreaker(post.circuits, post.clock, 2 * second)
    hasty = replace(post.by(), first_pause=second, circuits=circuits)
    sendable(post.register, "old-0001")
    post.way.down = Fault.BEFORE
    for limit in (second, 2 * second):  # doubles with each attempt
        (failed,) = send_waiting(hasty).failed
        assert failed.id == post.message("old-0001").id
        assert post.message("old-0001").not_before - post.clock.now() <= limit
        post.clock.moment += second
    assert send_waiting(hasty).shut == ("axis",)
    post.clock.moment += 2 * second
    post.way.down = None
    assert len(send_waiting(hasty).accepted) == 1
