# SPDX-License-Identifier: Apache-2.0
"""Facts about the token of a document time-stamp (RFC 3161; ETSI EN 319 422).

Like a signature's container it is not covered by what it covers, so it is rebuilt from its parts
and compared byte for byte. Authorities write some things in one of two ways (RFC 5754 §2: SHA-2
identifiers with NULL or without; RFC 3370 §3.2: the key's algorithm or the combined one), and carry
their certificates in any order: such differences say the same and are let pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asn1crypto import cms

from esign.trust import read_token
from esign.verification import der
from esign.verification.container import MALFORMED, certificate_canonical
from esign.verification.facts import Stamp

if TYPE_CHECKING:
    from collections.abc import Callable

_OID_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_OID_TOKEN = bytes.fromhex("060b2a864886f70d0109100104")
_VERSION_3 = b"\x02\x01\x03"
_OID_RSA = bytes.fromhex("06092a864886f70d010101")
_INFO_VERSIONS = {"issuer_and_serial_number": b"\x02\x01\x01", "subject_key_identifier": _VERSION_3}


def read_stamp(contents: bytes, covered_digest: Callable[[str], bytes]) -> Stamp | None:
    """The token's facts, or None when it cannot be read as one authority's token.

    Args:
        contents: the reserved space of the time-stamp, padding included.
        covered_digest: digest of the covered bytes by a `hashlib` algorithm.
    """
    length = der.total_length(contents)
    if not 0 < length <= len(contents):
        return None
    encoded, rest = contents[:length], contents[length:]
    token = read_token(encoded)
    if token is None:
        return None
    return Stamp(
        at=token.at,
        certificate=token.certificate,
        others=token.others,
        imprint_matches=token.fits(covered_digest),
        intact=token.intact,
        canonical=_canonical(encoded),
        padding_clean=not rest.strip(b"\0"),
        weak=token.fits_weakly(covered_digest),
    )


def _canonical(encoded: bytes) -> bool:
    try:
        signed = cms.ContentInfo.load(encoded, strict=True)["content"]
        certificates = [entry.dump() for entry in signed["certificates"]]
        return encoded == _rebuilt(signed, certificates) and all(
            map(certificate_canonical, certificates)
        )
    except MALFORMED:
        return False


def _rebuilt(signed: cms.SignedData, certificates: list[bytes]) -> bytes:
    """The token with these parts; empty when its algorithms are written in no known way."""
    info = signed["signer_infos"][0]
    digest = info["digest_algorithm"]["algorithm"].native
    digests = _digest_identifiers(digest)
    schemes = _signature_identifiers(digest, digests)
    outer, inner, scheme = (
        signed["digest_algorithms"].contents,
        info["digest_algorithm"].dump(),
        info["signature_algorithm"].dump(),
    )
    if outer not in digests or inner not in digests or scheme not in schemes:
        return b""
    signer = der.tlv(
        der.SEQUENCE,
        _INFO_VERSIONS[info["sid"].name],
        info["sid"].dump(),
        inner,
        der.tlv(der.IMPLICIT_0, info["signed_attrs"].contents),
        scheme,
        der.tlv(der.OCTET_STRING, info["signature"].native),
    )
    content = bytes(signed["encap_content_info"]["content"])
    whole = der.tlv(
        der.SEQUENCE,
        _VERSION_3,
        der.tlv(der.SET, outer),
        der.tlv(
            der.SEQUENCE,
            _OID_TOKEN,
            der.tlv(der.EXPLICIT_0, der.tlv(der.OCTET_STRING, content)),
        ),
        der.tlv(der.IMPLICIT_0, *certificates),
        der.tlv(der.SET, signer),
    )
    return der.tlv(der.SEQUENCE, _OID_SIGNED_DATA, der.tlv(der.EXPLICIT_0, whole))


def _digest_identifiers(digest: str) -> tuple[bytes, ...]:
    if digest not in der.SHA2:
        return ()
    oid = der.SHA2[digest]
    return der.tlv(der.SEQUENCE, oid, der.NULL), der.tlv(der.SEQUENCE, oid)


def _signature_identifiers(digest: str, digests: tuple[bytes, ...]) -> tuple[bytes, ...]:
    if not digests:
        return ()
    combined = (der.SIGNING[scheme, digest] for scheme in ("rsa", "rsa-pss", "ecdsa"))
    return (*combined, der.tlv(der.SEQUENCE, _OID_RSA, der.NULL))
