# SPDX-License-Identifier: Apache-2.0
"""A message made to stop the run, to fill it, or to speak through the terminal: it stands alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NoReturn

import pytest

from esign.cli.inbox_words import message_line, message_lines
from esign.cli.outbox_words import delivery_line
from esign.cli.outbox_words import message_lines as sent_lines
from esign.cli.track_arrived import arrived_lines
from esign.errors import ConfigurationError, EsignError, InputError, ServiceError
from esign.intake import Intake, Readers, fetch_waiting
from esign.model import MessageType, Offered, Purpose, RefusedError
from esign.register import Standing
from support.arriving import SENDER, US, data, document, numbered, request, status

if TYPE_CHECKING:
    from esign.receiving import Judges
    from esign.register import ArrivedMessage, Register
    from support.transports import MemoryAxis

_STAMP = rb"(<edXML:Timestamp>)[^<]*"


@dataclass
class Hub:
    """A transport that offers what it is told, and fails where it is told to.

    Attributes:
        messages: what each id stands for: bytes, or why it cannot be fetched.
        names: the sender that it names.
        unconfirmable: the id that it does not know when it is to be confirmed.
        confirmed: the ids that were confirmed.
    """

    messages: dict[str, bytes | EsignError]
    names: str = SENDER.code
    unconfirmable: str = ""
    name: str = "hub"
    can_find: bool = False
    confirmed: list[str] = field(default_factory=list)

    def offered(self) -> list[Offered]:
        return [Offered(each, MessageType.DOCUMENT, self.names) for each in self.messages]

    def fetch(self, offered: Offered) -> bytes:
        found = self.messages[offered.axis_id]
        if isinstance(found, EsignError):
            raise found
        return found

    def confirm(self, offered: Offered, *, taken: bool) -> None:
        assert taken
        if offered.axis_id == self.unconfirmable:
            raise InputError("transport.not_a_message", service=self.name, name=offered.axis_id)
        self.confirmed.append(offered.axis_id)


def states(messages: list[ArrivedMessage]) -> list[Standing]:
    return [message.state for message in messages]


def codes(message: ArrivedMessage) -> set[str]:
    return {remark.code for remark in message.read.remarks}


@pytest.fixture
def on_both(both: Register, readers: Readers, judges: Judges) -> Intake:
    """Taking in on either database, with no transport yet."""
    return Intake(both, {}, readers, judges, US.code, "clerk")


def test_a_status_of_no_possible_time_is_noted_and_what_is_behind_it_read(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    absurd = re.sub(_STAMP, rb"\g<1>0001/01/01 00:00:00", data(status("03")))
    axis.put(US.code, absurd, sender=SENDER.code, status=True)
    axis.put(US.code, data(document()), sender=SENDER.code)
    assert states(fetch_waiting(intake).messages) == [Standing.NOTED, Standing.WAITING]
    (receipt,) = register.receipts.strangers()
    assert receipt.at == receipt.received_at
    register.audit_check()


def test_what_the_register_cannot_hold_goes_into_quarantine_alone(
    intake: Intake, axis: MemoryAxis, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    def note(*_: object) -> None:
        raise OverflowError

    monkeypatch.setattr(type(register.receipts), "note", note)
    axis.put(US.code, data(status("03")), sender=SENDER.code, status=True)
    axis.put(US.code, data(document()), sender=SENDER.code)
    held, good = fetch_waiting(intake).messages
    assert (held.state, good.state) == (Standing.QUARANTINED, Standing.WAITING)
    assert codes(held) == {"inbox.unprocessable"}


def test_a_damaged_original_holds_up_no_other_message(
    intake: Intake, axis: MemoryAxis, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = register.inbox.original

    def original(message: ArrivedMessage) -> bytes:
        if message.axis_id == first.axis_id:
            raise ConfigurationError("register.object_damaged", name="x")
        return kept(message)

    first = axis.put(US.code, data(numbered("07")), sender=SENDER.code)
    second = axis.put(US.code, data(numbered("08")), sender=SENDER.code)
    with monkeypatch.context() as patched:
        patched.setattr(register.inbox, "settle", _interrupted)
        with pytest.raises(KeyboardInterrupt):  # once both are kept and confirmed
            fetch_waiting(intake)
    monkeypatch.setattr(register.inbox, "original", original)
    for done in ([second.axis_id], []):  # the first one is tried again by every run
        fetched = fetch_waiting(intake)
        assert [message.axis_id for message in fetched.messages] == done
        assert [fault.code for _, fault in fetched.faults] == ["register.object_damaged"]


@pytest.mark.parametrize("fault", [RefusedError, ServiceError], ids=["refused", "bad answer"])
def test_what_cannot_be_fetched_does_not_starve_what_is_behind_it(
    intake: Intake, fault: type[ServiceError]
) -> None:
    code = "transport.refused" if fault is RefusedError else "transport.bad_answer"
    said = fault(code, service="hub", status="9", reason="x")
    hub = Hub({**{f"bad-{n}": said for n in range(4)}, "good": data(document())})
    fetched = fetch_waiting(replace(intake, transports={"hub": hub}))
    assert states(fetched.messages) == [Standing.WAITING]
    assert [each.code for _, each in fetched.faults] == [code] * 4


def test_a_message_that_cannot_be_confirmed_is_told_of_once_and_ends_no_run(
    intake: Intake,
) -> None:
    hub = Hub({"a/b": data(numbered("07")), "good": data(document())}, unconfirmable="a/b")
    ways = replace(intake, transports={"hub": hub})
    first, again = fetch_waiting(ways), fetch_waiting(ways)
    assert states(first.messages) == [Standing.WAITING] * 2
    assert [each.code for _, each in first.faults] == ["transport.not_a_message"]
    assert (again.messages, again.faults) == ([], [])
    assert hub.confirmed == ["good", "good"]


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b", "a\x1fb"])
def test_what_no_database_holds_in_an_id_is_replaced(on_both: Intake, name: str) -> None:
    hub = Hub({name: data(document())}, names="")
    ways = replace(on_both, transports={"hub": hub})
    (message,) = fetch_waiting(ways).messages
    assert (message.state, message.axis_id) == (Standing.WAITING, "a\N{REPLACEMENT CHARACTER}b")
    assert fetch_waiting(ways).messages == []
    on_both.register.audit_check()


def test_a_sender_that_no_database_holds_is_another_one(on_both: Intake) -> None:
    hub = Hub({"a": data(document())}, names=f"{SENDER.code}\ud800")
    (message,) = fetch_waiting(replace(on_both, transports={"hub": hub})).messages
    assert message.state is Standing.QUARANTINED
    assert message.offered_by == f"{SENDER.code}\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(("code", "document_id"), [(26, 1), (1, 151)])
def test_keys_that_no_index_holds_are_held_back(
    on_both: Intake, axis: MemoryAxis, code: int, document_id: int
) -> None:
    wide = "\U00020000"
    sender = replace(SENDER, code=wide * code)
    package = replace(document(), sender=sender, document_id=wide * document_id)
    for each in (package, replace(package, sender=SENDER, document_id="x" * 600)):
        axis.put(US.code, data(each))
    ways = replace(on_both, transports={"axis": axis.join(US.code)})
    held, longest = fetch_waiting(ways).messages
    assert (held.state, longest.state) == (Standing.QUARANTINED, Standing.WAITING)
    assert "inbox.no_key" in codes(held)
    on_both.register.audit_check()


def test_a_request_whose_sender_nothing_proves_needs_somebody_to_vouch_for_it(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    axis.put(US.code, data(document()))
    axis.put(US.code, data(request(Purpose.RECALL)))
    axis.put(US.code, data(status("13")), status=True)
    forged = replace(request(Purpose.RECALL, about="x"), attachments=document().attachments)
    axis.put(US.code, data(forged))  # whoever has a page that an agency sealed may attach it
    good, *asked = fetch_waiting(intake).messages
    assert (good.state, good.read.is_unproven) == (Standing.WAITING, False)
    for each in asked:
        assert (each.state, each.read.remarks[0].code) == (Standing.TASK, "inbox.sender_unproven")
        with pytest.raises(InputError) as refused:
            register.inbox.agree(each.id)
        assert refused.value.code == "inbox.unproven_request"
        with pytest.raises(InputError):
            register.inbox.agree(each.id, despite=True)
    done = register.inbox.agree(asked[0].id, despite=True, reason="Đã gọi văn thư Sở")
    assert (done.state, done.reason) == (Standing.ANSWERED, "Đã gọi văn thư Sở")
    assert register.inbox.message(good.id).state is Standing.RECALLED
    answers = [(each.status_code, each.reason) for each in register.outbox.all()]
    assert answers == [("01", ""), ("15", "[Trả lời yêu cầu thu hồi: Sai thẩm quyền]")]


def test_nobody_is_told_anything_in_answer_to_what_nobody_is_proven_to_have_sent(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    unsealed = replace(numbered("09"), attachments=())
    for minute in (1, 2):
        again = replace(unsealed, sent_at=unsealed.sent_at.replace(minute=minute))
        axis.put(US.code, data(again))
    first, repeat = fetch_waiting(intake).messages
    assert (first.state, repeat.state) == (Standing.WAITING, Standing.DUPLICATE)
    assert register.outbox.all() == ()
    with pytest.raises(InputError) as refused:
        register.inbox.give_back(first.id, "Không có chữ ký")
    assert refused.value.code == "inbox.unproven_return"
    assert register.outbox.all() == ()
    register.inbox.give_back(first.id, "Không có chữ ký", despite=True)
    assert [each.status_code for each in register.outbox.all()] == ["02"]


def test_a_report_whose_sender_nothing_proves_is_marked(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    axis.put(US.code, data(status("03")), status=True)
    axis.put(US.code, data(status("04")), sender=SENDER.code, status=True)
    unproven, proven = fetch_waiting(intake).messages
    assert (unproven.read.is_unproven, proven.read.is_unproven) == (True, False)
    noted = register.receipts.strangers()
    assert [(each.code, each.is_proven) for each in noted] == [("03", False), ("04", True)]


def test_a_report_that_is_held_back_is_not_returned_to_whoever_forged_it(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    axis.put(US.code, data(status("03")), sender="H99.666", status=True)
    (held,) = fetch_waiting(intake).messages
    with pytest.raises(InputError) as refused:
        register.inbox.give_back(held.id, "Không rõ ai gửi")
    assert (held.state, refused.value.code) == (Standing.QUARANTINED, "inbox.report_unreturnable")
    assert register.outbox.all() == ()


def test_a_request_that_comes_again_is_told_what_it_was_told(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    asks = status("13")
    for minute in (1, 2, 3):
        each = replace(asks, at=document().sent_at.replace(minute=1), description="Gửi nhầm")
        raw = data(each) + b"\n" * minute  # the same to the second, in other bytes
        axis.put(US.code, raw, sender=SENDER.code, status=True)
    first, *repeats = fetch_waiting(intake).messages
    assert states(repeats) == [Standing.DUPLICATE] * 2
    assert register.outbox.all() == ()
    register.inbox.agree(first.id)
    assert [each.status_code for each in register.outbox.all()] == ["15"]


def test_what_a_report_says_is_kept_within_bounds(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    endless = replace(SENDER, name="N" * 100_000)
    report = replace(status("03", sender=endless), description="x" * 100_000)
    axis.put(US.code, data(report), sender=SENDER.code, status=True)
    fetch_waiting(intake)
    (receipt,) = register.receipts.strangers()
    assert (len(receipt.description), len(receipt.reporter_name)) == (1000, 500)


def test_nothing_that_a_stranger_wrote_steers_the_terminal_or_makes_a_line(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    evil = "A\u202e\u009b2J\n  02: B\u2028C"
    sender = replace(SENDER, name=evil)
    package = replace(document(), sender=sender, symbol=f"QĐ{evil[1:6]}", subject=evil)
    axis.put(US.code, data(package), sender=SENDER.code)
    report = replace(status("03", sender=sender), description=evil)
    axis.put(US.code, data(report), sender=SENDER.code, status=True)
    messages = fetch_waiting(intake).messages
    register.inbox.give_back(messages[0].id, "Sai")
    (arrived, returned) = register.outbox.all()
    lines = [
        *(message_line(each) for each in messages),
        *(line for each in messages for line in message_lines(each)),
        *(
            line
            for each in (arrived, returned)
            for line in sent_lines(each, (), register.directory)
        ),
        *arrived_lines(register.inbox.stories(messages[0].read.code)),
    ]
    assert [line for line in lines if not line.isprintable()] == []
    assert delivery_line(
        replace(returned.deliveries[0], note=evil, name=evil), returned
    ).isprintable()


def _interrupted(*_: object, **__: object) -> NoReturn:
    raise KeyboardInterrupt
