# SPDX-License-Identifier: Apache-2.0
"""The few words of DER (X.690) that rebuilding containers, tokens and validation data needs."""

from __future__ import annotations

BIT_STRING = 0x03
OCTET_STRING = 0x04
SEQUENCE = 0x30
SET = 0x31
EXPLICIT_0 = 0xA0
IMPLICIT_0 = 0xA0
HEADER = 2  # tag and first length byte
SHORT = 0x80  # lengths below it take one byte


def tlv(tag: int, *parts: bytes) -> bytes:
    """One value: tag, shortest definite length, content."""
    content = b"".join(parts)
    size = len(content)
    if size < SHORT:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, SHORT | len(length))) + length + content


def total_length(data: bytes) -> int:
    """Length of the value that `data` starts with; 0 if its header is not readable."""
    if len(data) < HEADER:
        return 0
    if data[1] < SHORT:
        return HEADER + data[1]
    count = data[1] & ~SHORT
    end = HEADER + count
    if not count or len(data) < end:
        return 0
    return end + int.from_bytes(data[HEADER:end])


NULL = b"\x05\x00"
SHA2 = {
    "sha256": bytes.fromhex("0609608648016503040201"),
    "sha384": bytes.fromhex("0609608648016503040202"),
    "sha512": bytes.fromhex("0609608648016503040203"),
}
"""Object identifiers of the digests."""
_SIZES = {"sha256": 32, "sha384": 48, "sha512": 64}
_RSA = bytes.fromhex("06092a864886f70d0101")
_ECDSA = bytes.fromhex("06082a8648ce3d0403")
_ARCS = {"sha256": (11, 2), "sha384": (12, 3), "sha512": (13, 4)}
_PSS, _MGF1 = 10, 8


def _pss(digest: str) -> bytes:
    """RSASSA-PSS with MGF1 over the same digest and a salt as long as it (RFC 4055 §3.1)."""
    hashed = tlv(SEQUENCE, SHA2[digest], NULL)
    mask = tlv(SEQUENCE, _RSA + bytes([_MGF1]), hashed)
    salt = tlv(0x02, bytes([_SIZES[digest]]))
    parameters = (tlv(0xA0, hashed), tlv(0xA1, mask), tlv(0xA2, salt))
    return tlv(SEQUENCE, _RSA + bytes([_PSS]), tlv(SEQUENCE, *parameters))


SIGNING = {
    **{("rsa", name): tlv(SEQUENCE, _RSA + bytes([arc]), NULL) for name, (arc, _) in _ARCS.items()},
    **{("rsa-pss", name): _pss(name) for name in _ARCS},
    **{("ecdsa", name): tlv(SEQUENCE, _ECDSA + bytes([arc])) for name, (_, arc) in _ARCS.items()},
}
"""Identifiers of signature algorithms by scheme and digest, whole, in their one form."""
