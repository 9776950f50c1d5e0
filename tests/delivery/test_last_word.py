# SPDX-License-Identifier: Apache-2.0
"""What a person is told of a pass: what became of each message in the end, and whom it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from esign.cli.outbox_advice import stopped_lines
from esign.cli.outbox_sent import status_of
from esign.cli.outbox_words import delivery_line
from esign.cli.words import moment_text
from esign.delivery import Sent
from esign.delivery.course import Course
from esign.errors import ExitStatus
from esign.register import MessageState
from support.lives import RECEIVERS
from support.outbox import HOME, MONEY, sendable

if TYPE_CHECKING:
    from support.outbox import Post

NAMES = {each["code"]: each["name"] for each in RECEIVERS}


def done() -> None:
    """Nobody watches."""


@pytest.mark.parametrize("earlier", ["unknown", "failed"])
def test_what_went_wrong_first_and_was_sent_in_the_same_pass_was_sent(
    post: Post, earlier: str
) -> None:
    sendable(post.register, "old-0001")
    sendable(post.register, "two-0001")
    message, other = post.message("old-0001"), post.message("two-0001")
    course = Course(post.by(), Sent(), done)
    for outcome, which in [(earlier, message), (earlier, other), (earlier, message)]:
        course.ended(outcome, which)
    course.ended("accepted", message)
    sent = course.sent
    assert (sent.accepted, getattr(sent, earlier)) == ([message], [other])
    course.ended("accepted", other)
    assert (sent.failed, sent.unknown) == ([], [])
    assert status_of(sent) is ExitStatus.DONE


def test_a_receiver_of_what_was_cancelled_is_shown_when_that_was(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.clock.moment += timedelta(hours=3)
    message = post.register.outbox.cancel(post.message("old-0001").id, "Gửi bản giấy", "vanthu")
    line = delivery_line(message.deliveries[0], message)
    assert message.settled_at is not None
    assert moment_text(message.settled_at) in line
    assert moment_text(message.queued_at) not in line


def advice(post: Post, fault_text: str, *, alone: bool = False) -> str:
    sendable(post.register, "old-0001")
    message = post.message("old-0001")
    refused = replace(
        message,
        state=MessageState.STOPPED,
        fault_code="transport.refused",
        fault_text=fault_text,
        deliveries=message.deliveries[-1:] if alone else message.deliveries,
    )
    return "\n".join(stopped_lines(refused, post.register.directory))


@pytest.mark.parametrize("said", [MONEY, MONEY.lower()])
def test_advice_after_a_refusal_names_the_receiver_that_the_axis_names(
    post: Post, said: str
) -> None:
    lines = advice(post, f"23: Đơn vị nhận đang bị khóa: {said}.")
    assert f'--to "{NAMES[MONEY]}"' in lines
    assert f"--without {MONEY}" in lines
    assert NAMES[HOME] not in lines


def test_where_the_axis_names_nobody_no_receiver_is_guessed_at(post: Post) -> None:
    lines = advice(post, "22: Gói tin không đúng chuẩn")
    assert '--to "TÊN_NƠI_NHẬN"' in lines
    assert "--without MÃ" in lines


def test_the_only_receiver_is_not_left_out(post: Post) -> None:
    lines = advice(post, "23: Đơn vị nhận đang bị khóa", alone=True)
    assert f'--to "{NAMES[MONEY]}"' in lines
    assert "--without" not in lines
