# SPDX-License-Identifier: Apache-2.0
"""The few words of DER (X.690) that rebuilding a signature container needs."""

from __future__ import annotations

BIT_STRING = 0x03
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
