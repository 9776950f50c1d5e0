# SPDX-License-Identifier: Apache-2.0
"""Signature containers of every origin: CMS (RFC 5652) in BER or DER, and what preceded it.

Attributed is a signature to the certificate that its signer's identifier names; whether that one is
believed is judged elsewhere. The mathematics is the library's.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asn1crypto import cms, core, parser, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko_certvalidator.sig_validate import (
    DefaultSignatureValidator,
    SignatureValidationContext,
)

from esign.trust import read_token, strong_digest
from esign.verification.container import MALFORMED
from esign.verification.facts import Container, Stamp
from esign.verification.general.attributes import DIGESTS, Attributes
from esign.verification.general.carried import NOTHING, Carried, carried

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Digest = Callable[[str], bytes]

SHA1_CONTENT: Final = "adbe.pkcs7.sha1"
"""The container holds the SHA-1 digest of the file, and signs that (ISO 32000-1 §12.8.3.3)."""
MOST_TOKENS: Final = 4
_FAULTS = (*MALFORMED, AttributeError, AssertionError, UnsupportedAlgorithm)
_SCHEMES = {
    "rsassa_pkcs1v15": "rsa",
    "rsassa_pss": "rsa-pss",
    "ecdsa": "ecdsa",
    "dsa": "dsa",
    "ed25519": "ed25519",
    "ed448": "ed448",
}
_FIXED = {"ed25519": "sha512", "ed448": "sha512"}
"""What those schemes hash with is part of them (RFC 8032) and as strong as SHA-2."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A container with what it carries beside the signature."""

    container: Container
    tokens: tuple[Stamp, ...] = ()
    carried: Carried = NOTHING


def open_container(
    contents: bytes, subfilter: str, covered_digest: Digest, pool: Iterable[bytes] = ()
) -> Opened | None:
    """What a signature's reserved space holds, or None when it cannot be read as one signature.

    Args:
        contents: the reserved space, padding included.
        subfilter: how the file names the encoding.
        covered_digest: digest of the covered bytes by a `hashlib` algorithm.
        pool: certificates (DER) from elsewhere in the file.
    """
    try:
        return _open(contents, subfilter, covered_digest, pool)
    except _FAULTS:
        return None


def padded_with_zeros(contents: bytes) -> bool:
    """Whether only zeros follow the encoded value, in BER or DER; no signature covers the rest."""
    return not contents[parser.peek(contents) :].strip(b"\0")


def _open(
    contents: bytes, subfilter: str, covered_digest: Digest, pool: Iterable[bytes]
) -> Opened | None:
    content = cms.ContentInfo.load(contents)
    if content["content_type"].native != "signed_data":
        return None
    signed = content["content"]
    enclosed = signed["encap_content_info"]
    if len(signed["signer_infos"]) != 1 or enclosed["content_type"].native != "data":
        return None
    if subfilter != SHA1_CONTENT and not _encloses_the_same(enclosed, covered_digest):
        return None
    info = signed["signer_infos"][0]
    embedded = [
        entry.chosen for entry in signed["certificates"] or () if entry.name == "certificate"
    ]
    elsewhere = [x509.Certificate.load(entry) for entry in pool]
    leaf = _signer(info["sid"], embedded) or _signer(info["sid"], elsewhere)
    if leaf is None:
        return None
    attributes = Attributes(info["signed_attrs"])
    expected = _expected(subfilter, enclosed, covered_digest)
    found = _judged(info, leaf, attributes, expected)
    others = dict.fromkeys(entry.dump() for entry in embedded)
    others.pop(leaf.dump(), None)
    container = Container(
        certificate=leaf.dump(),
        others=tuple(others),
        digest_algorithm=found.digest,
        signature_algorithm=found.scheme,
        digest_matches=found.matches,
        signature_valid=found.valid,
        reference_matches=attributes.names_certificate(leaf),
        signed_attributes=attributes.names,
        unsigned_attributes=tuple(entry["type"].dotted for entry in info["unsigned_attrs"] or ()),
        canonical=False,
        padding_clean=padded_with_zeros(contents),
        claimed_at=attributes.claimed_at,
    )
    return Opened(container, _tokens(info), carried(signed, info))


def _encloses_the_same(enclosed: cms.EncapsulatedContentInfo, covered: Digest) -> bool:
    """Whether a container that should enclose nothing does so, or the covered bytes themselves.

    Others might take anything else for what was signed.
    """
    content = enclosed["content"]
    if isinstance(content, core.Void):
        return True
    return hashlib.sha256(content.native or b"").digest() == covered("sha256")


@dataclass(frozen=True, slots=True)
class _Expected:
    """What is signed: a digest of the file, or the digest of a digest of it.

    Attributes:
        digest: of what is signed.
        right: the inner digest, if there is one, is that of the file.
        inner: its name; empty where there is none.
    """

    digest: Digest
    right: bool = True
    inner: str = ""


