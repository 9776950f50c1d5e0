# SPDX-License-Identifier: Apache-2.0
"""Whether certificates are fit for signing documents: purpose and algorithms, nothing about trust.

Sources: RFC 5280 §4.2.1.3 and §4.2.1.12 (key usage, extended key usage), TT 15/2025/TT-BKHCN
Annex I (RSA from 2048 bits, ECDSA from 256 bits, SHA-2 or SHA-3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, ObjectIdentifier

from esign.trust.certificate import is_authority

if TYPE_CHECKING:
    from collections.abc import Iterable

DIGESTS = frozenset(
    {"sha224", "sha256", "sha384", "sha512", "sha512-224", "sha512-256"}
    | {"sha3-224", "sha3-256", "sha3-384", "sha3-512"}
)
RSA_BITS = 2048
EC_BITS = 256

# Purposes that include the signing of documents; the last three are those of RFC 9336, Microsoft
# and Adobe. A certificate without the extension is not limited.
_PURPOSES = {
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ObjectIdentifier("1.3.6.1.5.5.7.3.36"),
    ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"),
    ObjectIdentifier("1.2.840.113583.1.1.5"),
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
    return "" if _PURPOSES.intersection(purposes) else "trust.certificate_purpose"


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
    """RSA from 2048 bits or an elliptic curve from 256 bits."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= RSA_BITS
    return isinstance(key, ec.EllipticCurvePublicKey) and key.curve.key_size >= EC_BITS


def strong_signature(signed: x509.Certificate | x509.CertificateRevocationList) -> bool:
    """Signed over a SHA-2 or SHA-3 digest."""
    try:
        algorithm = signed.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return False
    return algorithm is not None and strong_digest(algorithm.name)


def strong_digest(algorithm: str) -> bool:
    """Whether a digest by that name, `sha3-256` or `sha3_256`, is of the SHA-2 or SHA-3 family."""
    return algorithm.replace("_", "-") in DIGESTS
