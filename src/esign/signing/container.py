# SPDX-License-Identifier: Apache-2.0
"""The signature container: CMS SignedData (RFC 5652) of a PAdES baseline signature.

Everything but digest and signature is constant for a signer, so it is encoded once. The attributes
are those ETSI EN 319 142-1 §6.3 requires and no other: content-type, message-digest and
signing-certificate-v2 (RFC 5035). The claimed time stands in the signature dictionary alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.x509 import load_der_x509_certificate
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.signers.pdf_cms import Signer, select_suitable_signing_md
from pyhanko_certvalidator.registry import SimpleCertificateStore

from esign.signing.der import CONTEXT_0, OBJECT, OCTET_STRING, SEQUENCE, SET, integer, set_of, tlv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.ports import SigningKey

DATA = tlv(OBJECT, bytes.fromhex("2a864886f70d010701"))
SIGNED_DATA = tlv(OBJECT, bytes.fromhex("2a864886f70d010702"))
CONTENT_TYPE = tlv(OBJECT, bytes.fromhex("2a864886f70d010903"))
MESSAGE_DIGEST = tlv(OBJECT, bytes.fromhex("2a864886f70d010904"))
VERSION_1 = integer(1)
DIGEST_SIZES = {"sha256": 32, "sha384": 48, "sha512": 64}


class ContainerForm:
    """The containers of one signer: what is constant in them, and where the rest goes.

    Args:
        path: the signer's certificate and its issuers below the root, DER, the signer's first; all
            of them are embedded.

    Attributes:
        digest_algorithm: what document and attributes are hashed with; follows from the key.
        signature_size: bytes of the largest signature value.
        order: of the key's curve; 0 for RSA.
        identifier: how the container names the signer's certificate (§5.3), DER.

    Raises:
        ValueError: a certificate cannot be read, or its key is neither RSA nor ECDSA.
    """

    def __init__(self, path: Sequence[bytes]) -> None:
        leaf = next(load_certs_from_pemder_data(path[0]))
        signer = Signer(signing_cert=leaf)
        self.digest_algorithm = select_suitable_signing_md(leaf.public_key)
        self.signature_size, self.order = _largest_signature(path[0])
        info = signer.signer_info(self.digest_algorithm, signed_attrs=[], signature=b"")
        reference = as_signing_certificate_v2(leaf)
        self._reference = simple_cms_attribute("signing_certificate_v2", reference).dump()
        self._content_type = tlv(SEQUENCE, CONTENT_TYPE, set_of(DATA))
        self._digest_identifier = info["digest_algorithm"].dump()
        self.identifier = info["sid"].dump()
        self._info_start = VERSION_1 + self.identifier + self._digest_identifier
        self._signature_identifier = info["signature_algorithm"].dump()
        self._data_start = (
            VERSION_1
            + set_of(self._digest_identifier)
            + tlv(SEQUENCE, DATA)
            + set_of(*path, tag=CONTEXT_0)
        )

    def attributes(self, digest: bytes) -> bytes:
        """The signed attributes over a document's digest, encoded as they are signed (§5.4)."""
        message_digest = tlv(SEQUENCE, MESSAGE_DIGEST, set_of(tlv(OCTET_STRING, digest)))
        return set_of(self._content_type, message_digest, self._reference)

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
        """
        if not self.order:
            return signature
        first, second = decode_dss_signature(signature)
        return encode_dss_signature(first, min(second, self.order - second))

    @property
    def largest(self) -> int:
        """The size in bytes of the largest container of this form."""
        attributes = self.attributes(bytes(DIGEST_SIZES[self.digest_algorithm]))
        return len(self.container(attributes, bytes(self.signature_size)))


@lru_cache(maxsize=64)
def container_form(path: tuple[bytes, ...]) -> ContainerForm:
    """The form for a path; making one takes a thousand times as long as using it."""
    return ContainerForm(path)


class DocumentSigner(Signer):
    """A loaded key as pyHanko's signer.

    pyHanko's own way of building a container works with it and yields the same bytes as `sign`,
    which takes a hundredth of the time.

    Args:
        key: signs.
        path: see `ContainerForm`.
    """

    def __init__(self, key: SigningKey, path: tuple[bytes, ...]) -> None:
        leaf, *issuers = (next(load_certs_from_pemder_data(entry)) for entry in path)
        super().__init__(
            signing_cert=leaf, cert_registry=SimpleCertificateStore.from_certs(issuers)
        )
        self.form = container_form(path)
        self._key = key

    def sign(self, digest: bytes) -> bytes:
        """The container over a document's digest, DER."""
        attributes = self.form.attributes(digest)
        signature = self._key.sign(attributes, self.form.digest_algorithm)
        return self.form.container(attributes, self.form.canonical(signature))

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - the library's signature
    ) -> bytes:
        """The signature over `data`, or as many zeros when only its size matters."""
        if dry_run:
            return bytes(self.form.signature_size)
        return self.form.canonical(self._key.sign(data, digest_algorithm))


def _largest_signature(certificate: bytes) -> tuple[int, int]:
    """Bytes of the largest signature a key makes, and its curve's order, 0 for RSA.

    ECDSA yields a DER sequence of two numbers.

    Raises:
        ValueError: the certificate's key is neither RSA nor ECDSA.
    """
    key = load_der_x509_certificate(certificate).public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return (key.key_size + 7) // 8, 0
    if isinstance(key, ec.EllipticCurvePublicKey):
        largest = integer((1 << key.key_size) - 1)
        return len(tlv(SEQUENCE, largest, largest)), key.curve.group_order
    raise ValueError("neither RSA nor ECDSA")
