# SPDX-License-Identifier: Apache-2.0
"""Facts about a signature container: CMS (RFC 5652) in the CAdES form of ETSI EN 319 122-1.

The container is not covered by the signature it holds. Whatever of it can be written in two ways
could be changed unseen, so it is rebuilt from its parts and compared byte for byte. Of the two
values (r, s) and (r, n - s) that fit under ECDSA, the one with the lower s is wanted. One freedom
is left: where an authority above the signer's own issuer signs with ECDSA, its signature over an
embedded certificate may be the other value; such certificates are not ours to choose, and who is
trusted does not depend on it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from asn1crypto import cms, core, tsp, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import load_der_public_key

from esign.verification import der
from esign.verification.facts import Container

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from asn1crypto import algos
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

DIGESTS: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
    "sha3_256": hashes.SHA3_256,
    "sha3_384": hashes.SHA3_384,
    "sha3_512": hashes.SHA3_512,
}
# What asn1crypto raises on malformed input, which it parses only as far as it is asked for.
MALFORMED = (ValueError, TypeError, LookupError, OverflowError, RecursionError)
_SIMPLE = frozenset(("message_digest", "signing_time"))
_OID_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_OID_DATA = bytes.fromhex("06092a864886f70d010701")
_VERSION_1 = b"\x02\x01\x01"
COMMITMENT = "commitment_type"
_COMMITMENT_OID = "1.2.840.113549.1.9.16.2.16"
_COMMITMENTS = {  # the whole attribute, without qualifiers (ETSI EN 319 122-1 §5.2.3)
    der.tlv(
        der.SEQUENCE,
        bytes.fromhex("060b2a864886f70d0109100210"),
        der.tlv(der.SET, der.tlv(der.SEQUENCE, bytes.fromhex(f"060b2a864886f70d01091006{arc}"))),
    ): name
    for arc, name in (("01", "origin"), ("05", "approval"))
}
_SCHEMES = {"rsassa_pkcs1v15": "rsa", "rsassa_pss": "rsa-pss", "ecdsa": "ecdsa"}


def read_container(contents: bytes, covered_digest: Callable[[str], bytes]) -> Container | None:
    """The container's facts, or None when it cannot be read as one signer's signature.

    Args:
        contents: the reserved space of the signature, padding included.
        covered_digest: digest of the covered bytes by a `hashlib` algorithm.
    """
    length = der.total_length(contents)
    if not 0 < length <= len(contents):
        return None
    encoded, rest = contents[:length], contents[length:]
    try:
        return _read(encoded, rest, covered_digest)
    except MALFORMED:
        return None


def _read(encoded: bytes, rest: bytes, covered_digest: Callable[[str], bytes]) -> Container | None:
    content = cms.ContentInfo.load(encoded)
    signed = content["content"]
    if content["content_type"].native != "signed_data" or len(signed["signer_infos"]) != 1:
        return None
    info = signed["signer_infos"][0]
    certificates = [entry.chosen.dump() for entry in signed["certificates"]]
    leaf = _signer(info["sid"], signed["certificates"])
    if leaf is None:
        return None
    digest = info["digest_algorithm"]["algorithm"].native
    scheme = _SCHEMES.get(_scheme(info["signature_algorithm"]), "")
    attributes = _Attributes(info["signed_attrs"])
    return Container(
        certificate=leaf.dump(),
        others=tuple(entry for entry in certificates if entry != leaf.dump()),
        digest_algorithm=digest if digest in DIGESTS else "",
        signature_algorithm=scheme,
        digest_matches=digest in DIGESTS and attributes.digest == covered_digest(digest),
        signature_valid=_verifies(leaf, info, digest, scheme),
        reference_matches=attributes.names_certificate(leaf),
        signed_attributes=attributes.names,
        unsigned_attributes=_names(info["unsigned_attrs"]),
        canonical=encoded == _rebuilt(certificates, leaf, info, (scheme, digest))
        and all(map(certificate_canonical, certificates))
        and (scheme != "ecdsa" or _lower(leaf, info["signature"].native))
        and (COMMITMENT not in attributes.names or bool(attributes.commitment)),
        padding_clean=not rest.strip(b"\0"),
        claimed_at=attributes.signing_time,
        commitment=attributes.commitment,
    )


class _Attributes:
    """The signed attributes of a signer."""

    def __init__(self, attributes: cms.CMSAttributes) -> None:
        self._values = {
            entry["type"].native: entry["values"][0]
            for entry in attributes
            if len(entry["values"]) == 1
        }
        self.names = _names(attributes)
        values = {name: value.native for name, value in self._values.items() if name in _SIMPLE}
        self.digest: bytes | None = values.get("message_digest")
        self.signing_time: datetime | None = values.get("signing_time")
        said = (_COMMITMENTS.get(entry.dump(), "") for entry in attributes)
        self.commitment = next(filter(None, said), "")

    def names_certificate(self, leaf: x509.Certificate) -> bool | None:
        """Whether signing-certificate-v2 (RFC 5035 §3) names this certificate first."""
        value = self._values.get("signing_certificate_v2")
        if value is None:
            return None
        reference = tsp.SigningCertificateV2.load(value.dump())["certs"][0]
        algorithm = reference["hash_algorithm"]["algorithm"].native
        if algorithm not in DIGESTS or algorithm == "sha1":
            return False
        fits: bool = reference["cert_hash"].native == hashlib.new(algorithm, leaf.dump()).digest()
        named = reference["issuer_serial"]
        if isinstance(named, core.Void):
            return fits
        directory = named["issuer"][0].chosen
        encoded = der.tlv(der.SEQUENCE, directory.contents)
        same: bool = encoded == leaf.issuer.dump() or directory == leaf.issuer
        return fits and same and named["serial_number"].native == leaf.serial_number


def _names(attributes: cms.CMSAttributes | core.Void) -> tuple[str, ...]:
    if isinstance(attributes, core.Void):
        return ()
    # How the library calls this one depends on what else has been loaded.
    return tuple(
        COMMITMENT if entry["type"].dotted == _COMMITMENT_OID else entry["type"].native
        for entry in attributes
    )


def _scheme(algorithm: algos.SignedDigestAlgorithm) -> str:
    try:
        return str(algorithm.signature_algo)
    except ValueError:  # not one of the algorithms that sign
        return ""


def _signer(
    identifier: cms.SignerIdentifier, certificates: cms.CertificateSet
) -> x509.Certificate | None:
    """The one certificate that the signer's identifier names."""
    plain = [entry.chosen for entry in certificates if entry.name == "certificate"]
    if identifier.name == "issuer_and_serial_number":
        issuer, serial = identifier.chosen["issuer"], identifier.chosen["serial_number"].native
        found = [
            entry
            for entry in plain
            if entry.serial_number == serial and entry.issuer.dump() == issuer.dump()
        ]
    else:
        found = [entry for entry in plain if entry.key_identifier == identifier.chosen.native]
    return found[0] if len(found) == 1 else None


