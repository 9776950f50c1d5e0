# SPDX-License-Identifier: Apache-2.0
"""Signed packages, good and forged: each forgery changes the XML of a good one by hand."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from esign.exchange import write
from esign.model import DocumentReference, StatusPackage
from support.packages import PACKAGE, SENT_AT
from support.pki import make_pki
from support.received import SHEET
from support.sealed import AnyKey, sealed_page

if TYPE_CHECKING:
    from esign.demo.pki import Identity
    from esign.model import Package

DSIG = "http://www.w3.org/2000/09/xmldsig#"
STATUS = write(
    StatusPackage(
        sender=PACKAGE.receivers[0],
        about=DocumentReference("H99.12", PACKAGE.code, PACKAGE.document_id, PACKAGE.issued_on),
        code="03",
        at=SENT_AT,
        description="Đã tiếp nhận, vào sổ số 45",
    )
)
DECORATION = f"""<Signature><SignedInfo>
<CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
<SignatureMethod Algorithm="{DSIG}rsa-sha1"/><Reference URI=""><Transforms>
<Transform Algorithm="{DSIG}enveloped-signature"/>
<Transform Algorithm="http://www.w3.org/TR/xml-exc-c14n#"/></Transforms>
<DigestMethod Algorithm="{DSIG}sha1"/><DigestValue>6ebQXiMr2d6LRLxGB3fQtCGBBM0=</DigestValue>
</Reference></SignedInfo><SignatureValue>vJ+0jDyDUUXZbWCVhD9Vew==</SignatureValue>
<KeyInfo><X509Data><X509SubjectName>CN=Mẫu</X509SubjectName>
<X509Certificate>MIICETCCAXqg</X509Certificate></X509Data></KeyInfo></Signature>"""


@cache
def signed_package(identity: Identity | None = None, package: Package = PACKAGE) -> bytes:
    """A package signed by the agency unless another one is named."""
    return write(package, key=AnyKey(identity or make_pki().seal))


@cache
def signed_letter(identity: Identity | None = None) -> bytes:
    """A signed package with the sealed page, whose sheet says the same."""
    files = (replace(PACKAGE.attachments[0], data=sealed_page()),)
    return signed_package(identity, replace(SHEET, attachments=files))


def changed(data: bytes, old: str, new: str, count: int = 1) -> bytes:
    """The package with a place changed, which must be there."""
    assert old.encode() in data, old
    return data.replace(old.encode(), new.encode(), count)


def signature_of(data: bytes) -> str:
    """The signature, cut out of its package."""
    start, end = data.index(b"<Signature "), data.index(b"</Signature>") + len("</Signature>")
    return data[start:end].decode()


def with_signature(data: bytes, signature: str) -> bytes:
    """The package with another signature in place of its own, or of its empty one."""
    old = signature_of(data) if b"</Signature>" in data else "<Signature/>"
    return changed(data, old, signature)


def with_value(data: bytes, name: str, place: int) -> bytes:
    """The package with one bit of a leaf of its signature flipped."""
    start = data.index(f"<{name}>".encode()) + len(name) + 2
    end = data.index(f"</{name}>".encode())
    value = bytearray(b64decode(data[start:end]))
    value[place] ^= 1
    return data[:start] + b64encode(value) + data[end:]
