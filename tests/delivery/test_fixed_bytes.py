# SPDX-License-Identifier: Apache-2.0
"""What becomes of a message that was queued, perhaps begun, and never tried, as things change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.model import AgencyRecord
from esign.register import Start
from support.lives import LETTER, RECEIVERS
from support.outbox import HOME, MONEY, Post, sendable

if TYPE_CHECKING:
    from esign.register import Message

NOW = "H99.77"
NAMES = {each["code"]: each["name"] for each in RECEIVERS}


def issued_anew(post: Post) -> None:
    """A new list, in which an agency has another code."""
    listed = (AgencyRecord(NOW, NAMES[HOME], old_codes=(HOME,)), AgencyRecord(MONEY, NAMES[MONEY]))
    post.register.directory.take_over(listed, "file", whole=True, actor="vanthu")


def begun(post: Post, request_id: str) -> Message:
    """A message whose bytes were fixed with an attempt that was never made."""
    sending = post.register.sending
    (claimed,) = [each for each in sending.claim(50) if each.request_id == request_id]
    data = post.register.kept(request_id, "package")
    (started,) = sending.begin_all([Start(claimed, "axis", data)])
    assert started is not None
    sending.give_back(started, claimed)
    return post.message(request_id)


@pytest.mark.parametrize("is_begun", [False, True])
def test_a_code_that_a_new_list_changes_stops_what_was_never_tried(
    either_post: Post, *, is_begun: bool
) -> None:
    """Nothing goes to a code that is nobody's any more; the new message has new bytes."""
    post = either_post
    sendable(post.register, "old-0001")
    if is_begun:
        assert begun(post, "old-0001").payload
    issued_anew(post)
    assert len(post.send().stopped) == 1
    stopped = post.message("old-0001")
    assert stopped.fault_code == "directory.old_suggested"
    assert post.way.calls == []
    instead = {HOME: (NOW, NAMES[HOME])}
    post.register.outbox.readdress(stopped.id, [], "vanthu", instead=instead)
    assert len(post.send().accepted) == 1
    (package,) = post.got(NOW)
    assert {each.code for each in package.receivers} == {NOW, MONEY}
    assert post.got(HOME) == []
    post.register.audit_check()


def test_who_sends_it_to_the_former_code_all_the_same_sends_what_was_composed(post: Post) -> None:
    sendable(post.register, "old-0001")
    before = begun(post, "old-0001")
    issued_anew(post)
    post.send()
    post.register.outbox.retry(before.id, "vanthu")
    assert len(post.send().accepted) == 1
    assert {each.code for each in post.got(HOME)[0].receivers} == {HOME, MONEY}
    assert post.message("old-0001").payload == before.payload


@pytest.mark.parametrize("is_begun", [False, True])
def test_a_recall_cancels_what_was_never_tried_whatever_is_fixed(
    either_post: Post, *, is_begun: bool
) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    if is_begun:
        begun(post, "old-0001")
    post.register.lifecycle.recall("old-0001", "Trái thẩm quyền")
    assert post.states("old-0001") == [("released", "cancelled")]
    post.send()
    assert post.way.calls == []
    post.register.audit_check()


def test_two_codes_of_one_agency_in_a_request_are_one_receiver(
    either_post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document that names an agency by its present and by its former code goes there once."""
    post = either_post
    issued_anew(post)
    both = ({"code": HOME, "name": NAMES[HOME]}, {"code": NOW, "name": NAMES[HOME]})
    monkeypatch.setattr("support.outbox.RECEIVERS", both)
    sendable(post.register, "letter-1", LETTER)
    assert post.message("letter-1").receiver_codes == {NOW}
    assert len(post.send().accepted) == 1
    (package,) = post.got(NOW)
    assert [each.code for each in package.receivers] == [NOW]
    report = post.report("letter-1", HOME, "03")
    post.register.receipts.note(replace(report, description=""), "a" * 64, "vanthu")
    assert post.at("letter-1", NOW) == "accepted"
    post.register.audit_check()
