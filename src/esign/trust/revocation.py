# SPDX-License-Identifier: Apache-2.0
"""What certificate revocation lists say about a certificate (RFC 5280 §6.3), offline.

A list counts only for certificates of the very key that signed it; delta lists, indirect lists and
lists limited to some reasons are not evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from esign.trust.certificate import is_authority
from esign.trust.fitness import strong_signature

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class Revocation(Enum):
    """Outcome of the search."""

    NOT_REVOKED = "not revoked"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Status:
    """What the lists say; `moment` is the revocation's, or the end of the newest list's period."""

    revocation: Revocation
    moment: datetime | None = None
    reason: str = ""


class RevocationLists:
    """The lists at hand; which key signed which is checked once."""

    def __init__(self, lists: Iterable[x509.CertificateRevocationList]) -> None:
        self._lists = tuple(lists)
        self._authentic: dict[x509.Certificate, tuple[x509.CertificateRevocationList, ...]] = {}

    def status(
        self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
    ) -> Status:
        """Whether the issuer has revoked the certificate, as known at a moment.

        A listed certificate is revoked whatever date the entry bears, and even in a list that has
        run out: nothing proves that a signature without time-stamp is older. Only a suspension
        (certificateHold) ends with the first newer list that no longer names it.
        """
        lists = [entry for entry in self._of(issuer) if _covers(entry, certificate)]
        if not lists:
            return Status(Revocation.UNKNOWN)
        lists.sort(key=lambda entry: entry.last_update_utc, reverse=True)
        for place, entry in enumerate(lists):
            found = entry.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if found is not None and (place == 0 or _reason(found) != "certificateHold"):
                return Status(Revocation.REVOKED, found.revocation_date_utc, _reason(found))
        if any(_in_force(entry, at) for entry in lists):
            return Status(Revocation.NOT_REVOKED)
        return Status(Revocation.STALE, lists[0].next_update_utc or lists[0].last_update_utc)

    def _of(self, issuer: x509.Certificate) -> tuple[x509.CertificateRevocationList, ...]:
        if issuer not in self._authentic:
            self._authentic[issuer] = tuple(
                entry for entry in self._lists if _signed_by(entry, issuer)
            )
        return self._authentic[issuer]


def _signed_by(entry: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    if entry.issuer != issuer.subject or not strong_signature(entry):
        return False
    try:
        usage = issuer.extensions.get_extension_for_class(x509.KeyUsage).value
        if not usage.crl_sign:
            return False
    except x509.ExtensionNotFound:
        pass
    key = issuer.public_key()
    try:
        # The parser's union of key types is wider than what can sign lists; others raise TypeError.
        return entry.is_signature_valid(key)  # type: ignore[arg-type]
    except (TypeError, ValueError, UnsupportedAlgorithm):
        return False


def _covers(entry: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    """Whether the list is complete for such certificates (RFC 5280 §5.2.5, §6.3.3 b)."""
    for extension in entry.extensions:
        value = extension.value
        if isinstance(value, x509.IssuingDistributionPoint):
            if not _point_covers(value, certificate):
                return False
        elif extension.critical:
            return False
    return True


def _point_covers(point: x509.IssuingDistributionPoint, certificate: x509.Certificate) -> bool:
    if point.indirect_crl or point.only_some_reasons or point.only_contains_attribute_certs:
        return False
    wrong_kind = (
        point.only_contains_user_certs
        if is_authority(certificate)
        else point.only_contains_ca_certs
    )
    if wrong_kind or point.relative_name is not None:
        return False
    return point.full_name is None or bool(_points(certificate).intersection(point.full_name))


def _points(certificate: x509.Certificate) -> set[x509.GeneralName]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return set()
    return {name for point in points for name in point.full_name or ()}


def _in_force(entry: x509.CertificateRevocationList, at: datetime) -> bool:
    until = entry.next_update_utc
    return until is not None and entry.last_update_utc <= at <= until


def _reason(entry: x509.RevokedCertificate) -> str:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value
    except x509.ExtensionNotFound:
        return "unspecified"
