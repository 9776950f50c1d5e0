# SPDX-License-Identifier: Apache-2.0
"""Receivers that the list of agencies refuses, and documents that the hub says it has already."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from esign.model import AgencyRecord, RefusedError
from support.lives import RECEIVERS
from support.outbox import HOME, MONEY, Post, sendable
from support.transports import Fault

if TYPE_CHECKING:
    import pytest

    from esign.model import Consignment

NAMES = {each["code"]: each["name"] for each in RECEIVERS}
SUCCESSOR = AgencyRecord("H99.77", "Sở Nội vụ và Lao động tỉnh Ví Dụ")


def listed(post: Post, *agencies: AgencyRecord) -> None:
    known = (SUCCESSOR, AgencyRecord(HOME, NAMES[HOME]), *agencies)
    post.register.directory.take_over(known, "file", whole=True, actor="vanthu")


def closed(code: str) -> AgencyRecord:
    return AgencyRecord(code, NAMES[code], closed=True, successor_code=SUCCESSOR.code)


def test_nothing_is_sent_to_an_agency_that_is_closed_and_its_successor_is_named(
    post: Post,
) -> None:
    listed(post, closed(MONEY))
    sendable(post.register, "old-0001")
    assert len(post.send().stopped) == 1
    stopped = post.message("old-0001")
    assert (stopped.state, stopped.fault_code) == ("stopped", "directory.closed_suggested")
    assert SUCCESSOR.code in stopped.fault_text
    assert (stopped.attempts, post.register.outbox.attempts(stopped.id)) == (0, ())
    assert post.way.calls == []
    without = post.register.outbox.readdress(stopped.id, [MONEY], "vanthu")
    assert [each.id for each in post.send().accepted] == [without.id]
    assert (len(post.posted(HOME)), len(post.posted(MONEY))) == (1, 0)
    post.register.audit_check()


def test_a_fresh_list_refuses_what_it_does_not_know_and_an_old_one_does_not(post: Post) -> None:
    listed(post)
    sendable(post.register, "old-0001")
    assert len(post.send().stopped) == 1
    assert post.message("old-0001").fault_code.startswith("directory.unknown")
    post.later(40 * 86_400)
    sendable(post.register, "two-0001")
    post.send()
    assert post.states("two-0001") == [("released", "sent")]


def test_a_person_who_insists_knows_better_than_the_list(post: Post) -> None:
    listed(post, closed(MONEY))
    sendable(post.register, "old-0001")
    post.send()
    post.register.outbox.retry(post.message("old-0001").id, "vanthu")
    assert len(post.send().accepted) == 1


def test_a_document_that_the_hub_has_after_a_lost_answer_counts_as_sent(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.way.can_find = False
    sendable(post.register, "old-0001")
    post.way.fails("send", Fault.AFTER)
    assert len(post.send().unknown) == 1
    monkeypatch.setattr(post.way, "send", _has_it)
    assert len(post.later().accepted) == 1
    assert post.states("old-0001") == [("released", "sent")]
    outcomes = post.register.outbox.attempts(post.message("old-0001").id)
    assert [each.outcome for each in outcomes] == ["unknown", "accepted"]
    post.register.audit_check()


def test_a_document_that_the_hub_has_from_somebody_else_stays_refused(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    sendable(post.register, "old-0001")
    monkeypatch.setattr(post.way, "send", _has_it)
    assert len(post.send().stopped) == 1
    assert post.message("old-0001").fault_text == "ExistDoc scripted"


def _has_it(_: Consignment) -> NoReturn:
    raise RefusedError("transport.refused", service="axis", status="ExistDoc", reason="scripted")