def _expected(subfilter: str, enclosed: cms.EncapsulatedContentInfo, covered: Digest) -> _Expected:
    if subfilter != SHA1_CONTENT:
        return _Expected(covered)
    content = enclosed["content"].native
    inner = content if isinstance(content, bytes) else b""
    return _Expected(
        lambda name: hashlib.new(name, inner, usedforsecurity=False).digest(),
        right=inner == covered("sha1"),
        inner="sha1",
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """The weakest digest that counts, the scheme, and whether both halves fit."""

    digest: str
    scheme: str
    matches: bool
    valid: bool


def _judged(
    info: cms.SignerInfo, leaf: x509.Certificate, attributes: Attributes, expected: _Expected
) -> _Found:
    digest = str(info["digest_algorithm"]["algorithm"].native)
    scheme = _scheme(info)
    if digest not in DIGESTS or not scheme or not attributes.is_sound(info):
        return _Found("", scheme, matches=False, valid=False)
    of_file = expected.digest(digest)
    stated = attributes.digest if attributes.present else of_file
    valid = _fits(info, leaf, digest, None if attributes.present else of_file)
    if valid is None:
        return _Found("", scheme, matches=False, valid=False)
    used = [digest, _FIXED.get(scheme) or _hash(info) or digest, expected.inner or digest]
    if not expected.right or stated != of_file:
        valid = valid and attributes.present  # without attributes nobody can tell which is wrong
        return _Found(_weakest(used), scheme, matches=False, valid=valid)
    return _Found(_weakest(used), scheme, matches=True, valid=valid)


def _scheme(info: cms.SignerInfo) -> str:
    try:
        return _SCHEMES.get(str(info["signature_algorithm"].signature_algo), "")
    except ValueError:  # not one of the algorithms that sign
        return ""


def _hash(info: cms.SignerInfo) -> str:
    """What the signature's own identifier says is hashed with; empty where it leaves that open."""
    try:
        return str(info["signature_algorithm"].hash_algo or "")
    except ValueError:
        return ""


def _weakest(digests: Iterable[str]) -> str:
    return min(digests, key=lambda name: (strong_digest(name), name != "md5"))


def _fits(
    info: cms.SignerInfo, leaf: x509.Certificate, digest: str, of_file: bytes | None
) -> bool | None:
    """Whether the signature value fits; None where the algorithm or the key is not understood.

    Args:
        info: the signer's part of the container.
        leaf: the signer's certificate.
        digest: the digest's name.
        of_file: what is signed where there are no signed attributes.
    """
    value = info["signature"].native
    context = SignatureValidationContext(digest, prehashed=of_file is not None)
    for signed in _encodings(info) if of_file is None else (of_file,):
        try:
            DefaultSignatureValidator().validate_signature(
                value, signed, leaf.public_key, info["signature_algorithm"], context
            )
        except InvalidSignature:
            continue
        except (*_FAULTS, NotImplementedError):
            return None
        return True
    return False


def _encodings(info: cms.SignerInfo) -> Sequence[bytes]:
    """The signed attributes as they stand, and in DER, which is what is signed (§5.4)."""
    written = info["signed_attrs"].untag().dump()
    parts = sorted(entry.dump(force=True) for entry in info["signed_attrs"].copy())
    proper = cms.CMSAttributes([cms.CMSAttribute.load(part) for part in parts]).dump(force=True)
    return (written,) if proper == written else (written, proper)


def _signer(
    identifier: cms.SignerIdentifier, certificates: Iterable[x509.Certificate]
) -> x509.Certificate | None:
    """The one certificate that the signer's identifier names, however its names are written."""
    if identifier.name == "issuer_and_serial_number":
        issuer, serial = identifier.chosen["issuer"], identifier.chosen["serial_number"].native
        found = [
            entry
            for entry in certificates
            if entry.serial_number == serial and entry.issuer == issuer
        ]
    else:
        found = [
            entry for entry in certificates if entry.key_identifier == identifier.chosen.native
        ]
    distinct = {entry.dump(): entry for entry in found}
    return next(iter(distinct.values())) if len(distinct) == 1 else None


def _tokens(info: cms.SignerInfo) -> tuple[Stamp, ...]:
    """Time-stamps over the signature's value (EN 319 122-1 §5.3); unreadable ones prove nothing."""
    value = info["signature"].native
    encoded = [
        token.dump()
        for entry in info["unsigned_attrs"] or ()
        if entry["type"].native == "signature_time_stamp_token"
        for token in entry["values"]
    ]
    read = [read_token(each) for each in encoded[:MOST_TOKENS]]
    return tuple(
        Stamp(
            at=token.at,
            certificate=token.certificate,
            others=token.others,
            imprint_matches=token.covers(value),
            intact=token.intact,
            canonical=False,
            padding_clean=True,
            weak=token.weakly_covers(value),
        )
        for token in read
        if token is not None
    )
