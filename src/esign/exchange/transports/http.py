# SPDX-License-Identifier: Apache-2.0
"""Requests to a hub over HTTP: what is certain about their effect, and what is not.

Redirections are not followed and nothing is tried twice: whether a message may be sent again is
decided elsewhere. Proxies of the environment are not used, only one that the settings name.
"""

from __future__ import annotations

import ssl
import time
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import urllib3
from urllib3.exceptions import HTTPError, IncompleteRead, LocationValueError
from urllib3.exceptions import SSLError as TlsError

from esign.errors import ConfigurationError
from esign.exchange.transports.upload import CancelledError, Upload
from esign.limits import Beside

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from esign.errors import EsignError
    from esign.exchange.transports.faults import Faults

_CHUNK: Final = 1 << 16
_CLIENT_REFUSED: Final = ("CERTIFICATE_REQUIRED", "ALERT_BAD_CERTIFICATE", "ALERT_UNKNOWN_CA")
"""What the other side's TLS says when it wants another client certificate."""
_WAIT: Final = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)
"""Refusals that are over after a while; nothing was taken."""
_STRANGERS: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_LONGEST_PAUSE: Final = 86400


@dataclass(frozen=True, slots=True)
class HttpProfile:
    """How a hub is reached.

    Attributes:
        url: its base address, without a slash at the end.
        ca_file: authorities (PEM) that vouch for it, instead of the system's.
        client_certificate: shown to it, PEM; issuers may follow.
        client_key: to that certificate, PEM, where it does not stand in the same file.
        key_passphrase: asked for when that key is encrypted.
        proxy: address of an HTTP proxy; empty for none.
        seconds: waited for a connection, and for each piece of an answer.
        budget: seconds for a whole request, sending included.
    """

    url: str
    ca_file: Path | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None
    key_passphrase: Callable[[], str] = str
    proxy: str = ""
    seconds: float = 30
    budget: float = 300


