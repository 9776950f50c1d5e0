# SPDX-License-Identifier: Apache-2.0
"""Reads the signature over a package; what is not exactly the one honest form never counts.

That form: one `Signature` of XML-DSig in the header, with one reference to the whole document,
changed by nothing but leaving out the signature and writing the rest down canonically. Whatever
XML-DSig allows beyond that has served to show one document and sign another.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree

from esign.exchange.envelope import SIZE_LIMIT, parse
from esign.exchange.signature.algorithms import (
    CANONICAL,
    DIGESTS,
    DSIG,
    ENVELOPED,
    INCLUSIVE,
    METHODS,
    WEAK,
    canonical,
)
from esign.exchange.signature.digesting import envelope_digest, hollow_digest
from esign.exchange.signature.hollow import INSTRUCTION, hollow, stands_in
from esign.exchange.signature.shape import at, is_plain
from esign.model import EnvelopeSignature, EnvelopeState, SignatureScheme
from esign.trust.certificate import der
from esign.trust.certificate import parse as parse_certificate
from esign.trust.fitness import strong_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cryptography.x509 import Certificate
    from lxml.etree import _Element

    from esign.exchange.signature.algorithms import Method
    from esign.exchange.signature.hollow import Hollow

_MOST_CERTIFICATES: Final = 8
_CERTIFICATE: Final = 16_384
"""Characters of a certificate; honest ones have some 2,500."""
_OVER_ALL: Final = {(ENVELOPED,), *((ENVELOPED, form) for form in CANONICAL)}
_IDENTIFIERS: Final = frozenset(
    ("id", "Id", "ID", "AssertionID", "{http://www.w3.org/XML/1998/namespace}id")
)


def envelope_signature(data: bytes, root: _Element | None = None) -> EnvelopeSignature:
    """What stands for a signature over a package, and whether it is one; nothing about trust.

    Args:
        data: the package.
        root: the same as `parse` read it, where that is at hand.

    Raises:
        InputError: `edxml.X1…`, `edxml.A5` the bytes are no bounded XML.
    """
    root, without = _read(data, root)
    found = list(root.iter("{*}Signature", "{*}DigitalSignature"))
    filled = [each for each in found if len(each) or (each.text or "").strip()]
    if not filled:
        return EnvelopeSignature(EnvelopeState.EMPTY if found else EnvelopeState.ABSENT)
    genuine = (each for each in filled if each.tag == f"{{{DSIG}}}Signature")
    for signature in genuine:
        if brought := _brought(signature):
            alone = len(filled) == 1 and _is_unequivocal(data, root, signature)
            return _told(_claim(signature, without), brought, alone=alone)
    return EnvelopeSignature(EnvelopeState.DECORATIVE)


def _read(data: bytes, root: _Element | None) -> tuple[_Element, Hollow | None]:
    """The document without its large texts, and those; whole where one may stand elsewhere."""
    without = hollow(data) if len(data) <= SIZE_LIMIT else None
    if without is not None:
        rest = parse(without.data)
        if stands_in(rest, without):
            return rest, without
    return (parse(data) if root is None else root), None


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a signature says of itself; `plain` where it says nothing else.

    `without` are the large texts that its document was parsed without, if it was.
    """

    signature: _Element
    without: Hollow | None
    signed: _Element | None
    method: str
    form: str
    uri: str | None
    transforms: tuple[str, ...]
    digest: str
    digest_value: bytes
    value: bytes
    plain: bool


def _claim(signature: _Element, without: Hollow | None) -> _Claim:
    signed = at(signature, "SignedInfo")
    references = [] if signed is None else signed.findall(f"{{{DSIG}}}Reference")
    reference = references[0] if len(references) == 1 else None
    transforms = at(reference, "Transforms")
    return _Claim(
        signature=signature,
        without=without,
        signed=signed,
        method=_algorithm(at(signed, "SignatureMethod")),
        form=_algorithm(at(signed, "CanonicalizationMethod")),
        uri=None if reference is None else reference.get("URI"),
        transforms=() if transforms is None else tuple(map(_algorithm, transforms)),
        digest=_algorithm(at(reference, "DigestMethod")),
        digest_value=_decoded(at(reference, "DigestValue")),
        value=_decoded(at(signature, "SignatureValue")),
        plain=is_plain(signature),
    )


def _told(claim: _Claim, certificates: Sequence[Certificate], *, alone: bool) -> EnvelopeSignature:
    """The state of a signature that brings certificates; the first fault decides."""
    method = METHODS.get(claim.method)
    signer = None
    if not alone or not _is_over_all(claim):
        state = EnvelopeState.PARTIAL
    elif {claim.method, claim.digest} & WEAK:
        state = EnvelopeState.WEAK
    elif method is None or not claim.plain or claim.digest not in DIGESTS:
        state = EnvelopeState.UNCLEAR
    else:
        state, signer = _checked(claim, method, certificates)
    named = signer or certificates[0]
    return EnvelopeSignature(
        state,
        method.name if method else "",
        der(named),
        tuple(der(each) for each in certificates if each is not named),
    )


