# SPDX-License-Identifier: Apache-2.0
"""A server that answers in single bytes holds nobody beyond the budget of an exchange."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import paramiko
import pytest

from esign.errors import ServiceError
from esign.exchange.transports.boxes import BoxTransport
from esign.exchange.transports.deadline import Deadline, timer
from esign.exchange.transports.faults import Faults
from esign.exchange.transports.sftp import RemoteFiles, SftpProfile
from esign.model import MessageType, Offered, OutcomeUnknownError
from support.ports import FixedClock
from support.ways import consignment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BUDGET = 7.0
PATIENT = 300.0
"""Seconds that are waited for each answer: the trickle never lets them pass."""


class Trickle:
    """What a slow server and the clock of whoever waits for it have in common.

    Attributes:
        before: how many answers the server gives as it should before it slows down.
        slow: set once the server has begun to answer in single bytes.
        over: set at the end of the test.
        budgets: the seconds for which alarms were set.
    """

    def __init__(self, before: int) -> None:
        self.before = before
        self.slow = threading.Event()
        self.over = threading.Event()
        self.budgets: list[float] = []

    def alarm(self, seconds: float, ring: Callable[[], None], /) -> Callable[[], None]:
        """A clock that jumps to the end of the budget when the server slows down."""
        self.budgets.append(seconds)
        stopped = threading.Event()

        def wait() -> None:
            self.slow.wait(30)
            if not stopped.is_set():
                ring()

        threading.Thread(target=wait, daemon=True).start()
        return stopped.set


class _Server(paramiko.ServerInterface):
    def get_allowed_auths(self, username: str) -> str:  # noqa: ARG002 - the library's
        return "password"

    def check_auth_password(self, username: str, password: str) -> int:  # noqa: ARG002
        return paramiko.AUTH_SUCCESSFUL

    def check_channel_request(self, kind: str, chanid: int) -> int:  # noqa: ARG002
        return paramiko.OPEN_SUCCEEDED


class _Slow(paramiko.SFTPServer):
    """Answers so many requests, and to the next one with the first bytes of an answer."""

    trickle: Trickle

    def _send_packet(self, t: int, packet: bytes) -> None:
        if self.trickle.before <= 0:
            self.sock.send(b"\0\0")
            self.trickle.slow.set()
            self.trickle.over.wait(30)
            return
        self.trickle.before -= 1
        super()._send_packet(t, packet)


class _Boxes(paramiko.SFTPServerInterface):
    """Two empty folders, in which files can be written."""

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        return self.lstat(path)

    def lstat(self, path: str) -> paramiko.SFTPAttributes | int:
        if path.rpartition("/")[2] not in {"in", "out", "."}:
            return paramiko.SFTP_NO_SUCH_FILE
        found = paramiko.SFTPAttributes()
        found.st_mode = 0o40755
        return found

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes]:  # noqa: ARG002
        return []


@contextmanager
def slow_server(before: int) -> Iterator[tuple[BoxTransport, Trickle]]:
    """A way to a server that slows down after so many answers."""
    trickle = Trickle(before)
    handler = type("Slow", (_Slow,), {"trickle": trickle})
    key = paramiko.RSAKey.generate(2048)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                transport = paramiko.Transport(connection)
                transport.add_server_key(key)
                transport.set_subsystem_handler("sftp", handler, _Boxes)
                transport.start_server(server=_Server(), event=threading.Event())

        threading.Thread(target=serve, daemon=True).start()
        host_key = f"ssh-rsa {key.get_base64()}"
        port = listener.getsockname()[1]
        profile = SftpProfile("127.0.0.1", port, "sgddt", host_key, "", None, PATIENT, BUDGET)
        files = RemoteFiles("files", profile, "pw", Faults("files"), alarm=trickle.alarm)
        try:
            yield BoxTransport("files", files, FixedClock(), 5, 1 << 20), trickle
        finally:
            trickle.over.set()
            files.close()


CALLS: dict[str, Callable[[BoxTransport], object]] = {
    "offered": lambda way: way.offered(),
    "send": lambda way: way.send(consignment()),
    "find": lambda way: way.find(consignment()),
    "fetch": lambda way: way.fetch(Offered("a.edxml", MessageType.DOCUMENT)),
    "confirm": lambda way: way.confirm(Offered("a.edxml", MessageType.DOCUMENT), taken=True),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("before", [0, 1], ids=["at once", "after a while"])
def test_a_server_that_trickles_holds_nobody_beyond_the_budget(
    call: Callable[[BoxTransport], object], before: int
) -> None:
    with slow_server(before) as (way, trickle):
        with pytest.raises(ServiceError) as fault:
            call(way)
        assert fault.value.code == "transport.unreachable"
        assert not isinstance(fault.value, OutcomeUnknownError)
        assert fault.value.facts["reason"] == "> 7 s"
        assert trickle.budgets == [BUDGET]  # one for all that the exchange asks the server


def test_each_exchange_has_a_budget_of_its_own() -> None:
    with slow_server(1000) as (way, trickle):
        assert way.find(consignment()) is None
        assert list(way.offered()) == []
        assert trickle.budgets == [BUDGET, BUDGET]


def test_an_alarm_that_is_stopped_does_not_ring() -> None:
    rung = threading.Event()
    timer(3600, rung.set)()
    assert not rung.is_set()
    timer(0, rung.set)
    assert rung.wait(30)


def test_what_ends_in_time_is_not_cut_afterwards() -> None:
    rings: list[Callable[[], None]] = []
    cut: list[bool] = []

    def alarm(_seconds: float, ring: Callable[[], None], /) -> Callable[[], None]:
        rings.append(ring)
        return rings.clear

    deadline = Deadline(1, lambda: cut.append(True), alarm)
    with deadline.running():
        rings[0]()
        assert deadline.passed
    assert (cut, rings, deadline.passed) == ([True], [], False)


def test_an_alarm_that_rings_late_cuts_no_later_block() -> None:
    rings: list[Callable[[], None]] = []
    cut: list[bool] = []

    def alarm(_seconds: float, ring: Callable[[], None], /) -> Callable[[], None]:
        rings.append(ring)
        return lambda: None  # as a timer that had fired when it was to be stopped

    deadline = Deadline(1, lambda: cut.append(True), alarm)
    with deadline.running():
        pass
    rings[0]()
    with deadline.running():
        rings[0]()
        assert (cut, deadline.passed) == ([], False)
        rings[1]()
        assert (cut, deadline.passed) == ([True], True)