@dataclass(frozen=True, slots=True)
class Call:
    """One request.

    Attributes:
        method: of HTTP.
        path: below the base address, with its query.
        headers: beside those that every request has.
        body: in pieces, none of them copied.
        effect: whether it changes anything at the other side.
        most_bytes: of the answer.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: tuple[bytes, ...] = ()
    effect: bool = False
    most_bytes: int = 1 << 24


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `bounded` says whether a cut would have been noticed."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    bounded: bool


class AnswerTooLargeError(Exception):
    """There is more than was to be read."""


class HttpClient:
    """Makes requests to one hub.

    Raises:
        ConfigurationError: a file for TLS cannot be used.
    """

    def __init__(self, name: str, profile: HttpProfile, faults: Faults) -> None:
        self._name = name
        self._profile = profile
        self._faults = faults
        self._idle: deque[Beside] = deque()
        options: dict[str, Any] = {
            "ssl_context": _tls_of(name, profile),
            "num_pools": 1,
            "maxsize": 4,
            "blocksize": _CHUNK,
        }
        self._pool = (
            urllib3.ProxyManager(profile.proxy, **options)
            if profile.proxy
            else urllib3.PoolManager(**options)
        )

    def ask(self, call: Call) -> Answer:
        """The answer to a request: of status 200, or another whose body may explain it.

        Raises:
            AnswerTooLargeError: there is more of it than may be.
            ConfigurationError: the other side does not know us.
            RefusedError: it will not do what is asked, now or ever.
            OutcomeUnknownError: the request may have had its effect.
            ServiceError: it has had none.
        """
        answer = self._exchanged(call)
        if answer.status == HTTPStatus.OK:
            return answer
        if answer.status in _STRANGERS:
            raise self._faults.credential()
        if answer.status in _WAIT:
            raise self._faults.busy(answer.status, _pause(answer))
        if answer.status == HTTPStatus.SERVICE_UNAVAILABLE and (pause := _pause(answer)):
            # A server that says when to come again has not begun.
            raise self._faults.busy(answer.status, pause)
        if answer.body[:1] == b"{":
            return answer  # the service speaks itself, and is to be understood
        raise self.unclear(call, answer)

    def unclear(self, call: Call, answer: Answer) -> EsignError:
        """What another status than 200 means where nothing else explains it."""
        reason = f"HTTP {answer.status}"
        if HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            words = answer.body[:400].decode(errors="replace")
            return self._faults.failure(reason, words)
        if call.effect and answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return self._faults.no_answer(reason)
        return self._faults.unreachable(reason)  # of a redirection, which is not followed, as well

    def _exchanged(self, call: Call) -> Answer:
        """The answer of any status, within the budget.

        The exchange runs beside the caller, so that neither a slow look-up of a name nor an answer
        that trickles in can hold him.
        """
        upload, beside = Upload(call.body), self._beside()
        outcome = beside.begin(partial(self._made, call, upload))
        try:
            return outcome.result(self._profile.budget)
        except TimeoutError:  # the thread is left to itself
            certain = upload.cancel() or not call.effect
            reason = f"> {self._profile.budget:g} s"
            raise (
                self._faults.unreachable(reason) if certain else self._faults.no_answer(reason)
            ) from None
        finally:
            if outcome.done():
                self._idle.append(beside)

    def _beside(self) -> Beside:
        """A thread that has nothing to do."""
        try:
            return self._idle.pop()
        except IndexError:
            return Beside(self._name)

    def _made(self, call: Call, upload: Upload) -> Answer:
        end = time.monotonic() + self._profile.budget
        headers = {"Accept-Encoding": "identity", "User-Agent": "esign", **call.headers}
        if call.method != "GET":
            headers["Content-Length"] = str(upload.size)
        try:
            response = self._pool.request(
                call.method,
                self._profile.url + call.path,
                body=upload if upload.size else None,
                headers=headers,
                retries=False,
                redirect=False,
                timeout=urllib3.Timeout(connect=self._profile.seconds, read=self._profile.seconds),
                preload_content=False,
                decode_content=False,
            )
            return _read(response, call.most_bytes, end)
        except CancelledError as fault:
            raise self._faults.unreachable("cancelled") from fault
        except (HTTPError, OSError, ValueError) as fault:
            if _wants_other_certificate(fault):
                raise self._faults.credential() from fault
            if call.effect and (upload.begun or not upload.size) and not _before(fault):
                raise self._faults.no_answer(_reason(fault)) from fault
            raise self._faults.unreachable(_reason(fault)) from fault


def _read(response: urllib3.BaseHTTPResponse, most: int, end: float) -> Answer:
    announced = response.headers.get("Content-Length")
    pieces: list[bytes] = []
    size, whole = 0, False
    try:
        if announced is not None and announced.isdigit() and int(announced) > most:
            raise AnswerTooLargeError
        while piece := response.read1(_CHUNK):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                raise AnswerTooLargeError
            if time.monotonic() > end:  # nobody waits any more
                raise TimeoutError
        if announced is not None and announced.isdigit() and size != int(announced):
            raise IncompleteRead(size, int(announced) - size)
        whole = True
    finally:
        if whole:
            response.release_conn()
        else:
            response.close()
    bounded = announced is not None or "chunked" in response.headers.get("Transfer-Encoding", "")
    return Answer(response.status, response.headers, b"".join(pieces), bounded)


def _before(fault: Exception) -> bool:
    """Whether there was no connection yet."""
    if isinstance(fault, TlsError) and "CERTIFICATE_VERIFY_FAILED" in str(fault):
        return True
    return isinstance(
        fault,
        urllib3.exceptions.NewConnectionError
        | urllib3.exceptions.ConnectTimeoutError
        | urllib3.exceptions.ProxyError
        | LocationValueError,
    )


def _reason(fault: Exception) -> str:
    """What happened, without the address: its query may tell more than a log should hold."""
    inner = fault.args[-1] if isinstance(fault, TlsError) and fault.args else fault
    if isinstance(inner, ssl.SSLError):
        return inner.reason or inner.strerror or "TLS"
    if isinstance(inner, OSError) and inner.strerror:
        return inner.strerror
    return type(fault).__name__


def _wants_other_certificate(fault: Exception) -> bool:
    return any(word in str(fault) for word in _CLIENT_REFUSED)


def _pause(answer: Answer) -> int:
    """For how many seconds the other side wants to be left alone; 0 where it does not say."""
    wanted = answer.headers.get("Retry-After", "").strip()
    if not (wanted.isascii() and wanted.isdigit()) or len(wanted) > 9:  # noqa: PLR2004 - years
        return 0
    return min(int(wanted), _LONGEST_PAUSE)


def _tls_of(name: str, profile: HttpProfile) -> ssl.SSLContext:
    file = profile.ca_file
    try:
        context = ssl.create_default_context(cafile=file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if profile.client_certificate is not None:
            file = profile.client_certificate
            context.load_cert_chain(file, profile.client_key, profile.key_passphrase)
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or type(fault).__name__
        raise ConfigurationError(
            "transport.tls_file", service=name, name=str(file), reason=reason
        ) from fault
    return context
