# SPDX-License-Identifier: Apache-2.0
"""Nobody waits for a time-stamp longer than allowed, and none is taken that is not as it should."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from esign.errors import ServiceError
from esign.fetching import CircuitBreaker, FetchError, Question, fetch
from esign.fetching.circuits import FAILURES, FIRST_PAUSE, LONGEST_PAUSE
from esign.messages import Language
from esign.signing import HttpTimestampAuthority, Terms
from support.ports import FIXED_NOW, FixedClock, SeededRandom
from support.timestamps import Stamper, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DIGEST = sha256(b"a page").digest()
DEAD = "http://127.0.0.1:1/tsa"


@dataclass
class Office:
    """Authorities as an office asks them; `clock` stands still until a test moves it."""

    file: Path
    clock: FixedClock = field(default_factory=FixedClock)

    @property
    def circuits(self) -> CircuitBreaker:
        return CircuitBreaker(self.file, self.clock)

    def ask(self, *urls: str, seconds: float = 5, budget: float = 5, policy: str = "") -> list[str]:
        """The codes of what was wrong; empty when there is a time-stamp."""
        terms = Terms(seconds, budget, policy)
        authority = HttpTimestampAuthority(urls, terms, SeededRandom(), self.clock, self.circuits)
        try:
            authority.timestamp(DIGEST)
        except ServiceError as fault:
            told = {detail.code: detail.message(Language.VIETNAMESE) for detail in fault.details}
            return [detail.code for detail in fault.details if told[detail.code]]
        return []


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "cache" / "services.json")


@pytest.fixture
def silent() -> Iterator[str]:
    """An authority that takes every call and never answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/tsa"


def test_all_authorities_together_are_waited_for_no_longer_than_the_budget(
    office: Office, silent: str
) -> None:
    begun = time.monotonic()
    codes = office.ask(silent, silent, silent, silent, seconds=0.2, budget=0.3)
    assert time.monotonic() - begun < 2
    assert codes[:2] == ["timestamp.too_slow", "timestamp.too_slow"]
    assert set(codes[2:]) <= {"timestamp.no_time_left", "timestamp.left_alone"}


def test_a_header_that_trickles_in_cannot_hold_anybody() -> None:
    done = threading.Event()

    def trickle(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            while not done.wait(0.02):
                try:
                    connection.sendall(b"H")
                except OSError:
                    return

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        thread = threading.Thread(target=trickle, args=(listener,))
        thread.start()
        begun = time.monotonic()
        with pytest.raises(FetchError) as caught:
            fetch(Question(f"http://127.0.0.1:{listener.getsockname()[1]}/"), seconds=0.2)
        took = time.monotonic() - begun
        done.set()
        thread.join()
    assert caught.value.kind == "too_slow"
    assert took < 2


def test_a_dead_authority_is_not_asked_for_every_document(office: Office) -> None:
    refusing = Stamper(status="rejection")
    with serving(refusing.answer) as url:
        for _ in range(10):
            assert office.ask(url)
        assert office.ask(url) == ["timestamp.left_alone"]
    assert refusing.asked == FAILURES


def test_what_one_process_has_met_the_next_one_knows(office: Office) -> None:
    for _ in range(FAILURES):
        office.ask(DEAD)
    assert CircuitBreaker(office.file, FixedClock()).is_open(DEAD)
    assert not CircuitBreaker(office.file, FixedClock()).is_open("http://127.0.0.1:2/")
    assert "127.0.0.1" not in office.file.read_text(encoding="utf-8")


def test_it_is_tried_again_later_and_later_and_at_once_after_it_has_worked(office: Office) -> None:
    good = Stamper()
    with serving(good.answer) as url:
        for _ in range(FAILURES):
            office.circuits.failed(url)
        assert office.ask(url) == ["timestamp.left_alone"]
        office.clock.moment += FIRST_PAUSE
        office.circuits.failed(url)
        office.clock.moment += FIRST_PAUSE
        assert office.circuits.is_open(url)
        office.clock.moment += FIRST_PAUSE
        good.at = office.clock.moment
        assert office.ask(url) == []
        office.circuits.failed(url)
        assert office.ask(url) == []


def test_no_pause_is_longer_than_the_longest(office: Office) -> None:
    for _ in range(40):
        office.circuits.failed(DEAD)
    office.clock.moment += LONGEST_PAUSE - timedelta(seconds=1)
    assert office.circuits.is_open(DEAD)
    office.clock.moment += timedelta(seconds=1)
    assert not office.circuits.is_open(DEAD)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', '{"a": ["x", "y"]}', "null"])
def test_a_damaged_memory_only_means_that_everybody_is_asked(office: Office, content: str) -> None:
    office.file.parent.mkdir()
    office.file.write_text(content, encoding="utf-8")
    assert office.ask(DEAD) == ["timestamp.unreachable"]


def test_a_memory_of_the_far_future_is_not_believed(office: Office) -> None:
    for _ in range(FAILURES):
        office.circuits.failed(DEAD)
    office.clock.moment -= timedelta(days=400)
    assert not office.circuits.is_open(DEAD)


def test_a_memory_that_cannot_be_written_stops_nobody(office: Office) -> None:
    office.file.parent.write_text("no folder", encoding="utf-8")
    with serving(Stamper().answer) as url:
        assert office.ask(DEAD, url) == []


@pytest.mark.parametrize("hours", [-7, 7])
def test_an_authority_that_is_seven_hours_off_is_refused(office: Office, hours: int) -> None:
    off = Stamper(at=FIXED_NOW + timedelta(hours=hours))
    right = Stamper()
    with serving(off.answer) as first, serving(right.answer) as second:
        assert office.ask(first) == ["timestamp.other_time"]
        assert office.ask(first, second) == []


def test_an_authority_whose_clock_differs_a_little_is_not(office: Office) -> None:
    with serving(Stamper(at=FIXED_NOW - timedelta(minutes=4)).answer) as url:
        assert office.ask(url) == []


def test_only_the_policy_asked_for_is_taken(office: Office) -> None:
    with serving(Stamper().answer) as url:
        assert office.ask(url, policy="1.3.6.1.4.1.99999.2") == ["timestamp.other_policy"]
        assert office.ask(url, policy="1.3.6.1.4.1.99999.1") == []
