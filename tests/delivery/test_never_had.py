# SPDX-License-Identifier: Apache-2.0
"""Who certainly never had a document is not told of its recall; who may have it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.cli.outbox_words import message_lines, reason_lines
from esign.register import Dispatch
from support.lives import LETTER
from support.outbox import HOME, MONEY, Post, sendable
from support.transports import Fault

if TYPE_CHECKING:
    from esign.model import Consignment
    from esign.register import Message

REASON = "Trái thẩm quyền"


def recalled_while_under_way(
    post: Post, monkeypatch: pytest.MonkeyPatch, *faults: Fault, name: str = "old-0001"
) -> None:
    """The recall comes between the beginning of an attempt and what becomes of it."""
    post.way.fails("send", *faults)
    send, left = post.way.send, [True]

    def sent(consignment: Consignment) -> str:
        if left and left.pop():
            post.register.lifecycle.recall(name, REASON)
        return send(consignment)

    with monkeypatch.context() as patch:
        patch.setattr(post.way, "send", sent)
        post.send()


def test_a_release_that_is_refused_while_it_is_recalled_ends_with_its_recall(
    either_post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    recalled_while_under_way(post, monkeypatch, Fault.REFUSED)
    post.later()
    assert post.states("old-0001") == [("released", "cancelled"), ("recalled", "cancelled")]
    assert post.posted(HOME) == []
    why = [each.fault_code for each in post.register.outbox.of("old-0001")]
    assert why == ["outbox.recalled_unsent", "outbox.never_had"]
    post.register.audit_check()


def test_a_release_that_may_have_arrived_is_followed_by_its_recall(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    sendable(post.register, "old-0001")
    recalled_while_under_way(post, monkeypatch, Fault.AFTER)
    post.later()
    assert post.states("old-0001") == [("released", "sent"), ("recalled", "sent")]
    assert [each.business.purpose.name for each in post.got(HOME)] == ["NEW", "RECALL"]


def test_what_the_axis_said_it_does_not_have_and_then_refused_was_never_there(
    either_post: Post,
) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    post.way.fails("send", Fault.LOST)
    assert len(post.send().unknown) == 1
    post.way.fails("send", Fault.REFUSED)
    assert len(post.later().stopped) == 1
    post.register.lifecycle.recall("old-0001", REASON)
    assert post.states("old-0001") == [("released", "cancelled")]
    post.later()
    assert post.posted(HOME) == []
    post.register.audit_check()


def test_what_was_refused_and_may_have_arrived_before_is_recalled(post: Post) -> None:
    post.way.can_find = False
    sendable(post.register, "old-0001")
    post.way.fails("send", Fault.LOST, Fault.REFUSED)
    post.send()
    assert len(post.later().stopped) == 1
    post.register.lifecycle.recall("old-0001", REASON)
    assert post.states("old-0001") == [("released", "stopped"), ("recalled", "waiting")]


def test_a_person_who_retries_what_was_certainly_not_there_sends_it_without_asking(
    post: Post,
) -> None:
    sendable(post.register, "old-0001")
    post.way.fails("send", Fault.LOST)
    post.send()
    post.way.fails("send", Fault.REFUSED)
    post.later()
    assert post.register.outbox.retry(post.message("old-0001").id, "vanthu").state == "waiting"
    asked = post.way.calls.count("find")
    assert len(post.send().accepted) == 1
    assert post.way.calls.count("find") == asked


def test_those_who_have_a_document_in_the_place_of_another_are_told_alone(
    either_post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It came to one agency as a replacement; what was to bring it to the other is refused."""
    post = either_post
    sendable(post.register, "old-0001", only=HOME)
    post.send()
    sendable(post.register, "new-0001")
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai nội dung")
    (alone,) = [e for e in post.register.outbox.of("new-0001") if e.act == "released" and e.is_open]
    assert alone.receiver_codes == {MONEY}
    post.way.fails("send", Fault.REFUSED)
    recalled_while_under_way(post, monkeypatch, name="new-0001")
    post.later()
    told = [e for e in post.register.outbox.of("new-0001") if e.act == "recalled"]
    open_or_sent = [each for each in told if each.state != "cancelled"]
    assert [each.receiver_codes for each in open_or_sent] == [{HOME}]
    assert [each.state for each in open_or_sent] == ["sent"]
    assert all(each.business.purpose.name != "RECALL" for each in post.got(MONEY))
    post.register.audit_check()


