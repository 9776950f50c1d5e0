# SPDX-License-Identifier: Apache-2.0
"""Certificates' status from the authorities themselves, over HTTP (RFC 5280, RFC 6960 §A).

Where to ask is written in the certificates, and whoever sends a file has chosen those: so only
hosts on a list are asked, only such as are on the open Internet, and each address once a run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from esign.fetching import Question
from esign.trust.certificate import UNREADABLE, der, is_authority, parse_all
from esign.trust.gathering.addresses import (
    issuer_addresses,
    list_addresses,
    responder_addresses,
)
from esign.trust.gathering.asking import answers, fresh_nonce, question
from esign.trust.gathering.cache import LIST, RESPONSE, StatusCache
from esign.trust.gathering.reach import Miss, Questioner, Reach
from esign.trust.path import is_issued
from esign.trust.responses import OcspResponses, parse_response
from esign.trust.revocation import RevocationLists, parse_published

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from esign.fetching import CircuitBreaker
    from esign.ports import RandomSource

_HEADERS = {
    "Content-Type": "application/ocsp-request",
    "Accept": "application/ocsp-response",
}


_LOADERS: tuple[Callable[[bytes], list[x509.Certificate]], ...] = (
    lambda answer: [x509.load_der_x509_certificate(answer)],
    pkcs7.load_der_pkcs7_certificates,
    x509.load_pem_x509_certificates,
)


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
        self._questioner = Questioner(reach, circuits)
        self._cache = cache
        self._random = random
        self._lists: dict[x509.Certificate, tuple[x509.CertificateRevocationList, ...]] = {}
        self._responses: dict[x509.Certificate, tuple[bytes, ...]] = {}

    @property
    def misses(self) -> tuple[Miss, ...]:
        """Who could not be used in this run."""
        return self._questioner.misses

    def issuers(self, certificate: x509.Certificate) -> tuple[x509.Certificate, ...]:
        """Authorities that have issued a certificate, from where it says they can be had.

        Whoever sends a file may have written that address: only hosts on the list are asked.
        """
        for address in issuer_addresses(certificate):
            found = self._questioner.got(
                Question(address),
                lambda answer: bool(_issuers(answer, certificate)),
                vouched=False,
            )
            if found is not None and (issuers := _issuers(found, certificate)):
                return issuers
        return ()

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
            parsed = parse_published(answer)
            return parsed is not None and _is_current(parsed, issuer, at)

        for address in list_addresses(certificate):
            content = self._questioner.got(Question(address), is_good)
            parsed = parse_published(content) if content is not None else None
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
            content = self._questioner.got(Question(address, body, _HEADERS), is_good)
            if content is not None:
                self._cache.keep(content, RESPONSE)
                return (content,)
        return ()


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


def _issuers(answer: bytes, certificate: x509.Certificate) -> tuple[x509.Certificate, ...]:
    """Of the certificates an answer holds (RFC 5280 §4.2.2.1), those that issued this one."""
    return tuple(
        entry
        for entry in parse_all(map(der, _certificates(answer)))
        if is_authority(entry) and is_issued(certificate, entry)
    )


def _certificates(answer: bytes) -> list[x509.Certificate]:
    """One certificate in DER or PEM, or several in PKCS #7; none where it is something else."""
    for load in _LOADERS:
        try:
            return load(answer)
        except UNREADABLE:
            continue
    return []
