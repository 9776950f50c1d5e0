# SPDX-License-Identifier: Apache-2.0
"""What receivers report: in any order, however often, the same reports end in the same state."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esign.errors import ConfigurationError
from esign.model.delivery import Ask, Standing, StatusReport, answers, standing
from esign.register import WRITING_DUTIES, Duty, Roles, Writing, deliveries
from support.lives import LETTER, released
from support.outbox import HOME, MONEY, Post, sendable
from support.ports import FIXED_NOW
from support.transports import Fault

if TYPE_CHECKING:
    from esign.register import Effect
    from support.places import Place

CODES = ["01", "02", "03", "04", "05", "06", "13", "15", "16", "07", "x"]


@st.composite
def reports(draw: st.DrawFn) -> list[StatusReport]:
    """Reports of one receiver."""
    drawn = st.tuples(st.sampled_from(CODES), st.integers(0, 20))
    return [
        StatusReport(code, FIXED_NOW + timedelta(minutes=minute), f"{turn:064x}", f"{code}!")
        for turn, (code, minute) in enumerate(draw(st.lists(drawn, max_size=8)))
    ]


@given(st.data())
def test_order_and_repetition_make_no_difference(data: st.DataObject) -> None:
    came = data.draw(reports())
    asks = [
        Ask(f"message-{turn}", FIXED_NOW + timedelta(minutes=minute))
        for turn, minute in enumerate(sorted(data.draw(st.lists(st.integers(0, 20), max_size=4))))
    ]
    shuffled = data.draw(st.permutations(came + came))
    for sent in (True, False):
        assert standing(sent=sent, reports=came) == standing(sent=sent, reports=shuffled)
    assert answers(asks, came) == answers(asks, shuffled)


@given(reports(), reports())
def test_a_state_never_falls(some: list[StatusReport], more: list[StatusReport]) -> None:
    order = ["waiting", "sent", "arrived", "accepted", "assigned", "processing", "done", "refused"]
    before = standing(sent=True, reports=some).state
    after = standing(sent=True, reports=[*some, *more]).state
    assert order.index(after) >= order.index(before)


def test_an_answer_belongs_to_the_newest_question_that_was_open_then() -> None:
    first, second = (Ask(name, FIXED_NOW + timedelta(hours=h)) for name, h in (("a", 0), ("b", 2)))
    early = StatusReport("16", FIXED_NOW + timedelta(hours=1), "1" * 64)
    late = StatusReport("15", FIXED_NOW + timedelta(hours=3), "2" * 64)
    found = answers([first, second], [late, early])
    assert {name: each.state for name, each in found.items()} == {"a": "kept", "b": "taken_back"}
    assert answers([second], [early])["b"].state == "kept"  # the clocks differ


def test_reports_move_one_receiver_and_nobody_else(either_post: Post) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    post.send()
    note(post, "old-0001", HOME, "03", minute=5)
    note(post, "old-0001", HOME, "01", minute=1)  # came later, says less
    assert post.at("old-0001", HOME) == "accepted"
    assert post.at("old-0001", MONEY) == "sent"
    note(post, "old-0001", MONEY, "02", minute=2)
    refused = next(e for e in post.message("old-0001").deliveries if e.code == MONEY)
    assert (refused.state, refused.note) == ("refused", "mã 02")
    assert refused.at == FIXED_NOW + timedelta(minutes=2)
    post.register.audit_check()


def test_the_same_report_again_changes_nothing(post: Post, place: Place) -> None:
    sendable(post.register, "old-0001")
    post.send()
    first = note(post, "old-0001", HOME, "03")
    rows = place.rows("SELECT count(*) FROM audit")
    again = note(post, "old-0001", HOME, "03")
    assert (first.repeated, again.repeated, again.moved) == (False, True, ())
    assert place.rows("SELECT count(*) FROM audit") == rows


def test_a_report_that_comes_before_the_answer_of_the_axis_is_not_lost(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.way.fails("send", Fault.AFTER)
    post.send()
    note(post, "old-0001", HOME, "01")
    assert post.at("old-0001", HOME) == "arrived"
    post.later()
    assert [post.at("old-0001", code) for code in (HOME, MONEY)] == ["arrived", "sent"]


def test_a_report_costs_the_same_however_many_others_have_reported(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    sendable(post.register, "old-0001")
    post.send()
    for number in range(20):
        note(post, "old-0001", f"H88.{number}", "03")
    looked_at: list[StatusReport] = []

    def watched(*, sent: bool, reports: list[StatusReport]) -> Standing:
        looked_at.extend(reports)
        return standing(sent=sent, reports=reports)

    monkeypatch.setattr(deliveries, "standing", watched)
    note(post, "old-0001", f" {HOME.lower()}", "01")
    note(post, "old-0001", HOME, "03", minute=1)
    note(post, "old-0001", "H88.1", "06", minute=1)
    assert [each.code for each in looked_at] == ["01", "01", "03"]
    assert (post.at("old-0001", HOME), post.at("old-0001", MONEY)) == ("accepted", "sent")
    post.register.audit_check()


def test_a_stranger_moves_nothing_and_is_kept(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.send()
    effect = note(post, "old-0001", "H1.99", "06")
    assert (effect.request_id, effect.moved) == ("old-0001", ())
    assert [each.code for each in post.register.receipts.of("old-0001")] == ["06"]


def test_a_report_without_a_time_counts_from_when_it_came(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.send()
    undated = replace(post.report("old-0001", HOME, "03"), at=None)
    assert post.register.receipts.note(undated, "d" * 64, "vanthu").moved
    (kept,) = post.register.receipts.of("old-0001")
    assert kept.at == kept.received_at
    assert post.at("old-0001", HOME) == "accepted"
    post.register.audit_check()


def test_a_code_that_no_rule_knows_is_kept_as_it_came(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.send()
    assert note(post, "old-0001", HOME, "99a").moved == ()
    assert [each.code for each in post.register.receipts.of("old-0001")] == ["99a"]


def test_a_report_of_an_unknown_document_is_kept_and_shown(post: Post) -> None:
    sendable(post.register, "old-0001")
    status = post.report("old-0001", HOME, "03")
    odd = replace(
        status, about=replace(status.about, document_id="H1,2026/01/01,9/\nX", code="9/X")
    )
    effect = post.register.receipts.note(odd, "e" * 64, "vanthu")
    assert effect.request_id == ""
    (stranger,) = post.register.receipts.strangers()
    assert stranger.about == "H1,2026/01/01,9/\nX"
    post.register.audit_check()


@pytest.mark.parametrize(
    "about",
    ["a0e6a5d2-63a5-4b5e-b6e5-e8a4d7a3b6aa", "H99.12,2026-11-20,1/QĐ-SGDĐT"],
)
def test_a_document_is_found_by_number_and_day_where_its_id_is_another(
    post: Post, about: str
) -> None:
    sendable(post.register, "old-0001")
    post.send()
    status = post.report("old-0001", HOME, "03")
    other = replace(status, about=replace(status.about, document_id=about))
    assert post.register.receipts.note(other, "e" * 64, "vanthu").request_id == "old-0001"
    assert post.at("old-0001", HOME) == "accepted"


def test_answers_go_to_what_was_asked(either_post: Post) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    post.send()
    post.register.lifecycle.recall("old-0001", "Trái thẩm quyền")
    post.send()
    note(post, "old-0001", HOME, "15", minute=9)
    note(post, "old-0001", MONEY, "16", minute=9)
    assert post.at("old-0001", HOME, "recalled") == "taken_back"
    assert post.at("old-0001", MONEY, "recalled") == "kept"
    assert post.at("old-0001", HOME) == "sent"
    post.register.audit_check()


def test_the_receiver_of_a_replacement_reports_of_the_new_document(post: Post) -> None:
    sendable(post.register, "old-0001")
    released(post.register, "new-0001")
    post.register.outbox.cancel(post.message("new-0001").id, "Không gửi nữa", "vanthu")
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai mức chi")
    post.send()
    note(post, "new-0001", HOME, "03")
    assert post.at("old-0001", HOME, "replaced") == "accepted"
    assert post.at("old-0001", HOME) == "sent"
    post.register.audit_check()


def test_receipts_are_held_against_the_record(post: Post, place: Place) -> None:
    sendable(post.register, "old-0001")
    post.send()
    note(post, "old-0001", HOME, "02")
    post.register.audit_check()
    with pytest.raises(Exception, match="receipt"), place.connect() as raw:
        raw.execute("DELETE FROM receipt")
    for change in ("UPDATE receipt SET code = '03'", "DELETE FROM receipt"):
        place.change(change)
        with pytest.raises(ConfigurationError):
            post.register.audit_check()


def note(post: Post, request_id: str, code: str, status: str, *, minute: int = 0) -> Effect:
    """Note what an agency reports."""
    report = post.report(request_id, code, status, minute=minute)
    digest = f"{request_id}/{code}/{status}/{minute}".encode().hex()[:64].ljust(64, "0")
    return post.register.receipts.note(report, digest, "vanthu")


def test_a_report_of_the_old_document_moves_nothing_of_the_one_that_replaces_it(post: Post) -> None:
    for name in ("old-0001", "new-0001"):
        sendable(post.register, name)
    post.send()
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai mức chi")
    post.send()
    post.register.receipts.note(post.report("new-0001", HOME, "03"), "1" * 64, "vanthu")
    post.register.receipts.note(post.report("old-0001", HOME, "06"), "2" * 64, "vanthu")
    assert post.at("old-0001", HOME, "replaced") == "sent"  # no answer: it came by itself too
    assert post.at("old-0001", HOME) == "done"
    post.register.audit_check()


def test_a_report_of_the_letter_leaves_the_answer_to_the_correction_as_it_is(post: Post) -> None:
    sendable(post.register, "old-0001")
    sendable(post.register, "letter-01", LETTER)
    post.register.lifecycle.correct("old-0001", "letter-01", "Sai chính tả")
    post.send()
    post.register.receipts.note(post.report("old-0001", HOME, "15"), "1" * 64, "vanthu")
    post.register.receipts.note(post.report("letter-01", HOME, "01"), "2" * 64, "vanthu")
    assert post.at("old-0001", HOME, "corrected") == "taken_back"
    post.register.audit_check()


def test_what_was_reported_before_its_replacement_was_queued_tells_nothing_of_it(
    post: Post,
) -> None:
    """Nor does the check of the record call the honest row a changed one."""
    for name in ("old-0001", "new-0001"):
        sendable(post.register, name)
    post.send()
    post.register.receipts.note(post.report("new-0001", HOME, "01"), "1" * 64, "vanthu")
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai mức chi")
    assert post.at("old-0001", HOME, "replaced") == "waiting"
    post.register.audit_check()
    note(post, "new-0001", HOME, "01", minute=1)  # it has not even left
    assert post.at("old-0001", HOME, "replaced") == "waiting"
    post.register.audit_check()


def test_an_agreement_to_a_replacement_is_none_to_its_later_recall(post: Post) -> None:
    for name in ("old-0001", "new-0001"):
        sendable(post.register, name)
    post.send()
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai mức chi")
    post.send()
    agreed = post.report("new-0001", HOME, "15", minute=600)
    post.register.receipts.note(agreed, "1" * 64, "vanthu")
    post.register.lifecycle.recall("new-0001", "Trái thẩm quyền")
    assert post.at("new-0001", HOME, "recalled") == "waiting"
    post.later()
    assert post.at("new-0001", HOME, "recalled") == "sent"
    post.register.audit_check()


def test_who_takes_messages_in_may_note_the_reports_among_them(
    place: Place, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    sendable(post.register, "old-0001")
    monkeypatch.setitem(WRITING_DUTIES, Writing.TAKE_IN, frozenset({Duty.AUDITOR}))
    roles = Roles({Duty.CLERK: frozenset({"lan"}), Duty.AUDITOR: frozenset({"minh"})})
    with place.open(post.clock, exchanges=True, roles=roles) as guarded:
        report = post.report("old-0001", HOME, "01")
        with pytest.raises(ConfigurationError):
            guarded.receipts.note(report, "a" * 64, "lan")
        assert guarded.receipts.note(report, "a" * 64, "minh").moved
