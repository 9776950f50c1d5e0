# SPDX-License-Identifier: Apache-2.0
"""Time-stamps fetched over HTTP (RFC 3161 §3.4), and refused unless they answer the question."""

from __future__ import annotations

import time
from http.client import HTTPException, InvalidURL
from typing import TYPE_CHECKING, ClassVar
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
)

from asn1crypto import cms, core, tsp

from esign.errors import Detail, ServiceError
from esign.trust import read_token

if TYPE_CHECKING:
    from collections.abc import Sequence
    from http.client import HTTPResponse

    from esign.ports import RandomSource

MOST_BYTES = 1 << 18
"""The largest answer that is read."""

_CHUNK = 1 << 14
_NONCE_BITS = 64
_HEADERS = {
    "Content-Type": "application/timestamp-query",
    "Accept": "application/timestamp-reply",
}
_GRANTED = {"granted", "granted_with_mods"}
_MALFORMED = (ValueError, TypeError, LookupError, OverflowError, RecursionError)


class _Response(core.Sequence):  # type: ignore[misc]
    """TimeStampResp (§2.4.2); the library's own class demands a token even where it is refused."""

    _fields: ClassVar = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


class _RefusedError(Exception):
    """An authority's answer is not good; `code` and `facts` say why."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class HttpTimestampAuthority:
    """Authorities asked one after the other, each once, until one answers as it should.

    Neither redirections nor any other scheme than HTTP(S) are followed. Whose word counts is not
    judged here: that is for those who rely on the time-stamp, by their trust folder.

    Args:
        urls: where they answer, in the order of asking.
        seconds: how long each is waited for at most.
        random: draws the nonces.
    """

    def __init__(self, urls: Sequence[str], seconds: float, random: RandomSource) -> None:
        self._urls = tuple(urls)
        self._seconds = seconds
        self._random = random
        self._opener = OpenerDirector()
        for handler in (
            ProxyHandler(),
            HTTPHandler(),
            HTTPSHandler(),
            HTTPErrorProcessor(),
            HTTPDefaultErrorHandler(),
        ):
            self._opener.add_handler(handler)

    def timestamp(self, digest: bytes) -> bytes:
        """The token (DER) over a SHA-256 digest, from the first authority that gives a good one.

        Raises:
            ServiceError: none does; the details say for each why not.
        """
        faults = []
        for url in self._urls:
            nonce = self._random.bits(_NONCE_BITS)
            try:
                return _token(self._answer(url, _query(digest, nonce)), digest, nonce)
            except _RefusedError as fault:
                faults.append(Detail(fault.code, _shown(url), fault.facts))
        raise ServiceError("timestamp.unavailable", details=faults)

    def _answer(self, url: str, query: bytes) -> bytes:
        """What the authority answers, within time and size."""
        if "@" in urlsplit(url).netloc:  # the library would ask the network for that name
            raise _RefusedError("timestamp.no_address")
        try:
            request = Request(url, query, _HEADERS)  # noqa: S310 - the opener knows HTTP(S) alone
            response = self._opener.open(request, timeout=self._seconds)
            if response is None:  # no handler for such an address
                raise _RefusedError("timestamp.no_address")
            with response:
                return self._read(response, time.monotonic() + self._seconds)
        except HTTPError as fault:
            with fault:
                raise _RefusedError("timestamp.http_status", reason=fault.code) from fault
        except (ValueError, InvalidURL) as fault:
            raise _RefusedError("timestamp.no_address") from fault
        except HTTPException as fault:
            reason = type(fault).__name__
            raise _RefusedError("timestamp.unreachable", reason=reason) from fault
        except OSError as fault:
            raise self._unreachable(fault) from fault

    def _read(self, response: HTTPResponse, end: float) -> bytes:
        answer = b""
        while chunk := response.read1(_CHUNK):
            answer += chunk
            if len(answer) > MOST_BYTES:
                raise _RefusedError("timestamp.too_large")
            if time.monotonic() > end:
                raise self._too_slow()
        return answer

    def _unreachable(self, fault: OSError) -> _RefusedError:
        reason = getattr(fault, "reason", fault)
        if isinstance(reason, TimeoutError):
            return self._too_slow()
        told = reason.strerror if isinstance(reason, OSError) else str(reason)
        return _RefusedError("timestamp.unreachable", reason=told or type(reason).__name__)

    def _too_slow(self) -> _RefusedError:
        return _RefusedError("timestamp.too_slow", seconds=f"{self._seconds:g}")


def _query(digest: bytes, nonce: int) -> bytes:
    """TimeStampReq (§2.4.1): version 1, the imprint, a nonce, and the certificate wanted."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
    request = {"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    encoded: bytes = tsp.TimeStampReq(request).dump()
    return encoded


def _token(answer: bytes, digest: bytes, nonce: int) -> bytes:
    """The token of an answer (§2.4.2), if it is granted and answers this very question."""
    try:
        response = _Response.load(answer, strict=True)
        status = str(response["status"]["status"].native)
        token: bytes = response["time_stamp_token"].dump()
    except _MALFORMED as fault:
        raise _RefusedError("timestamp.unreadable") from fault
    if status not in _GRANTED:
        raise _RefusedError("timestamp.refused", reason=status)
    said = read_token(token)
    if said is None:
        raise _RefusedError("timestamp.unreadable")
    if (said.imprint_algorithm, said.imprint) != ("sha256", digest):
        raise _RefusedError("timestamp.other_imprint")
    if said.nonce != nonce:
        raise _RefusedError("timestamp.other_nonce")
    if not said.intact:
        raise _RefusedError("timestamp.not_intact")
    if not said.purpose_fits:
        raise _RefusedError("timestamp.other_purpose")
    return token


def _shown(url: str) -> str:
    """The address without what may be secret in it: account, password, query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
