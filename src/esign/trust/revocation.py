# SPDX-License-Identifier: Apache-2.0
"""What certificate revocation lists say about a certificate (RFC 5280 §6.3), offline.

A list counts only for certificates of the very key that signed it. Delta lists and lists limited to
some reasons can only say that a certificate is revoked; indirect lists are not evidence.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from esign.trust.certificate import UNREADABLE, is_authority
from esign.trust.fitness import strong_signature
from esign.trust.status import EARLIEST, Entry, Revocation, Status, When, Word, decide

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

_ARMOUR = b"-----BEGIN X509 CRL-----"
_TAKEN_OFF = "removeFromCRL"

__all__ = ["Revocation", "RevocationLists", "Status", "parse_list", "parse_published"]


class RevocationLists:
    """The lists at hand; which key signed which is checked once."""

    def __init__(self, lists: Iterable[x509.CertificateRevocationList]) -> None:
        self._lists = tuple(lists)
        self._authentic: dict[x509.Certificate, tuple[int, ...]] = {}

    def words(
        self, certificate: x509.Certificate, issuer: x509.Certificate
    ) -> Iterator[tuple[int, Word]]:
        """What the issuer's lists say of a certificate, each with the list's place."""
        for place in self.signed_by(issuer):
            entry = self._lists[place]
            scope = _scope(entry, certificate)
            if scope is _Scope.OTHERS:
                continue
            found = entry.get_revoked_certificate_by_serial_number(certificate.serial_number)
            told = _entry(found) if found is not None else None
            if scope is _Scope.WHOLE or (told is not None and told.reason != _TAKEN_OFF):
                yield place, Word(entry.last_update_utc, entry.next_update_utc, told)

    @property
    def latest(self) -> datetime:
        """When the newest list was issued."""
        return max((entry.last_update_utc for entry in self._lists), default=EARLIEST)

    def status(
        self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
    ) -> Status:
        """Whether the issuer has revoked the certificate, as known at a moment, which is now."""
        words = (said for _, said in self.words(certificate, issuer))
        return decide(words, certificate, When(at, at))

    def ends_by(self, issuer: x509.Certificate) -> list[datetime]:
        """When each list of an authority ends; one without an end, when it was issued."""
        signed = [self._lists[place] for place in self.signed_by(issuer)]
        return [entry.next_update_utc or entry.last_update_utc for entry in signed]

    def signed_by(self, issuer: x509.Certificate) -> tuple[int, ...]:
        """Places of the lists that an authority has signed."""
        if issuer not in self._authentic:
            self._authentic[issuer] = tuple(
                place for place, entry in enumerate(self._lists) if _signed_by(entry, issuer)
            )
        return self._authentic[issuer]


def parse_published(content: bytes) -> x509.CertificateRevocationList | None:
    """A list as authorities publish it: DER by the rule (RFC 5280 §4.2.1.13), PEM with some."""
    if _ARMOUR not in content:
        return parse_list(content)
    try:
        return parse_list(x509.load_pem_x509_crl(content).public_bytes(Encoding.DER))
    except UNREADABLE:
        return None


def parse_list(encoded: bytes) -> x509.CertificateRevocationList | None:
    """The list (DER), or None when any part of it that matters here cannot be read."""
    try:
        found = x509.load_der_x509_crl(encoded)
        _ = found.issuer, found.extensions, found.next_update_utc, found.last_update_utc
    except UNREADABLE:
        return None
    return found


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


class _Scope(Enum):
    """What the silence of a list means for a certificate."""

    WHOLE = "not revoked"
    PART = "nothing: other lists may name it"
    OTHERS = "nothing: the list is about other certificates, or is not understood"


def _scope(entry: x509.CertificateRevocationList, certificate: x509.Certificate) -> _Scope:
    """Of what a list tells (RFC 5280 §5.2.4, §5.2.5, §6.3.3 b)."""
    scope = _Scope.WHOLE
    for extension in entry.extensions:
        value = extension.value
        if isinstance(value, x509.IssuingDistributionPoint):
            if not _point_covers(value, certificate):
                return _Scope.OTHERS
            scope = _Scope.PART if value.only_some_reasons else scope
        elif isinstance(value, x509.DeltaCRLIndicator):
            scope = _Scope.PART
        elif extension.critical:
            return _Scope.OTHERS
    return scope


def _point_covers(point: x509.IssuingDistributionPoint, certificate: x509.Certificate) -> bool:
    if point.indirect_crl or point.only_contains_attribute_certs:
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


def _entry(found: x509.RevokedCertificate) -> Entry:
    reason, since = "unspecified", None
    for extension in found.extensions:
        if isinstance(extension.value, x509.CRLReason):
            reason = extension.value.reason.value
        elif isinstance(extension.value, x509.InvalidityDate):
            since = extension.value.invalidity_date_utc
    return Entry(found.revocation_date_utc, reason, since)
