# SPDX-License-Identifier: Apache-2.0
"""Merkle trees as RFC 9162 §2.1 defines them, over SHA-256; mathematics and nothing else.

Rows of hashes are held as one string of bytes, 32 for each hash: a tree of a million leaves is
then no more than its hashes. Proofs answer with a boolean, since here nothing else can be said;
whoever asks turns the answer into a verdict with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _hashlib import HASH
    from collections.abc import Callable, Iterable, Sequence

SIZE = 32
"""Bytes of a hash."""

_LEAF, _NODE = sha256(b"\x00"), sha256(b"\x01")
"""What every leaf and every node begins with; a copy goes on sooner than a new hash begins."""
_PAIR = 2 * SIZE


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf: SHA-256 over 0x00 and its data."""
    return leaf_row((data,))


def leaf_row(leaves: Iterable[bytes]) -> bytes:
    """The hashes of leaves, one behind the other."""
    return _hashes_of(_LEAF.copy, leaves)


def _hashes_of(begun: Callable[[], HASH], parts: Iterable[bytes]) -> bytes:
    hashes = []
    for part in parts:
        whole = begun()
        whole.update(part)
        hashes.append(whole.digest())
    return b"".join(hashes)


def _node(left: bytes, right: bytes) -> bytes:
    return _hashes_of(_NODE.copy, (left + right,))


def _parents(row: bytes) -> bytes:
    """The row above; a hash that has no right neighbour goes up as it is."""
    whole = len(row) - len(row) % _PAIR
    pairs = [row[at : at + _PAIR] for at in range(0, whole, _PAIR)]
    return _hashes_of(_NODE.copy, pairs) + row[whole:]


@dataclass(frozen=True, slots=True)
class Frontier:
    """What must be remembered of a tree to go on with it: its largest complete subtrees.

    Attributes:
        size: how many leaves the tree has.
        peaks: the root of one complete subtree for each bit of `size`, the largest first.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ValueError("a frontier has one hash for each bit of its size")
        if any(len(peak) != SIZE for peak in self.peaks):
            raise ValueError("a hash has another length")

    def extended(self, row: bytes) -> Frontier:
        """The frontier after more leaves.

        Args:
            row: the new leaves' hashes, see `leaf_row`.
        """
        if len(row) % SIZE:
            raise ValueError("a row is made of whole hashes")
        size, peaks = self.size + len(row) // SIZE, list(self.peaks)
        kept: list[bytes] = []
        rest = self.size
        while row or rest:
            if rest & 1:
                row = peaks.pop() + row
            if len(row) % _PAIR:
                kept.append(row[-SIZE:])
                row = row[:-SIZE]
            row = _parents(row)
            rest >>= 1
        return Frontier(size, tuple(reversed(kept)))

    @property
    def root(self) -> bytes:
        """The root of the tree (§2.1.1)."""
        if not self.peaks:
            return sha256().digest()
        *larger, root = self.peaks
        for peak in reversed(larger):
            root = _node(peak, root)
        return root


def inclusion_path(row: bytes, index: int) -> tuple[bytes, ...]:
    """The hashes that lead from a leaf to the root (§2.1.3.1).

    Args:
        row: the hashes of all leaves.
        index: which leaf, from 0.

    Raises:
        ValueError: there is no such leaf.
    """
    if not 0 <= index < len(row) // SIZE:
        raise ValueError("no such leaf")
    path = []
    while len(row) > SIZE:
        path.append(_at(row, index ^ 1))
        row, index = _parents(row), index >> 1
    return tuple(filter(None, path))


def consistency_path(row: bytes, first: int) -> tuple[bytes, ...]:
    """The hashes that show a tree to be the continuation of a smaller one (§2.1.4.1).

    Args:
        row: the hashes of all leaves of the larger tree.
        first: how many leaves the smaller one has.

    Raises:
        ValueError: the smaller tree has no leaf, or is the larger one.
    """
    if not 0 < first <= len(row) // SIZE:
        raise ValueError("no such smaller tree")
    if first == len(row) // SIZE:
        return ()
    index = first - 1
    while index & 1:
        row, index = _parents(row), index >> 1
    path = [_at(row, index)] if index else []
    while len(row) > SIZE:
        path.append(_at(row, index ^ 1))
        row, index = _parents(row), index >> 1
    return tuple(filter(None, path))


def _at(row: bytes, index: int) -> bytes:
    """A hash of a row; empty behind its end."""
    return row[index * SIZE : (index + 1) * SIZE]


def includes(root: bytes, size: int, leaf: bytes, index: int, path: Sequence[bytes]) -> bool:
    """Whether a path proves that a leaf is in a tree (§2.1.3.2).

    Args:
        root: of the tree.
        size: of the tree, in leaves.
        leaf: the leaf's hash.
        index: the leaf's place, from 0.
        path: see `inclusion_path`; its length must be exact.
    """
    if not 0 <= index < size or not _hashes(root, leaf, *path):
        return False
    place, last, reached = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            reached = _node(step, reached)
            place, last = _risen(place, last)
        else:
            reached = _node(reached, step)
        place, last = place >> 1, last >> 1
    return last == 0 and reached == root


def continues(first: tuple[int, bytes], second: tuple[int, bytes], path: Sequence[bytes]) -> bool:
    """Whether a path proves that the second tree is the first with leaves added (§2.1.4.2).

    Args:
        first: size and root of the smaller tree.
        second: size and root of the larger tree.
        path: see `consistency_path`; its length must be exact.
    """
    (smaller, first_root), (larger, second_root) = first, second
    if not 0 < smaller <= larger or not _hashes(first_root, second_root, *path):
        return False
    if smaller == larger:
        return not path and first_root == second_root
    steps = list(path)
    if smaller.bit_count() == 1:
        steps.insert(0, first_root)
    if not steps:
        return False
    place, last = smaller - 1, larger - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = _node(step, before), _node(step, after)
            place, last = _risen(place, last)
        else:
            after = _node(after, step)
        place, last = place >> 1, last >> 1
    return last == 0 and before == first_root and after == second_root


def _risen(place: int, last: int) -> tuple[int, int]:
    """As far up as a node without a right neighbour goes unchanged."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _hashes(*values: bytes) -> bool:
    return all(len(value) == SIZE for value in values)
