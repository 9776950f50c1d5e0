# SPDX-License-Identifier: Apache-2.0
"""What holds for every test: nothing reaches a network, nothing is worked out twice."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class NetworkUseError(AssertionError):
    """A test has tried to reach another machine."""


def _is_local(host: object) -> bool:
    if host in (None, "", b"", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _guard_address(call: Callable[..., Any]) -> Callable[..., Any]:
    """`call` on a socket, refused unless its last argument is a local address."""

    def guarded(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        if isinstance(address, tuple) and not _is_local(address[0]):
            raise NetworkUseError(f"a test may not reach {address[0]}")
        return call(self, *arguments)

    return guarded


def _guard_name(call: Callable[..., Any]) -> Callable[..., Any]:
    """`call` that looks up a host's name, refused unless it is local."""

    def guarded(host: Any, *arguments: Any, **options: Any) -> Any:
        if not _is_local(host):
            raise NetworkUseError(f"a test may not look up {host}")
        return call(host, *arguments, **options)

    return guarded


def pytest_configure() -> None:
    """Put the guard up before anything of the project is imported."""
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, _guard_address(getattr(socket.socket, name)))
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        setattr(socket, name, _guard_name(getattr(socket, name)))


def pytest_sessionstart() -> None:
    """Let what is compiled be kept: the suite starts many processes with the same modules."""
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_finish() -> None:
    """Only now is everything loaded that is worked out once."""
    from support.remembered import leave_alone, remember  # noqa: PLC0415 - the guard comes first

    remember()
    leave_alone()
