# SPDX-License-Identifier: Apache-2.0
"""Asking for a certificate's status (RFC 6960), and whether an answer is to that very question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from esign.trust.responses import parse_response

if TYPE_CHECKING:
    from esign.ports import RandomSource

NONCE_BITS = 128


def fresh_nonce(random: RandomSource) -> bytes:
    """A nonce (RFC 8954 §2.1: 1 to 32 octets)."""
    return random.bits(NONCE_BITS).to_bytes(NONCE_BITS // 8)


def question(certificate: x509.Certificate, issuer: x509.Certificate, nonce: bytes) -> bytes:
    """The request for a certificate's status, DER."""
    # SHA-1 only names the issuer; it is the one algorithm every responder understands.
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1())  # noqa: S303
    request = builder.add_extension(x509.OCSPNonce(nonce), critical=False).build()
    return request.public_bytes(Encoding.DER)


def answers(response: bytes, nonce: bytes) -> bool:
    """Whether a response (DER) is a successful one and repeats the nonce."""
    read = parse_response(response)
    if read is None:
        return False
    try:
        return read.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == nonce
    except x509.ExtensionNotFound:
        return False
