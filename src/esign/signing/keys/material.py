# SPDX-License-Identifier: Apache-2.0
"""What every sort of key needs: its strength, its scheme, the issuers above its certificate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from esign.errors import ConfigurationError, KeyFaultError
from esign.model import SignatureScheme

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from esign.signing.keys.remote.service import RemoteProfile

MOST_BYTES = 1 << 20
LEAST_RSA_BITS = 2048
CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


@dataclass(frozen=True, slots=True)
class KeyOptions:
    """What settings say of a key beside its reference.

    Attributes:
        scheme: how it signs; by default RSASSA-PKCS1-v1_5 or ECDSA, as the key is.
        certificate: the file (PEM or DER) of its certificate, where that is not with the key.
        module: the PKCS#11 library of a token, where the reference names none.
        sessions: how many signatures a token may make at the same time.
        remote: the credential of a signing service that the reference means.
    """

    scheme: SignatureScheme | None = None
    certificate: Path | None = None
    module: Path | None = None
    sessions: int = 1
    remote: RemoteProfile | None = None


def fit_public_key(public: object, name: str) -> PublicKey:
    """The public key, if it is of a sort and strength that may sign.

    Raises:
        KeyFaultError: it is not; `name` is what the error calls its place.
    """
    if isinstance(public, rsa.RSAPublicKey) and public.key_size >= LEAST_RSA_BITS:
        return public
    if isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, CURVES):
        return public
    raise KeyFaultError("key.unsupported_key", name=name)


def scheme_of(public: PublicKey, wanted: SignatureScheme | None) -> SignatureScheme:
    """The scheme of a key.

    Raises:
        ConfigurationError: the one wanted is not for keys of its sort.
    """
    possible = [SignatureScheme.ECDSA]
    if isinstance(public, rsa.RSAPublicKey):
        possible = [SignatureScheme.RSA_PKCS1, SignatureScheme.RSA_PSS]
    if wanted is None:
        return possible[0]
    if wanted not in possible:
        raise ConfigurationError("key.unfit_scheme", scheme=wanted, known=", ".join(possible))
    return wanted


def read_key_file(path: Path) -> bytes:
    """The content of a key or certificate file, at most `MOST_BYTES` and one byte.

    Raises:
        KeyFaultError: it is missing or unreadable.
    """
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError as fault:
        raise KeyFaultError("key.missing_file", name=str(path)) from fault
    except OSError as fault:
        raise KeyFaultError("key.unreadable_file", name=str(path)) from fault


def read_certificates(path: Path) -> list[x509.Certificate]:
    """The certificates of a file, PEM or DER, the signer's first.

    Raises:
        KeyFaultError: it is missing or unreadable, or holds none.
    """
    data = read_key_file(path)
    try:
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(data)]
    except ValueError as fault:
        raise KeyFaultError("key.not_a_certificate", name=path.name) from fault


def issuers_of(leaf: x509.Certificate, others: Iterable[x509.Certificate]) -> tuple[bytes, ...]:
    """The issuers above `leaf` among `others`, DER, nearest first, without a self-issued root."""
    path: list[bytes] = []
    by_subject = {entry.subject: entry for entry in others if entry.subject != entry.issuer}
    issuer = by_subject.pop(leaf.issuer, None)
    while issuer is not None:
        path.append(issuer.public_bytes(Encoding.DER))
        issuer = by_subject.pop(issuer.issuer, None)
    return tuple(path)
