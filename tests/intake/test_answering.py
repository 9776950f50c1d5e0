# SPDX-License-Identifier: Apache-2.0
"""What may be done with a message, what its sender is told, and what is frozen for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, InputError
from esign.exchange import lint, read
from esign.intake import composer
from esign.model import Purpose, StatusCode, StatusPackage, Verdict
from esign.register import (
    Acceptance,
    Delivered,
    Duty,
    Forwarding,
    Query,
    Reading,
    Remark,
    Roles,
    Standing,
    State,
)
from esign.register.moving import copy_rows
from support.arriving import SENDER, STRANGER, US, document, numbered, reading, request
from support.crashing import OCCASIONS, crashes
from support.lives import released
from support.places import Place
from support.recorded import refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from esign.register import ArrivedMessage, Register

_NUMBERS = count(1)
RECALL_NAME = "[Trả lời yêu cầu thu hồi: Sai thẩm quyền]"
"""What an answer calls the request that it answers."""


def arrived(register: Register, read: Reading) -> ArrivedMessage:
    """A message that was taken in and says this."""
    axis_id = f"R{next(_NUMBERS)}"
    message = Delivered(
        transport="axis", axis_id=axis_id, message_type="edoc", data=axis_id.encode()
    )
    (kept,) = register.inbox.keep_all([message], US.code, actor="clerk")
    return register.inbox.settle(kept.id, read, actor="clerk")


def statuses(register: Register) -> list[str]:
    return [message.status_code for message in register.outbox.all()]


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(InputError) as raised:
        act()
    assert raised.value.remedy("vi")
    assert raised.value.message("vi")
    return raised.value.code


def test_a_document_is_registered_once_and_its_sender_is_told_the_number(both: Register) -> None:
    message = arrived(both, reading())
    done, arrival = both.inbox.accept(message.id, Acceptance("Phòng GDPT"), actor="clerk")
    again, same = both.inbox.accept(message.id, Acceptance(), actor="clerk")
    assert (done, arrival) == (again, same)
    assert (done.state, done.incoming_id, arrival.number) == (Standing.REGISTERED, arrival.id, 1)
    book = both.bookkeeping.incoming(US, 2026)[0]
    assert (book.author, book.symbol, book.addressee) == (SENDER.name, "05/QĐ-SGDĐT", "Phòng GDPT")
    assert statuses(both) == ["01", "03"]
    assert both.outbox.all()[-1].reason == "Đã tiếp nhận, số đến 1/2026"
    assert both.record.check().rows > 0


@pytest.mark.parametrize("verdict", ["failed", "indeterminate", ""])
def test_what_did_not_pass_is_registered_only_by_somebody_who_says_why(
    both: Register, verdict: str
) -> None:
    message = arrived(both, reading(verdict=verdict))
    for acceptance in (Acceptance(), Acceptance(reason="Đã gọi xác minh")):
        assert refusal(lambda: both.inbox.accept(message.id, acceptance)) == "inbox.not_passed"  # noqa: B023
    despite = Acceptance(despite=True)
    assert refusal(lambda: both.inbox.accept(message.id, despite)) == "register.form"
    assert both.bookkeeping.incoming(US, 2026) == ()
    done, _ = both.inbox.accept(message.id, Acceptance("", despite=True, reason="Đã gọi"))
    assert (done.reason, both.bookkeeping.incoming(US, 2026)[0].note) == ("Đã gọi", "Đã gọi")


def test_a_document_is_returned_with_a_reason_and_then_is_done_with(both: Register) -> None:
    message = arrived(both, reading())
    for reason in ("", "   ", "x" * 1001):
        code = refusal(lambda: both.inbox.give_back(message.id, reason))  # noqa: B023
        assert code == "register.form"
    done = both.inbox.give_back(message.id, "x" * 1000)
    assert both.inbox.give_back(message.id, "x" * 1000) == done
    assert done.state is Standing.RETURNED
    assert (statuses(both), both.outbox.all()[-1].reason) == (["01", "02"], "x" * 1000)
    assert refusal(lambda: both.inbox.accept(message.id, Acceptance())) == "inbox.not_now"


def test_progress_is_told_forwards_and_each_step_once(both: Register) -> None:
    message = arrived(both, reading())
    early = refusal(lambda: both.inbox.progress(message.id, StatusCode.DONE))
    both.inbox.accept(message.id, Acceptance())
    for code in (StatusCode.ASSIGNED, StatusCode.PROCESSING, StatusCode.PROCESSING):
        both.inbox.progress(message.id, code)
    back = refusal(lambda: both.inbox.progress(message.id, StatusCode.ASSIGNED))
    both.inbox.progress(message.id, StatusCode.DONE)
    assert (early, back) == ("inbox.not_now", "inbox.further_already")
    assert statuses(both) == ["01", "03", "04", "05", "06"]


@pytest.mark.parametrize("registered", [True, False])
def test_after_a_recall_nothing_more_is_done_with_a_document(
    both: Register, *, registered: bool
) -> None:
    message = arrived(both, reading())
    if registered:
        both.inbox.accept(message.id, Acceptance("Văn phòng"))
    task = arrived(both, reading(request(Purpose.RECALL)))
    assert both.inbox.messages()[0] == task
    assert (task.state, task.about_id) == (Standing.TASK, message.id)
    both.inbox.agree(task.id)
    frozen = both.inbox.message(message.id)
    assert (frozen.state, frozen.reason) == (Standing.RECALLED, "Sai thẩm quyền")
    for act in (
        lambda: both.inbox.progress(message.id, StatusCode.DONE),
        lambda: both.inbox.give_back(message.id, "Lý do"),
        lambda: both.inbox.accept(message.id, Acceptance()),
    ):
        assert refusal(act) == "inbox.not_now"
    assert statuses(both)[-1] == "15"
    if registered:
        _frozen_in_the_book(both)
    assert both.record.check().rows > 0


def _frozen_in_the_book(register: Register) -> None:
    books, dossiers = register.bookkeeping, register.dossiers
    passed = Forwarding(number=1, year=2026, addressee="Phòng khác")
    code = refusal(lambda: books.forward(passed, US, actor="clerk"))
    assert code == "register.arrival_withdrawn"
    own = dossiers.open(US.code, "1.TH", "Khen thưởng", "10 năm", actor="clerk")
    code = refusal(lambda: dossiers.add(own, arrivals=[(1, 2026)], actor="clerk"))
    assert code == "register.arrival_withdrawn"
    assert [each.withdrawn for each in books.arrivals(Query())] == ["recalled"]
    assert books.incoming(US, 2026)[0].note == "đã bị thu hồi"
    incoming = next(each for each in books.list_books(US, 2026) if each.book.name == "incoming")
    assert incoming.states == {State.RECALLED: 1}


def test_a_refused_request_leaves_the_document_as_it_is(both: Register) -> None:
    message = arrived(both, reading())
    task = arrived(both, reading(request(Purpose.RECALL)))
    assert refusal(lambda: both.inbox.decline(task.id, "")) == "register.form"
    done = both.inbox.decline(task.id, "Đã thực hiện xong")
    assert (done.state, both.inbox.message(message.id).state) == (
        Standing.ANSWERED,
        Standing.WAITING,
    )
    assert refusal(lambda: both.inbox.agree(task.id)) == "inbox.not_now"
    assert both.outbox.all()[-1].reason == f"{RECALL_NAME} Đã thực hiện xong"


def test_an_update_that_is_agreed_to_freezes_nothing(both: Register) -> None:
    message = arrived(both, reading())
    both.inbox.agree(arrived(both, reading(request(Purpose.UPDATE))).id)
    assert both.inbox.message(message.id).state is Standing.WAITING


@pytest.mark.parametrize("verdict", [Verdict.FAILED, Verdict.INDETERMINATE])
def test_a_request_whose_files_are_not_good_is_agreed_to_by_nobody_unasked(
    both: Register, verdict: Verdict
) -> None:
    arrived(both, reading())
    asked = arrived(both, replace(reading(request(Purpose.UPDATE)), verdict=verdict.value))
    assert refusal(lambda: both.inbox.agree(asked.id)) == "inbox.request_not_passed"
    assert refusal(lambda: both.inbox.agree(asked.id, despite=True)) == "register.form"
    assert both.inbox.message(asked.id).state is Standing.TASK
    done = both.inbox.agree(asked.id, despite=True, reason="Đã gọi văn thư Sở")
    assert done.state is Standing.ANSWERED


def test_a_request_that_is_repeated_is_answered_again_as_before(both: Register) -> None:
    arrived(both, reading())
    asked = reading(request(Purpose.RECALL))
    both.inbox.decline(arrived(both, asked).id, "Đã thực hiện xong")
    again = arrived(both, asked)
    assert again.state is Standing.DUPLICATE
    assert statuses(both) == ["01", "01", "16", "01", "16"]
    assert both.outbox.all()[-1].reason == f"{RECALL_NAME} Đã thực hiện xong"


def test_only_the_documents_own_sender_withdraws_it(both: Register) -> None:
    message = arrived(both, reading())
    both.inbox.accept(message.id, Acceptance())
    for purpose in (Purpose.RECALL, Purpose.UPDATE):
        held = arrived(both, reading(request(purpose, sender=STRANGER)))
        assert held.state is Standing.QUARANTINED
        assert refusal(lambda: both.inbox.agree(held.id)) == "inbox.not_now"  # noqa: B023
    assert both.inbox.message(message.id).state is Standing.REGISTERED


def test_what_contradicts_a_document_is_never_answered_nor_registered(both: Register) -> None:
    first = arrived(both, reading())
    held = arrived(both, reading(content="f" * 64))
    assert (held.state, held.about_id) == (Standing.QUARANTINED, first.id)
    forced = Acceptance("", despite=True, reason="Cứ vào sổ")
    codes = {
        refusal(lambda: both.inbox.give_back(held.id, "Trùng mã")),
        refusal(lambda: both.inbox.accept(held.id, forced)),
    }
    assert codes == {"inbox.conflict_unanswerable"}
    assert statuses(both) == ["01"]


def test_a_breach_of_form_may_be_vouched_for_or_returned(both: Register) -> None:
    broken = {"unfit": True, "remarks": (Remark("D7", "error", "edxml.D7", {}),)}
    held = [arrived(both, reading(numbered(each), **broken)) for each in ("07", "08")]
    assert refusal(lambda: both.inbox.accept(held[0].id, Acceptance())) == "inbox.not_now"
    forced = Acceptance("", despite=True, reason="Chỉ sai hình thức")
    both.inbox.accept(held[0].id, forced)
    both.inbox.give_back(held[1].id, "Sai định dạng")
    assert statuses(both) == ["03", "02"]


def test_what_nobody_can_read_is_neither_answered_nor_registered(both: Register) -> None:
    held = arrived(both, Reading(unfit=True))
    forced = Acceptance("", despite=True, reason="Cứ vào sổ")
    assert refusal(lambda: both.inbox.give_back(held.id, "Hỏng")) == "inbox.unanswerable"
    assert refusal(lambda: both.inbox.accept(held.id, forced)) == "inbox.no_document"
    assert refusal(lambda: both.inbox.message(99_999)) == "inbox.unknown"


def test_only_a_clerk_answers(place: Place) -> None:
    with place.open(roles=Roles({Duty.CLERK: frozenset({"clerk"})})) as register:
        message = arrived(register, reading())
        for act in (
            lambda: register.inbox.accept(message.id, Acceptance(), actor="chau"),
            lambda: register.inbox.give_back(message.id, "Lý do", actor="chau"),
            lambda: register.inbox.progress(message.id, StatusCode.DONE, actor="chau"),
            lambda: register.inbox.agree(message.id, actor="chau"),
            lambda: register.inbox.decline(message.id, "Lý do", actor="chau"),
            lambda: register.inbox.settle(message.id, reading(), actor="chau"),
        ):
            with pytest.raises(ConfigurationError):
                act()


def test_a_status_repeats_what_was_received_to_the_letter(register: Register) -> None:
    odd = replace(document(), sender=replace(SENDER, code="h99.12"), number="0005")
    message = arrived(register, reading(odd))
    both_sent = [message_ for message_ in register.outbox.all() if message_.status_code == "01"]
    made = composer(US)(register, both_sent[0])
    said = read(made)
    assert isinstance(said, StatusPackage)
    assert (said.about.agency_code, said.about.code) == ("h99.12", "0005/QĐ-SGDĐT")
    assert said.about.document_id == message.read.document_id
    assert (said.sender.code, said.code) == (US.code, "01")
    assert [each for each in lint(made) if each.level == "error"] == []
    assert composer(US)(register, both_sent[0]) == made


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_power_that_fails_leaves_a_document_registered_and_told_of_or_neither(
    register: Register, occasion: str
) -> None:
    message = arrived(register, reading())
    for _ in crashes(register, occasion, lambda: register.inbox.accept(message.id, Acceptance())):
        book = register.bookkeeping.incoming(US, 2026)
        assert (len(book), statuses(register)) == (0, ["01"])
        register.record.check()
    assert len(register.bookkeeping.incoming(US, 2026)) == 1
    assert statuses(register) == ["01", "03"]


@pytest.mark.parametrize(
    ("statement", "how"),
    [
        ("UPDATE arrived SET verdict = 'passed'", "changed"),
        ("UPDATE arrived SET state = 'waiting', reason = 'x'", "changed"),
        ("UPDATE arrived SET sha256 = 'x'", "changed"),
        ("UPDATE arrived SET sender_code = 'x'", "changed"),
        ("UPDATE arrived SET incoming_id = NULL, state = 'waiting'", "changed"),
        ("UPDATE arrived SET answered = '06'", "changed"),
        ("DELETE FROM arrived", "removed"),
    ],
)
def test_a_row_that_was_touched_is_named(
    both: Register, both_places: Place, statement: str, how: str
) -> None:
    message = arrived(both, reading(verdict="failed"))
    both.inbox.accept(message.id, Acceptance("", despite=True, reason="Đã gọi"))
    assert both.record.check().rows > 0
    both_places.change(statement)
    error = refused(both)
    assert (error.code, error.facts["table"]) == (f"register.row_{how}", "table.arrived")


def test_the_record_holds_digests_and_no_words_of_the_messages(
    both: Register, both_places: Place
) -> None:
    message = arrived(both, reading())
    both.inbox.give_back(message.id, "Gửi nhầm ông Nguyễn Văn A")
    told = str(both_places.rows("SELECT subject, payload FROM audit"))
    words = ("Nguyễn Văn A", SENDER.name, message.read.subject)
    assert not [word for word in words if word in told]


def test_the_database_itself_refuses_to_rewrite_what_arrived(both_places: Place) -> None:
    with both_places.open() as register:
        arrived(register, reading())
    for statement in (
        "UPDATE arrived SET sha256 = 'x'",
        "UPDATE arrived SET verdict = 'failed'",
        "DELETE FROM arrived",
    ):
        with pytest.raises(Exception, match=r"arriv|read once"):
            both_places.rows(statement)


def test_the_inbox_moves_to_the_other_database_and_back_from_a_backup(
    both: Register, tmp_path: Path
) -> None:
    early = arrived(both, reading(request(Purpose.UPDATE)))
    message = arrived(both, reading())
    both.inbox.accept(message.id, Acceptance())
    assert both.inbox.message(early.id).about_id == message.id  # of a later row
    target = tmp_path / "moved"
    with Place(target).open() as moved:
        copy_rows(both._database, moved._database)
        assert moved.inbox.messages(tuple(Standing)) == both.inbox.messages(tuple(Standing))
        assert moved.record.check().rows == both.record.check().rows
    made = both.backups.make(tmp_path / "backups", program="0.1.0", actor="clerk")
    assert (made.copied, made.faults) == (2, ())


def test_the_originals_are_no_forgotten_objects(register: Register) -> None:
    message = arrived(register, reading())
    released(register, "request-0001")
    assert register.store.check().unreferenced == []
    assert register.store.collect(timedelta(days=-1), actor="clerk").objects == 0
    assert register.inbox.original(message)
