# SPDX-License-Identifier: Apache-2.0
"""Connections that break, trickle, or lead elsewhere."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.errors import ServiceError
from esign.exchange.transports import HubProfile, HubTransport
from esign.exchange.transports.upload import CancelledError, Upload
from esign.model import OutcomeUnknownError, RefusedError
from support import ways
from support.hubs import SECRET, SYSTEM, Hub, serving
from support.packages import PACKAGE
from support.ports import FixedClock
from support.ways import consignment, http, large

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from esign.model import Consignment

RESET = struct.pack("ii", 1, 0)
"""For `SO_LINGER`: closing breaks the connection off."""


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """The address of a server that does this with its only connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def run() -> None:
            connection, _ = listener.accept()
            with connection:
                talk(connection)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(10)


def big() -> Consignment:
    return consignment(replace(PACKAGE, attachments=(large(PACKAGE.attachments[0], 6_000_000),)))


def test_a_connection_that_breaks_amid_the_upload_leaves_the_outcome_unknown() -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(100_000)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)

    with raw_server(talk) as url, pytest.raises(OutcomeUnknownError):
        ways.hub(url).send(big())


def test_a_refusal_before_the_upload_has_ended_is_heard() -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 413 Too large\r\nContent-Length: 0\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1 << 16):
            pass

    with raw_server(talk) as url, pytest.raises(RefusedError):
        ways.hub(url).send(big())


def test_headers_that_trickle_in_do_not_hold_the_caller() -> None:
    enough = threading.Event()

    def talk(connection: socket.socket) -> None:
        connection.recv(1 << 16)
        while not enough.wait(0.05):
            connection.sendall(b"H")

    with raw_server(talk) as url:
        profile = HubProfile(http(url, budget=0.4), SYSTEM, 30, 1 << 20)
        with pytest.raises(OutcomeUnknownError):
            HubTransport("axis", profile, SECRET, FixedClock()).send(consignment())
        enough.set()


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with serving(Hub()) as url:
        assert list(ways.hub(url).offered()) == []


def test_a_named_proxy_is_asked_and_one_that_is_not_there_means_nothing_was_sent() -> None:
    hub = Hub()
    with serving(hub) as url:
        profile = HubProfile(http("http://127.0.0.1:1", proxy=url), SYSTEM, 30, 1 << 20)
        assert list(HubTransport("axis", profile, SECRET, FixedClock()).offered()) == []
        assert hub.requests[0][0].startswith("http://127.0.0.1:1/v1/")
        dead = HubProfile(http(url, proxy="http://127.0.0.1:1"), SYSTEM, 30, 1 << 20)
        with pytest.raises(ServiceError) as fault:
            HubTransport("axis", dead, SECRET, FixedClock()).send(consignment())
    assert fault.value.code == "transport.unreachable"


def test_what_was_given_up_before_it_began_is_never_sent() -> None:
    upload = Upload((b"ab", b"", b"cde"))
    assert upload.size == 5
    assert upload.cancel()
    with pytest.raises(CancelledError):
        upload.read(1)


def test_a_body_in_pieces_is_read_to_its_end() -> None:
    upload = Upload((b"ab", b"", b"cde"))
    assert [upload.read(2) for _ in range(5)] == [b"ab", b"cd", b"e", b"", b""]
    assert upload.begun
    assert not upload.cancel()
