# SPDX-License-Identifier: Apache-2.0
"""How a signature value is made, and what a signer may say he commits himself to by it."""

from __future__ import annotations

from enum import StrEnum


class SignatureScheme(StrEnum):
    """The signature scheme of a key; all of them hash with SHA-2.

    RSASSA-PSS is used with MGF1 over the same digest and a salt as long as the digest
    (RFC 4055 §3.1).
    """

    RSA_PKCS1 = "rsassa-pkcs1-v1_5"
    RSA_PSS = "rsassa-pss"
    ECDSA = "ecdsa"


class Commitment(StrEnum):
    """What a signature is meant as (ETSI EN 319 122-1 §5.2.3, RFC 5126 §5.11.1)."""

    APPROVAL = "proof-of-approval"
    ORIGIN = "proof-of-origin"
