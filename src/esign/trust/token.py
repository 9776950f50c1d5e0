# SPDX-License-Identifier: Apache-2.0
"""Reading time-stamp tokens (RFC 3161 §2.4.2): what they say, never whether that is to be believed.

A token is a CMS SignedData over a TSTInfo. Whose certificate it is, and whether that may stamp
times, is judged by the trust store.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from esign.trust.certificate import UNREADABLE, parse
from esign.trust.fitness import strong_digest, timestamp_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from asn1crypto import x509 as asn1_x509

MOST_BYTES = 1 << 18
"""The largest token that is read; honest ones have a few thousand bytes."""

_SET = b"\x31"
_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
    "sha3_256": hashes.SHA3_256,
    "sha3_384": hashes.SHA3_384,
    "sha3_512": hashes.SHA3_512,
}
_WEAK = "sha1"
_WITH_WEAK: dict[str, Callable[[], hashes.HashAlgorithm]] = {_WEAK: hashes.SHA1, **_HASHES}
# What asn1crypto raises on malformed input, which it parses only as far as it is asked for.
_MALFORMED = (ValueError, TypeError, LookupError, OverflowError, RecursionError, AttributeError)


@dataclass(frozen=True, slots=True)
class TimestampToken:
    """What a token says.

    Attributes:
        at: the moment it certifies, aware.
        imprint_algorithm: what was hashed with: `sha256`.
        imprint: the digest that was there at that moment.
        nonce: of the request it answers; None when it has none.
        certificate: the authority's, DER.
        others: further certificates it carries, DER.
        purpose_fits: the certificate is for stamping times and nothing else (§2.3).
        intact: the authority's signature fits, over a digest of SHA-2 or SHA-3, and names this very
            certificate (RFC 5035, RFC 5816).
        genuine: so it does when SHA-1 is let pass.
    """

    at: datetime
    imprint_algorithm: str
    imprint: bytes
    nonce: int | None
    certificate: bytes
    others: tuple[bytes, ...]
    purpose_fits: bool
    intact: bool
    genuine: bool = False

    def covers(self, data: bytes) -> bool:
        """Whether it is over these bytes, by a digest of SHA-2 or SHA-3."""
        return self.fits(lambda algorithm: hashlib.new(algorithm, data).digest())

    def fits(self, digest: Callable[[str], bytes]) -> bool:
        """Whether it is over what has such digests (by `hashlib` names), of SHA-2 or SHA-3."""
        known = self.imprint_algorithm in _HASHES
        return known and self.imprint == digest(self.imprint_algorithm)

    def weakly_covers(self, data: bytes) -> bool:
        """The same of the bytes themselves as of their digests (see `fits_weakly`)."""
        return self.fits_weakly(
            lambda algorithm: hashlib.new(algorithm, data, usedforsecurity=False).digest()
        )

    def fits_weakly(self, digest: Callable[[str], bytes]) -> bool:
        """Whether it is over what has such digests and genuine, but by SHA-1: it proves nothing."""
        if not self.genuine or (self.intact and self.imprint_algorithm != _WEAK):
            return False
        known = self.imprint_algorithm in _WITH_WEAK
        return known and self.imprint == digest(self.imprint_algorithm)


def read_token(token: bytes) -> TimestampToken | None:
    """What a token (DER) says; None when it cannot be read as one authority's token."""
    if len(token) > MOST_BYTES:
        return None
    try:
        return _read(token)
    except _MALFORMED:
        return None


def _read(token: bytes) -> TimestampToken | None:
    content = cms.ContentInfo.load(token, strict=True)
    if content["content_type"].native != "signed_data":
        return None
    signed = content["content"]
    enclosed = signed["encap_content_info"]
    if enclosed["content_type"].native != "tst_info" or len(signed["signer_infos"]) != 1:
        return None
    encoded = bytes(enclosed["content"])
    said = tsp.TSTInfo.load(encoded, strict=True)
    info = signed["signer_infos"][0]
    plain = [entry.chosen for entry in signed["certificates"] if entry.name == "certificate"]
    leaf = _signer(info["sid"], plain)
    at = said["gen_time"].native
    if leaf is None or at.tzinfo is None:
        return None
    imprint = said["message_imprint"]
    return TimestampToken(
        at=at,
        imprint_algorithm=str(imprint["hash_algorithm"]["algorithm"].native),
        imprint=imprint["hashed_message"].native,
        nonce=said["nonce"].native,
        certificate=leaf.dump(),
        others=tuple(entry.dump() for entry in plain if entry is not leaf),
        purpose_fits=_purpose_fits(leaf.dump()),
        intact=_intact(leaf, info, encoded, _HASHES),
        genuine=_intact(leaf, info, encoded, _WITH_WEAK),
    )


