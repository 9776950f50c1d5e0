# SPDX-License-Identifier: Apache-2.0
"""One agency under two codes is one sender, and its document is one document."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from itertools import count
from sqlite3 import DatabaseError
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError
from esign.intake import fetch_waiting
from esign.intake.opening import opened
from esign.model import AgencyRecord, Business, Package, Party, Purpose, Replaced
from esign.register import Acceptance, Delivered, Standing
from support.arriving import (
    SENDER,
    STRANGER,
    US,
    data,
    document,
    numbered,
    reading,
    replacement,
    request,
    status,
)

if TYPE_CHECKING:
    from esign.intake import Intake
    from esign.model import StatusPackage
    from esign.register import ArrivedMessage, Reading, Register
    from support.places import Place
    from support.transports import MemoryAxis

_TURNS = count(1)
OLD_CODE, NEW_CODE = "000.00.12.H99", "H99.12"
FORMER = "H99.40"


def under(code: str, package: Package, *, whole: bool = True) -> Package:
    """The same as its sender writes it with another code."""
    name = package.document_id.partition(",")[2]
    document_id = f"{code},{name}" if whole else package.document_id
    business = package.business
    if business.purpose in {Purpose.RECALL, Purpose.UPDATE} and whole:
        about = business.document_id.partition(",")[2]
        business = replace(business, document_id=f"{code},{about}")
    sender = replace(package.sender, code=code)
    return replace(package, sender=sender, document_id=document_id, business=business)


def arrived(register: Register, read: Reading) -> ArrivedMessage:
    axis_id = f"R{next(_TURNS)}"
    message = Delivered(
        transport="axis", axis_id=axis_id, message_type="edoc", data=axis_id.encode()
    )
    (kept,) = register.inbox.keep_all([message], US.code, actor="clerk")
    return register.inbox.settle(kept.id, read, actor="clerk")


def state(register: Register, message: ArrivedMessage) -> Standing:
    return register.inbox.message(message.id).state


def content(package: Package | StatusPackage) -> str:
    known = {"size_limit": 0, "sender_code": "", "sender": None, "similar": [], "document": None}
    options = {"now": "2026-11-21T03:00:00+00:00", "known": known}
    return str(opened({})(data(package), options)["content"])


def listed(register: Register, *agencies: AgencyRecord) -> None:
    register.directory.take_over(agencies, "file", whole=True, actor="clerk", fewer=True)


@pytest.mark.parametrize("code", [OLD_CODE, "00.12.h99", f" {NEW_CODE.lower()}"])
def test_what_a_message_says_is_the_same_in_both_structures(code: str) -> None:
    for package in (document(), replacement(), request(Purpose.RECALL), request(Purpose.UPDATE)):
        assert content(under(code, package)) == content(package)
        assert content(under(code, package, whole=False)) == content(package)
    asks = status("13")
    other = replace(asks, sender=replace(SENDER, code=code))
    assert content(other) == content(asks)


def test_a_document_that_comes_again_under_the_other_code_is_a_repeat(both: Register) -> None:
    same = reading(document(), content="5" * 64)
    first = arrived(both, same)
    again = arrived(
        both,
        replace(same, sender_code=OLD_CODE, document_id=under(OLD_CODE, document()).document_id),
    )
    assert (again.state, again.about_id) == (Standing.DUPLICATE, first.id)
    _, arrival = both.inbox.accept(again.id, Acceptance(), actor="clerk")
    assert both.inbox.accept(first.id, Acceptance(), actor="clerk")[1].number == arrival.number
    other = replace(same, sender_code="00.12.h99 ", content="6" * 64)
    held = arrived(both, other)
    assert (held.state, held.about_id) == (Standing.QUARANTINED, first.id)
    assert both.record.check().rows > 0


@pytest.mark.parametrize("code", [OLD_CODE, "00.12.H99"])
def test_a_request_under_the_other_code_is_about_the_same_document(
    both: Register, code: str
) -> None:
    held = arrived(both, reading(document()))
    task = arrived(both, reading(under(code, request(Purpose.RECALL))))
    assert (task.state, task.about_id) == (Standing.TASK, held.id)
    both.inbox.agree(task.id, actor="clerk")
    assert state(both, held) is Standing.RECALLED
    assert both.record.check().rows > 0


def test_a_request_may_overtake_its_document_under_the_other_code(both: Register) -> None:
    early = arrived(both, reading(under(OLD_CODE, request(Purpose.RECALL))))
    both.inbox.agree(early.id, actor="clerk")
    held = arrived(both, reading(document()))
    assert state(both, held) is Standing.RECALLED


def test_no_document_is_replaced_by_itself_under_its_other_id(register: Register) -> None:
    held = arrived(register, reading(numbered("06"), content="5" * 64))
    own = Business(Purpose.REPLACE, reason="Sai", replaced=(Replaced(numbered("06").document_id),))
    task = arrived(
        register, reading(replace(under(OLD_CODE, numbered("06")), business=own), content="5" * 64)
    )
    register.inbox.agree(task.id, actor="clerk")
    assert state(register, held) is Standing.WAITING


def test_an_agency_one_level_off_is_another_agency(register: Register) -> None:
    """`000.12.00.H99` is no way of writing `H99.12`, whatever dropping its zeros makes of it."""
    held = arrived(register, reading(document()))
    theirs = under("000.12.00.H99", request(Purpose.RECALL), whole=False)
    assert arrived(register, reading(theirs)).state is Standing.QUARANTINED
    assert state(register, held) is Standing.WAITING


def test_what_the_list_calls_one_agency_is_one(both: Register) -> None:
    listed(both, AgencyRecord(NEW_CODE, "Sở Một", old_codes=(FORMER,)))
    held = arrived(both, reading(under(FORMER, document())))
    task = arrived(
        both,
        reading(
            under(NEW_CODE, request(Purpose.RECALL), whole=False),
            about_documents=(held.read.document_id,),
        ),
    )
    assert (task.state, task.about_id) == (Standing.TASK, held.id)


def test_a_successor_is_another_agency(register: Register) -> None:
    listed(
        register,
        AgencyRecord(FORMER, "Sở Hai", closed=True, successor_code=NEW_CODE),
        AgencyRecord(NEW_CODE, "Sở Một"),
    )
    held = arrived(register, reading(under(FORMER, document())))
    asked = reading(request(Purpose.RECALL), about_documents=(held.read.document_id,))
    assert arrived(register, asked).state is Standing.QUARANTINED


def test_where_the_list_gives_an_old_code_to_another_agency_it_has_the_last_word(
    register: Register,
) -> None:
    listed(
        register,
        AgencyRecord(NEW_CODE, "Sở Một"),
        AgencyRecord("H99.13", "Sở Hai", old_codes=(OLD_CODE,)),
    )
    held = arrived(register, reading(document()))
    theirs = arrived(register, reading(under(OLD_CODE, request(Purpose.RECALL))))
    assert theirs.state is Standing.QUARANTINED
    assert state(register, held) is Standing.WAITING
    own = arrived(register, reading(under(OLD_CODE, numbered("09"))))
    recall = reading(
        under("H99.13", request(Purpose.RECALL)), about_documents=(own.read.document_id,)
    )
    assert arrived(register, recall).about_id == own.id


@pytest.mark.parametrize("former", [OLD_CODE, "00.12.H99", NEW_CODE])
@pytest.mark.parametrize("codes", [(OLD_CODE, NEW_CODE), (NEW_CODE, "00.12.H99", OLD_CODE)])
def test_a_former_code_is_an_agency_s_in_either_structure(
    both: Register, former: str, codes: tuple[str, ...]
) -> None:
    listed(both, AgencyRecord("H99.50", "Sở Mới", old_codes=(former,)))
    first, *again = [
        arrived(both, reading(under(code, document()), content="5" * 64)) for code in codes
    ]
    assert first.state is Standing.WAITING
    assert [each.about_id for each in again] == [first.id] * len(again)
    now = arrived(both, reading(under("H99.50", numbered("09"))))
    asked = reading(under(codes[-1], request(Purpose.RECALL)))
    assert now.state is Standing.WAITING
    assert arrived(both, asked).about_id == first.id
    assert both.record.check().rows > 0


@pytest.mark.parametrize("codes", [(OLD_CODE, NEW_CODE), (NEW_CODE, OLD_CODE)])
@pytest.mark.parametrize("current", [NEW_CODE, "H99.41"])
def test_documents_of_two_agencies_whose_codes_are_one_but_for_the_list_are_two(
    both: Register, codes: tuple[str, ...], current: str
) -> None:
    before = () if current == NEW_CODE else (NEW_CODE,)
    listed(
        both,
        AgencyRecord(current, "Sở Một", old_codes=before),
        AgencyRecord(FORMER, "Sở Hai", old_codes=(OLD_CODE,)),
    )
    taken = [arrived(both, reading(under(code, document()))) for code in codes]
    assert [each.state for each in taken] == [Standing.WAITING] * 2
    repeats = [arrived(both, reading(under(code, document()))) for code in codes]
    assert [each.about_id for each in repeats] == [each.id for each in taken]
    for each in taken:
        both.inbox.accept(each.id, Acceptance(), actor="clerk")
    assert both.record.check().rows > 0


def test_a_document_by_the_former_code_of_another_agency_is_not_one_of_our_own(
    both: Register,
) -> None:
    """The list gives our code in the older structure to somebody else."""
    ours = "000.01.12.H99"
    listed(
        both, AgencyRecord(US.code, "Phòng"), AgencyRecord("H99.40", "Sở Hai", old_codes=(ours,))
    )
    arrived(both, reading(under(ours, document())))
    assert [each.status_code for each in both.outbox.all()] == ["01"]
    arrived(both, reading(under(US.code, numbered("09"))))
    assert len(both.outbox.all()) == 1


@pytest.mark.parametrize("change", ["UPDATE arrived SET twin = 1", "UPDATE arrived SET twin = 7"])
def test_a_document_that_was_set_apart_behind_its_back_is_named(place: Place, change: str) -> None:
    with place.open() as books:
        arrived(books, reading(document()))
    place.change(change)
    with place.open() as books, pytest.raises(ConfigurationError) as refused:
        books.record.check()
    assert refused.value.code == "register.row_changed"


def test_the_axis_and_the_receivers_may_write_either_code(intake: Intake, axis: MemoryAxis) -> None:
    here = Party("000.01.12.H99", US.name)
    sent = replace(under(OLD_CODE, document()), receivers=(here,))
    axis.put(US.code, data(sent), sender=NEW_CODE)
    axis.put(US.code, data(document()), sender=OLD_CODE)
    first, again = fetch_waiting(intake).messages
    assert (first.state, again.state) == (Standing.WAITING, Standing.DUPLICATE)
    codes = {remark.code for remark in first.read.remarks}
    assert codes.isdisjoint({"inbox.other_sender", "inbox.not_addressed"})
    axis.put(US.code, data(under(OLD_CODE, numbered("07"))), sender=STRANGER.code)
    assert fetch_waiting(intake).messages[0].state is Standing.QUARANTINED


def test_the_whole_story_is_found_by_either_id(register: Register) -> None:
    arrived(register, reading(document()))
    assert register.inbox.stories(under("00.12.H99", document()).document_id)


def test_keys_that_were_changed_behind_its_back_are_named(place: Place) -> None:
    with place.open() as books:
        arrived(books, reading(document()))
    place.change("UPDATE arrived SET sender_agency = 'H99.13'")
    with place.open() as books, pytest.raises(ConfigurationError) as refused:
        books.record.check()
    assert refused.value.code == "register.row_changed"


def test_the_keys_of_what_was_read_stay(place: Place) -> None:
    with place.open() as books:
        arrived(books, reading(document()))
    with closing(place.connect()) as database, pytest.raises(DatabaseError, match="read once"):
        database.execute("UPDATE arrived SET document_key = 'x'")
