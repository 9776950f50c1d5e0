# SPDX-License-Identifier: Apache-2.0
"""Requests that nobody should send, and what must not come of them."""

from __future__ import annotations

import json
import socket
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from esign.axis.room import Room
from esign.axis.server import _Connection
from support.axes import BOUNDARY, OFFICE, Client, document, form, running_axis, unpadded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.axis import Server

_SEND = "/XrdAdapter/adapter/sendEdoc"


@pytest.fixture
def axis() -> Iterator[Server]:
    with running_axis() as server:
        yield server


def raw(server: Server, request: bytes) -> bytes:
    """What comes back for bytes that are sent as they are."""
    place = urlsplit(server.url)
    with socket.create_connection((place.hostname, place.port), timeout=5) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def test_a_wrong_secret_and_an_unknown_system_are_refused(axis: Server) -> None:
    with Client(axis.url, OFFICE, "not it") as thief:
        headers = thief.signed({"messagetype": "edoc"})
        assert thief.ask("POST", _SEND, document(), headers) == (401, b"Unauthorized")
        assert thief.hub("GET", "syncReceivedEdocList")["ErrorCode"] == "15"
        thief.system_id = "99.99.W00"
        assert thief.ask("POST", _SEND, b"", thief.signed({}))[0] == 401
        assert thief.hub("GET", "syncReceivedEdocList")["ErrorCode"] == "15"
    with Client(axis.url, "99.12.W00") as office:
        office.system_id = ""
        assert office.ask("POST", _SEND, b"", office.signed({}, secret=""))[0] == 401
        assert len(office.control("GET", "ledger")["refused"]) >= 4


@pytest.mark.parametrize(
    "changed",
    [
        {"XroadVnpt-messagetype": "status"},
        {"XroadVnpt-docId": "slipped in"},
        {"Content-Type": "text/plain"},
        {"XroadVnpt-sign-header": "{}"},
        {"XroadVnpt-sign-header-key": "XroadVnpt-systemid"},
        {"XroadVnpt-hash-header": ""},
        {"XroadVnpt-hash-header": "00" * 32},
        {"XroadVnpt-systemid": "99.20.W00"},
    ],
)
def test_headers_that_were_not_signed_so_are_refused(axis: Server, changed: dict[str, str]) -> None:
    with Client(axis.url) as office:
        digest = {"hash-file": sha256(document()).hexdigest()}
        headers = office.signed({"messagetype": "edoc"}) | digest
        assert office.ask("POST", _SEND, document(), headers | changed)[0] == 401
        assert office.ask("POST", _SEND, document(), headers)[0] == 200


def test_another_version_or_an_unreadable_time_is_refused(axis: Server) -> None:
    with Client(axis.url) as office:
        office.extra = {"XroadVnpt-version": "9"}
        assert office.send(document())["ErrorCode"] == "20"
        office.extra = {}
        assert office.vxp("getAgenciesList", timestamp="yesterday")["ErrorCode"] == "20"


def test_a_digest_is_taken_padded_and_unpadded_and_no_other(axis: Server) -> None:
    data = next(
        data
        for data in (document(str(n)) for n in range(100))
        if len(unpadded(sha256(data).digest())) < 62
    )
    digest = sha256(data).digest()
    told = []
    with Client(axis.url) as office:
        for text in (digest.hex(), unpadded(digest), digest.hex().upper(), digest.hex()[:-1], ""):
            headers = office.signed({"messagetype": "edoc", "hash-file": text})
            told.append(json.loads(office.ask("POST", _SEND, data, headers)[1])["ErrorCode"])
    assert told == ["0", "0", "0", "21", "21"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        form(document())[:-10],
        form(document()).replace(b"edocFile", b"file"),
        form(document()).replace(b'"messageType"', b'"edocFile"'),
        form(document(), "letter"),
        form(document()).replace(f"--{BOUNDARY}".encode(), b"--other"),
        b"\r\n--" + BOUNDARY.encode() + b"--",
    ],
)
def test_a_form_that_is_not_whole_is_refused(axis: Server, body: bytes) -> None:
    with Client(axis.url) as office:
        assert office.hub("POST", "sendEdoc", body)["ErrorCode"] in {"10", "21", "22"}
        assert office.control("GET", "ledger")["accepted"] == []


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("Content-Length: 99999999999999", b" 413 "),
        ("Content-Length: -1", b" 400 "),
        ("Content-Length: ١", b" 400 "),
        ("Content-Length: 100", b" 400 "),
        ("Transfer-Encoding: chunked", b" 411 "),
        ("X-A: 1", b" 411 "),
        ("Content-Length: 0\r\nX-SystemId: a\r\nx-systemid: b", b" 400 "),
    ],
)
def test_a_body_of_unknown_or_immense_length_is_not_read(
    axis: Server, head: str, told: bytes
) -> None:
    request = f"POST /v1/sendEdoc HTTP/1.1\r\nHost: a\r\n{head}\r\n\r\nabc".encode()
    answer = raw(axis, request)
    assert told in answer.partition(b"\r\n")[0]


