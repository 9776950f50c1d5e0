# SPDX-License-Identifier: Apache-2.0
"""An agency whose code was issued anew is one receiver, by the list's word and no other's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, InputError
from esign.model import AgencyRecord
from esign.model.request_names import Asked, answer_text, request_name
from support.lives import LETTER, RECEIVERS, released
from support.outbox import HOME, MONEY, Post, sendable
from support.transports import Fault

if TYPE_CHECKING:
    from esign.register import Message, Register
    from support.places import Place

NOW = "H99.77"
"""What the list calls `HOME` from some day on."""
NAMES = {each["code"]: each["name"] for each in RECEIVERS}
REASON = "Sai thẩm quyền"


def listed(register: Register, *agencies: AgencyRecord) -> None:
    register.directory.take_over(agencies, "file", whole=True, actor="vanthu", fewer=True)


def issued_anew(register: Register) -> None:
    """First the list with the old code, then the one in which the new code has taken its place."""
    money = AgencyRecord(MONEY, NAMES[MONEY])
    listed(register, AgencyRecord(HOME, NAMES[HOME]), money)
    listed(register, AgencyRecord(NOW, NAMES[HOME], old_codes=(HOME,)), money)


def told(  # noqa: PLR0913 - all but three are named
    post: Post, code: str, status: str, *, about: str = "old-0001", note: str = "", minute: int = 0
) -> None:
    report = replace(post.report(about, code, status, minute=minute), description=note)
    digest = sha256(f"{code}{status}{about}{note}{minute}".encode()).hexdigest()
    post.register.receipts.note(report, digest, "vanthu")


def states(message: Message) -> dict[str, str]:
    return {each.code: str(each.state) for each in message.deliveries}


def moved(post: Post, request_id: str, act: str = "released") -> Message:
    """A message that a clerk has sent on to the new code."""
    (old,) = [
        e for e in post.register.outbox.of(request_id) if e.act == act and e.state == "stopped"
    ]
    outbox = post.register.outbox
    return outbox.readdress(old.id, [], "vanthu", instead={HOME: (NOW, NAMES[HOME])})


def test_a_code_that_was_somebody_elses_is_not_its_heirs_by_structure(post: Post) -> None:
    """The older structure of one agency's code is, by the list, the former code of another."""
    directory = post.register.directory
    listed(
        post.register,
        AgencyRecord("H99.05", "Sở Một"),
        AgencyRecord("H99.06", "Sở Hai", old_codes=("000.00.05.H99",)),
    )
    found = directory.find(" 000.00.05.h99")
    assert found is not None
    assert found.code == "H99.06"
    finding = directory.check("000.00.05.H99")
    assert finding is not None
    assert [each.agency.code for each in finding.suggestions] == ["H99.06"]
    assert directory.find("000.05.00.H99") is None  # a level off: nobody's
    assert directory.find("ſ99.05") is None  # capitals of other alphabets are no way of writing it


def test_a_code_that_was_two_agencies_is_nobodys_and_both_are_suggested(post: Post) -> None:
    directory = post.register.directory
    old = ("H99.40",)
    listed(
        post.register, AgencyRecord("H99.41", "A", "", old), AgencyRecord("H99.42", "B", "", old)
    )
    assert directory.find("H99.40") is None
    finding = directory.check("H99.40")
    assert finding is not None
    assert [each.agency.code for each in finding.suggestions] == ["H99.41", "H99.42"]


def test_a_code_that_the_next_list_gives_anew_leads_to_the_same_agency(either_post: Post) -> None:
    """The line of the old code is left behind, closed; that is no merger."""
    directory = either_post.register.directory
    issued_anew(either_post.register)
    found, finding = directory.find(HOME), directory.check(HOME)
    assert found is not None
    assert found.code == NOW
    assert finding is not None
    assert (str(finding.fault), finding.refused) == ("old", True)
    listed(either_post.register, AgencyRecord("H99.78", NAMES[HOME], old_codes=(NOW,)))
    once_more = directory.find(HOME)
    assert once_more is not None
    assert once_more.code == "H99.78"
    listed(either_post.register, AgencyRecord("H99.78", NAMES[HOME]))
    alone = directory.find(NOW)
    assert alone is not None
    assert alone.code == NOW  # the list says so no more


def test_nothing_overtakes_what_waits_for_the_same_agency_under_its_former_code(
    either_post: Post,
) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    post.way.fails("send", Fault.BEFORE)
    post.send()
    issued_anew(post.register)
    sendable(post.register, "new-0001")
    waiting = post.message("new-0001")
    again = post.register.outbox.readdress(
        waiting.id, [MONEY], "vanthu", instead={HOME: (NOW, NAMES[HOME])}
    )
    assert [each.request_id for each in post.send().accepted] == []
    post.later()
    assert [each.id for each in post.register.outbox.all()] == []
    assert post.register.outbox.message(again.id).state == "sent"
    assert len(post.posted(NOW)) == len(post.posted(HOME)) == 1


