# SPDX-License-Identifier: Apache-2.0
"""The algorithms a signature may use, and the one encoding each has in a container.

SHA-2 identifiers carry NULL parameters (RFC 5754 §2, RFC 4055 §2.1), those of RSASSA-PKCS1-v1_5
too (RFC 4055 §5), those of ECDSA none (RFC 5758 §3.2). RSASSA-PSS names digest, mask generation by
MGF1 over the same digest and a salt as long as it; the trailer field has its default value, which
DER leaves out (RFC 4055 §3.1).
"""

from __future__ import annotations

from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from esign.model import SignatureScheme
from esign.signing.der import CONTEXT_0, NULL, SEQUENCE, integer, object_identifier, tlv

DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
DIGEST_IDENTIFIERS = {
    name: tlv(SEQUENCE, object_identifier(f"2.16.840.1.101.3.4.2.{arc}"), NULL)
    for name, arc in (("sha256", 1), ("sha384", 2), ("sha512", 3))
}
PKCS1_ARCS = {"sha256": 11, "sha384": 12, "sha512": 13}  # of 1.2.840.113549.1.1
ECDSA_ARCS = {"sha256": 2, "sha384": 3, "sha512": 4}  # of 1.2.840.10045.4.3
RSASSA_PSS = object_identifier("1.2.840.113549.1.1.10")
MGF1 = object_identifier("1.2.840.113549.1.1.8")
CONTEXT_1, CONTEXT_2 = CONTEXT_0 + 1, CONTEXT_0 + 2


@cache
def signature_identifier(scheme: SignatureScheme, digest_algorithm: str) -> bytes:
    """The AlgorithmIdentifier of a scheme with a digest, DER."""
    if scheme is SignatureScheme.ECDSA:
        arc = ECDSA_ARCS[digest_algorithm]
        return tlv(SEQUENCE, object_identifier(f"1.2.840.10045.4.3.{arc}"))
    if scheme is SignatureScheme.RSA_PKCS1:
        arc = PKCS1_ARCS[digest_algorithm]
        return tlv(SEQUENCE, object_identifier(f"1.2.840.113549.1.1.{arc}"), NULL)
    return tlv(SEQUENCE, RSASSA_PSS, pss_parameters(digest_algorithm))


def pss_parameters(digest_algorithm: str) -> bytes:
    """RSASSA-PSS-params (RFC 4055 §3.1), DER."""
    digest = DIGEST_IDENTIFIERS[digest_algorithm]
    return tlv(
        SEQUENCE,
        tlv(CONTEXT_0, digest),
        tlv(CONTEXT_1, tlv(SEQUENCE, MGF1, digest)),
        tlv(CONTEXT_2, integer(DIGESTS[digest_algorithm].digest_size)),
    )


def pss_padding(digest: hashes.HashAlgorithm) -> padding.PSS:
    """RSASSA-PSS as `signature_identifier` names it."""
    return padding.PSS(padding.MGF1(digest), digest.digest_size)
