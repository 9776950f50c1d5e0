# SPDX-License-Identifier: Apache-2.0
"""What must be true before the agency seals: the competent person has validly signed.

NĐ 30/2020 Đ32 k2 d lets the clerk seal such documents only. The file is checked byte by byte as
this tool writes it, and nothing more lenient, before any parser sees it: a container that is not
exactly the one its signer's path, digest and signature yield is refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from esign.errors import InputError
from esign.model import Role
from esign.signing.container import container_form
from esign.signing.der import SEQUENCE, Element, elements, tlv
from esign.signing.key import DIGESTS
from esign.signing.signatory import refuse_other_bearer, refuse_unless_good

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.model import Signer
    from esign.signing.signatory import Signatory

_VALUE = re.compile(
    rb"\d+ 0 obj\n<<\n/Contents <(?P<contents>[0-9A-F]+)>\n"
    rb"/ByteRange \[0 (?P<start>\d+) (?P<end>\d+) (?P<rest>\d+)\] *\n"
    rb"/Type /Sig\n/Filter /Adobe\.PPKLite\n/SubFilter /ETSI\.CAdES\.detached\n"
    rb"/M \([^()]*\)\n(?P<lock>/Reference \[[^\]]*\]\n)?>>\nendobj\n"
)


class Cut(NamedTuple):
    """A signature cut out of its file.

    Attributes:
        place: where the object of its dictionary starts.
        container: the CMS container, DER.
        signed: the two stretches of the file it covers: all the rest.
    """

    place: int
    container: bytes
    signed: tuple[bytes, bytes]


def require_signed(data: bytes, signer: Signer, signatory: Signatory) -> int:
    """Require the competent person's valid signature, and that it is the only one.

    Args:
        data: the document.
        signer: the competent person as printed.
        signatory: the agency, whose trust judges the person's certificate.

    Returns:
        Where the object of the signature dictionary starts.

    Raises:
        InputError: the signature is missing, does not fit the document, is not in canonical form,
            or the document is sealed already.
        KeyFaultError: the signer's certificate is not good now, is no person's, or bears another
            name.
    """
    try:
        cut = _cut(data)
        (leaf, *issuers), signature = _opened(cut.container)
    except (StopIteration, ValueError) as fault:
        raise InputError("signing.signature_broken") from fault
    standing = signatory.assess(leaf, tuple(issuers))
    refuse_unless_good(standing, Role.PERSON)
    path = standing.path[:-1]
    if {leaf, *issuers} != set(path):
        raise InputError("signing.signature_broken")
    _verify(cut, path, signature)
    refuse_other_bearer(leaf, signer.name, signer.title)
    return cut.place


def _cut(data: bytes) -> Cut:
    """The one signature, when it covers the whole file.

    Raises:
        InputError: there is none, or a seal.
        ValueError: it is not as this tool writes it, or does not cover everything else.
    """
    found = list(_VALUE.finditer(data))
    if not found and b"/ByteRange" not in data:
        raise InputError("signing.unsigned")
    if any(value["lock"] for value in found):
        raise InputError("signing.sealed_already")
    (value,) = found
    start, end, rest = (int(value[name]) for name in ("start", "end", "rest"))
    gap = (value.start("contents") - 1, value.end("contents") + 1)
    if (start, end) != gap or end + rest != len(data):
        raise ValueError("the signature does not cover the whole file")
    contents = bytes.fromhex(value["contents"].decode("ascii"))
    container = next(elements(contents)).whole
    if any(contents[len(container) :]):
        raise ValueError("something hides behind the container")
    return Cut(value.start(), container, (data[:start], data[end:]))


def _opened(container: bytes) -> tuple[Sequence[bytes], bytes]:
    """Certificates, the signer's first, and signature value of a container, judging nothing."""
    _, explicit = _inside(container)
    _, _, _, embedded, infos = _inside(explicit.content)
    _, identifier, *_, signature = _inside(infos.content)
    certificates = [entry.whole for entry in elements(embedded.content)]
    (leaf,) = (entry for entry in certificates if _names(identifier.whole, entry))
    return [leaf, *(entry for entry in certificates if entry != leaf)], signature.content


def _inside(data: bytes) -> list[Element]:
    """What the first value of `data` consists of."""
    return list(elements(next(elements(data)).content))


def _names(identifier: bytes, certificate: bytes) -> bool:
    """Whether an IssuerAndSerialNumber (RFC 5652 §10.2.4) is that of a certificate."""
    _, serial, _, issuer, *_ = _inside(next(elements(certificate)).content)
    return identifier == tlv(SEQUENCE, issuer.whole, serial.whole)


def _verify(cut: Cut, path: tuple[bytes, ...], signature: bytes) -> None:
    """Compare the container with the one that `path` and `signature` yield, then verify.

    Raises:
        InputError: they differ, or the mathematics fail.
    """
    form = container_form(path)
    digest = hashes.Hash(DIGESTS[form.digest_algorithm])
    for stretch in cut.signed:
        digest.update(stretch)
    attributes = form.attributes(digest.finalize())
    if form.container(attributes, signature) != cut.container:
        raise InputError("signing.signature_broken")
    try:
        _verify_value(path[0], signature, attributes, form.digest_algorithm)
    except InvalidSignature as fault:
        raise InputError("signing.signature_broken") from fault


def _verify_value(leaf: bytes, signature: bytes, attributes: bytes, algorithm: str) -> None:
    public = x509.load_der_x509_certificate(leaf).public_key()
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, attributes, padding.PKCS1v15(), DIGESTS[algorithm])
    elif isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(signature, attributes, ec.ECDSA(DIGESTS[algorithm]))
    else:
        raise InvalidSignature("neither RSA nor ECDSA")
