# SPDX-License-Identifier: Apache-2.0
"""The algorithms of XML signatures by their identifiers (W3C XML Signature 1.1 §6, RFC 9231)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

from esign.exchange.envelope import parse
from esign.model import SignatureScheme

if TYPE_CHECKING:
    from lxml.etree import _Element

DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
DSIG11: Final = "http://www.w3.org/2009/xmldsig11#"
ENVELOPED: Final = f"{DSIG}enveloped-signature"
EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
CANONICAL: Final = {INCLUSIVE: False, EXCLUSIVE: True}
"""Whether each way to write XML down is exclusive (Exclusive XML Canonicalization 1.0)."""

_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_MORE_2007 = "http://www.w3.org/2007/05/xmldsig-more#"
_ENC = "http://www.w3.org/2001/04/xmlenc#"
SHA256: Final = f"{_ENC}sha256"
DIGESTS: Final = {SHA256: "sha256", f"{_MORE}sha384": "sha384", f"{_ENC}sha512": "sha512"}
WEAK: Final = frozenset(
    {
        f"{DSIG}sha1",
        f"{_MORE}md5",
        f"{DSIG}rsa-sha1",
        f"{DSIG}dsa-sha1",
        f"{_MORE}rsa-md5",
        f"{_MORE}ecdsa-sha1",
        f"{_MORE_2007}sha1-rsa-MGF1",
    }
)


@dataclass(frozen=True, slots=True)
class Method:
    """How a signature is made: `name` for people, and the scheme with its digest."""

    name: str
    scheme: SignatureScheme
    digest: str


METHODS: Final = {
    **{
        f"{_MORE}{kind}-{digest}": Method(f"{kind}-{digest}", scheme, digest)
        for kind, scheme in (("rsa", SignatureScheme.RSA_PKCS1), ("ecdsa", SignatureScheme.ECDSA))
        for digest in DIGESTS.values()
    },
    **{
        f"{_MORE_2007}{digest}-rsa-MGF1": Method(
            f"rsa-pss-{digest}", SignatureScheme.RSA_PSS, digest
        )
        for digest in DIGESTS.values()
    },
}
BY_SCHEME: Final = {
    method.scheme: identifier for identifier, method in METHODS.items() if method.digest == "sha256"
}
"""What our own signatures name; all are made over SHA-256."""


def canonical(element: _Element, *, exclusive: bool) -> bytes:
    """An element within its document in canonical form, without comments.

    It is made a document of its own first, with the namespaces in scope: below the root lxml
    writes an inclusive form that other programs do not.

    Raises:
        C14NError: a namespace has no absolute address.
    """
    alone = parse(etree.tostring(element, encoding="UTF-8", with_tail=False))
    written: bytes = etree.tostring(alone, method="c14n", exclusive=exclusive, with_comments=False)
    return written
