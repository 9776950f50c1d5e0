# SPDX-License-Identifier: Apache-2.0
"""The guard of the tests themselves: a test that reaches for a network fails."""

import socket
import urllib.request

import pytest

ELSEWHERE = "192.0.2.1"


def test_connecting_elsewhere_is_refused() -> None:
    with socket.socket() as connection, pytest.raises(AssertionError, match="may not reach"):
        connection.connect((ELSEWHERE, 80))


def test_sending_a_datagram_elsewhere_is_refused() -> None:
    with (
        socket.socket(type=socket.SOCK_DGRAM) as connection,
        pytest.raises(AssertionError, match="may not reach"),
    ):
        connection.sendto(b"x", (ELSEWHERE, 53))


def test_looking_up_a_name_is_refused() -> None:
    with pytest.raises(AssertionError, match="may not look up"):
        urllib.request.urlopen("http://crl.example.invalid/root.crl", timeout=1)


def test_a_local_address_is_allowed() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        assert server.getsockname()[1]
    assert socket.getaddrinfo("127.0.0.1", 80)
