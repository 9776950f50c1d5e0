# SPDX-License-Identifier: Apache-2.0
"""Signatures of the oldest form: a bare RSA signature beside its certificate.

`adbe.x509.rsa_sha1` (ISO 32000-1 §12.8.3.2): `/Contents` is a DER octet string with the signature
over the covered bytes, `/Cert` holds the signer's certificate, or several with the signer's first.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from asn1crypto import algos, core, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from esign.verification.container import MALFORMED
from esign.verification.facts import Container
from esign.verification.general.attributes import DIGESTS
from esign.verification.general.containers import Opened, padded_with_zeros

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SUBFILTER: Final = "adbe.x509.rsa_sha1"


def open_bare(
    contents: bytes, certificates: Sequence[bytes], covered_digest: Callable[[str], bytes]
) -> Opened | None:
    """The signature's facts, or None when it cannot be read.

    Args:
        contents: the reserved space, padding included.
        certificates: DER, the signer's first.
        covered_digest: digest of the covered bytes by a `hashlib` algorithm.
    """
    try:
        value = core.OctetString.load(contents).native
        key = load_der_public_key(x509.Certificate.load(certificates[0]).public_key.dump())
    except (*MALFORMED, UnsupportedAlgorithm):
        return None
    if not isinstance(key, rsa.RSAPublicKey) or not isinstance(value, bytes):
        return None
    digest, signed = _signed(key, value)
    return Opened(
        Container(
            certificate=certificates[0],
            others=tuple(certificates[1:]),
            digest_algorithm=digest or "sha1",
            signature_algorithm="rsa",
            digest_matches=not digest or signed == covered_digest(digest),
            signature_valid=bool(digest),
            reference_matches=None,
            signed_attributes=(),
            unsigned_attributes=(),
            canonical=False,
            padding_clean=padded_with_zeros(contents),
            claimed_at=None,
        )
    )


def _signed(key: rsa.RSAPublicKey, value: bytes) -> tuple[str, bytes]:
    """Which digest was signed, and its value; empty where the key did not make the signature."""
    try:
        info = algos.DigestInfo.load(
            key.recover_data_from_signature(value, padding.PKCS1v15(), None), strict=True
        )
        name, found = str(info["digest_algorithm"]["algorithm"].native), info["digest"].native
    except (*MALFORMED, InvalidSignature, UnsupportedAlgorithm):
        return "", b""
    known = name in DIGESTS and len(found) == hashlib.new(name, usedforsecurity=False).digest_size
    return (name, found) if known else ("", b"")
