# SPDX-License-Identifier: Apache-2.0
"""One answer over HTTP, within a time and a size that nothing on the other side can stretch.

Redirections are not followed, nor any other scheme than HTTP(S). Whose answer it is and what it is
worth, the asker has to judge.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection, InvalidURL
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    getproxies,
    proxy_bypass,
)

from esign.fetching.faults import FetchError
from esign.fetching.public import connect_in_public

if TYPE_CHECKING:
    from collections.abc import Mapping
    from http.client import HTTPResponse

_CHUNK = 1 << 14


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and how much may come back.

    Attributes:
        url: where.
        body: what is posted; None asks by GET.
        headers: beside those every request has.
        most_bytes: of the answer.
        public: whether only addresses of the open Internet may be reached, none of this machine or
            of the networks it stands in. A configured proxy is asked as it is.
    """

    url: str
    body: bytes | None = None
    headers: Mapping[str, str] | None = None
    most_bytes: int = 1 << 18
    public: bool = False


def fetch(question: Question, seconds: float) -> bytes:
    """The answer's body.

    The exchange runs beside the caller, who waits for it no longer than `seconds`: neither a slow
    look-up of the name nor an answer that trickles in can hold him.

    Raises:
        FetchError: there is no whole answer of status 200 in time.
    """
    outcome: SimpleQueue[bytes | FetchError] = SimpleQueue()

    def exchange() -> None:
        try:
            outcome.put(_exchange(question, seconds))
        except FetchError as fault:
            outcome.put(fault)

    threading.Thread(target=exchange, daemon=True).start()
    try:
        answer = outcome.get(timeout=seconds)
    except Empty:
        raise _too_slow(seconds) from None
    if isinstance(answer, FetchError):
        raise answer
    return answer


def shown(url: str) -> str:
    """The address without what may be secret in it: account, password, query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _exchange(question: Question, seconds: float) -> bytes:
    try:
        parts = urlsplit(question.url)
        if "@" in parts.netloc:  # the library would ask the network for that name
            raise FetchError("no_address")
        request = Request(question.url, question.body, dict(question.headers or {}))  # noqa: S310 - the opener knows HTTP(S) alone
        response = _opener(question, parts.scheme).open(request, timeout=seconds)
        if response is None:  # no handler for such an address
            raise FetchError("no_address")
        with response:
            return _read(response, question.most_bytes, time.monotonic() + seconds)
    except HTTPError as fault:
        with fault:
            raise FetchError("http_status", fault.read(_CHUNK), reason=fault.code) from fault
    except (ValueError, InvalidURL) as fault:
        raise FetchError("no_address") from fault
    except HTTPException as fault:
        raise FetchError("unreachable", reason=type(fault).__name__) from fault
    except OSError as fault:
        raise _unreachable(fault, seconds) from fault


def _read(response: HTTPResponse, most: int, end: float) -> bytes:
    answer = b""
    while chunk := response.read1(_CHUNK):
        answer += chunk
        if len(answer) > most:
            raise FetchError("too_large")
        if time.monotonic() > end:  # nobody waits any more
            raise TimeoutError
    return answer


def _unreachable(fault: OSError, seconds: float) -> FetchError:
    reason = getattr(fault, "reason", fault)
    if isinstance(reason, FetchError):
        return reason
    if isinstance(reason, TimeoutError):
        return _too_slow(seconds)
    told = reason.strerror if isinstance(reason, OSError) else str(reason)
    return FetchError("unreachable", reason=told or type(reason).__name__)


def _too_slow(seconds: float) -> FetchError:
    return FetchError("too_slow", seconds=f"{seconds:g}")


def _opener(question: Question, scheme: str) -> OpenerDirector:
    host = urlsplit(question.url).hostname or ""
    by_proxy = scheme in getproxies() and not proxy_bypass(host)
    guarded = question.public and not by_proxy
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        _PublicHTTPHandler() if guarded else HTTPHandler(),
        _PublicHTTPSHandler() if guarded else HTTPSHandler(),
        HTTPErrorProcessor(),
        HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    return opener


class _PublicConnection(HTTPConnection):
    """Connects to an address that was looked at, not to whatever the name leads to by then."""

    def connect(self) -> None:
        self.sock = connect_in_public(self.host, self.port, self.timeout)


class _PublicTlsConnection(HTTPSConnection, _PublicConnection):
    """The same below TLS: the library's `connect` calls the next class's, the one above."""


class _PublicHTTPHandler(HTTPHandler):
    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_PublicConnection, req)


class _PublicHTTPSHandler(HTTPSHandler):
    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_PublicTlsConnection, req)
