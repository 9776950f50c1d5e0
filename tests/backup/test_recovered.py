# SPDX-License-Identifier: Apache-2.0
"""What was issued after the backup is not issued again, and comes back from its own files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from esign.errors import ConfigurationError, InputError
from esign.kinds import carried_digest, digest
from esign.kinds.request import carried
from esign.messages import Language
from esign.model import Knowledge, Request
from esign.register import Duty, IssuedFile, PaperDocument, Roles, State, own_id
from support.backups import back_up, bring_back, issue
from support.books import AGENCY, COPY, DECISION, a_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from esign.model import Numbered
    from esign.register import Register
    from support.places import Place
    from support.ports import FixedClock

BOTH = pytest.mark.parametrize("kind", ["sqlite", "postgres"], indirect=True)
LATER = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
OLD = a_request("request-0005", "Về việc thứ 5")
BEGUN = a_request("request-0004", "Về việc thứ 4")
FILE = b"%PDF issued after the backup"


def file_of(numbered: Numbered, request: Request | None = None) -> IssuedFile:
    """What the file of a document says of itself; without its request unless that is at hand."""
    if request is None:
        content = carried(DECISION, numbered.request.content)
        own = digest("decision", content)
        request = Request("decision", own_id(own), content, own)
    return IssuedFile(
        data=FILE + numbered.number.digits.encode(),
        request=request,
        kind=DECISION,
        number=numbered.number.text,
        issued_on=numbered.issued_on,
        lookup_code=numbered.lookup_code,
    )


@pytest.fixture
def issued(
    register: Register, target: Path, new_place: Callable[[str], Place]
) -> tuple[Place, dict[str, Numbered]]:
    """Where the register was restored, and what was issued after its backup.

    01 and 02 are known, 03 was reserved, 04 begun; 03, 04 and 05 went out afterwards.
    """
    register.bookkeeping.reserve(DECISION, AGENCY, "Khen thưởng", actor="clerk")
    register.number(BEGUN, DECISION, AGENCY)
    backup = back_up(register, target).folder
    third = a_request("request-0003", "Về việc thứ 3")
    numbered = {
        "reserved": register.number(third, DECISION, AGENCY, reserved="3"),
        "begun": register.number(BEGUN, DECISION, AGENCY),
        "lost": register.number(OLD, DECISION, AGENCY),
    }
    place = new_place("again")
    bring_back(backup, place)
    return place, numbered


@pytest.fixture
def numbered(issued: tuple[Place, dict[str, Numbered]]) -> dict[str, Numbered]:
    return issued[1]


@pytest.fixture
def restored(issued: tuple[Place, dict[str, Numbered]], clock: FixedClock) -> Iterator[Register]:
    clock.moment = LATER
    with issued[0].open(clock, patience=10) as opened:
        opened.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="clerk", last=5)
        yield opened


def refused(attempt: Callable[[], object], code: str) -> None:
    with pytest.raises(InputError) as refusal:
        attempt()
    assert refusal.value.code == code
    for language in Language:
        assert refusal.value.message(language)
        assert refusal.value.remedy(language)


def test_what_may_be_out_already_takes_no_number(restored: Register) -> None:
    acts = restored.audit_check()
    for reserved in ("", "3"):
        number = partial(restored.number, OLD, DECISION, AGENCY, reserved=reserved)
        refused(number, "register.perhaps_issued")
    assert restored.audit_check() == acts
    issue_known = restored.number(a_request("request-0001", "Về việc thứ 1"), DECISION, AGENCY)
    assert issue_known.number.value == 1


@BOTH
def test_a_lost_document_comes_back_whole_and_is_never_issued_again(
    restored: Register, numbered: dict[str, Numbered], issued: tuple[Place, object]
) -> None:
    lost = numbered["lost"]
    entry = restored.bookkeeping.bring_back(file_of(lost), AGENCY, actor="clerk")
    assert (entry.number, entry.issued_on) == (lost.number, lost.issued_on)
    assert (entry.document_id, entry.lookup_code) == (lost.document_id, lost.lookup_code)
    assert (entry.state, entry.medium, entry.lost) == (State.RELEASED, "electronic", False)
    assert restored.by_lookup_code(lost.lookup_code) == entry
    assert restored.kept(entry.request_id, "pdf") == file_of(lost).data
    standing = restored.standing("0" * 64, {"document_id": lost.document_id})
    assert standing.known is Knowledge.OTHER_FILE
    assert restored.by_sha256(restored.kept_digest(entry.request_id, "pdf") or "") == entry
    again = restored.bookkeeping.bring_back(file_of(lost), AGENCY, actor="clerk")
    assert again == entry
    acts = restored.audit_check()
    refused(lambda: restored.number(OLD, DECISION, AGENCY), "register.issued_before")
    with issued[0].open(patience=10, vouched=True) as vouched:
        refused(lambda: vouched.number(OLD, DECISION, AGENCY), "register.issued_before")
    assert restored.audit_check() == acts
    assert restored.bookkeeping.check_series() == ()
    assert restored.store.check().faults == []


def test_a_file_bound_to_its_request_makes_that_request_the_issued_one(
    restored: Register, numbered: dict[str, Numbered]
) -> None:
    lost = numbered["lost"]
    entry = restored.bookkeeping.bring_back(file_of(lost, OLD), AGENCY, actor="clerk")
    assert entry.request_id == OLD.request_id
    acts = restored.audit_check()
    assert restored.number(OLD, DECISION, AGENCY).number == lost.number
    found = restored.entry_to_issue(OLD, "clerk")
    assert found is not None
    assert found.state is State.RELEASED
    assert restored.audit_check() == acts


@BOTH
def test_what_was_reserved_or_begun_comes_back_too(
    restored: Register, numbered: dict[str, Numbered]
) -> None:
    refused(lambda: restored.entry_to_issue(BEGUN, "clerk"), "register.perhaps_finished")
    for name in ("reserved", "begun", "lost"):
        entry = restored.bookkeeping.bring_back(file_of(numbered[name]), AGENCY, actor="clerk")
        assert entry.state is State.RELEASED
        assert entry.lookup_code == numbered[name].lookup_code
    assert restored.entry_to_issue(BEGUN, "clerk") is not None
    assert restored.bookkeeping.lost("5") == ()
    assert restored.unfinished() == ()
    # Nothing is in doubt any more: what the register does not know is new.
    new = a_request("request-0009", "Về việc mới")
    assert restored.number(new, DECISION, AGENCY).number.value == 6
    assert restored.bookkeeping.check_series() == ()
    assert restored.audit_check() > 0


def test_who_vouches_numbers_what_is_new(issued: tuple[Place, object], clock: FixedClock) -> None:
    clock.moment = LATER
    with issued[0].open(clock, patience=10, vouched=True) as opened:
        opened.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="clerk", last=5)
        new = a_request("request-0009", "Về việc mới")
        assert opened.number(new, DECISION, AGENCY).number.value == 6
        assert opened.entry_to_issue(BEGUN, "clerk") is not None


def test_other_books_are_in_no_doubt(restored: Register) -> None:
    restored.bookkeeping.confirm("copies", AGENCY, 2026, actor="clerk")
    asked = a_request("request-0009", "Bản sao")
    assert restored.number(asked, COPY, AGENCY).number.value == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": "05/TB-SGDĐT"}, "register.not_lost"),
        ({"number": "01/QĐ-SGDĐT"}, "register.not_lost"),
        ({"number": "04/QĐ-SGDĐT"}, "register.not_lost"),
        ({"number": "03/QĐ-SGDĐT"}, "register.not_lost"),
        ({"number": "07/QĐ-SGDĐT"}, "register.recovered_beyond"),
        ({"issued_on": date(2026, 11, 19)}, "register.lost_date"),
        ({"issued_on": date(2026, 11, 26)}, "register.lost_date"),
    ],
)
def test_a_file_takes_no_place_but_its_own(
    restored: Register, numbered: dict[str, Numbered], change: dict[str, Any], code: str
) -> None:
    other = replace(file_of(numbered["lost"]), lookup_code="0000-0000-0000", **change)
    acts = restored.audit_check()
    refused(lambda: restored.bookkeeping.bring_back(other, AGENCY, actor="clerk"), code)
    assert restored.audit_check() == acts


def test_a_second_file_under_a_number_is_refused(
    restored: Register, numbered: dict[str, Numbered]
) -> None:
    first = file_of(numbered["lost"])
    restored.bookkeeping.bring_back(first, AGENCY, actor="clerk")
    second = replace(first, data=b"%PDF another")
    refused(
        lambda: restored.bookkeeping.bring_back(second, AGENCY, actor="clerk"), "register.not_lost"
    )


def test_two_documents_of_one_content_both_come_back(
    register: Register, target: Path, new_place: Callable[[str], Place]
) -> None:
    backup = back_up(register, target).folder
    asked = [a_request(f"request-{turn:04d}", "Như nhau") for turn in (3, 4)]
    both = [register.number(each, DECISION, AGENCY) for each in asked]
    place = new_place("again")
    bring_back(backup, place)
    with place.open(patience=10) as restored:
        restored.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="clerk", last=4)
        for each in both:
            entry = restored.bookkeeping.bring_back(file_of(each), AGENCY, actor="clerk")
            assert entry.number == each.number
        refused(lambda: restored.number(asked[1], DECISION, AGENCY), "register.issued_before")
        assert restored.audit_check() > 0


def test_only_a_clerk_brings_files_back(
    issued: tuple[Place, dict[str, Numbered]], restored: Register
) -> None:
    del restored
    place, numbered = issued
    roles = Roles({Duty.CLERK: frozenset({"lan"}), Duty.AUDITOR: frozenset({"thanhtra"})})
    with place.open(roles=roles, patience=10) as register:
        with pytest.raises(ConfigurationError) as refusal:
            register.bookkeeping.bring_back(file_of(numbered["lost"]), AGENCY, actor="thanhtra")
        assert refusal.value.code == "register.not_entrusted"


def test_a_register_that_was_never_restored_doubts_nothing(register: Register) -> None:
    register.bookkeeping.reserve(DECISION, AGENCY, "Khen thưởng", actor="clerk")
    issue(register, 9)
    assert register.number(OLD, DECISION, AGENCY).number.value == 5


def test_an_electronic_document_without_its_file_is_entered_as_what_it_is(
    restored: Register, numbered: dict[str, Numbered]
) -> None:
    del numbered
    kept = restored.bookkeeping
    document = PaperDocument(
        kind=DECISION,
        subject="Về việc thứ 5",
        signer_title="GIÁM ĐỐC",
        signer_name="Nguyễn Văn A",
        dated_on=date(2026, 11, 20),
        was_electronic=True,
    )
    for place in ("", "3"):
        enter = partial(kept.enter_paper, document, AGENCY, actor="clerk", reserved=place)
        refused(enter, "register.not_on_paper")
    entry = kept.enter_paper(document, AGENCY, actor="clerk", reserved="5")
    assert entry.medium == "electronic"
    line = kept.outgoing(AGENCY, "outgoing", 2026)[4]
    assert line.note.startswith("Văn bản điện tử, nhập lại (khôi phục từ bản sao lưu ")
    assert "Văn bản giấy" not in line.note
    assert "Mất dữ liệu" not in line.note
    on_paper = kept.outgoing(AGENCY, "outgoing", 2026)[3]
    assert on_paper.note == "Chưa phát hành"
    assert carried_digest(DECISION, OLD) != entry.digest
    assert restored.audit_check() > 0
