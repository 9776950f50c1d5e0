# SPDX-License-Identifier: Apache-2.0
"""Where a replacement stands that nobody has answered: told apart from the document it brings."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from esign.model.request_names import Asked, answer_text, request_name
from support.outbox import HOME, MONEY, Post, sendable
from support.transports import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from support.places import Place
    from support.ports import FixedClock

WHY = "Sai mức chi"
REPORTS = ("01", "03", "05", "06")


def told(post: Post, status: str, about: str, note: str = "", *, minute: int = 0) -> None:
    report = replace(post.report(about, HOME, status, minute=minute), description=note)
    digest = sha256(f"{status}{about}{note}{minute}".encode()).hexdigest()
    post.register.receipts.note(report, digest, "vanthu")


def at(post: Post, about: str, act: str) -> str:
    (found,) = [
        e for e in post.register.outbox.of(about) if e.act == act and e.state != "cancelled"
    ]
    return next(str(each.state) for each in found.deliveries if each.code == HOME)


def test_what_is_told_of_a_document_that_came_by_itself_tells_nothing_of_its_replacing(
    either_post: Post,
) -> None:
    """However late it is told: nothing in a report says which of the two packages it means."""
    post = either_post
    for name in ("old-0001", "new-0001"):
        sendable(post.register, name, only=HOME)
    post.send()
    post.register.lifecycle.replace("old-0001", "new-0001", WHY)
    told(post, "01", "new-0001")  # before the replacement has left at all
    assert at(post, "old-0001", "replaced") == "waiting"
    post.send()
    for turn, code in enumerate((*REPORTS, "01", "03")):
        told(post, code, "new-0001", minute=turn)
        assert at(post, "old-0001", "replaced") == "sent"
    assert at(post, "new-0001", "released") == "done"
    assert [each.act for each in post.register.outbox.unanswered(0)] == ["released", "replaced"]
    told(post, "02", "new-0001", "Sai thẩm quyền", minute=9)
    assert at(post, "old-0001", "replaced") == at(post, "new-0001", "released") == "refused"
    post.register.audit_check()


@pytest.mark.parametrize("order", list(permutations(["03", "15", "01"])))
def test_in_whatever_order_a_replacement_that_alone_brings_it_is_told_of(
    post: Post, order: tuple[str, ...]
) -> None:
    sendable(post.register, "old-0001")
    post.send()
    sendable(post.register, "new-0001")
    post.register.lifecycle.replace("old-0001", "new-0001", WHY)
    post.send()
    old = post.register.numbered("old-0001").document_id
    name = answer_text(request_name(Asked.REPLACE, WHY, old), "")
    for code in order:
        told(post, code, "new-0001", name if code == "15" else "")
        told(post, code, "new-0001", name if code == "15" else "", minute=1)
    assert at(post, "old-0001", "replaced") == "accepted"
    post.register.audit_check()


def test_what_is_told_of_the_replaced_document_moves_the_replacement_nowhere(post: Post) -> None:
    for name in ("old-0001", "new-0001"):
        sendable(post.register, name, only=HOME)
    post.register.lifecycle.replace("old-0001", "new-0001", WHY)
    post.send()
    for code in (*REPORTS, "15", "16", "02"):
        told(post, code, "old-0001")
    assert at(post, "old-0001", "replaced") == "sent"
    assert at(post, "old-0001", "released") == "refused"


def test_a_document_that_was_stopped_by_itself_comes_with_its_replacement(
    either_post: Post,
) -> None:
    """Its own message still waits for a person: what is told is told of the replacement."""
    post = either_post
    sendable(post.register, "old-0001", only=HOME)
    post.send()
    sendable(post.register, "new-0001")
    post.way.fails("send", Fault.REFUSED)
    post.send()
    post.register.lifecycle.replace("old-0001", "new-0001", WHY)
    post.send()
    told(post, "03", "new-0001")
    assert at(post, "old-0001", "replaced") == "accepted"
    (stopped,) = [e for e in post.register.outbox.of("new-0001") if e.state == "stopped"]
    assert stopped.receiver_codes == {HOME, MONEY}
    post.register.audit_check()
    post.register.outbox.retry(stopped.id, "vanthu")
    assert at(post, "old-0001", "replaced") == "sent"
    post.register.audit_check()
    post.way.fails("send", Fault.REFUSED)
    post.send()
    assert at(post, "old-0001", "replaced") == "accepted"
    post.register.audit_check()


def test_the_second_document_that_it_replaces_is_answered_for_itself(post: Post) -> None:
    for name in ("old-0001", "old-0002"):
        sendable(post.register, name, only=HOME)
    post.send()
    sendable(post.register, "new-0001", only=HOME)
    for name in ("old-0001", "old-0002"):
        post.register.lifecycle.replace(name, "new-0001", WHY)
    post.send()
    told(post, "03", "new-0001")
    assert at(post, "old-0001", "replaced") == "accepted"
    assert at(post, "old-0002", "replaced") == "sent"
    old = post.register.numbered("old-0002").document_id
    told(post, "16", "new-0001", answer_text(request_name(Asked.REPLACE, WHY, old), "Không"))
    assert at(post, "old-0001", "replaced") == "accepted"
    assert at(post, "old-0002", "replaced") == "kept"
    post.register.audit_check()


def test_a_request_that_is_returned_is_no_return_of_its_document(either_post: Post) -> None:
    post = either_post
    sendable(post.register, "old-0001", only=HOME)
    post.send()
    told(post, "03", "old-0001")
    post.register.lifecycle.recall("old-0001", WHY)
    post.send()
    name = request_name(Asked.RECALL, WHY)
    told(post, "02", "old-0001", answer_text(name, "Chưa có văn bản này"))
    assert at(post, "old-0001", "recalled") == "refused"
    assert at(post, "old-0001", "released") == "accepted"
    assert post.register.outbox.unanswered(0) == ()
    told(post, "02", "old-0001", answer_text(request_name(Asked.RECALL, "Khác"), ""), minute=1)
    assert at(post, "old-0001", "released") == "refused"  # of no request that was made
    post.register.audit_check()


def test_a_register_of_before_has_its_replacements_stand_by_their_answers(
    place: Place, clock: FixedClock, tmp_path: Path
) -> None:
    """Until revision 0012 what was told of the document afterwards counted for both."""
    with place.open(clock, exchanges=True) as register:
        post = Post(register, clock, tmp_path / "circuits.json")
        for name in ("old-0001", "new-0001"):
            sendable(register, name, only=HOME)
        post.send()
        register.lifecycle.replace("old-0001", "new-0001", WHY)
        post.send()
        told(post, "03", "new-0001")
        replacing = post.message("old-0001", "replaced").id
    place.change(
        "UPDATE delivery SET (state, state_at, note) = (SELECT state, state_at, note FROM delivery "
        "WHERE state = 'accepted') "
        "WHERE message_id = (SELECT id FROM message WHERE act = 'replaced')",
        "ALTER TABLE delivery DROP COLUMN receiver_key",
        "ALTER TABLE message DROP COLUMN absent_attempts",
        "DROP TABLE agency_former_code",
        "DROP INDEX ix_arrived_document_key",
        "DROP INDEX ix_arrived_sender_agency",
        "UPDATE alembic_version SET version_num = '0011'",
    )
    with place.open(clock, exchanges=True) as register:
        (delivery,) = register.outbox.message(replacing).deliveries
        assert delivery.state == "sent"
        register.audit_check()
