# SPDX-License-Identifier: Apache-2.0
"""Certificates' status from the authorities themselves, over HTTP (RFC 5280, RFC 6960 §A).

Where to ask is written in the certificates, and whoever sends a file has chosen those: so only
hosts on a list are asked, only such as are on the open Internet, and each address once a run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from esign.fetching import FetchError, Question, fetch
from esign.trust.gathering.addresses import host_of, list_addresses, responder_addresses
from esign.trust.gathering.asking import answers, fresh_nonce, question
from esign.trust.gathering.cache import LIST, RESPONSE, StatusCache
from esign.trust.responses import OcspResponses, parse_response
from esign.trust.revocation import RevocationLists, parse_list

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cryptography import x509

    from esign.fetching import CircuitBreaker
    from esign.ports import RandomSource

_HEADERS = {
    "Content-Type": "application/ocsp-request",
    "Accept": "application/ocsp-response",
}


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom the supply may ask, and how much that may cost.

    Attributes:
        hosts: names of the hosts that may be asked, lower case.
        seconds: for which one answer is waited for.
        largest: bytes of the largest answer.
        fresh: how old a list may be before a newer one is asked for, though it has not run out.
        private: whether hosts within this machine's own networks may be asked as well.
    """

    hosts: frozenset[str]
    seconds: float = 10
    largest: int = 2 << 20
    fresh: timedelta = timedelta(hours=24)
    private: bool = False


class FetchedStatus:
    """Implements `StatusSupply`: what is fetched is checked, used for the run, and kept on disk.

    Args:
        reach: whom it may ask.
        cache: where it keeps what it has got.
        random: draws the nonces.
        circuits: which services to leave alone.
    """

    def __init__(
        self, reach: Reach, cache: StatusCache, random: RandomSource, circuits: CircuitBreaker
    ) -> None:
        self._reach = reach
        self._cache = cache
        self._random = random
        self._circuits = circuits
        self._lists: dict[x509.Certificate, tuple[x509.CertificateRevocationList, ...]] = {}
        self._responses: dict[x509.Certificate, tuple[bytes, ...]] = {}
        self._asked: dict[str, bytes | None] = {}

    def lists(
        self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
    ) -> tuple[x509.CertificateRevocationList, ...]:
        """The issuer's lists that are in force, from the disk and from where they are published."""
        if certificate not in self._lists:
            kept = tuple(entry for entry in self._cache.lists(at) if _is_current(entry, issuer, at))
            if not any(at - entry.last_update_utc <= self._reach.fresh for entry in kept):
                kept += self._fetched_lists(certificate, issuer, at)
            self._lists[certificate] = kept
        return self._lists[certificate]

    def responses(
        self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
    ) -> tuple[bytes, ...]:
        """Responses about a certificate, from the disk, or else from the responder it names."""
        if certificate not in self._responses:
            kept = self._cache.responses(at)
            found = tuple(entry for entry in kept if _tells(entry, certificate, issuer, at))
            self._responses[certificate] = found or self._fetched_responses(certificate, issuer, at)
        return self._responses[certificate]

    def _fetched_lists(
        self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
    ) -> tuple[x509.CertificateRevocationList, ...]:
        def is_good(answer: bytes) -> bool:
            parsed = parse_list(answer)
            return parsed is not None and _is_current(parsed, issuer, at)

        for address in list_addresses(certificate):
            content = self._got(Question(address), is_good)
            parsed = parse_list(content) if content is not None else None
            # An address can serve several issuers in turn; what the run has got is judged again.
            if parsed is not None and _is_current(parsed, issuer, at):
                self._cache.keep(parsed.public_bytes(Encoding.DER), LIST)
                return (parsed,)
        return ()

    def _fetched_responses(
        self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
    ) -> tuple[bytes, ...]:
        for address in responder_addresses(certificate):
            nonce = fresh_nonce(self._random)

            def is_good(answer: bytes, nonce: bytes = nonce) -> bool:
                return answers(answer, nonce) and _tells(answer, certificate, issuer, at)

            body = question(certificate, issuer, nonce)
            content = self._got(Question(address, body, _HEADERS), is_good)
            if content is not None:
                self._cache.keep(content, RESPONSE)
                return (content,)
        return ()

    def _got(self, question: Question, is_good: Callable[[bytes], bool]) -> bytes | None:
        """The good answer of an address; None where there is none or it must not be asked.

        A list is fetched once a run; a responder is asked once for each certificate.
        """
        address = question.url
        if question.body is None and address in self._asked:
            return self._asked[address]
        answer = None
        if host_of(address) in self._reach.hosts and not self._circuits.is_open(address):
            answer = self._answer(question, is_good)
        if question.body is None:
            self._asked[address] = answer
        return answer

    def _answer(self, asked: Question, is_good: Callable[[bytes], bool]) -> bytes | None:
        bounded = Question(
            asked.url,
            asked.body,
            asked.headers,
            most_bytes=self._reach.largest,
            public=not self._reach.private,
        )
        try:
            answer = fetch(bounded, self._reach.seconds)
        except FetchError:
            answer = b""
        if not is_good(answer):
            self._circuits.failed(asked.url)
            return None
        self._circuits.worked(asked.url)
        return answer


def _is_current(
    entry: x509.CertificateRevocationList, issuer: x509.Certificate, at: datetime
) -> bool:
    """Whether a list is the issuer's own, and in force."""
    until = entry.next_update_utc
    in_force = until is not None and entry.last_update_utc <= at <= until
    return in_force and bool(RevocationLists((entry,)).signed_by(issuer))


def _tells(
    response: bytes, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
) -> bool:
    """Whether a response speaks of the certificate, may, and is fresh."""
    parsed = parse_response(response)
    if parsed is None:
        return False
    words = OcspResponses((parsed,)).words(certificate, issuer)
    return any(word.until is not None and word.issued <= at <= word.until for _, word in words)
