# SPDX-License-Identifier: Apache-2.0
"""What a signature covers and holds, read again for its digests.

Only for signatures whose covered bytes are known: what cannot be found beyond doubt has no digest
in the report, and no verdict depends on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from asn1crypto import cms

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER: Final = rb"\s+(\d{1,10})"
BYTE_RANGE: Final = re.compile(
    rb"/ByteRange\s{0,8}\[\s{0,8}0" + NUMBER * 3 + rb"\s{0,8}\]"  # ISO 32000-2 Table 255
)
HEX: Final = re.compile(rb"<([0-9A-Fa-f]*)>")
SET_OF: Final = 0x31
UNREADABLE: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)
"""What the ASN.1 library raises on what is no CMS."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What a signature covers.

    Attributes:
        document_sha256: of the covered bytes.
        container: what the reserved space holds, with its padding.
    """

    document_sha256: bytes
    container: bytes


@dataclass(frozen=True, slots=True)
class Value:
    """A signature's value, and the SHA-256 of what was signed in the end (EN 319 102-1 §4.2.8)."""

    signature: bytes
    representation_sha256: bytes


def covered(data: bytes, signed_bytes: int) -> Covered | None:
    """What the one signature covers that ends at that byte; None if it is not plain which."""
    if not signed_bytes:
        return None
    found = list(_candidates(data, signed_bytes))
    return found[0] if len(found) == 1 else None


def _candidates(data: bytes, signed_bytes: int) -> Iterator[Covered]:
    for stated in BYTE_RANGE.finditer(data, 0, signed_bytes):
        first, second, length = map(int, stated.groups())
        if second + length != signed_bytes or not 0 < first < second:
            continue
        held = HEX.fullmatch(data, first, second)
        if held is not None and len(held[1]) % 2 == 0:
            state = sha256(memoryview(data)[:first])
            state.update(memoryview(data)[second:signed_bytes])
            yield Covered(state.digest(), bytes.fromhex(held[1].decode("ascii")))


def value(container: bytes) -> Value | None:
    """The signature's value in a CMS container (RFC 5652 §5.3); None if it cannot be read."""
    try:
        signer = cms.ContentInfo.load(container)["content"]["signer_infos"][0]
        attributes = signer["signed_attrs"]
        signature = bytes(signer["signature"].native)
        if isinstance(attributes, cms.CMSAttributes) and len(attributes):
            encoded = attributes.dump()
            return Value(signature, sha256(bytes([SET_OF]) + encoded[1:]).digest())
    except UNREADABLE:
        return None
    return None
