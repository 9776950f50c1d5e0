# SPDX-License-Identifier: Apache-2.0
"""Reading certificates: what they say, never whether that is true."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Iterable

ATTRIBUTES = {
    "commonName": NameOID.COMMON_NAME,
    "countryName": NameOID.COUNTRY_NAME,
    "emailAddress": NameOID.EMAIL_ADDRESS,
    "givenName": NameOID.GIVEN_NAME,
    "localityName": NameOID.LOCALITY_NAME,
    "organizationIdentifier": NameOID.ORGANIZATION_IDENTIFIER,
    "organizationName": NameOID.ORGANIZATION_NAME,
    "organizationalUnitName": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "serialNumber": NameOID.SERIAL_NUMBER,
    "stateOrProvinceName": NameOID.STATE_OR_PROVINCE_NAME,
    "surname": NameOID.SURNAME,
    "title": NameOID.TITLE,
    "userId": NameOID.USER_ID,
}
"""The subject attributes a trust file can name, by their X.520 names."""

UNREADABLE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""Everything the parser raises on malformed or exotic certificates, lists and answers; it parses
names, extensions and keys lazily, so all of them are touched once."""


@dataclass(frozen=True, slots=True)
class Holder:
    """What a certificate says about its holder; empty texts where it says nothing.

    `serial` is the serial number as upper-case hexadecimal, `sha256` the digest of the DER.
    """

    name: str = ""
    title: str = ""
    organisation: str = ""
    issuer: str = ""
    serial: str = ""
    sha256: str = ""


@lru_cache(maxsize=256)
def parse(der: bytes) -> x509.Certificate | None:
    """The certificate, or None when any part of it that matters here cannot be read."""
    with warnings.catch_warnings():
        # The parser warns of oddities (a country code of three letters, say); whoever hands in a
        # file must not be able to write to the terminal.
        warnings.simplefilter("ignore")
        try:
            certificate = x509.load_der_x509_certificate(der)
            _ = certificate.subject, certificate.issuer, certificate.extensions
            certificate.public_key()
        except UNREADABLE:
            return None
    return certificate


def der(certificate: x509.Certificate) -> bytes:
    """The certificate's DER."""
    return certificate.public_bytes(Encoding.DER)


def sha256_of(certificate: x509.Certificate) -> str:
    """The digest by which a certificate is pinned: lower-case SHA-256 over its DER."""
    return sha256(der(certificate)).hexdigest()


def subject_text(certificate: x509.Certificate) -> str:
    """How people call the holder: the common name, or where there is none the whole name."""
    return first(certificate.subject, NameOID.COMMON_NAME) or certificate.subject.rfc4514_string()


def holder(certificate: bytes) -> Holder:
    """What the certificate (DER) says; only its digest when it cannot be read."""
    parsed = parse(certificate)
    digest = sha256(certificate).hexdigest()
    if parsed is None:
        return Holder(sha256=digest)
    subject = parsed.subject
    return Holder(
        name=first(subject, NameOID.COMMON_NAME),
        title=first(subject, NameOID.TITLE),
        organisation=first(subject, NameOID.ORGANIZATION_NAME),
        issuer=first(parsed.issuer, NameOID.COMMON_NAME),
        serial=serial(parsed),
        sha256=digest,
    )


def first(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    """The first value of a name's attribute as text; empty when there is none."""
    for attribute in name.get_attributes_for_oid(oid):
        value = attribute.value
        return value if isinstance(value, str) else value.hex()
    return ""


def serial(certificate: x509.Certificate) -> str:
    """The serial number in upper-case hexadecimal."""
    return f"{certificate.serial_number:X}"


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether basicConstraints says CA (RFC 5280 §4.2.1.9)."""
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except x509.ExtensionNotFound:
        return False
    return constraints.value.ca


def parse_all(certificates: Iterable[bytes]) -> tuple[x509.Certificate, ...]:
    """Those of the certificates that can be read."""
    return tuple(parsed for entry in certificates if (parsed := parse(entry)) is not None)