def _verifies(leaf: x509.Certificate, info: cms.SignerInfo, digest: str, scheme: str) -> bool:
    """Whether the signature value fits the signed attributes under the certificate's key."""
    if digest not in DIGESTS or not scheme:
        return False
    signed = der.tlv(der.SET, info["signed_attrs"].contents)
    try:
        key = load_der_public_key(leaf.public_key.dump())
        _verify(key, info["signature"].native, signed, (scheme, DIGESTS[digest]()))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def _verify(
    key: PublicKeyTypes, value: bytes, signed: bytes, means: tuple[str, hashes.HashAlgorithm]
) -> None:
    scheme, algorithm = means
    if scheme == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(value, signed, ec.ECDSA(algorithm))
    elif scheme == "rsa" and isinstance(key, rsa.RSAPublicKey):
        key.verify(value, signed, padding.PKCS1v15(), algorithm)
    elif scheme == "rsa-pss" and isinstance(key, rsa.RSAPublicKey):
        salted = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)
        key.verify(value, signed, salted, algorithm)
    else:
        raise UnsupportedAlgorithm(scheme)


def _lower(leaf: x509.Certificate, value: bytes) -> bool:
    """Whether an ECDSA signature is the lower of the two that fit, in DER."""
    try:
        key = load_der_public_key(leaf.public_key.dump())
        first, second = decode_dss_signature(value)
    except (UnsupportedAlgorithm, ValueError):
        return False
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return False
    return encode_dss_signature(first, second) == value and 2 * second <= key.curve.group_order


def certificate_canonical(certificate: bytes) -> bool:
    """Whether a certificate, rebuilt around what its issuer signed, is the same byte for byte."""
    parsed = x509.Certificate.load(certificate)
    signed = parsed["tbs_certificate"]
    value = b"\0" + parsed["signature_value"].native  # no bit of the last byte is unused
    rebuilt = der.tlv(
        der.SEQUENCE, signed.dump(), signed["signature"].dump(), der.tlv(der.BIT_STRING, value)
    )
    return rebuilt == certificate


def _rebuilt(
    certificates: list[bytes], leaf: x509.Certificate, info: cms.SignerInfo, means: tuple[str, str]
) -> bytes:
    """The one canonical container with these parts; empty when there is no such form.

    Version 1 with issuer and serial number (RFC 5652 §5.3), SHA-2 identifiers with NULL, combined
    signature identifiers, certificates in DER order, neither revocation data nor unsigned
    attributes.
    """
    _, digest = means
    if means not in der.SIGNING:
        return b""
    digest_algorithm = der.tlv(der.SEQUENCE, der.SHA2[digest], der.NULL)
    serial = leaf["tbs_certificate"]["serial_number"].dump()
    signer = der.tlv(
        der.SEQUENCE,
        _VERSION_1,
        der.tlv(der.SEQUENCE, leaf.issuer.dump(), serial),
        digest_algorithm,
        der.tlv(der.IMPLICIT_0, info["signed_attrs"].contents),
        der.SIGNING[means],
        der.tlv(der.OCTET_STRING, info["signature"].native),
    )
    signed = der.tlv(
        der.SEQUENCE,
        _VERSION_1,
        der.tlv(der.SET, digest_algorithm),
        der.tlv(der.SEQUENCE, _OID_DATA),
        der.tlv(der.IMPLICIT_0, *sorted(certificates)),
        der.tlv(der.SET, signer),
    )
    return der.tlv(der.SEQUENCE, _OID_SIGNED_DATA, der.tlv(der.EXPLICIT_0, signed))
