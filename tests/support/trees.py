# SPDX-License-Identifier: Apache-2.0
"""The root of a Merkle tree as its definition says it, for comparing."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def tree_root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaves (RFC 9162 §2.1.1)."""
    data = list(leaves)
    if not data:
        return sha256().digest()
    if len(data) == 1:
        return sha256(b"\0" + data[0]).digest()
    split = 1 << (len(data) - 1).bit_length() - 1
    return sha256(b"\1" + tree_root(data[:split]) + tree_root(data[split:])).digest()
