# SPDX-License-Identifier: Apache-2.0
"""Signature containers as other programs write them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from support.pki import chain_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.demo.pki import Identity

Contents = Callable[[bytes], bytes]
"""From the covered bytes to what goes into the reserved space."""


def cms_by(  # noqa: PLR0913 - all but the signer are named
    identity: Identity,
    *,
    digest: str = "sha256",
    pss: bool = False,
    attributes: bool = True,
    inner: bool = False,
    stamp: Callable[[bytes], bytes] | None = None,
    stamp_over: str = "sha256",
    others: Sequence[bytes] | None = None,
    spoilt: Callable[[cms.SignedData], None] | None = None,
) -> Contents:
    """A CMS over the covered bytes, written by hand.

    Args:
        identity: signs.
        digest: what is hashed with.
        pss: signs by RSASSA-PSS.
        attributes: whether there are signed attributes.
        inner: the content is the SHA-1 digest of the covered bytes (`adbe.pkcs7.sha1`).
        stamp: makes a time-stamp token over the signature value's digest.
        stamp_over: what that one is hashed with.
        others: certificates beside the signer's, DER; None for the chain.
        spoilt: changes the SignedData before it is written.
    """

    def contents(covered: bytes) -> bytes:
        content = hashlib.sha1(covered, usedforsecurity=False).digest() if inner else covered
        hashed = hashlib.new(digest, content, usedforsecurity=False).digest()
        said = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
                cms.CMSAttribute({"type": "message_digest", "values": [hashed]}),
            ]
        )
        value = _value(identity, said.dump() if attributes else content, digest, pss=pss)
        info = _signer_info(identity, digest, value, pss=pss)
        if attributes:
            info["signed_attrs"] = said
        if stamp is not None:
            token = cms.ContentInfo.load(stamp(hashlib.new(stamp_over, value).digest()))
            attribute = {"type": "signature_time_stamp_token", "values": [token]}
            info["unsigned_attrs"] = [cms.CMSAttribute(attribute)]
        beside = chain_of(identity) if others is None else others
        whole = cms.SignedData(
            {
                "version": "v1",
                "digest_algorithms": [{"algorithm": digest}],
                "encap_content_info": {
                    "content_type": "data",
                    **({"content": content} if inner else {}),
                },
                "certificates": [
                    asn1_x509.Certificate.load(entry) for entry in (identity.der, *beside)
                ],
                "signer_infos": [info],
            }
        )
        if spoilt is not None:
            spoilt(whole)
        found: bytes = cms.ContentInfo({"content_type": "signed_data", "content": whole}).dump()
        return found

    return contents


def bare_by(identity: Identity) -> Contents:
    """The oldest form: an octet string with an RSA signature over the SHA-1 digest."""

    def contents(covered: bytes) -> bytes:
        assert isinstance(identity.key, rsa.RSAPrivateKey)
        old = hashes.SHA1()  # noqa: S303 - what such files have
        value = identity.key.sign(covered, padding.PKCS1v15(), old)
        found: bytes = core.OctetString(value).dump()
        return found

    return contents


def _signer_info(identity: Identity, digest: str, value: bytes, *, pss: bool) -> dict[str, Any]:
    leaf = asn1_x509.Certificate.load(identity.der)
    named = {"issuer": leaf.issuer, "serial_number": leaf.serial_number}
    return {
        "version": "v1",
        "sid": cms.IssuerAndSerialNumber(named),
        "digest_algorithm": {"algorithm": digest},
        "signature_algorithm": _algorithm(identity.key, digest, pss=pss),
        "signature": value,
    }


def _algorithm(key: object, digest: str, *, pss: bool) -> dict[str, Any]:
    if pss:
        hashed = {"algorithm": digest}
        mask = {"algorithm": "mgf1", "parameters": hashed}
        salt = hashlib.new(digest, usedforsecurity=False).digest_size
        parameters = {"hash_algorithm": hashed, "mask_gen_algorithm": mask, "salt_length": salt}
        return {"algorithm": "rsassa_pss", "parameters": algos.RSASSAPSSParams(parameters)}
    if isinstance(key, rsa.RSAPrivateKey):
        return {"algorithm": f"{digest}_rsa"}
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return {"algorithm": f"{digest}_ecdsa"}
    return {"algorithm": "ed25519"}


def _value(identity: Identity, data: bytes, digest: str, *, pss: bool) -> bytes:
    algorithm: hashes.HashAlgorithm = getattr(hashes, digest.upper())()
    key: Any = identity.key
    found: bytes
    if isinstance(key, ed25519.Ed25519PrivateKey):
        found = key.sign(data)
    elif isinstance(key, ec.EllipticCurvePrivateKey):
        found = key.sign(data, ec.ECDSA(algorithm))
    else:
        salted = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)
        found = key.sign(data, salted if pss else padding.PKCS1v15(), algorithm)
    return found