def test_who_is_told_of_a_recall_under_its_new_code_answers_and_reports_under_either(
    either_post: Post,
) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    post.send()
    issued_anew(post.register)
    told(post, NOW, "03")  # of what it got under its former code
    dealing = post.register.dealings.of(post.report("old-0001", NOW, "06"), "H99.12")
    assert dealing is not None
    assert (set(dealing.receiver_codes), dealing.statuses) == ({NOW, MONEY}, ((NOW, "03"),))
    assert post.at("old-0001", HOME) == "accepted"
    post.register.lifecycle.recall("old-0001", REASON)
    assert [each.fault_code for each in post.send().stopped] == [""]
    stopped = post.message("old-0001", "recalled")
    assert stopped.fault_code == "directory.old_suggested"
    with pytest.raises(InputError, match="brings_nothing"):
        post.register.outbox.readdress(stopped.id, [], "vanthu", {HOME: ("H99.99", "Nơi khác")})
    recall = moved(post, "old-0001", "recalled")
    post.send()
    answer = answer_text(request_name(Asked.RECALL, REASON), "")
    told(post, HOME, "15", note=answer)
    told(post, NOW, "06", minute=2)
    assert states(post.register.outbox.message(recall.id)) == {NOW: "taken_back", MONEY: "sent"}
    assert post.at("old-0001", HOME) == "done"
    listed(post.register, AgencyRecord(NOW, "Cơ quan khác"), AgencyRecord(HOME, NAMES[HOME]))
    post.register.audit_check()  # whatever the list says by now


def test_whoever_changes_which_receiver_reports_count_for_is_found_out(
    place: Place, post: Post
) -> None:
    sendable(post.register, "old-0001")
    place.change("UPDATE delivery SET receiver_key = 'H99.77'")
    with pytest.raises(ConfigurationError, match="row_changed"):
        post.register.audit_check()


def test_a_document_that_replaces_goes_once_to_an_agency_with_two_codes(either_post: Post) -> None:
    post = either_post
    sendable(post.register, "old-0001")
    post.send()
    issued_anew(post.register)
    sendable(post.register, "new-0001")
    alone = post.message("new-0001")
    outbox = post.register.outbox
    outbox.readdress(alone.id, [], "vanthu", instead={HOME: (NOW, NAMES[HOME])})
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai nội dung")
    assert [e.state for e in outbox.of("new-0001") if e.act == "released"] == ["cancelled"] * 2
    post.send()
    moved(post, "old-0001", "replaced")
    post.send()
    assert [each.business.purpose.value for each in post.got(NOW)] == ["3"]
    assert [each.business.purpose.value for each in post.got(MONEY)] == ["0", "3"]
    (asked,) = outbox.take_back("new-0001", "Gửi nhầm", "vanthu", only={HOME})
    assert asked.receiver_codes == {NOW}
    with pytest.raises(InputError, match="asked_already"):
        outbox.take_back("new-0001", "Gửi nhầm", "vanthu", only={NOW})
    post.register.lifecycle.recall("new-0001", REASON)
    (recall,) = [e for e in outbox.of("new-0001") if e.act == "recalled"]
    assert recall.receiver_codes == {NOW, MONEY}
    post.register.audit_check()


def test_an_answer_under_the_new_code_is_for_the_replacement_that_went_to_the_old_one(
    post: Post,
) -> None:
    """The new document had gone to the new code by itself; it is one receiver's all the same."""
    sendable(post.register, "old-0001")
    sendable(post.register, "new-0001")
    outbox = post.register.outbox
    listed(post.register, AgencyRecord(NOW, NAMES[HOME], old_codes=(HOME,)))
    post.clock.moment += timedelta(days=40)  # too old a list to refuse
    alone = post.message("new-0001")
    outbox.readdress(alone.id, [], "vanthu", instead={HOME: (NOW, NAMES[HOME])})
    post.send()
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai nội dung")
    post.send()
    old = post.register.numbered("old-0001").document_id
    told(post, NOW, "03", about="new-0001")
    assert post.at("old-0001", HOME, "replaced") == "sent"
    name = answer_text(request_name(Asked.REPLACE, "Sai nội dung", old), "")
    told(post, NOW, "15", about="new-0001", note=name)
    assert post.at("old-0001", HOME, "replaced") == "taken_back"
    post.register.audit_check()


def test_whoever_got_it_under_its_other_code_is_not_named_as_never_reached(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.send()
    sendable(post.register, "new-0001")
    post.way.fails("send", Fault.REFUSED)
    post.send()
    issued_anew(post.register)
    post.register.lifecycle.replace("old-0001", "new-0001", "Sai nội dung")
    post.send()
    if any(each.state == "stopped" for each in post.register.outbox.of("old-0001")):
        moved(post, "old-0001", "replaced")
        post.send()
    assert post.register.outbox.unreached("new-0001") == ()


def test_an_update_waits_for_the_document_that_was_stopped_under_the_other_code(
    post: Post,
) -> None:
    sendable(post.register, "old-0001", only=HOME)
    sendable(post.register, "letter-1", LETTER, only=MONEY)
    released(post.register, "new-0001")
    post.register.lifecycle.correct("old-0001", "letter-1", "Sai chính tả")
    post.way.fails("send", Fault.REFUSED)
    post.send()
    update, bringing = post.message("old-0001", "corrected"), post.message("old-0001")
    assert bringing.state == "stopped"
    issued_anew(post.register)
    post.register.outbox.readdress(update.id, [], "vanthu", instead={HOME: (NOW, NAMES[HOME])})
    post.later()
    (waits,) = [e for e in post.register.outbox.of("old-0001") if e.is_open]
    assert post.register.outbox.held_back([waits.id]) == {waits.id: bringing.id}
