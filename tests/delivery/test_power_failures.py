# SPDX-License-Identifier: Apache-2.0
"""Power that fails at any statement: what was sent is never forgotten, and sent once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from support.crashing import OCCASIONS, crashes
from support.lives import numbered
from support.outbox import HOME, Post, sendable

if TYPE_CHECKING:
    from esign.register import Register
    from support.places import Place


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_pass_that_is_cut_off_anywhere_sends_once_all_the_same(
    occasion: str, either_post: Post
) -> None:
    post = either_post
    sendable(post.register, "old-0001")

    def later_pass() -> None:
        post.clock.moment += timedelta(minutes=11)  # the claim of the one that was cut off is over
        post.send()

    for _crash in crashes(post.register, occasion, later_pass):
        assert len(post.posted(HOME)) <= 1
    assert post.states("old-0001") == [("released", "sent")]
    assert len(post.posted(HOME)) == 1
    post.register.audit_check()


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_release_is_queued_with_the_release_or_not_at_all(
    occasion: str, register: Register, place: Place
) -> None:
    numbered(register, "old-0001")
    register.keep("old-0001", {"signed": b"s"})
    register.keep("old-0001", {"pdf": b"p"})
    for _crash in crashes(register, occasion, lambda: register.release("old-0001")):
        assert place.rows("SELECT id FROM message") == []
        assert place.rows("SELECT state FROM register") == [("sealed",)]
    assert len(register.outbox.all()) == 1
    register.audit_check()
