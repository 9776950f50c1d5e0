# SPDX-License-Identifier: Apache-2.0
"""An answer that names its request belongs to that one, whatever else is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esign import exchange
from esign.model import AgencyRecord
from esign.model.delivery import Ask, StatusReport, answers
from esign.model.request_names import Asked, answer_text, named_in, request_name
from support.lives import LETTER
from support.outbox import HOME, MONEY, Post, sendable
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from esign.register import Effect


def told(  # noqa: PLR0913 - all but three are named
    post: Post,
    code: str,
    name: str,
    *,
    minute: int = 0,
    reporter: str = HOME,
    about: str = "old-0001",
) -> Effect:
    """An answer of a receiver, with the request that it names."""
    status = post.report(about, HOME, code, minute=minute)
    sender = replace(status.sender, code=reporter)
    status = replace(status, sender=sender, description=name)
    digest = sha256(exchange.write(status)).hexdigest()
    return post.register.receipts.note(status, digest, "vanthu")


@pytest.fixture
def two_requests(post: Post) -> Post:
    """An update and then a recall of one document, both sent and unanswered."""
    sendable(post.register, "old-0001")
    sendable(post.register, "letter-1", LETTER)
    post.send()
    post.register.lifecycle.correct("old-0001", "letter-1", "Sai chính tả")
    post.send()
    post.register.lifecycle.recall("old-0001", "Sai thẩm quyền")
    post.send()
    return post


UPDATE = answer_text(request_name(Asked.UPDATE, "Sai chính tả"), "")
RECALL = answer_text(request_name(Asked.RECALL, "Sai thẩm quyền"), "Đã làm xong")


def test_answers_of_one_second_with_the_same_code_each_find_their_request(
    two_requests: Post,
) -> None:
    post = two_requests
    told(post, "15", UPDATE)
    assert post.at("old-0001", HOME, "corrected") == "taken_back"
    assert post.at("old-0001", HOME, "recalled") == "sent"
    told(post, "15", RECALL)
    assert post.at("old-0001", HOME, "recalled") == "taken_back"
    post.register.audit_check()


def test_an_answer_that_is_repeated_later_answers_no_other_request(two_requests: Post) -> None:
    post = two_requests
    told(post, "15", RECALL)
    told(post, "15", RECALL, minute=5)
    assert post.at("old-0001", HOME, "corrected") == "sent"
    told(post, "16", "Không đồng ý", minute=6)  # names none: it is for what is left
    assert post.at("old-0001", HOME, "corrected") == "kept"
    post.register.audit_check()


def test_the_same_bytes_twice_leave_a_request_open_and_never_close_a_wrong_one(
    two_requests: Post,
) -> None:
    """Whoever answers two requests in one second with the same words cannot be told to have."""
    post = two_requests
    told(post, "15", "Đồng ý")
    assert told(post, "15", "Đồng ý").repeated
    assert post.at("old-0001", HOME, "recalled") == "taken_back"
    post.clock.moment += timedelta(days=4)
    assert [each.act for each in post.register.outbox.unanswered(3)].count("corrected") == 1
    told(post, "15", "Đồng ý", minute=1)
    assert post.at("old-0001", HOME, "corrected") == "taken_back"


def readdressed(post: Post, code: str) -> None:
    """A document that was sent to another agency in the place of the first receiver."""
    sendable(post.register, "old-0001")
    message = post.message("old-0001")
    instead = {HOME: (code, "Sở Nội vụ")}
    post.register.outbox.readdress(message.id, [], "vanthu", instead=instead)
    post.send()


def test_a_receiver_that_reports_under_its_other_code_is_the_same(post: Post) -> None:
    readdressed(post, "H99.05")
    post.register.lifecycle.recall("old-0001", "Sai thẩm quyền")
    post.send()
    told(post, "03", "", reporter="000.00.05.H99")
    told(post, "15", RECALL, reporter=" 00.05.h99")
    told(post, "03", "", reporter="000.05.00.H99")  # a level off: another agency
    (sent, recall) = (each for each in post.register.outbox.of("old-0001") if each.state == "sent")
    states = [
        {each.code: each.state.value for each in message.deliveries} for message in (sent, recall)
    ]
    assert states == [
        {"H99.05": "accepted", MONEY: "sent"},
        {"H99.05": "taken_back", MONEY: "sent"},
    ]
    post.register.audit_check()


def test_a_receiver_that_reports_under_a_code_of_the_list_is_the_same(post: Post) -> None:
    money = AgencyRecord(MONEY, "Sở Tài chính tỉnh Ví Dụ")
    listed = (AgencyRecord("H99.05", "Sở Nội vụ", old_codes=("H99.41",)), money)
    post.register.directory.take_over(listed, "file", whole=True, actor="vanthu")
    readdressed(post, "H99.05")
    told(post, "03", "", reporter="H99.41")
    later = (AgencyRecord("H99.05", "Sở Nội vụ"), AgencyRecord("H99.41", "Cơ quan khác"), money)
    post.register.directory.take_over(later, "file", whole=True, actor="vanthu")
    sent = next(each for each in post.register.outbox.of("old-0001") if each.state == "sent")
    assert {each.code: each.state.value for each in sent.deliveries}["H99.05"] == "accepted"
    post.register.audit_check()  # whatever the list says by now


def test_a_receiver_is_asked_back_whichever_code_is_typed(post: Post) -> None:
    readdressed(post, "H99.05")
    (asked,) = post.register.outbox.take_back(
        "old-0001", "Gửi nhầm", "vanthu", only=["000.00.05.H99"]
    )
    assert asked.receiver_codes == {"H99.05"}


def test_a_report_of_our_document_under_our_other_code_is_about_it(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.send()
    status = post.report("old-0001", HOME, "03")
    _, _, rest = status.about.document_id.partition(",")
    about = replace(status.about, document_id=f"000.00.12.H99,{rest}")
    effect = post.register.receipts.note(replace(status, about=about), "1" * 64, "vanthu")
    assert effect.request_id == "old-0001"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=4))
def test_in_whatever_order_they_come_the_same_requests_are_answered(
    drawn: list[tuple[str, int]],
) -> None:
    asks = [
        Ask(name, FIXED_NOW, place, request_name(Asked.TAKE_BACK, name))
        for place, name in enumerate("ab")
    ]
    reports = [
        StatusReport(
            "15",
            FIXED_NOW + timedelta(minutes=minute),
            f"{turn:064x}",
            answer_text(request_name(Asked.TAKE_BACK, name), ""),
            9,
        )
        for turn, (name, minute) in enumerate(drawn)
    ]
    found = [answers(asks, order) for order in permutations(reports)]
    assert all(each == found[0] for each in found)
    assert {"a", "b"} & {name for name, _ in drawn} <= found[0].keys()


@given(st.text(max_size=300), st.text(max_size=50), st.sampled_from(Asked))
def test_a_name_is_read_as_it_was_written(reason: str, told_besides: str, asked: Asked) -> None:
    name = request_name(asked, reason, "000.00.12.H99,2026/11/20,05/QĐ")
    assert named_in(answer_text(name, told_besides)) == name
    assert request_name(asked, reason, "H99.12,2026/11/20,05/QĐ") == name
    assert named_in(told_besides.replace("[", "")) == ""


REPLACED = "Sai mức chi"


def replaced_beside(post: Post) -> str:
    """A replacement whose document had gone by itself and been registered; what answers call it."""
    for name in ("old-0001", "new-0001"):
        sendable(post.register, name)
    post.send()
    told(post, "03", "Đã tiếp nhận, số đến 10/2026", about="new-0001")
    post.clock.moment += timedelta(minutes=6)
    post.register.lifecycle.replace("old-0001", "new-0001", REPLACED)
    post.send()
    old = post.register.numbered("old-0001").document_id
    return request_name(Asked.REPLACE, REPLACED, old)


@pytest.mark.parametrize(("code", "state"), [("15", "taken_back"), ("16", "kept")])
def test_an_answer_to_a_replacement_is_where_it_stands_and_no_earlier_acceptance(
    either_post: Post, code: str, state: str
) -> None:
    post = either_post
    name = replaced_beside(post)
    assert post.at("old-0001", HOME, "replaced") == "sent"
    assert "replaced" in [each.act for each in post.register.outbox.unanswered(0)]
    told(post, "06", "", minute=1, about="new-0001")  # of the document that came by itself
    assert post.at("old-0001", HOME, "replaced") == "sent"
    told(post, code, answer_text(name, "Đã thi hành"), minute=2, about="new-0001")
    told(post, "03", "", minute=3, about="new-0001")
    assert post.at("old-0001", HOME, "replaced") == state
    (new,) = (each for each in post.register.outbox.of("new-0001") if each.act == "released")
    assert {each.code: each.state for each in new.deliveries}[HOME] == "done"
    post.register.audit_check()


def test_the_story_of_a_replaced_document_has_the_answers_to_its_replacement(post: Post) -> None:
    name = replaced_beside(post)
    told(post, "15", answer_text(name, ""), about="new-0001")
    told(post, "16", answer_text(request_name(Asked.RECALL, "Khác"), ""), about="new-0001")
    assert [each.code for each in post.register.receipts.of("old-0001")] == []
    (answer,) = post.register.receipts.to_replacements("old-0001")
    assert (answer.code, answer.request_id) == ("15", "new-0001")
    assert post.register.receipts.to_replacements("new-0001") == ()


def test_an_agreed_replacement_that_alone_brings_its_document_goes_on_to_be_registered(
    post: Post,
) -> None:
    for name in ("old-0001", "new-0001"):
        sendable(post.register, name)
    post.register.lifecycle.replace("old-0001", "new-0001", REPLACED)
    post.send()
    old = post.register.numbered("old-0001").document_id
    answer = answer_text(request_name(Asked.REPLACE, REPLACED, old), "")
    told(post, "15", answer, about="new-0001")
    told(post, "16", answer, about="new-0001", reporter=MONEY)
    assert post.at("old-0001", HOME, "replaced") == "taken_back"
    for reporter in (HOME, MONEY):
        told(post, "03", "", about="new-0001", reporter=reporter)
    assert post.at("old-0001", HOME, "replaced") == "accepted"
    assert post.at("old-0001", MONEY, "replaced") == "kept"
    post.register.audit_check()
