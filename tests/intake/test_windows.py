# SPDX-License-Identifier: Apache-2.0
"""Several messages are taken in at a time; each stands alone whatever happens to the others."""

from __future__ import annotations

import gc
import threading
from concurrent.futures import wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NoReturn
from unittest.mock import Mock

import pytest
import sqlalchemy as sa

from esign.errors import ConfigurationError, InputError, ServiceError
from esign.intake import Intake, fetch_waiting, fetching, reread, ways
from esign.intake.opening import Readers
from esign.intake.ways import Arriving
from esign.model import AgencyRecord, Attachment, Party, Purpose, StatusCode
from esign.register import Standing, outbox_queue
from esign.register.inbox_settling import settle
from support.arriving import SENDER, US, data, request, status
from support.correspondents import GoodJudges, HereReaders
from support.crashing import PowerFailureError
from support.received import SHEET
from support.transports import Fault, MemoryAxis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.limits import Asked
    from esign.model import Package
    from esign.register import ArrivedMessage, Reading, Register
    from esign.register.inbox_writing import Writer
    from support.places import Place
    from support.transports import MemoryTransport

PAGE = Attachment("page.pdf", "application/pdf", b"%PDF-1.7 page", "Toàn văn")


def document(number: int) -> Package:
    """A decision for us, with a file that nobody looks at here."""
    name = f"{SENDER.code},2026/11/20,{number}/{SHEET.symbol}"
    ours = (Party(US.code, US.name),)
    return replace(SHEET, receivers=ours, number=str(number), document_id=name, attachments=(PAGE,))


@dataclass
class CountingReaders(HereReaders):
    """Open messages in this process, and count what they are asked.

    Attributes:
        asked: the names, one each time.
    """

    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def _asked(self, asked: Asked) -> dict[str, object]:
        self.asked.append(asked.name)
        return Readers._asked(self, asked)


@pytest.fixture
def way(axis: MemoryAxis) -> MemoryTransport:
    return axis.join(US.code)


@pytest.fixture
def readers() -> CountingReaders:
    return CountingReaders()


def taking(register: Register, way: MemoryTransport, readers: Readers) -> Intake:
    return Intake(register, {"axis": way}, readers, GoodJudges(), US.code, "clerk")


@pytest.fixture
def intake(register: Register, way: MemoryTransport, readers: CountingReaders) -> Intake:
    return taking(register, way, readers)


@pytest.fixture
def on_both(both: Register, way: MemoryTransport, readers: CountingReaders) -> Intake:
    return taking(both, way, readers)


def put(axis: MemoryAxis, *numbers: int) -> None:
    for number in numbers:
        axis.put(US.code, data(document(number)), sender=SENDER.code)


def states(messages: tuple[ArrivedMessage, ...] | list[ArrivedMessage]) -> list[Standing]:
    return [message.state for message in messages]


def everything(intake: Intake) -> list[Standing]:
    return states(intake.register.inbox.messages(tuple(Standing)))


def told(register: Register) -> list[str]:
    return [message.status_code for message in register.outbox.all()]


@pytest.mark.parametrize("after", [False, True])
def test_what_a_power_failure_leaves_half_confirmed_is_read_by_the_next_run(
    intake: Intake, axis: MemoryAxis, way: MemoryTransport, *, after: bool
) -> None:
    put(axis, 1, 2, 3)
    confirm = way.confirm

    def second(offered: Any, *, taken: bool) -> None:
        is_second = bool(axis.confirmed)
        if not is_second or after:
            confirm(offered, taken=taken)
        if is_second:
            raise PowerFailureError

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(way, "confirm", second)
        with pytest.raises(PowerFailureError):
            fetch_waiting(intake)
    assert everything(intake) == [Standing.KEPT] * 3
    fetched = fetch_waiting(intake)
    assert (states(fetched.messages), fetched.faults) == ([Standing.WAITING] * 3, [])
    assert len(axis.confirmed) == 3
    assert told(intake.register) == ["01"] * 3


