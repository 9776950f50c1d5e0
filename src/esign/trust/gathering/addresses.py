# SPDX-License-Identifier: Apache-2.0
"""Where certificates say that status and issuers can be had (RFC 5280 §4.2.1.13, §4.2.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SCHEMES = ("http", "https")


def list_addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    """Where the lists about a certificate lie."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return ()
    names = [name for point in points if not point.crl_issuer for name in point.full_name or ()]
    return tuple(_web(names))


def responder_addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    """Who can be asked about a certificate."""
    return _access(certificate, AuthorityInformationAccessOID.OCSP)


def issuer_addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    """Where the certificates of a certificate's issuer lie."""
    return _access(certificate, AuthorityInformationAccessOID.CA_ISSUERS)


def _access(certificate: x509.Certificate, method: x509.ObjectIdentifier) -> tuple[str, ...]:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    except x509.ExtensionNotFound:
        return ()
    return tuple(
        _web(entry.access_location for entry in access.value if entry.access_method == method)
    )


def hosts_named(certificates: Iterable[x509.Certificate]) -> frozenset[str]:
    """The hosts to which the certificates send whoever asks for a status or an issuer."""
    addresses = [
        address
        for certificate in certificates
        for addresses_of in (list_addresses, responder_addresses, issuer_addresses)
        for address in addresses_of(certificate)
    ]
    return frozenset(host_of(address) for address in addresses)


def host_of(address: str) -> str:
    """The host of an address, lower case; empty where it cannot be told."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _web(names: Iterable[x509.GeneralName]) -> Iterator[str]:
    for name in names:
        if isinstance(name, x509.UniformResourceIdentifier):
            address = str(name.value)
            if address.partition(":")[0].lower() in _SCHEMES and host_of(address):
                yield address