def _signer(
    identifier: cms.SignerIdentifier, certificates: Iterable[asn1_x509.Certificate]
) -> asn1_x509.Certificate | None:
    """The one certificate that the signer's identifier names."""
    if identifier.name == "issuer_and_serial_number":
        issuer, serial = identifier.chosen["issuer"], identifier.chosen["serial_number"].native
        found = [
            entry
            for entry in certificates
            if entry.serial_number == serial and entry.issuer.dump() == issuer.dump()
        ]
    else:
        named = identifier.chosen.native
        found = [entry for entry in certificates if entry.key_identifier == named]
    return found[0] if len(found) == 1 else None


def _purpose_fits(certificate: bytes) -> bool:
    parsed = parse(certificate)
    return parsed is not None and not timestamp_fault(parsed)


def _intact(
    leaf: asn1_x509.Certificate,
    info: cms.SignerInfo,
    encoded: bytes,
    known: Mapping[str, Callable[[], hashes.HashAlgorithm]],
) -> bool:
    algorithm = info["digest_algorithm"]["algorithm"].native
    if algorithm not in known:
        return False
    digest = hashlib.new(algorithm, encoded, usedforsecurity=False).digest()
    attributes = {
        entry["type"].native: entry["values"][0]
        for entry in info["signed_attrs"]
        if len(entry["values"]) == 1
    }
    return (
        attributes["content_type"].native == "tst_info"
        and attributes["message_digest"].native == digest
        and _names(attributes, leaf)
        and signature_fits(leaf, info, known)
    )


def _names(attributes: dict[str, cms.CMSAttribute], leaf: asn1_x509.Certificate) -> bool:
    """Whether the token names its signer's certificate, as it must (RFC 3161 §2.4.2)."""
    if "signing_certificate_v2" in attributes:
        value = tsp.SigningCertificateV2.load(attributes["signing_certificate_v2"].dump())
        reference = value["certs"][0]
        algorithm = reference["hash_algorithm"]["algorithm"].native
        if not strong_digest(algorithm):
            return False
        return bool(reference["cert_hash"].native == hashlib.new(algorithm, leaf.dump()).digest())
    value = tsp.SigningCertificate.load(attributes["signing_certificate"].dump())
    # The older attribute knows SHA-1 only. What could be gained by another certificate of the same
    # digest is nothing: it would need the same key, and is judged by itself.
    digest = hashlib.sha1(leaf.dump(), usedforsecurity=False).digest()
    return bool(value["certs"][0]["cert_hash"].native == digest)


def signature_fits(
    leaf: asn1_x509.Certificate,
    info: cms.SignerInfo,
    known: Mapping[str, Callable[[], hashes.HashAlgorithm]] = _HASHES,
) -> bool:
    """Whether a signature value fits the signed attributes under the certificate's key.

    Over one of the digests that are known, those of SHA-2 and SHA-3 by the rule; which content the
    attributes speak of, the caller looks at.
    """
    name = info["digest_algorithm"]["algorithm"].native
    if name not in known:
        return False
    algorithm = known[name]()
    signed = _SET + info["signed_attrs"].dump()[1:]
    value = info["signature"].native
    scheme = info["signature_algorithm"].signature_algo
    try:
        key = x509.load_der_x509_certificate(leaf.dump()).public_key()
        if isinstance(key, rsa.RSAPublicKey) and scheme == "rsassa_pkcs1v15":
            key.verify(value, signed, padding.PKCS1v15(), algorithm)
        elif isinstance(key, rsa.RSAPublicKey) and scheme == "rsassa_pss":
            salted = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)
            key.verify(value, signed, salted, algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey) and scheme == "ecdsa":
            key.verify(value, signed, ec.ECDSA(algorithm))
        else:
            return False
    except (InvalidSignature, *UNREADABLE):
        return False
    return True
