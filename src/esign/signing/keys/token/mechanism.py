# SPDX-License-Identifier: Apache-2.0
"""Which of a token's mechanisms makes the signatures of a scheme, and in which form it takes data.

A mechanism that hashes is preferred; one that does not gets the digest: as a DigestInfo for
RSASSA-PKCS1-v1_5 (RFC 8017 §9.2), bare for RSASSA-PSS and ECDSA.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11 import MGF, Mechanism, MechanismFlag, PKCS11Error

from esign.model import SignatureScheme
from esign.signing.algorithms import DIGEST_IDENTIFIERS, DIGESTS
from esign.signing.der import OCTET_STRING, SEQUENCE, tlv

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pkcs11.types import Slot

HASHING = {
    (SignatureScheme.RSA_PKCS1, "sha256"): Mechanism.SHA256_RSA_PKCS,
    (SignatureScheme.RSA_PKCS1, "sha384"): Mechanism.SHA384_RSA_PKCS,
    (SignatureScheme.RSA_PKCS1, "sha512"): Mechanism.SHA512_RSA_PKCS,
    (SignatureScheme.RSA_PSS, "sha256"): Mechanism.SHA256_RSA_PKCS_PSS,
    (SignatureScheme.RSA_PSS, "sha384"): Mechanism.SHA384_RSA_PKCS_PSS,
    (SignatureScheme.RSA_PSS, "sha512"): Mechanism.SHA512_RSA_PKCS_PSS,
    (SignatureScheme.ECDSA, "sha256"): Mechanism.ECDSA_SHA256,
    (SignatureScheme.ECDSA, "sha384"): Mechanism.ECDSA_SHA384,
    (SignatureScheme.ECDSA, "sha512"): Mechanism.ECDSA_SHA512,
}
RAW = {
    SignatureScheme.RSA_PKCS1: Mechanism.RSA_PKCS,
    SignatureScheme.RSA_PSS: Mechanism.RSA_PKCS_PSS,
    SignatureScheme.ECDSA: Mechanism.ECDSA,
}
PSS = {
    "sha256": (Mechanism.SHA256, MGF.SHA256, 32),
    "sha384": (Mechanism.SHA384, MGF.SHA384, 48),
    "sha512": (Mechanism.SHA512, MGF.SHA512, 64),
}


@dataclass(frozen=True, slots=True)
class Method:
    """How a token makes the signatures of one scheme and digest."""

    scheme: SignatureScheme
    digest_algorithm: str
    mechanism: Mechanism

    @property
    def parameter(self) -> tuple[Mechanism, MGF, int] | None:
        """What the mechanism has to be told besides."""
        return PSS[self.digest_algorithm] if self.scheme is SignatureScheme.RSA_PSS else None

    def input(self, data: bytes) -> bytes:
        """What the mechanism takes in order to sign `data`."""
        if self.mechanism is not RAW[self.scheme]:
            return data
        digest = hashlib.new(self.digest_algorithm, data).digest()
        if self.scheme is not SignatureScheme.RSA_PKCS1:
            return digest
        identifier = DIGEST_IDENTIFIERS[self.digest_algorithm]
        return tlv(SEQUENCE, identifier, tlv(OCTET_STRING, digest))

    def value(self, output: bytes) -> bytes:
        """The signature value of what the mechanism gave; ECDSA gives r and s in equal halves."""
        if self.scheme is not SignatureScheme.ECDSA:
            return output
        half = len(output) // 2
        return encode_dss_signature(int.from_bytes(output[:half]), int.from_bytes(output[half:]))


def methods(slot: Slot, scheme: SignatureScheme) -> Mapping[str, Method]:
    """By digest, how the token in a slot can sign; empty where it cannot."""
    offered = slot.get_mechanisms()
    found = {}
    for digest in DIGESTS:
        for mechanism in (HASHING[scheme, digest], RAW[scheme]):
            if mechanism in offered and _signs(slot, mechanism):
                found[digest] = Method(scheme, digest, mechanism)
                break
    return found


def _signs(slot: Slot, mechanism: Mechanism) -> bool:
    """Whether a mechanism is for signing; what is offered without a word about it is tried."""
    try:
        flags = slot.get_mechanism_info(mechanism).flags
    except PKCS11Error:
        return True
    return not flags or MechanismFlag.SIGN in flags
