# SPDX-License-Identifier: Apache-2.0
"""Our keys and revisions, driven by pyHanko's own way of signing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asn1crypto import algos
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from esign.model import Role, SignatureField
from esign.signing.algorithms import signature_identifier
from esign.signing.container import container_form
from esign.signing.opening import open_signature
from esign.signing.revision import reserve

if TYPE_CHECKING:
    from esign.ports import SigningKey
    from esign.signing import Signatory
    from esign.signing.revision import Revision

FIELDS = {Role.PERSON: SignatureField.SIGNER, Role.AGENCY: SignatureField.SEAL}


def write_signature(revision: Revision, signatory: Signatory) -> bytes:
    """The revision with the field of the signatory's role signed; nothing is checked before."""
    name, form, showing = FIELDS[signatory.role], signatory.form, signatory.shown()
    data, gap = reserve(revision, name, form, showing)
    return signatory.finish(open_signature(form, data, gap, name, showing.at))


def write_seal(statement: bytes, signatory: Signatory) -> bytes:
    """The seal beside a statement; nothing is checked before."""
    opened = open_signature(signatory.form, statement, (0, 0), "", signatory.now())
    return signatory.finish(opened)


class DocumentSigner(Signer):
    """A loaded key as pyHanko's signer.

    Args:
        key: signs.
        path: see `ContainerForm`.
    """

    def __init__(self, key: SigningKey, path: tuple[bytes, ...]) -> None:
        leaf, *issuers = (next(load_certs_from_pemder_data(entry)) for entry in path)
        self.form = container_form(path, key.scheme)
        identifier = signature_identifier(key.scheme, self.form.digest_algorithm)
        super().__init__(
            signing_cert=leaf,
            cert_registry=SimpleCertificateStore.from_certs(issuers),
            signature_mechanism=algos.SignedDigestAlgorithm.load(identifier),
        )
        self._key = key

    def sign(self, digest: bytes) -> bytes:
        """Our own container over a document's digest, DER."""
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
