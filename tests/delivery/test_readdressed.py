# SPDX-License-Identifier: Apache-2.0
"""A message that takes the place of a cancelled one: who has what is told of it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.cli.outbox_words import delivery_line
from esign.errors import InputError
from support.outbox import HOME, MONEY, Post, sendable

if TYPE_CHECKING:
    from esign.register import Message


def states(message: Message) -> dict[str, str]:
    return {each.code: str(each.state) for each in message.deliveries}


def test_receivers_report_of_the_message_that_they_got_and_not_of_the_cancelled_one(
    either_post: Post,
) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    dropped = post.message("old-0001")
    new = post.register.outbox.readdress(dropped.id, [MONEY], "vanthu")
    post.send()
    post.register.receipts.note(post.report("old-0001", HOME, "06"), "a" * 64, "vanthu")
    assert states(post.register.outbox.message(new.id)) == {HOME: "done"}
    cancelled = post.register.outbox.message(dropped.id)
    assert states(cancelled) == {HOME: "waiting", MONEY: "waiting"}
    assert all("đã bỏ" in delivery_line(each, cancelled) for each in cancelled.deliveries)
    post.register.audit_check()


def test_of_what_went_another_way_after_its_message_was_cancelled_reports_are_seen(
    post: Post,
) -> None:
    sendable(post.register, "old-0001")
    post.register.outbox.cancel(post.message("old-0001").id, "Không gửi nữa", "vanthu")
    post.register.receipts.note(post.report("old-0001", HOME, "06"), "a" * 64, "vanthu")
    assert states(post.message("old-0001")) == {HOME: "done", MONEY: "waiting"}
    post.register.audit_check()


def test_a_document_that_was_addressed_to_a_wrong_code_goes_to_the_right_one(
    either_post: Post,
) -> None:
    post, right = either_post, "H99.77"
    sendable(post.register, "old-0001")
    wrong = post.message("old-0001")
    outbox = post.register.outbox
    with pytest.raises(InputError, match="other_receivers"):
        outbox.readdress(wrong.id, [], "vanthu", {"H1": (right, "Sở Y tế")})
    new = outbox.readdress(wrong.id, [], "vanthu", {MONEY.lower(): (right, "Sở Y tế")})
    assert [message.id for message in post.send().accepted] == [new.id]
    assert post.posted(MONEY) == []
    (package,) = post.got(right)
    assert {each.code: each.name for each in package.receivers}[right] == "Sở Y tế"
    assert MONEY not in {each.code for each in package.receivers}
    kept = post.register.kept("old-0001", "pdf")
    assert [each.data for each in package.attachments] == [kept]
    with pytest.raises(InputError, match="settled"):
        outbox.readdress(wrong.id, [], "vanthu", {HOME: (right, "Sở Y tế")})
    post.send()
    (asked,) = outbox.take_back("old-0001", "Gửi nhầm", "vanthu", only={right})
    with pytest.raises(InputError, match="brings_nothing"):
        outbox.readdress(asked.id, [], "vanthu", {right: (MONEY, "Sở Tài chính")})
    post.register.audit_check()
