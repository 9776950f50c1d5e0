# SPDX-License-Identifier: Apache-2.0
"""What OCSP responses say about a certificate (RFC 6960), offline.

A response counts only when the certificate's own issuer has signed it, or a responder whom that
issuer has named (§4.2.2.2): for OCSP signing, without need to be checked for revocation itself
(§4.2.2.2.1), valid when the response was made.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from esign.trust.certificate import UNREADABLE, der, is_authority
from esign.trust.fitness import strong_digest, strong_key, strong_signature
from esign.trust.status import EARLIEST, Entry, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from cryptography.hazmat.primitives import hashes

_BY_IDENTIFIER = frozenset(("sha1", "sha256", "sha384", "sha512"))
"""Digests that may name an issuer: they identify, and prove nothing."""


class OcspResponses:
    """The responses at hand."""

    def __init__(self, responses: Iterable[ocsp.OCSPResponse]) -> None:
        self._responses = tuple(responses)

    @property
    def latest(self) -> datetime:
        """When the newest word was issued."""
        words = (one for response in self._responses for one in response.responses)
        return max((one.this_update_utc for one in words), default=EARLIEST)

    def words(
        self, certificate: x509.Certificate, issuer: x509.Certificate
    ) -> Iterator[tuple[int, Word]]:
        """What responses that count say of a certificate, each with the response's place."""
        for place, response in enumerate(self._responses):
            about = [one for one in response.responses if _is_about(one, certificate, issuer)]
            if about and speaks_for(response, issuer):
                for one in about:
                    if one.certificate_status is not ocsp.OCSPCertStatus.UNKNOWN:
                        yield place, Word(one.this_update_utc, one.next_update_utc, _entry(one))

    def concerns(self, certificate: x509.Certificate, issuer: x509.Certificate) -> set[int]:
        """Places of the responses that speak of a certificate, and may."""
        return {place for place, _ in self.words(certificate, issuer)}


def parse_response(encoded: bytes) -> ocsp.OCSPResponse | None:
    """The response (DER), if it tells something and every part that matters can be read."""
    try:
        found = ocsp.load_der_ocsp_response(encoded)
        if found.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            return None
        for one in found.responses:
            _ = one.this_update_utc, one.next_update_utc, one.certificate_status
            _ = one.revocation_reason, one.hash_algorithm
        _ = found.extensions, found.certificates, found.produced_at_utc
        _ = found.responder_name, found.responder_key_hash
    except UNREADABLE:
        return None
    return found


def speaks_for(response: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
    """Whether a response is the issuer's own, or that of a responder whom the issuer has named."""
    if any(extension.critical for extension in response.extensions):
        return False
    if _is_responder(response, issuer):
        return is_authority(issuer) and _signed(response, issuer)
    produced = response.produced_at_utc
    return any(
        _is_responder(response, delegate)
        and _named_responder(delegate, issuer)
        and delegate.not_valid_before_utc <= produced <= delegate.not_valid_after_utc
        and _signed(response, delegate)
        for delegate in response.certificates
    )


def _is_responder(response: ocsp.OCSPResponse, certificate: x509.Certificate) -> bool:
    """Whether the response names this certificate as the responder's (§4.2.1 ResponderID)."""
    if response.responder_name is not None:
        return response.responder_name == certificate.subject
    return response.responder_key_hash == _key_hash(certificate, "sha1")


def _named_responder(delegate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        delegate.verify_directly_issued_by(issuer)
        extensions = delegate.extensions
        purposes = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        extensions.get_extension_for_class(x509.OCSPNoCheck)
    except (InvalidSignature, x509.ExtensionNotFound, *UNREADABLE):
        return False
    named = ExtendedKeyUsageOID.OCSP_SIGNING in purposes
    return named and strong_key(delegate) and strong_signature(delegate)


def _signed(response: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    """Whether the signature fits, over a digest of SHA-2 or SHA-3."""
    try:
        key = signer.public_key()
        digest = response.signature_hash_algorithm
        if digest is None or not strong_digest(digest.name):
            return False
        _verify(key, response, digest)
    except (InvalidSignature, *UNREADABLE):
        return False
    return True


def _verify(key: object, response: ocsp.OCSPResponse, digest: hashes.HashAlgorithm) -> None:
    value, signed = response.signature, response.tbs_response_bytes
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(value, signed, padding.PKCS1v15(), digest)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(value, signed, ec.ECDSA(digest))
    else:
        raise UnsupportedAlgorithm("neither RSA nor ECDSA")


def _is_about(
    one: ocsp.OCSPSingleResponse, certificate: x509.Certificate, issuer: x509.Certificate
) -> bool:
    """Whether a response's part names this certificate of this issuer (§4.1.1 CertID)."""
    algorithm = one.hash_algorithm.name
    return (
        one.serial_number == certificate.serial_number
        and algorithm in _BY_IDENTIFIER
        and one.issuer_name_hash == _name_hash(issuer, algorithm)
        and one.issuer_key_hash == _key_hash(issuer, algorithm)
    )


def _name_hash(certificate: x509.Certificate, algorithm: str) -> bytes:
    subject = asn1_x509.Certificate.load(der(certificate)).subject
    return hashlib.new(algorithm, subject.dump(), usedforsecurity=False).digest()


def _key_hash(certificate: x509.Certificate, algorithm: str) -> bytes:
    key = asn1_x509.Certificate.load(der(certificate)).public_key["public_key"]
    return hashlib.new(algorithm, key.contents[1:], usedforsecurity=False).digest()


def _entry(one: ocsp.OCSPSingleResponse) -> Entry | None:
    moment = one.revocation_time_utc
    if one.certificate_status is not ocsp.OCSPCertStatus.REVOKED or moment is None:
        return None
    reason = one.revocation_reason
    return Entry(moment, reason.value if reason is not None else "unspecified")