def test_why_a_message_was_cancelled_is_said(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    sendable(post.register, "old-0001")
    recalled_while_under_way(post, monkeypatch, Fault.REFUSED)
    release, recall = post.register.outbox.of("old-0001")
    assert any("không phải báo thu hồi" in line for line in reason_lines(release))
    assert any("chưa từng có văn bản" in line for line in reason_lines(recall))
    sendable(post.register, "new-0001")
    message = post.message("new-0001")
    post.register.outbox.readdress(message.id, [MONEY], "vanthu")
    old = post.register.outbox.message(message.id)
    directory = post.register.directory
    assert any("gói tin khác gửi thay" in line for line in message_lines(old, (), directory))


def test_a_release_that_was_stopped_is_over_once_all_its_receivers_get_it_as_a_replacement(
    either_post: Post,
) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    post.send()
    sendable(post.register, "new-0001")
    post.way.fails("send", Fault.REFUSED)
    post.send()
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai nội dung")
    (alone,) = [e for e in post.register.outbox.of("new-0001") if e.act == "released"]
    assert (alone.state, alone.needless_because) == ("cancelled", "outbox.sent_in_place")
    post.send()
    assert [each.business.purpose.value for each in post.got(HOME)] == ["0", "3"]
    post.register.audit_check()


def test_an_update_of_a_stopped_document_goes_to_none_that_never_had_it(post: Post) -> None:
    sendable(post.register, "old-0001")
    sendable(post.register, "letter-1", LETTER)
    post.register.lifecycle.correct("old-0001", "letter-1", "Sai chính tả")
    post.way.fails("send", Fault.REFUSED)
    post.send()
    post.register.outbox.cancel(post.message("old-0001").id, "Không gửi nữa", "vanthu")
    update = post.message("old-0001", "corrected")
    assert (update.state, update.needless_because) == ("cancelled", "outbox.never_had")


def update_behind_a_stopped_replacement(post: Post) -> Message:
    """The update of a document, and the refused message that was to bring it to `HOME` as well.

    By itself the document goes to both receivers, in the place of another to `HOME` alone.
    """
    sendable(post.register, "old-0001", only=HOME)
    post.send()
    sendable(post.register, "new-0001")
    post.send()
    sendable(post.register, "letter-1", LETTER, only=MONEY)
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai nội dung")
    post.register.lifecycle.correct("new-0001", "letter-1", "Sai chính tả")
    post.way.fails("send", Fault.FINE, Fault.REFUSED)
    post.send()
    (replacing,) = [e for e in post.register.outbox.of("old-0001") if e.act == "replaced"]
    assert replacing.state == "stopped"
    return post.message("new-0001", "corrected")


def test_an_update_goes_to_those_who_have_the_document_by_another_message(
    either_post: Post,
) -> None:
    """Its replacement was refused; the document by itself had arrived before."""
    post = either_post
    update = update_behind_a_stopped_replacement(post)
    assert post.register.outbox.held_back([update.id]) == {}
    post.later()
    assert post.states("new-0001")[-1] == ("corrected", "sent")
    assert [each.business.purpose.value for each in post.got(HOME)] == ["0", "0", "2"]
    post.register.audit_check()


def update_behind_a_stopped_document(post: Post) -> tuple[Message, Message]:
    """The update of a document, and the refused message that was to bring it to `HOME`."""
    sendable(post.register, "old-0001", only=HOME)
    sendable(post.register, "letter-1", LETTER, only=MONEY)
    post.register.lifecycle.correct("old-0001", "letter-1", "Sai chính tả")
    post.way.fails("send", Fault.REFUSED)
    post.send()
    update, bringing = post.message("old-0001", "corrected"), post.message("old-0001")
    assert post.register.outbox.held_back([update.id]) == {update.id: bringing.id}
    return update, bringing


def test_an_update_goes_to_those_who_have_reported_of_a_stopped_document(post: Post) -> None:
    update, _ = update_behind_a_stopped_document(post)
    post.register.receipts.note(post.report("old-0001", HOME, "03"), "d" * 64, "vanthu")
    assert post.register.outbox.held_back([update.id]) == {}
    post.later()
    assert post.states("old-0001") == [("released", "stopped"), ("corrected", "sent")]
    post.register.audit_check()


def test_an_update_never_overtakes_a_stopped_document_for_the_sake_of_paper(post: Post) -> None:
    """The document can still be retried, and would come behind its own update."""
    update, bringing = update_behind_a_stopped_document(post)
    name = bringing.deliveries[0].name
    post.register.lifecycle.dispatch("old-0001", Dispatch(recipient=name), "vanthu")
    assert post.register.outbox.held_back([update.id]) == {update.id: bringing.id}
    post.later()
    assert post.states("old-0001") == [("released", "stopped"), ("corrected", "waiting")]
    post.register.outbox.retry(bringing.id, "vanthu")
    post.later()
    assert post.states("old-0001") == [("released", "sent"), ("corrected", "sent")]
    purposes = [each.business.purpose.name for each in post.got(HOME)]
    assert purposes == ["NEW", "UPDATE"]
    post.register.audit_check()


def test_an_update_waits_for_one_receiver_although_another_has_the_document(post: Post) -> None:
    sendable(post.register, "old-0001")
    sendable(post.register, "letter-1", LETTER, only=MONEY)
    post.register.lifecycle.correct("old-0001", "letter-1", "Sai chính tả")
    post.way.fails("send", Fault.REFUSED)
    post.send()
    post.register.receipts.note(post.report("old-0001", MONEY, "03"), "d" * 64, "vanthu")
    update, bringing = post.message("old-0001", "corrected"), post.message("old-0001")
    assert post.register.outbox.held_back([update.id]) == {update.id: bringing.id}


@pytest.mark.parametrize("then", ["recall", "correct"])
def test_a_document_that_was_to_come_in_the_place_of_another_and_was_refused(
    either_post: Post, then: str
) -> None:
    """Its recall goes to nobody; its update waits for whoever sees to the refusal."""
    post = either_post
    sendable(post.register, "old-0001", only=HOME)
    post.send()
    sendable(post.register, "new-0001", only=HOME)
    sendable(post.register, "letter-1", LETTER, only=MONEY)
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai nội dung")
    if then == "recall":
        post.register.lifecycle.recall("new-0001", REASON)
    else:
        post.register.lifecycle.correct("new-0001", "letter-1", "Sai chính tả")
    post.way.fails("send", Fault.FINE, Fault.REFUSED)
    post.send()
    post.later()
    told = post.register.outbox.of("new-0001")[-1]
    (replacing,) = [e for e in post.register.outbox.of("old-0001") if e.act == "replaced"]
    assert replacing.state == "stopped"
    if then == "recall":
        assert (told.act, told.needless_because) == ("recalled", "outbox.never_had")
    else:
        assert post.register.outbox.held_back([told.id]) == {told.id: replacing.id}
        post.register.outbox.cancel(replacing.id, "Không gửi nữa", "vanthu")
        assert post.register.outbox.message(told.id).needless_because == "outbox.never_had"
    assert [each.business.purpose.value for each in post.got(HOME)] == ["0"]
    post.register.audit_check()
