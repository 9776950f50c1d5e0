# SPDX-License-Identifier: Apache-2.0
"""Keys that sign elsewhere: a phone, a web signer, a ministry's client.

Only their certificates are known here. A signature is begun, its value made wherever the key is,
and finished when that comes back, minutes or days later; see `signing.begin_signature`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate

from esign.errors import ConfigurationError, KeyFaultError
from esign.signing.keys.material import (
    KeyOptions,
    fit_public_key,
    issuers_of,
    read_certificates,
    scheme_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509

    from esign.model import SignatureScheme
    from esign.ports import SecretPrompt
    from esign.signing.keys.reference import KeyReference


@dataclass(frozen=True)
class ExternalKey:
    """A key of which the certificate alone is here."""

    certificate: bytes = field(repr=False)
    chain: tuple[bytes, ...] = field(repr=False)
    scheme: SignatureScheme

    def sign(self, data: bytes, digest_algorithm: str) -> NoReturn:  # noqa: ARG002 - the port's
        """Refuse: the value is made elsewhere.

        Raises:
            KeyFaultError: always.
        """
        raise KeyFaultError("key.signs_elsewhere")


def open_external(
    reference: KeyReference,
    prompt: SecretPrompt,  # noqa: ARG001 - nothing secret is here
    options: KeyOptions,
) -> ExternalKey:
    """The key whose certificate stands in a file (PEM or DER), the signer's first.

    Raises:
        ConfigurationError: a certificate file is named twice, or a scheme the key does not have.
        KeyFaultError: the file is missing or unreadable, or holds no certificate of a key of a
            supported sort.
    """
    path = Path(reference.place)
    if options.certificate is not None:
        raise ConfigurationError("key.certificate_twice", name=path.name)
    return _external(read_certificates(path), path.name, options.scheme)


def read_external(files: Sequence[Path], scheme: SignatureScheme | None = None) -> ExternalKey:
    """The same from several files: the signer's certificate first, then those of its issuers.

    Raises:
        ConfigurationError, KeyFaultError: as `open_external`.
    """
    found = [certificate for path in files for certificate in read_certificates(path)]
    return _external(found, files[0].name, scheme)


def external_key(
    certificates: Sequence[bytes], scheme: SignatureScheme | None = None
) -> ExternalKey:
    """The same from certificates that are at hand, DER.

    Raises:
        ConfigurationError, KeyFaultError: as `open_external`.
    """
    try:
        found = [load_der_x509_certificate(each) for each in certificates]
    except ValueError as fault:
        raise KeyFaultError("key.not_a_certificate", name="") from fault
    return _external(found, "", scheme)


def _external(
    certificates: Sequence[x509.Certificate], name: str, scheme: SignatureScheme | None
) -> ExternalKey:
    leaf, *others = certificates
    public = fit_public_key(leaf.public_key(), name)
    chain = issuers_of(leaf, others)
    return ExternalKey(leaf.public_bytes(Encoding.DER), chain, scheme_of(public, scheme))
