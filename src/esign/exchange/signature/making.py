# SPDX-License-Identifier: Apache-2.0
"""Signs a whole package with any key of the office: file, token, security module or remote."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Final, cast

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from esign.exchange.envelope import first
from esign.exchange.signature.algorithms import (
    BY_SCHEME,
    DSIG,
    ENVELOPED,
    EXCLUSIVE,
    SHA256,
    canonical,
)
from esign.exchange.signature.digesting import envelope_digest
from esign.exchange.wire import NAMESPACE
from esign.model import SignatureScheme

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec
    from lxml.etree import _Element

    from esign.ports import SigningKey

_UNPREFIXED = cast("dict[str, str]", {None: DSIG})  # None means the default namespace
_DIGEST: Final = "sha256"


def sign_envelope(root: _Element, key: SigningKey) -> None:
    """Put a signature over the whole package in the place of its empty `Signature`.

    Enveloped, over the document in exclusive canonical form, by the key's own scheme over SHA-256,
    with the certificate and those of its authorities. Nothing may be changed afterwards.

    Args:
        root: `edXML`, complete; a package without an empty `Signature` gets one at the header's
            end.
        key: whatever the port offers.

    Raises:
        KeyFaultError, ServiceError: the key cannot sign.
    """
    header = first(first(root, "edXMLEnvelope"), "edXMLHeader")
    if header is None:
        raise ValueError("a package has a header")
    signature = etree.Element(f"{{{DSIG}}}Signature", nsmap=_UNPREFIXED)
    empty = header.find(f"{{{NAMESPACE}}}Signature")
    if empty is None:
        header.append(signature)
    else:
        header.replace(empty, signature)
    signed = _signed_info(signature, key.scheme)
    value = key.sign(canonical(signed, exclusive=True), _DIGEST)
    _leaf(signature, "SignatureValue", _as_xml(value, key))
    _certificates(signature, key)


def _signed_info(signature: _Element, scheme: SignatureScheme) -> _Element:
    """What the key signs: the algorithms, and the digest of all but the signature."""
    digest = envelope_digest(signature, _DIGEST, exclusive=True)
    signed = _branch(signature, "SignedInfo")
    _branch(signed, "CanonicalizationMethod", Algorithm=EXCLUSIVE)
    _branch(signed, "SignatureMethod", Algorithm=BY_SCHEME[scheme])
    reference = _branch(signed, "Reference", URI="")
    transforms = _branch(reference, "Transforms")
    _branch(transforms, "Transform", Algorithm=ENVELOPED)
    _branch(transforms, "Transform", Algorithm=EXCLUSIVE)
    _branch(reference, "DigestMethod", Algorithm=SHA256)
    _leaf(reference, "DigestValue", digest)
    return signed


def _as_xml(value: bytes, key: SigningKey) -> bytes:
    """ECDSA is written as r and s, each as long as the curve's order (§6.4.3), not as DER."""
    if key.scheme is not SignatureScheme.ECDSA:
        return value
    public = x509.load_der_x509_certificate(key.certificate).public_key()
    size = (cast("ec.EllipticCurvePublicKey", public).key_size + 7) // 8
    r, s = decode_dss_signature(value)
    return r.to_bytes(size) + s.to_bytes(size)


def _certificates(signature: _Element, key: SigningKey) -> None:
    content = _branch(_branch(signature, "KeyInfo"), "X509Data")
    leaf = x509.load_der_x509_certificate(key.certificate)
    _branch(content, "X509SubjectName").text = leaf.subject.rfc4514_string()
    for certificate in (key.certificate, *key.chain):
        _leaf(content, "X509Certificate", certificate)


def _branch(parent: _Element, name: str, **attributes: str) -> _Element:
    return etree.SubElement(parent, f"{{{DSIG}}}{name}", attributes)


def _leaf(parent: _Element, name: str, content: bytes) -> None:
    _branch(parent, name).text = b64encode(content).decode("ascii")
