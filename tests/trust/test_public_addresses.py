# SPDX-License-Identifier: Apache-2.0
"""Names that lead into one's own networks are not followed, however they are written."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from esign.fetching import FetchError, Question, fetch
from esign.fetching.public import is_public

if TYPE_CHECKING:
    from collections.abc import Callable

OWN = (
    *("127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.0.1"),  # noqa: S104 - not bound
    *("169.254.169.254", "100.64.0.1", "198.18.0.1", "240.0.0.1", "255.255.255.255"),
    *("224.0.0.1", "::", "::1", "::ffff:127.0.0.1", "::7f00:1", "fe80::1%eth0", "fd00::1"),
    *("ff0e::1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1", "no address"),
)


@pytest.mark.parametrize("address", OWN)
def test_an_address_that_is_not_of_the_open_internet_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1111"])
def test_an_address_of_the_open_internet_is_known(address: str) -> None:
    assert is_public(address)


def lookup(*answers: tuple[str, ...]) -> Callable[..., object]:
    """A name service that answers each time otherwise."""
    waiting = list(answers)

    def getaddrinfo(_host: str, port: int, *_: object, **__: object) -> object:
        found = waiting.pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (entry, port)) for entry in found]

    return getaddrinfo


def test_one_own_address_among_public_ones_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(socket, "getaddrinfo", lookup(("8.8.8.8", "127.0.0.1")))
    with pytest.raises(FetchError) as caught:
        fetch(Question("http://ca.example.invalid/list.crl", public=True), 5)
    assert caught.value.kind == "not_public"


def test_a_name_is_looked_up_once_and_what_was_looked_at_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    reached: list[str] = []

    def connect(_socket: socket.socket, address: tuple[str, int]) -> None:
        reached.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", lookup(("8.8.8.8",), ("127.0.0.1",)))
    monkeypatch.setattr(socket.socket, "connect", connect)
    for scheme in ("http", "https"):
        monkeypatch.setattr(socket, "getaddrinfo", lookup(("8.8.8.8",), ("127.0.0.1",)))
        with pytest.raises(FetchError) as caught:
            fetch(Question(f"{scheme}://ca.example.invalid/list.crl", public=True), 5)
        assert caught.value.kind == "unreachable"
    assert reached == ["8.8.8.8", "8.8.8.8"]


@pytest.mark.parametrize("url", ["ftp://ca.example.vn/x", "file:///etc/passwd", "http://a@b/x"])
def test_other_schemes_and_hidden_hosts_are_no_address(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(Question(url, public=True), 5)
    assert caught.value.kind == "no_address"
