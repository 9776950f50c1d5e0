# SPDX-License-Identifier: Apache-2.0
"""Nobody is told of a document that never reached him, and what brings one is never given up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from esign.register import outbox_rows
from support.lives import LETTER, released
from support.outbox import HOME, MONEY, Post, sendable
from support.transports import Fault

REASON = "Trái thẩm quyền"


def test_a_recall_never_cancels_the_only_message_that_brings_the_new_document(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.way.fails("send", Fault.LOST)
    post.send()
    released(post.register, "new-0001")
    post.register.outbox.cancel(post.message("new-0001").id, "Không gửi nữa", "vanthu")
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai nội dung")
    post.register.lifecycle.recall("old-0001", REASON)
    post.later()
    post.later()
    states = [("released", "cancelled"), ("replaced", "sent"), ("recalled", "cancelled")]
    assert post.states("old-0001") == states
    assert [each.business.purpose.name for each in post.got(HOME)] == ["REPLACE"]
    post.register.audit_check()


def test_an_update_waits_for_the_document_that_was_stopped_and_other_documents_do_not(
    either_post: Post,
) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    sendable(post.register, "letter-1", LETTER)
    post.register.lifecycle.correct("old-0001", "letter-1", "Sai chính tả")
    post.way.fails("send", Fault.REFUSED)
    post.send()
    post.later()
    assert post.states("old-0001") == [("released", "stopped"), ("corrected", "waiting")]
    assert post.message("letter-1").state == "sent"
    bringing, update = post.message("old-0001"), post.message("old-0001", "corrected")
    held = post.register.outbox.held_back([update.id, bringing.id])
    assert held == {update.id: bringing.id}
    post.register.outbox.retry(bringing.id, "vanthu")
    post.later()
    assert post.states("old-0001") == [("released", "sent"), ("corrected", "sent")]
    purposes = [each.business.purpose.name for each in post.got(HOME)]
    assert purposes == ["NEW", "NEW", "UPDATE"]
    post.register.audit_check()


def test_who_gives_up_a_document_that_never_left_gives_up_its_updates(post: Post) -> None:
    sendable(post.register, "old-0001")
    sendable(post.register, "letter-1", LETTER)
    post.register.lifecycle.correct("old-0001", "letter-1", "Sai chính tả")
    post.way.fails("send", Fault.REFUSED)
    post.send()
    post.register.outbox.cancel(post.message("old-0001").id, "Không gửi nữa", "vanthu")
    assert post.states("old-0001") == [("released", "cancelled"), ("corrected", "cancelled")]
    post.register.audit_check()


def test_who_has_a_document_in_the_place_of_another_is_told_of_its_update(post: Post) -> None:
    sendable(post.register, "old-0001")
    released(post.register, "new-0001")
    sendable(post.register, "letter-1", LETTER)
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai nội dung")
    post.register.lifecycle.correct("new-0001", "letter-1", "Sai chính tả")
    (alone, *_) = [e for e in post.register.outbox.of("new-0001") if e.act == "released"]
    assert alone.state == "cancelled"  # all who were to get it get it in the place of the other
    assert post.message("new-0001", "corrected").is_open


@pytest.mark.parametrize("column", ["claimed_until", "not_before"])
def test_what_was_written_while_the_clock_was_ahead_holds_nothing_up(
    post: Post, column: str
) -> None:
    sendable(post.register, "old-0001")
    right, ahead = post.clock.moment, timedelta(days=400)
    post.clock.moment = right + ahead
    if column == "claimed_until":
        assert len(post.register.sending.claim(50)) == 1  # and the worker dies
    else:
        sendable(post.register, "new-0001")
        post.way.fails("send", Fault.BEFORE)
        post.send()
    post.clock.moment = right
    assert getattr(post.message("old-0001"), column) > right + timedelta(days=1)
    post.later()
    assert post.message("old-0001").state == "sent"


def test_a_retry_ends_a_claim_from_a_clock_that_was_ahead_and_no_other(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.clock.moment += timedelta(days=400)
    post.register.sending.claim(50)
    name = post.message("old-0001").id
    assert post.register.outbox.retry(name, "vanthu").claimed_until is not None
    post.clock.moment -= timedelta(days=400)
    assert post.register.outbox.retry(name, "vanthu").claimed_until is None


def test_no_query_names_more_messages_than_a_database_takes(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    for turn in range(3):
        sendable(post.register, f"old-000{turn}")
    monkeypatch.setattr(outbox_rows, "PAGE", 2)
    found = post.register.outbox.all(open_only=False)
    assert [len(each.deliveries) for each in found] == [2, 2, 2]


def test_who_gets_a_document_in_the_place_of_another_does_not_get_it_by_itself_too(
    post: Post,
) -> None:
    sendable(post.register, "old-0001")
    post.send()
    sendable(post.register, "new-0001")
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai nội dung")
    post.send()
    for code in (HOME, MONEY):
        assert [each.business.purpose.value for each in post.got(code)] == ["0", "3"]
    post.register.audit_check()


def test_those_who_never_had_the_replaced_document_get_the_new_one_by_itself(post: Post) -> None:
    sendable(post.register, "old-0001")
    message = post.message("old-0001")
    post.register.outbox.readdress(message.id, [MONEY], "vanthu")
    post.send()
    sendable(post.register, "new-0001")
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai nội dung")
    post.send()
    assert [each.business.purpose.value for each in post.got(HOME)] == ["0", "3"]
    (only,) = post.got(MONEY)
    assert (only.business.purpose.value, len(only.receivers)) == ("0", 1)
    post.register.audit_check()


def test_what_has_left_already_is_named_as_a_replacement_besides(post: Post) -> None:
    sendable(post.register, "old-0001")
    sendable(post.register, "new-0001")
    post.send()
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai nội dung")
    post.send()
    assert [each.business.purpose.value for each in post.got(HOME)] == ["0", "0", "3"]
