# SPDX-License-Identifier: Apache-2.0
"""Somebody ends a pass of sending: nothing stays claimed, and what was under way is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.delivery import Sent, send_waiting
from support.lives import LETTER
from support.outbox import HOME, Post, sendable

if TYPE_CHECKING:
    from esign.model import Consignment


class Ends:
    """A way on which somebody ends the pass at a given sending, before or after it gets through."""

    def __init__(self, post: Post, *, at: int, arrives: bool) -> None:
        self._send, self._left, self._arrives = post.way.send, at, arrives

    def __call__(self, consignment: Consignment) -> str:
        self._left -= 1
        if self._left:
            return self._send(consignment)
        if self._arrives:
            self._send(consignment)
        raise KeyboardInterrupt


@pytest.mark.parametrize("arrives", [True, False])
def test_an_interrupted_pass_leaves_nothing_claimed_and_doubles_nothing(
    either_post: Post, monkeypatch: pytest.MonkeyPatch, *, arrives: bool
) -> None:
    post, sent = either_post, Sent()
    for name in ("first-001", "second-02", "third-003"):
        sendable(post.register, name, LETTER)
    with monkeypatch.context() as patch:
        patch.setattr(post.way, "send", Ends(post, at=2, arrives=arrives))
        with pytest.raises(KeyboardInterrupt):
            send_waiting(post.by(), sent)
    assert [message.request_id for message in sent.accepted] == ["first-001"]
    assert post.states("second-02") == [("released", "unknown")]
    assert post.states("third-003") == [("released", "waiting")]
    assert all(each.claimed_until is None for each in post.register.outbox.all())
    (attempt,) = post.register.outbox.attempts(post.message("second-02").id)
    assert (attempt.outcome, attempt.code) == ("unknown", "outbox.cut_off")
    assert len(post.send().accepted) == 2  # at once, in the order of queuing
    documents = [each.document_id for each in post.posted(HOME)]
    assert len(documents) == len(set(documents)) == 3
    assert documents == sorted(documents)
    post.register.audit_check()
