# SPDX-License-Identifier: Apache-2.0
"""Opening a signing key, once; whether its certificate may sign is judged elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from esign.errors import ConfigurationError, KeyFaultError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from esign.ports import SecretPrompt, SigningKey

SCHEME = "pkcs12"
MOST_BYTES = 1 << 20
LEAST_RSA_BITS = 2048
CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
DIGESTS = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}

# PFX ::= SEQUENCE { version INTEGER (3), authSafe ContentInfo … } (RFC 7292 §4), any length form.
_PFX = re.compile(rb"\x30(?:[\x00-\x80]|\x81.|\x82..|\x83...)\x02\x01\x03\x30", re.DOTALL)


@dataclass(frozen=True, repr=False)
class FileKey:
    """A key held in memory; it never shows itself."""

    private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: bytes
    chain: tuple[bytes, ...]

    def sign(self, data: bytes, digest_algorithm: str) -> bytes:
        """The signature over `data`, see `ports.SigningKey`."""
        digest = DIGESTS[digest_algorithm]
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(data, padding.PKCS1v15(), digest)
        return self.private.sign(data, ec.ECDSA(digest))


def open_key(reference: str, prompt: SecretPrompt) -> SigningKey:
    """The signing key that `reference` names, ready to sign.

    Args:
        reference: `pkcs12:FILE`, a PKCS#12 file (RFC 7292) with one key and its certificate.
        prompt: asked once for the passphrase, under the file's name without its suffix.

    Raises:
        ConfigurationError: the reference is of another form.
        KeyFaultError: the file is missing, is no PKCS#12 file or holds no key of a supported sort,
            or the passphrase is wrong; nothing is retried.
    """
    scheme, _, place = reference.partition(":")
    if scheme != SCHEME or not place:
        raise ConfigurationError("key.unknown_scheme", known=f"{SCHEME}:FILE")
    path = Path(place)
    data = _read(path)
    passphrase = prompt.passphrase(path.stem).encode()
    try:
        private, certificate, others = pkcs12.load_key_and_certificates(data, passphrase)
    except ValueError as fault:
        raise KeyFaultError("key.wrong_passphrase", name=path.name) from fault
    except UnsupportedAlgorithm as fault:
        raise KeyFaultError("key.unsupported_file", name=path.name) from fault
    if private is None:
        raise KeyFaultError("key.no_key", name=path.name)
    if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyFaultError("key.unsupported_key", name=path.name)
    if not _strong(private):
        raise KeyFaultError("key.unsupported_key", name=path.name)
    if certificate is None or certificate.public_key() != private.public_key():
        raise KeyFaultError("key.no_certificate", name=path.name)
    chain = tuple(entry.public_bytes(Encoding.DER) for entry in _path(certificate, others))
    return FileKey(private, certificate.public_bytes(Encoding.DER), chain)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError as fault:
        raise KeyFaultError("key.missing_file", name=str(path)) from fault
    except OSError as fault:
        raise KeyFaultError("key.unreadable_file", name=str(path)) from fault
    if len(data) > MOST_BYTES or not _PFX.match(data):
        raise KeyFaultError("key.not_pkcs12", name=path.name)
    return data


def _strong(private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bool:
    if isinstance(private, rsa.RSAPrivateKey):
        return private.key_size >= LEAST_RSA_BITS
    return isinstance(private.curve, CURVES)


def _path(leaf: Certificate, others: list[Certificate]) -> list[Certificate]:
    """The issuers above `leaf` among `others`, nearest first, without a self-issued root."""
    path: list[Certificate] = []
    by_subject = {entry.subject: entry for entry in others if entry.subject != entry.issuer}
    issuer = by_subject.pop(leaf.issuer, None)
    while issuer is not None:
        path.append(issuer)
        issuer = by_subject.pop(issuer.issuer, None)
    return path
