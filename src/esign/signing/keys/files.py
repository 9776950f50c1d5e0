# SPDX-License-Identifier: Apache-2.0
"""Keys in files: PKCS#12 (RFC 7292) and PEM (RFC 7468), held in memory once opened."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    load_pem_private_key,
    pkcs12,
)

from esign.errors import ConfigurationError, Detail, KeyFaultError
from esign.files import open_to_others
from esign.model import SignatureScheme
from esign.signing.algorithms import DIGESTS, pss_padding
from esign.signing.keys.material import (
    MOST_BYTES,
    KeyOptions,
    fit_public_key,
    issuers_of,
    read_certificates,
    read_key_file,
    scheme_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509

    from esign.ports import SecretPrompt
    from esign.signing.keys.reference import KeyReference

# PFX ::= SEQUENCE { version INTEGER (3), authSafe ContentInfo … } (RFC 7292 §4), any length form.
_PFX = re.compile(rb"\x30(?:[\x00-\x80]|\x81.|\x82..|\x83...)\x02\x01\x03\x30", re.DOTALL)
_PEM_KEY = re.compile(
    rb"-----BEGIN (?P<sort>(?:ENCRYPTED |RSA |EC )?PRIVATE KEY)-----\s+(?P<old>Proc-Type)?"
)
_PEM_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"
CERTIFICATE_SUFFIX = ".crt"


@dataclass(frozen=True)
class FileKey:
    """A key held in memory; it never shows itself."""

    private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = field(repr=False)
    certificate: bytes = field(repr=False)
    chain: tuple[bytes, ...] = field(repr=False)
    scheme: SignatureScheme

    def sign(self, data: bytes, digest_algorithm: str) -> bytes:
        """The signature over `data`, see `ports.SigningKey`."""
        digest = DIGESTS[digest_algorithm]
        if isinstance(self.private, ec.EllipticCurvePrivateKey):
            return self.private.sign(data, ec.ECDSA(digest))
        if self.scheme is SignatureScheme.RSA_PSS:
            return self.private.sign(data, pss_padding(digest), digest)
        return self.private.sign(data, padding.PKCS1v15(), digest)


def open_pkcs12(reference: KeyReference, prompt: SecretPrompt, options: KeyOptions) -> FileKey:
    """The key of a PKCS#12 file; its passphrase is asked for under the file's name without suffix.

    Raises:
        ConfigurationError: a certificate file is named, or a scheme that the key does not have.
        KeyFaultError: the file is missing, is no PKCS#12 file or holds no key of a supported sort,
            or the passphrase is wrong; nothing is retried.
    """
    path = Path(reference.place)
    if options.certificate is not None:
        raise ConfigurationError("key.certificate_inside", name=path.name)
    data = read_key_file(path)
    if len(data) > MOST_BYTES or not _PFX.match(data):
        raise KeyFaultError("key.not_pkcs12", name=path.name)
    passphrase = prompt.passphrase(path.stem).encode()
    try:
        private, certificate, others = pkcs12.load_key_and_certificates(data, passphrase)
    except ValueError as fault:
        raise KeyFaultError("key.wrong_passphrase", name=path.name) from fault
    except UnsupportedAlgorithm as fault:
        raise KeyFaultError("key.unsupported_file", name=path.name) from fault
    if private is None:
        raise KeyFaultError("key.no_key", name=path.name)
    certificates = [] if certificate is None else [certificate, *others]
    return _file_key(private, certificates, path.name, options)


def open_pem(reference: KeyReference, prompt: SecretPrompt, options: KeyOptions) -> FileKey:
    """The key of a PEM file: PKCS#8, encrypted or not, or a plain RSA or EC key.

    Its certificate stands in the same file, in the one that the settings name, or beside it under
    the same name with the suffix `.crt`. A key that is not encrypted must be in a file that its
    owner alone can read, and whoever runs the program is told each time.

    Raises:
        ConfigurationError: a scheme is named that the key does not have.
        KeyFaultError: a file is missing or unreadable, holds no key of a supported sort or no
            certificate that belongs to it, others may read a key that is not encrypted, or the
            passphrase is wrong; nothing is retried.
    """
    path = Path(reference.place)
    data = read_key_file(path)
    label = _PEM_KEY.search(data)
    if len(data) > MOST_BYTES or label is None:
        raise KeyFaultError("key.not_pem", name=path.name)
    if label["old"]:
        raise KeyFaultError("key.unsupported_file", name=path.name)
    certificates = _beside(path, data, options)
    passphrase = None
    if label["sort"].startswith(b"ENCRYPTED"):
        passphrase = prompt.passphrase(path.stem).encode()
    elif open_to_others(path):
        raise KeyFaultError("key.plain_open_to_others", name=str(path))
    else:
        prompt.tell((Detail("key.plain_file", facts={"name": str(path)}),))
    try:
        private = load_pem_private_key(data[label.start() :], passphrase)
    except UnsupportedAlgorithm as fault:
        raise KeyFaultError("key.unsupported_file", name=path.name) from fault
    except ValueError as fault:
        code = "key.not_pem" if passphrase is None else "key.wrong_passphrase"
        raise KeyFaultError(code, name=path.name) from fault
    return _file_key(private, certificates, path.name, options)


def _beside(path: Path, data: bytes, options: KeyOptions) -> list[x509.Certificate]:
    if options.certificate is not None:
        return read_certificates(options.certificate)
    if _PEM_CERTIFICATE in data:
        return read_certificates(path)
    return read_certificates(path.with_suffix(CERTIFICATE_SUFFIX))


def _file_key(
    private: object, certificates: Sequence[x509.Certificate], name: str, options: KeyOptions
) -> FileKey:
    if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyFaultError("key.unsupported_key", name=name)
    public = fit_public_key(private.public_key(), name)
    if not certificates or certificates[0].public_key() != public:
        raise KeyFaultError("key.no_certificate", name=name)
    leaf, *others = certificates
    chain = issuers_of(leaf, others)
    scheme = scheme_of(public, options.scheme)
    return FileKey(private, leaf.public_bytes(Encoding.DER), chain, scheme)
