# SPDX-License-Identifier: Apache-2.0
"""Time-stamps fetched over HTTP (RFC 3161 §3.4), and refused unless they answer the question."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Protocol

from asn1crypto import cms, core, tsp

from esign.errors import Detail, ServiceError
from esign.fetching import FetchError, Question, fetch, shown
from esign.trust import read_token, vietnam_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.ports import Clock, RandomSource
    from esign.trust import TimestampToken

MOST_BYTES = 1 << 18
"""The largest answer that is read."""
MOST_OFF = timedelta(minutes=10)
"""How far an authority's time and this machine's may lie apart before one of them must be wrong."""

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


class Circuits(Protocol):
    """Remembers, beyond the process, which services have failed of late."""

    def is_open(self, url: str) -> bool:
        """Whether the service has failed so often that it is not to be asked for now."""
        ...

    def failed(self, url: str) -> None:
        """Note that it gave no good answer."""
        ...

    def worked(self, url: str) -> None:
        """Note that it gave one."""
        ...


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms authorities are asked.

    Attributes:
        seconds: for how long one authority's answer is waited for.
        budget: for how long altogether for one time-stamp, however many are asked.
        policy: identifier (dotted) of the policy to stamp by (RFC 3161 §2.4.1); empty for any.
    """

    seconds: float
    budget: float
    policy: str = ""


class HttpTimestampAuthority:
    """Authorities asked one after the other, each once, until one answers as it should.

    Whose word counts is not judged here: that is for those who rely on the time-stamp, by their
    trust folder. An authority that has failed again and again is left alone for a while.

    Args:
        urls: where they answer, in the order of asking.
        terms: how long is waited, and by which policy they are to stamp.
        random: draws the nonces.
        clock: what an authority's time is compared with.
        circuits: which authorities to leave alone; None asks all of them every time.
    """

    def __init__(
        self,
        urls: Sequence[str],
        terms: Terms,
        random: RandomSource,
        clock: Clock,
        circuits: Circuits | None = None,
    ) -> None:
        self._urls = tuple(urls)
        self._terms = terms
        self._random = random
        self._clock = clock
        self._circuits = circuits

    def timestamp(self, digest: bytes) -> bytes:
        """The token (DER) over a SHA-256 digest, from the first authority that gives a good one.

        Raises:
            ServiceError: none does; the details say for each why not.
        """
        faults = []
        end = time.monotonic() + self._terms.budget
        for url in self._urls:
            try:
                return self._asked(url, digest, end)
            except _RefusedError as fault:
                faults.append(Detail(fault.code, shown(url), fault.facts))
        raise ServiceError("timestamp.unavailable", details=faults)

    def _asked(self, url: str, digest: bytes, end: float) -> bytes:
        """One authority's token."""
        if self._circuits is not None and self._circuits.is_open(url):
            raise _RefusedError("timestamp.left_alone")
        left = min(self._terms.seconds, end - time.monotonic())
        if left <= 0:
            raise _RefusedError("timestamp.no_time_left", seconds=f"{self._terms.budget:g}")
        try:
            token = self._token(url, digest, left)
        except _RefusedError:
            if self._circuits is not None:
                self._circuits.failed(url)
            raise
        if self._circuits is not None:
            self._circuits.worked(url)
        return token

    def _token(self, url: str, digest: bytes, seconds: float) -> bytes:
        nonce = self._random.bits(_NONCE_BITS)
        query = _query(digest, nonce, self._terms.policy)
        question = Question(url, query, _HEADERS, MOST_BYTES)
        try:
            answer = fetch(question, seconds)
        except FetchError as fault:
            raise _RefusedError(f"timestamp.{fault.kind}", **fault.facts) from fault
        token, said = _checked(answer, digest, nonce)
        if self._terms.policy not in {"", _policy(token)}:
            raise _RefusedError("timestamp.other_policy")
        now = self._clock.now()
        if abs(said.at - now) > MOST_OFF:
            told = vietnam_time(said.at)
            raise _RefusedError("timestamp.other_time", told=told, here=vietnam_time(now))
        return token


def _query(digest: bytes, nonce: int, policy: str) -> bytes:
    """TimeStampReq (§2.4.1): version 1, the imprint, a nonce, and the certificate wanted."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
    request = {"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    if policy:
        request["req_policy"] = policy
    encoded: bytes = tsp.TimeStampReq(request).dump()
    return encoded


def _checked(answer: bytes, digest: bytes, nonce: int) -> tuple[bytes, TimestampToken]:
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
    return token, said


def _policy(token: bytes) -> str:
    """The policy by which a token that can be read was made, dotted."""
    encoded = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"]
    return str(tsp.TSTInfo.load(bytes(encoded))["policy"].dotted)
