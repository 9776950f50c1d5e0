# SPDX-License-Identifier: Apache-2.0
"""Finding what proves a certificate's validity: its path, and for each step down a status."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from cryptography.hazmat.primitives.serialization import Encoding

from esign.errors import Detail, InputError, ServiceError
from esign.trust.certificate import parse_all, serial
from esign.trust.evidence import Evidence
from esign.trust.folder import read_folder
from esign.trust.responses import OcspResponses, parse_response
from esign.trust.revocation import RevocationLists
from esign.trust.standing import Standing
from esign.trust.status import Revocation, When, decide
from esign.trust.store import TrustStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from cryptography import x509

    from esign.trust.folder import TrustFolder
    from esign.trust.status import Word

_STATUS_OPEN = {Standing.GOOD, Standing.REVOCATION_UNKNOWN, Standing.REVOCATION_STALE}
"""Standings in which nothing but the status may be missing."""


class StatusSupply(Protocol):
    """Where the newest word on a certificate's status comes from, beyond the trust folder."""

    def lists(
        self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
    ) -> Sequence[x509.CertificateRevocationList]:
        """Revocation lists that may be about the certificate; not yet believed."""
        ...

    def responses(
        self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
    ) -> Sequence[bytes]:
        """OCSP responses (DER) that may be about the certificate; not yet believed."""
        ...


class EvidenceFinder:
    """Finds evidence in a trust folder, and in a supply where the folder's has run out.

    Args:
        folder: the trust folder.
        supply: asked for what the folder lacks; None for nobody.
    """

    def __init__(self, folder: TrustFolder, supply: StatusSupply | None = None) -> None:
        self._folder = folder
        self._store = TrustStore(folder)
        self._supply = supply

    @classmethod
    def load(cls, directory: Path, supply: StatusSupply | None = None) -> EvidenceFinder:
        """The finder of a trust folder.

        Raises:
            ConfigurationError: the folder is unsound.
        """
        return cls(read_folder(directory, ()), supply)

    def evidence(
        self, certificate: bytes, others: tuple[bytes, ...], at: datetime, *, stamps: bool = False
    ) -> Evidence:
        """All that a certificate's path needs: its certificates, and for each step a status.

        Args:
            certificate: DER.
            others: certificates that came along, DER.
            at: the moment that is judged, aware.
            stamps: whether it must be fit for stamping times, not for signing documents.

        Raises:
            InputError: there is no path, or a certificate on it is not good.
            ServiceError: a certificate's status cannot be had.
        """
        assess = self._store.assess_timestamp if stamps else self._store.assess
        standing = assess(certificate, others, at)
        if standing.standing not in _STATUS_OPEN:
            reason = Detail(standing.code, facts=standing.facts)
            raise InputError("evidence.not_good", details=(reason,))
        found = Evidence(certificates=frozenset(standing.path))
        for issued, issuer in pairwise(parse_all(standing.path)):
            found |= self._status(issued, issuer, at)
        return found

    def _status(self, issued: x509.Certificate, issuer: x509.Certificate, at: datetime) -> Evidence:
        """The newest list that says the certificate is good, or else a response that does.

        Lists come first: one serves all who were certified by the same authority.
        """
        lists = self._folder.lists
        if self._supply is not None:
            lists = (*lists, *self._supply.lists(issued, issuer, at))
        found = _by_list(lists, issued, issuer, at)
        if not found and self._supply is not None:
            responses = self._supply.responses(issued, issuer, at)
            found = _by_response(responses, issued, issuer, at)
        if not found:
            raise ServiceError("evidence.no_status", serial=serial(issued))
        return found


def _by_list(
    lists: Sequence[x509.CertificateRevocationList],
    issued: x509.Certificate,
    issuer: x509.Certificate,
    at: datetime,
) -> Evidence:
    for entry in sorted(lists, key=lambda entry: entry.last_update_utc, reverse=True):
        words = (word for _, word in RevocationLists((entry,)).words(issued, issuer))
        if _says_good(words, issued, at):
            return Evidence(lists=frozenset({entry.public_bytes(Encoding.DER)}))
    return Evidence()


def _by_response(
    responses: Sequence[bytes], issued: x509.Certificate, issuer: x509.Certificate, at: datetime
) -> Evidence:
    for entry in responses:
        parsed = parse_response(entry)
        if parsed is None:
            continue
        words = (word for _, word in OcspResponses((parsed,)).words(issued, issuer))
        if _says_good(words, issued, at):
            return Evidence(responses=frozenset({entry}))
    return Evidence()


def _says_good(words: Iterable[Word], issued: x509.Certificate, at: datetime) -> bool:
    """Whether the words prove that the certificate is not revoked.

    Raises:
        InputError: they say that it is.
    """
    said = decide(words, issued, When(at, now=at)).revocation
    if said is Revocation.REVOKED:
        raise InputError("evidence.revoked", serial=serial(issued))
    return said is Revocation.NOT_REVOKED
