# SPDX-License-Identifier: Apache-2.0
"""The signature container: CMS SignedData (RFC 5652) of a PAdES baseline signature.

Everything but digest and signature is constant for a signer, so it is encoded once. The attributes
are those ETSI EN 319 142-1 §6.3 requires: content-type, message-digest and signing-certificate-v2
(RFC 5035), and commitment-type-indication where one is made. No other is ever written. The claimed
time stands in the signature dictionary alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.x509 import load_der_x509_certificate
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.signers.pdf_cms import select_suitable_signing_md

from esign.model import Commitment, SignatureScheme
from esign.signing.algorithms import (
    DIGEST_IDENTIFIERS,
    DIGESTS,
    pss_padding,
    signature_identifier,
)
from esign.signing.der import (
    CONTEXT_0,
    OCTET_STRING,
    SEQUENCE,
    SET,
    elements,
    integer,
    object_identifier,
    set_of,
    tlv,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

DATA = object_identifier("1.2.840.113549.1.7.1")
SIGNED_DATA = object_identifier("1.2.840.113549.1.7.2")
CONTENT_TYPE = object_identifier("1.2.840.113549.1.9.3")
MESSAGE_DIGEST = object_identifier("1.2.840.113549.1.9.4")
COMMITMENT_TYPE = object_identifier("1.2.840.113549.1.9.16.2.16")
COMMITMENTS = {
    Commitment.ORIGIN: object_identifier("1.2.840.113549.1.9.16.6.1"),
    Commitment.APPROVAL: object_identifier("1.2.840.113549.1.9.16.6.5"),
}
VERSION_1 = integer(1)


class ContainerForm:
    """The containers of one signer: what is constant in them, and where the rest goes.

    Args:
        path: the signer's certificate and its issuers below the root, DER, the signer's first; all
            of them are embedded.
        scheme: how the signer's key signs.
        commitment: what the signature is said to be meant as; None for nothing.

    Attributes:
        path, scheme, commitment: as given.
        digest_algorithm: what document and attributes are hashed with; follows from the key.
        signature_size: bytes of the largest signature value.
        order: of the key's curve; 0 for RSA.
        largest: bytes of the largest container of this form.

    Raises:
        ValueError: a certificate cannot be read, or its key is not one of the scheme.
    """

    def __init__(
        self,
        path: Sequence[bytes],
        scheme: SignatureScheme,
        commitment: Commitment | None = None,
    ) -> None:
        self.path, self.scheme, self.commitment = tuple(path), scheme, commitment
        leaf = next(load_certs_from_pemder_data(path[0]))
        self.digest_algorithm = select_suitable_signing_md(leaf.public_key)
        self._public = _public_key(path[0], scheme)
        self.signature_size, self.order = _largest_signature(self._public)
        reference = as_signing_certificate_v2(leaf)
        self._constant = [
            tlv(SEQUENCE, CONTENT_TYPE, set_of(DATA)),
            simple_cms_attribute("signing_certificate_v2", reference).dump(),
        ]
        if commitment is not None:
            indication = tlv(SEQUENCE, COMMITMENTS[commitment])
            self._constant.append(tlv(SEQUENCE, COMMITMENT_TYPE, set_of(indication)))
        digest_identifier = DIGEST_IDENTIFIERS[self.digest_algorithm]
        self._info_start = VERSION_1 + signer_identifier(path[0]) + digest_identifier
        self._signature_identifier = signature_identifier(scheme, self.digest_algorithm)
        self._data_start = (
            VERSION_1
            + set_of(digest_identifier)
            + tlv(SEQUENCE, DATA)
            + set_of(*path, tag=CONTEXT_0)
        )
        digest_size = DIGESTS[self.digest_algorithm].digest_size
        attributes = self.attributes(bytes(digest_size))
        self.largest = len(self.container(attributes, bytes(self.signature_size)))

    def attributes(self, digest: bytes) -> bytes:
        """The signed attributes over a document's digest, encoded as they are signed (§5.4)."""
        message_digest = tlv(SEQUENCE, MESSAGE_DIGEST, set_of(tlv(OCTET_STRING, digest)))
        return set_of(message_digest, *self._constant)

    def container(self, attributes: bytes, signature: bytes) -> bytes:
        """The whole container, DER."""
        implicit = bytes((CONTEXT_0,)) + attributes[1:]
        value = tlv(OCTET_STRING, signature)
        info = tlv(SEQUENCE, self._info_start, implicit, self._signature_identifier, value)
        data = tlv(SEQUENCE, self._data_start, tlv(SET, info))
        return tlv(SEQUENCE, SIGNED_DATA, tlv(CONTEXT_0, data))

    def canonical(self, signature: bytes) -> bytes:
        """The signature value in its one form.

        Under ECDSA (r, s) and (r, n - s) both fit; the lower s is taken, so that nobody can write
        the other one instead.

        Raises:
            ValueError: it is no ECDSA signature.
        """
        if not self.order:
            return signature
        first, second = decode_dss_signature(signature)
        return encode_dss_signature(first, min(second, self.order - second))

    def fits(self, attributes: bytes, signature: bytes) -> bool:
        """Whether a signature value is this signer's over these attributes."""
        digest = DIGESTS[self.digest_algorithm]
        try:
            if isinstance(self._public, ec.EllipticCurvePublicKey):
                self._public.verify(signature, attributes, ec.ECDSA(digest))
            elif self.scheme is SignatureScheme.RSA_PSS:
                self._public.verify(signature, attributes, pss_padding(digest), digest)
            else:
                self._public.verify(signature, attributes, padding.PKCS1v15(), digest)
        except InvalidSignature:
            return False
        return True


@lru_cache(maxsize=64)
def container_form(
    path: tuple[bytes, ...], scheme: SignatureScheme, commitment: Commitment | None = None
) -> ContainerForm:
    """The form for a path; making one takes a thousand times as long as using it."""
    return ContainerForm(path, scheme, commitment)


def signer_identifier(certificate: bytes) -> bytes:
    """How a container names the signer's certificate: IssuerAndSerialNumber (§10.2.4), DER.

    Raises:
        ValueError: the certificate cannot be read.
    """
    tbs = next(elements(next(elements(certificate)).content))
    _, serial, _, issuer, *_ = elements(tbs.content)
    return tlv(SEQUENCE, issuer.whole, serial.whole)


def _public_key(
    certificate: bytes, scheme: SignatureScheme
) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    key = load_der_x509_certificate(certificate).public_key()
    if scheme is SignatureScheme.ECDSA and isinstance(key, ec.EllipticCurvePublicKey):
        return key
    if scheme is not SignatureScheme.ECDSA and isinstance(key, rsa.RSAPublicKey):
        return key
    raise ValueError(f"no key for {scheme}")


def _largest_signature(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> tuple[int, int]:
    """Bytes of the largest signature a key makes, and its curve's order, 0 for RSA.

    ECDSA yields a DER sequence of two numbers.
    """
    if isinstance(key, rsa.RSAPublicKey):
        return (key.key_size + 7) // 8, 0
    largest = integer((1 << key.key_size) - 1)
    return len(tlv(SEQUENCE, largest, largest)), key.curve.group_order