def test_a_window_that_cannot_be_kept_is_kept_by_nobody_and_confirmed_to_nobody(
    intake: Intake, axis: MemoryAxis, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(axis, 1, 2, 3)
    with monkeypatch.context() as patched:
        patched.setattr("esign.register.inbox.ARRIVED", _FailingFingerprint(at=2))
        with pytest.raises(PowerFailureError):
            fetch_waiting(intake)
    assert (everything(intake), axis.confirmed) == ([], {})
    assert states(fetch_waiting(intake).messages) == [Standing.WAITING] * 3


class _FailingFingerprint:
    def __init__(self, at: int) -> None:
        self._left = at

    def digest(self, _: object) -> str:
        self._left -= 1
        if not self._left:
            raise PowerFailureError
        return ""


def test_what_cannot_be_worked_with_is_undone_and_held_back_alone(
    on_both: Intake, axis: MemoryAxis, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = outbox_queue.queue_status

    def queue_status(*told: Any, **facts: Any) -> str:
        queued = queue(*told, **facts)
        if facts["document_id"] == document(2).document_id:
            raise OverflowError
        return queued

    monkeypatch.setattr(outbox_queue, "queue_status", queue_status)
    put(axis, 1, 2, 3)
    first, held, last = fetch_waiting(on_both).messages
    assert states([first, held, last]) == [
        Standing.WAITING,
        Standing.QUARANTINED,
        Standing.WAITING,
    ]
    assert [each.code for each in held.read.remarks] == ["inbox.unprocessable"]
    assert told(on_both.register) == ["01", "01"]
    assert len(axis.confirmed) == 3
    on_both.register.audit_check()


def test_what_comes_together_is_settled_in_its_order(on_both: Intake, axis: MemoryAxis) -> None:
    other = replace(document(1), subject="Khác hẳn")
    again = replace(document(1), sent_at=document(1).sent_at.replace(hour=4))
    recall = request(Purpose.RECALL, document(1).document_id)
    for each in (document(1), other, again, recall):
        axis.put(US.code, data(each), sender=SENDER.code)
    back = status(StatusCode.TAKE_BACK, document_id=document(1).document_id)
    axis.put(US.code, data(back), sender=SENDER.code, status=True)
    messages = fetch_waiting(on_both).messages
    assert states(messages) == [
        Standing.WAITING,
        Standing.QUARANTINED,
        Standing.DUPLICATE,
        Standing.TASK,
        Standing.TASK,
    ]
    assert {each.about_id for each in messages[1:]} == {messages[0].id}
    assert not {each.code for each in messages[4].read.remarks} & {"inbox.unknown_document"}
    on_both.register.audit_check()


def test_the_same_bytes_under_several_ids_are_told_apart(on_both: Intake, axis: MemoryAxis) -> None:
    put(axis, 1, 1)
    for _ in range(3):
        axis.put(US.code, data(status(StatusCode.DONE)), sender=SENDER.code, status=True)
    messages = fetch_waiting(on_both).messages
    assert states(messages) == [Standing.WAITING, Standing.DUPLICATE, Standing.NOTED]
    assert len(axis.confirmed) == 5


def test_another_run_in_the_middle_of_a_window_changes_nothing(
    on_both: Intake, axis: MemoryAxis, way: MemoryTransport, both_places: Place
) -> None:
    put(axis, 1, 2, 3)
    confirm, others = way.confirm, []

    def meanwhile(offered: Any, *, taken: bool) -> None:
        if not others:
            others.append(None)
            with both_places.open() as register:
                others.extend(fetch_waiting(replace(on_both, register=register)).messages)
        confirm(offered, taken=taken)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(way, "confirm", meanwhile)
        fetched = fetch_waiting(on_both)
    assert states(fetched.messages) == [Standing.WAITING] * 3 == states(others[1:])
    assert everything(on_both) == [Standing.WAITING] * 3
    assert told(on_both.register) == ["01"] * 3
    on_both.register.audit_check()


def test_what_came_before_a_transport_failed_is_kept_confirmed_and_read(
    intake: Intake, axis: MemoryAxis, way: MemoryTransport
) -> None:
    put(axis, 1, 2, 3, 4)
    way.fails("fetch", Fault.FINE, Fault.FINE, Fault.CREDENTIAL)
    fetched = fetch_waiting(intake)
    assert states(fetched.messages) == [Standing.WAITING] * 2
    assert [type(fault) for _, fault in fetched.faults] == [ConfigurationError]
    assert len(axis.confirmed) == 2
    assert states(fetch_waiting(intake).messages) == [Standing.WAITING] * 2


def test_a_message_that_cannot_be_confirmed_is_read_with_the_others(
    intake: Intake, axis: MemoryAxis, way: MemoryTransport
) -> None:
    put(axis, 1, 2, 3)
    way.fails("confirm", Fault.FINE, Fault.LOST)
    fetched = fetch_waiting(intake)
    assert (states(fetched.messages), len(fetched.faults)) == ([Standing.WAITING] * 3, 1)
    assert len(axis.confirmed) == 2
    again = fetch_waiting(intake)
    assert (again.messages, again.faults, len(axis.confirmed)) == ([], [], 3)


def test_windows_are_bounded_in_number_and_in_bytes(
    intake: Intake, axis: MemoryAxis, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, keep_all = [], intake.register.inbox.keep_all

    def counting(several: Any, *told: Any, **facts: Any) -> Any:
        taken.append(len(several))
        return keep_all(several, *told, **facts)

    monkeypatch.setattr(intake.register.inbox, "keep_all", counting)
    monkeypatch.setattr(fetching, "WINDOW", 3)
    put(axis, *range(1, 8))
    seen: list[tuple[int, int]] = []
    fetch_waiting(intake, after_each=lambda count, of: seen.append((count, of)))
    assert taken == [3, 3, 1]
    assert seen == [(count, 7) for count in range(1, 8)]
    monkeypatch.setattr(fetching, "WINDOW_BYTES", 2 * len(data(document(8))) + 10)
    put(axis, 8, 9, 10)
    fetch_waiting(intake)
    assert taken[3:] == [2, 1]


def test_a_message_that_says_what_was_expected_of_it_is_opened_once(
    intake: Intake, axis: MemoryAxis, readers: CountingReaders, register: Register
) -> None:
    listed = [AgencyRecord(SENDER.code, SENDER.name), AgencyRecord("H99.13", "Sở Nội vụ")]
    register.directory.take_over(listed, "file", whole=True, actor="clerk")
    put(axis, 1, 2)
    axis.put(US.code, data(document(3)))
    messages = fetch_waiting(intake).messages
    names = [f"{message.id}.edxml" for message in messages]
    assert readers.asked == [names[0], names[1], names[2], names[2]]
    assert all("O3" not in {each.rule for each in message.read.remarks} for message in messages)


@pytest.mark.parametrize("fault", [LookupError, "UPDATE arrived SET agency_code = NULL"])
def test_one_at_which_the_program_fails_is_held_back_and_its_neighbours_get_their_places(
    on_both: Intake,
    axis: MemoryAxis,
    monkeypatch: pytest.MonkeyPatch,
    fault: type[Exception] | str,
) -> None:
    queue = outbox_queue.queue_status

    def queue_status(connection: sa.Connection, *told: Any, **facts: Any) -> str:
        if facts["document_id"] != document(3).document_id:
            return queue(connection, *told, **facts)
        if isinstance(fault, str):
            connection.execute(sa.text(fault))
        raise LookupError

    monkeypatch.setattr(outbox_queue, "queue_status", queue_status)
    put(axis, 1, 2, 3, 4)
    messages = fetch_waiting(on_both).messages
    held = Standing.QUARANTINED
    assert states(messages) == [Standing.WAITING, Standing.WAITING, held, Standing.WAITING]
    assert [each.code for each in messages[2].read.remarks] == ["inbox.unprocessable"]
    assert told(on_both.register) == ["01"] * 3
    on_both.register.audit_check()


def test_one_that_cannot_even_be_judged_is_held_back_alone(
    intake: Intake, axis: MemoryAxis, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = intake.judges.judge

    def fail(data: bytes, name: str, known_as: tuple[str, ...]) -> Any:
        if b",2/" in data:
            raise LookupError
        return judge(data, name, known_as)

    monkeypatch.setattr(intake.judges, "judge", fail)
    put(axis, 1, 2, 3)
    held = Standing.QUARANTINED
    assert states(fetch_waiting(intake).messages) == [Standing.WAITING, held, Standing.WAITING]


def test_what_a_machine_or_a_register_lacks_is_no_fault_of_a_message(
    intake: Intake, axis: MemoryAxis, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(axis, 1, 2)
    for fault in (MemoryError, OSError, ServiceError("register.server_unreachable", name="x")):
        with monkeypatch.context() as patched:
            patched.setattr(outbox_queue, "queue_status", Mock(side_effect=fault))
            with pytest.raises((MemoryError, OSError, ServiceError)):
                fetch_waiting(intake)
        assert everything(intake) == [Standing.KEPT] * 2
    assert states(fetch_waiting(intake).messages) == [Standing.WAITING] * 2


def test_a_report_that_is_held_back_counts_for_nothing(
    intake: Intake, axis: MemoryAxis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(writer: Writer, message: ArrivedMessage, read: Reading) -> ArrivedMessage:
        if read.noted:
            raise OverflowError
        return settle(writer, message, read)

    monkeypatch.setattr("esign.register.inbox.settle", refuse)
    axis.put(US.code, data(status(StatusCode.DONE)), sender=SENDER.code, status=True)
    (message,) = fetch_waiting(intake).messages
    assert message.state is Standing.QUARANTINED
    assert intake.register.receipts.strangers() == ()
    refuse_again = Mock(side_effect=InputError("inbox.unknown", id=message.id))
    with monkeypatch.context() as patched:
        patched.setattr("esign.register.inbox.settle_anew", refuse_again)
        assert [fault.code for _, fault in reread(intake).faults] == ["inbox.unknown"]
    assert intake.register.receipts.strangers() == ()
    assert states(reread(intake).messages) == [Standing.NOTED]
    assert len(intake.register.receipts.strangers()) == 1


def test_the_store_is_not_waited_for_while_others_wait_to_write(
    intake: Intake, axis: MemoryAxis, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = intake.register.inbox._registry
    writing = registry.database.writing

    @contextmanager
    def alone() -> Iterator[sa.Connection]:
        with writing() as connection, pytest.MonkeyPatch.context() as barred:
            for name in ("put", "put_all", "get", "size"):
                barred.setattr(type(registry.objects), name, Mock(side_effect=AssertionError))
            yield connection

    monkeypatch.setattr(registry.database, "writing", alone)
    put(axis, 1, 2, 3)
    assert states(fetch_waiting(intake).messages) == [Standing.WAITING] * 3


def test_two_windows_are_in_memory_at_a_time(
    intake: Intake, axis: MemoryAxis, way: MemoryTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "WINDOW", 4)
    put(axis, *range(1, 13))
    fetch, held = way.fetch, []
    gc.collect()

    def counting(offered: Any) -> bytes:
        held.append(sum(isinstance(each, Arriving) for each in gc.get_objects()))
        return fetch(offered)

    monkeypatch.setattr(way, "fetch", counting)
    fetch_waiting(intake)
    assert max(held) <= 8


def test_while_a_window_is_read_the_next_one_is_fetched(
    intake: Intake,
    axis: MemoryAxis,
    way: MemoryTransport,
    readers: CountingReaders,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetching, "WINDOW", 2)
    put(axis, 1, 2, 3, 4)
    fetch, opening, fetched, confirmed = way.fetch, readers.open, threading.Event(), []

    def fetching_ahead(offered: Any) -> bytes:
        if len(axis.confirmed) == 2:
            fetched.set()
        return fetch(offered)

    def waiting(*told: Any) -> Any:
        assert fetched.wait(30)
        confirmed.append(len(axis.confirmed))
        return opening(*told)

    monkeypatch.setattr(way, "fetch", fetching_ahead)
    monkeypatch.setattr(readers, "open", waiting)
    assert states(fetch_waiting(intake).messages) == [Standing.WAITING] * 4
    assert confirmed[:2] == [2, 2]


def test_after_the_register_failed_at_most_one_more_message_is_fetched(
    intake: Intake, axis: MemoryAxis, way: MemoryTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(axis, *range(1, 11))
    fetch, begun, left, after = way.fetch, threading.Event(), threading.Event(), []

    def fetching_ahead(offered: Any) -> bytes:
        if len(axis.confirmed) == 5:
            begun.set()
            after.append(offered)
            assert left.wait(30)
        return fetch(offered)

    def failing(*_: Any, **__: Any) -> NoReturn:
        assert begun.wait(30)
        raise MemoryError

    def waiting(running: Any) -> Any:
        left.set()
        return wait(running)

    monkeypatch.setattr(fetching, "WINDOW", 5)
    monkeypatch.setattr(way, "fetch", fetching_ahead)
    monkeypatch.setattr(ways, "wait", waiting)
    monkeypatch.setattr(type(intake.register.inbox), "settle", failing)
    with pytest.raises(MemoryError):
        fetch_waiting(intake)
    assert len(after) == 1


def test_while_a_large_message_is_read_nothing_is_fetched(
    intake: Intake, axis: MemoryAxis, way: MemoryTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "WINDOW_BYTES", 10)
    put(axis, 1, 2, 3)
    fetch, settled = way.fetch, []

    def counting(offered: Any) -> bytes:
        settled.append(len(intake.register.inbox.messages({Standing.WAITING})))
        return fetch(offered)

    monkeypatch.setattr(way, "fetch", counting)
    fetch_waiting(intake)
    assert settled == [0, 0, 1]
