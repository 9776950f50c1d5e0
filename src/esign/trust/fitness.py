# SPDX-License-Identifier: Apache-2.0
"""Whether certificates are fit for signing documents: purpose and algorithms, nothing about trust.

Sources: RFC 5280 §4.2.1.3 and §4.2.1.12 (key usage, extended key usage), TT 15/2025/TT-BKHCN
Annex I (RSA from 2048 bits, ECDSA from 256 bits, SHA-2 or SHA-3), RFC 8410 (Ed25519 and Ed448, met
in certificates of other countries).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.x509.oid import (
    ExtendedKeyUsageOID,
    ExtensionOID,
    ObjectIdentifier,
    SignatureAlgorithmOID,
)

from esign.trust.certificate import is_authority, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

DIGESTS = frozenset(
    {"sha224", "sha256", "sha384", "sha512", "sha512-224", "sha512-256"}
    | {"sha3-224", "sha3-256", "sha3-384", "sha3-512"}
)
_WITHOUT_DIGEST = (SignatureAlgorithmOID.ED25519, SignatureAlgorithmOID.ED448)
BRIEF = timedelta(days=10)
"""How long a certificate may live whose revocation nobody publishes."""
RSA_BITS = 2048
EC_BITS = 256

# Extended key usages that include the signing of documents; the last are of RFC 9336, Microsoft
# and Adobe. A certificate without the extension is not limited.
DOCUMENT_PURPOSES = {
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ObjectIdentifier("1.3.6.1.5.5.7.3.36"),
    ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"),
    ObjectIdentifier("1.2.840.113583.1.1.5"),
}
_NO_REVOCATION = {
    ObjectIdentifier("2.5.29.56"),
    ObjectIdentifier("0.4.0.194121.2.1"),
}
_STATUS_SOURCES = {
    ExtensionOID.AUTHORITY_INFORMATION_ACCESS,
    ExtensionOID.CRL_DISTRIBUTION_POINTS,
    ExtensionOID.FRESHEST_CRL,
}
# Critical extensions that this tool and the path validation take into account.
_UNDERSTOOD = {
    ExtensionOID.AUTHORITY_INFORMATION_ACCESS,
    ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.CERTIFICATE_POLICIES,
    ExtensionOID.CRL_DISTRIBUTION_POINTS,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.KEY_USAGE,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    ExtensionOID.SUBJECT_KEY_IDENTIFIER,
    ObjectIdentifier("1.3.6.1.5.5.7.1.3"),  # qcStatements, critical with some authorities
}


def purpose_fault(certificate: x509.Certificate) -> str:
    """Message code of what keeps a signer's certificate from signing documents; empty if nothing.

    A certificate without key usage is refused: official subscribers' certificates carry it.
    """
    if fault := _signer_fault(certificate):
        return fault
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return ""
    return "" if DOCUMENT_PURPOSES.intersection(purposes) else "trust.certificate_purpose"


def timestamp_fault(certificate: x509.Certificate) -> str:
    """Message code of what keeps a certificate from stamping times; empty if nothing.

    RFC 3161 §2.3: its extended key usage is critical and names time-stamping alone.
    """
    if fault := _signer_fault(certificate):
        return fault
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return "trust.not_for_timestamps"
    alone = list(purposes.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    return "" if alone and purposes.critical else "trust.not_for_timestamps"


def _signer_fault(certificate: x509.Certificate) -> str:
    """Message code of what keeps a certificate from signing anything at all; empty if nothing."""
    if is_authority(certificate):
        return "trust.certificate_authority"
    extensions = certificate.extensions
    if any(entry.critical and entry.oid not in _UNDERSTOOD for entry in extensions):
        return "trust.certificate_extension"
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return "trust.certificate_usage"
    signs = usage.digital_signature or usage.content_commitment
    return "" if signs else "trust.certificate_usage"


def spares_revocation(certificate: x509.Certificate) -> bool:
    """Whether a holder's certificate lives too briefly to be revoked, and says so.

    RFC 9608 (noRevAvail) or ETSI EN 319 412-1 §5.2 (validity assured, short term). One that lives
    longer, or all the same names where its status can be had, is treated like any other.
    """
    present = {entry.oid for entry in certificate.extensions}
    brief = certificate.not_valid_after_utc - certificate.not_valid_before_utc <= BRIEF
    promised = not present.isdisjoint(_NO_REVOCATION)
    contradicted = not present.isdisjoint(_STATUS_SOURCES)
    return brief and promised and not contradicted and not is_authority(certificate)


def algorithm_fault(path: Iterable[x509.Certificate]) -> str:
    """Message code of the first weak key or signature of a path (leaf first, anchor last).

    The anchor's own signature proves nothing and is not judged; its key is.
    """
    *issued, anchor = path
    if not all(strong_key(certificate) for certificate in (*issued, anchor)):
        return "trust.certificate_key"
    if not all(strong_signature(certificate) for certificate in issued):
        return "trust.certificate_signature"
    return ""


def strong_key(certificate: x509.Certificate) -> bool:
    """RSA from 2048 bits, an elliptic curve from 256 bits, Ed25519 or Ed448."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= RSA_BITS
    if isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        return True
    return isinstance(key, ec.EllipticCurvePublicKey) and key.curve.key_size >= EC_BITS


def has_listed_keys(path: Iterable[bytes]) -> bool:
    """Whether all keys of a path (DER) are of the sorts in TT 15/2025/TT-BKHCN Annex I."""
    listed = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
    parsed = [parse(entry) for entry in path]
    return all(entry is not None and isinstance(entry.public_key(), listed) for entry in parsed)


def strong_signature(signed: x509.Certificate | x509.CertificateRevocationList) -> bool:
    """Signed over a SHA-2 or SHA-3 digest, or by an algorithm with such a one built in."""
    if signed.signature_algorithm_oid in _WITHOUT_DIGEST:
        return True
    try:
        algorithm = signed.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return False
    return algorithm is not None and strong_digest(algorithm.name)


def strong_digest(algorithm: str) -> bool:
    """Whether a digest by that name, `sha3-256` or `sha3_256`, is of the SHA-2 or SHA-3 family."""
    return algorithm.replace("_", "-") in DIGESTS
