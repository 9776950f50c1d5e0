# SPDX-License-Identifier: Apache-2.0
"""The proper form of validation data: what could be written otherwise could be altered unseen.

Each piece is rebuilt around what its authority has signed and compared byte for byte; that also
says that it can be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asn1crypto import crl, ocsp, x509

from esign.verification import der
from esign.verification.container import MALFORMED, certificate_canonical

if TYPE_CHECKING:
    from collections.abc import Callable

_OID_BASIC = bytes.fromhex("06092b0601050507300101")
_SUCCESSFUL = b"\x0a\x01\x00"


def proper_certificate(encoded: bytes) -> bool:
    """Whether the bytes are a certificate in its one form."""
    return _attempt(_certificate, encoded)


def proper_list(encoded: bytes) -> bool:
    """Whether the bytes are a revocation list (RFC 5280 §5.1) in its one form."""
    return _attempt(_list, encoded)


def proper_response(encoded: bytes) -> bool:
    """Whether the bytes are a successful OCSP response (RFC 6960 §4.2.1) in its one form."""
    return _attempt(_response, encoded)


def _attempt(check: Callable[[bytes], bool], encoded: bytes) -> bool:
    try:
        return check(encoded)
    except MALFORMED:
        return False


def _certificate(encoded: bytes) -> bool:
    x509.Certificate.load(encoded, strict=True)
    return certificate_canonical(encoded)


def _list(encoded: bytes) -> bool:
    parsed = crl.CertificateList.load(encoded, strict=True)
    signed = parsed["tbs_cert_list"]
    algorithm = signed["signature"].dump()
    return encoded == _signed(signed.dump(), algorithm, parsed["signature"].native)


def _response(encoded: bytes) -> bool:
    parsed = ocsp.OCSPResponse.load(encoded, strict=True)
    basic = parsed["response_bytes"]["response"].parsed
    algorithm = basic["signature_algorithm"].dump()
    certificates = [entry.dump() for entry in basic["certs"] or ()]
    carried = der.tlv(der.EXPLICIT_0, der.tlv(der.SEQUENCE, *certificates)) if certificates else b""
    whole = _signed(
        basic["tbs_response_data"].dump(), algorithm, basic["signature"].native, carried
    )
    inner = der.tlv(der.SEQUENCE, _OID_BASIC, der.tlv(der.OCTET_STRING, whole))
    return (
        algorithm in der.SIGNING.values()
        and all(map(certificate_canonical, certificates))
        and encoded == der.tlv(der.SEQUENCE, _SUCCESSFUL, der.tlv(der.EXPLICIT_0, inner))
    )


def _signed(content: bytes, algorithm: bytes, value: bytes, rest: bytes = b"") -> bytes:
    """What an authority has signed, with its signature, of which no bit is unused."""
    return der.tlv(der.SEQUENCE, content, algorithm, der.tlv(der.BIT_STRING, b"\0" + value), rest)
