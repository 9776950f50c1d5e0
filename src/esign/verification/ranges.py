# SPDX-License-Identifier: Apache-2.0
"""Which bytes a signature covers (ISO 32000-1 §12.8.1), and its digest of them."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import ByteStringObject, DecryptedObjectProxy, TextStringObject

from esign.verification.source import attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from esign.verification.form import SignedField
    from esign.verification.source import Source

_HEX = re.compile(rb"(?:[0-9A-F]{2})*")  # upper case, as pyHanko writes it
_RANGES = 4
_BEGUN = re.compile(rb"[\0\t\n\f\r ]*[0-9]{1,10} [0-9]{1,5} obj\b")


def gap(field: SignedField) -> tuple[int, int]:
    """Where the hexadecimal digits between the two ranges start and end."""
    _, first, second, _ = field.byte_range
    return first + 1, second - 1


def range_sane(source: Source, field: SignedField) -> bool:
    """Two ranges from the first byte on that leave out exactly the signature's own hex string."""
    if len(field.byte_range) != _RANGES:
        return False
    start, first, second, length = field.byte_range
    if start != 0 or first <= 0 or length <= 0 or second + length > len(source.data):
        return False
    if not 0 <= field.place < first < second:
        return False
    digits = source.data[first:second]
    own = source.data[field.place : first]
    if digits[:1] != b"<" or digits[-1:] != b">" or b"endobj" in own:
        return False
    return attempt(lambda: bytes.fromhex(digits[1:-1].decode("ascii"))) == signature_contents(field)


def is_cut(source: Source, signed: Sequence[SignedField]) -> bool:
    """Whether the file's end is missing.

    A signature covers more than there is, or objects follow the last end marker without one.
    """
    if any(claims_more(source, field) for field in signed):
        return True
    tail = source.data[source.end :]
    return _BEGUN.match(tail) is not None and b"%%EOF" not in tail


def claims_more(source: Source, field: SignedField) -> bool:
    """Whether a signature says that it covers more bytes than there are."""
    return len(field.byte_range) == _RANGES and sum(field.byte_range[2:]) > len(source.data)


def signature_contents(field: SignedField) -> bytes | None:
    """The bytes of the reserved space, padding included; None when there are none."""
    value = dict.get(field.signature, "/Contents")
    if isinstance(value, DecryptedObjectProxy):  # signatures are not encrypted (§7.6.2)
        value = value.raw_object
    if isinstance(value, TextStringObject | ByteStringObject):
        return attempt(lambda: value.original_bytes)
    return None


def is_hex_clean(source: Source, field: SignedField) -> bool:
    """Whether the digits of a sane range are in upper case and nothing stands between them."""
    return _HEX.fullmatch(source.data, *gap(field)) is not None


def covered_digest(source: Source, field: SignedField) -> Callable[[str], bytes] | None:
    """Digest of the covered bytes by a `hashlib` algorithm; None where the ranges are no ranges."""
    if len(field.byte_range) != _RANGES or min(field.byte_range) < 0:
        return None
    start, first, second, length = field.byte_range
    ranges = (slice(start, start + first), slice(second, second + length))

    def digest(algorithm: str) -> bytes:
        state = hashlib.new(algorithm, usedforsecurity=False)
        for part in ranges:
            state.update(memoryview(source.data)[part])
        return state.digest()

    return digest