@pytest.mark.parametrize(
    "request_line",
    [
        b"nonsense\r\n\r\n",
        b"GET " + b"/" * 70000 + b" HTTP/1.1\r\n\r\n",
        b"GET //[ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /v1/getEdoc?" + b"a=1&" * 40 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"BREW / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"",
    ],
)
def test_what_is_no_request_ends_the_connection_and_nothing_else(
    axis: Server, request_line: bytes
) -> None:
    answer = raw(axis, request_line)
    assert b" 200 " not in answer.partition(b"\r\n")[0]
    with Client(axis.url) as office:
        assert office.send(document())["ErrorCode"] == "0"


@pytest.mark.parametrize(
    "path", ["/", "/v1/", "/v1/../control/ledger", "/XrdAdapter/adapter/", "/XrdAdapter/x"]
)
def test_there_is_nothing_anywhere_else(axis: Server, path: str) -> None:
    with Client(axis.url) as office:
        for method in ("GET", "POST", "PUT", "DELETE"):
            assert office.ask(method, path, b"")[0] == 404
        assert office.ask("GET", _SEND)[0] == 404


def test_another_machines_name_does_not_open_the_controls(axis: Server) -> None:
    for host in ("axis.example", "192.0.2.1:80", ""):
        answer = raw(axis, f"GET /control/ledger HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 404")


def test_the_controls_hand_out_no_secret(axis: Server) -> None:
    with Client(axis.url) as office:
        told = json.dumps([office.control("GET", name) for name in ("ledger", "agencies")])
    assert "secret" not in told
    assert OFFICE not in told


def test_what_a_stranger_sends_is_never_held(axis: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []
    body = _Connection._body

    def counting(connection: _Connection, length: int, *, has_room: bool) -> bytes:
        held.append(length)
        return body(connection, length, has_room=has_room)

    monkeypatch.setattr(_Connection, "_body", counting)
    large = bytes(4 << 20)
    with Client(axis.url, OFFICE, "not it") as thief:
        assert thief.ask("POST", _SEND, large, thief.signed({"messagetype": "edoc"}))[0] == 401
        thief.ask("POST", "/v1/sendEdoc", large, {"X-SystemId": OFFICE, "X-SecretKey": "not it"})
        assert thief.ask("POST", "/elsewhere", large, {})[0] == 404
    assert held == []


def test_bodies_share_one_room_and_give_it_back() -> None:
    room = Room(100, 0.01)
    with room.taken(60) as first, room.taken(40) as second, room.taken(1) as third:
        assert (first, second, third) == (True, True, False)
    with room.taken(100) as again:
        assert again
    with room.taken(101) as never:
        assert not never


def test_a_request_for_which_there_is_no_room_is_put_off(axis: Server) -> None:
    axis._listener.room = Room(10, 0.01)
    with Client(axis.url, OFFICE) as office:
        headers = office.signed({"messagetype": "edoc"})
        assert office.ask("POST", _SEND, document(), headers)[0] == 503
        assert office.control("GET", "ledger")["refused"] == []