def _checked(
    claim: _Claim, method: Method, certificates: Sequence[Certificate]
) -> tuple[EnvelopeState, Certificate | None]:
    try:
        signer = _signer(claim, method, certificates)
        fits = signer is not None and _digest_fits(claim)
    except etree.C14NError:
        return EnvelopeState.BROKEN, None
    if signer is None or not fits:
        return EnvelopeState.BROKEN, signer
    return (EnvelopeState.INTACT if strong_key(signer) else EnvelopeState.WEAK), signer


def _brought(signature: _Element) -> list[Certificate]:
    """The certificates in a signature's KeyInfo that are some."""
    path = f"{{{DSIG}}}KeyInfo/{{{DSIG}}}X509Data/{{{DSIG}}}X509Certificate"
    leaves = signature.findall(path)[:_MOST_CERTIFICATES]
    read = (_decoded(each) for each in leaves if len(each.text or "") <= _CERTIFICATE)
    return [found for each in read if (found := parse_certificate(each)) is not None]


def _is_unequivocal(data: bytes, root: _Element, signature: _Element) -> bool:
    """Whether the signature stands where it belongs, and nothing is read in two ways beside it."""
    above = [etree.QName(each).localname for each in signature.iterancestors()]
    identifiers = [
        value for each in root.iter("*") for name, value in each.items() if name in _IDENTIFIERS
    ]
    return (
        above == ["edXMLHeader", "edXMLEnvelope", "edXML"]
        and len(set(identifiers)) == len(identifiers)
        and INSTRUCTION.search(data) is None
    )


def _is_over_all(claim: _Claim) -> bool:
    """Whether the reference is to the whole document, left as it is but for the signature."""
    return claim.uri == "" and claim.transforms in _OVER_ALL


def _digest_fits(claim: _Claim) -> bool:
    # What no transform writes down is written down inclusively (§4.4.3.2).
    exclusive = CANONICAL[(*claim.transforms, INCLUSIVE)[1]]
    digest, signature, without = DIGESTS[claim.digest], claim.signature, claim.without
    if without is None:
        found: bytes | None = envelope_digest(signature, digest, exclusive=exclusive)
    else:
        found = hollow_digest(signature, digest, without, exclusive=exclusive)
    return found is not None and compare_digest(found, claim.digest_value)


def _signer(
    claim: _Claim, method: Method, certificates: Iterable[Certificate]
) -> Certificate | None:
    """The certificate whose key has signed what the signature says of the document."""
    if claim.signed is None or claim.form not in CANONICAL:
        return None
    said = canonical(claim.signed, exclusive=CANONICAL[claim.form])
    return next((each for each in certificates if _fits(each, method, claim.value, said)), None)


def _fits(certificate: Certificate, method: Method, value: bytes, said: bytes) -> bool:
    key = certificate.public_key()
    digest: hashes.HashAlgorithm = getattr(hashes, method.digest.upper())()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            if method.scheme is not SignatureScheme.ECDSA:
                return False
            key.verify(_as_der(value, key), said, ec.ECDSA(digest))
        elif isinstance(key, rsa.RSAPublicKey) and method.scheme is not SignatureScheme.ECDSA:
            key.verify(value, said, _padding(method, digest), digest)
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


def _padding(method: Method, digest: hashes.HashAlgorithm) -> padding.AsymmetricPadding:
    if method.scheme is SignatureScheme.RSA_PKCS1:
        return padding.PKCS1v15()
    return padding.PSS(padding.MGF1(digest), digest.digest_size)


def _as_der(value: bytes, key: ec.EllipticCurvePublicKey) -> bytes:
    """The numbers r and s, of one length each (§6.4.3), as cryptography takes them.

    Raises:
        ValueError: they are of another length.
    """
    size = (key.key_size + 7) // 8
    if len(value) != 2 * size:
        raise ValueError("r and s are as long as the curve's order")
    return encode_dss_signature(int.from_bytes(value[:size]), int.from_bytes(value[size:]))


def _algorithm(element: _Element | None) -> str:
    return "" if element is None else element.get("Algorithm") or ""


def _decoded(element: _Element | None) -> bytes:
    """The bytes of a leaf in base64; none where it is no leaf."""
    text = "" if element is None or len(element) else element.text or ""
    try:
        packed = text.encode("ascii").translate(None, b" \t\r\n")
        return binascii.a2b_base64(packed, strict_mode=True)
    except ValueError:
        return b""
