# SPDX-License-Identifier: Apache-2.0
"""The tree is the one of RFC 9162, and no proof passes for anything but what it proves."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esign.model.merkle import (
    SIZE,
    Frontier,
    consistency_path,
    continues,
    includes,
    inclusion_path,
    leaf_hash,
    leaf_row,
)
from support.trees import tree_root

# The vectors that implementations of Certificate Transparency are tested with.
LEAVES = tuple(
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
)
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"

sizes = st.integers(1, 130)


def leaves(count: int) -> list[bytes]:
    return [sha256(str(number).encode()).digest() for number in range(count)]


# The definitions of §2.1, word for word and as slow as they are.


def mth(data: list[bytes]) -> bytes:
    if not data:
        return sha256().digest()
    if len(data) == 1:
        return sha256(b"\0" + data[0]).digest()
    split = power(len(data))
    return sha256(b"\1" + mth(data[:split]) + mth(data[split:])).digest()


def power(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def path(place: int, data: list[bytes]) -> list[bytes]:
    if len(data) == 1:
        return []
    split = power(len(data))
    if place < split:
        return [*path(place, data[:split]), mth(data[split:])]
    return [*path(place - split, data[split:]), mth(data[:split])]


def subproof(first: int, data: list[bytes], *, known: bool) -> list[bytes]:
    if first == len(data):
        return [] if known else [mth(data)]
    split = power(len(data))
    if first <= split:
        return [*subproof(first, data[:split], known=known), mth(data[split:])]
    return [*subproof(first - split, data[split:], known=False), mth(data[:split])]


def broken(proof: tuple[bytes, ...], choice: int) -> list[tuple[bytes, ...]]:
    """The proof with one bit changed, cut short at either end, and made longer."""
    place, bit = choice % len(proof), 1 << choice % 8
    changed = bytearray(proof[place])
    changed[choice % SIZE] ^= bit
    return [
        (*proof[:place], bytes(changed), *proof[place + 1 :]),
        proof[1:],
        proof[:-1],
        (*proof, proof[-1]),
        (proof[0], *proof),
        (*proof, bytes(SIZE)),
        (*proof[:place], proof[place][:-1], *proof[place + 1 :]),
        (*proof[:place], proof[place] + b"\0", *proof[place + 1 :]),
    ]


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots_are_found(size: int) -> None:
    assert tree_root(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(
    ("index", "size", "expected"),
    [
        (0, 1, []),
        (0, 8, [A, B, C]),
        (5, 8, [D, E, ROOTS[4]]),
        (2, 3, [ROOTS[2]]),
        (1, 5, [ROOTS[1], B, D]),
    ],
)
def test_the_published_inclusion_proofs_are_found(
    index: int, size: int, expected: list[str]
) -> None:
    proof = inclusion_path(leaf_row(LEAVES[:size]), index)
    assert [step.hex() for step in proof] == expected
    root = bytes.fromhex(ROOTS[size])
    assert includes(root, size, leaf_hash(LEAVES[index]), index, proof)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [(1, 1, []), (1, 8, [A, B, C]), (6, 8, [F, E, ROOTS[4]]), (2, 5, [B, D])],
)
def test_the_published_consistency_proofs_are_found(
    first: int, second: int, expected: list[str]
) -> None:
    proof = consistency_path(leaf_row(LEAVES[:second]), first)
    assert [step.hex() for step in proof] == expected
    before, after = (bytes.fromhex(ROOTS[size]) for size in (first, second))
    assert continues((first, before), (second, after), proof)


@pytest.mark.parametrize("size", range(40))
def test_the_definitions_are_met_at_every_place(size: int) -> None:
    data = leaves(size)
    row, root = leaf_row(data), mth(data)
    assert tree_root(data) == root
    for index in range(size):
        proof = inclusion_path(row, index)
        assert list(proof) == path(index, data)
        assert includes(root, size, leaf_hash(data[index]), index, proof)
    for first in range(1, size + 1):
        proof = consistency_path(row, first)
        assert list(proof) == subproof(first, data, known=True)
        assert continues((first, mth(data[:first])), (size, root), proof)


@given(st.lists(st.integers(0, 40), max_size=8))
def test_a_frontier_goes_on_where_it_was_left(parts: list[int]) -> None:
    data, frontier, taken = leaves(sum(parts)), Frontier(), 0
    for part in parts:
        frontier = frontier.extended(leaf_row(data[taken : taken + part]))
        taken += part
    assert frontier == Frontier().extended(leaf_row(data))
    assert frontier.root == mth(data)
    assert len(frontier.peaks) <= max(1, len(data)).bit_length()


@given(sizes, st.data())
def test_an_inclusion_proof_proves_nothing_else(size: int, draw: st.DataObject) -> None:
    data = leaves(size)
    row, root = leaf_row(data), tree_root(data)
    index = draw.draw(st.integers(0, size - 1))
    leaf, proof = leaf_hash(data[index]), inclusion_path(row, index)
    assert includes(root, size, leaf, index, proof)
    other = draw.draw(st.integers(-2, size + 2).filter(lambda place: place != index))
    assert not includes(root, size, leaf, other, proof)
    assert not includes(root, size, leaf_hash(b"other"), index, proof)
    assert not includes(leaf_hash(b"other"), size, leaf, index, proof)
    assert not includes(root[:-1], size, leaf, index, proof)
    if proof:
        for wrong in broken(proof, draw.draw(st.integers(0, 2**16))):
            assert not includes(root, size, leaf, index, wrong)


@given(sizes, sizes, st.data())
def test_a_consistency_proof_proves_nothing_else(one: int, other: int, draw: st.DataObject) -> None:
    first, second = sorted((one, other))
    data = leaves(second)
    before, after = (first, tree_root(data[:first])), (second, tree_root(data))
    proof = consistency_path(leaf_row(data), first)
    assert continues(before, after, proof)
    stranger = leaf_hash(b"other")
    assert not continues((first, stranger), after, proof)
    assert not continues(before, (second, stranger), proof)
    assert not continues((0, before[1]), after, proof)
    if first < second:
        assert not continues(after, before, proof)
        for wrong in broken(proof, draw.draw(st.integers(0, 2**16))):
            assert not continues(before, after, wrong)


@given(sizes, st.data())
def test_a_rewritten_past_has_no_consistency_proof(size: int, draw: st.DataObject) -> None:
    data = leaves(size + 1)
    rewritten = list(data)
    rewritten[draw.draw(st.integers(0, size - 1))] = b"rewritten"
    proof = consistency_path(leaf_row(rewritten), size)
    before, after = (size, tree_root(data[:size])), (size + 1, tree_root(rewritten))
    assert not continues(before, after, proof)


@pytest.mark.parametrize("size", [0, 1, 5])
def test_what_is_not_in_a_tree_has_no_path(size: int) -> None:
    row = leaf_row(leaves(size))
    for index in (-1, size):
        with pytest.raises(ValueError, match="no such leaf"):
            inclusion_path(row, index)
    for first in (0, size + 1):
        with pytest.raises(ValueError, match="no such smaller tree"):
            consistency_path(row, first)


def test_a_frontier_of_another_shape_is_refused() -> None:
    hash_ = bytes(SIZE)
    for size, peaks in ((1, ()), (2, (hash_, hash_)), (3, (hash_,)), (1, (b"short",)), (-1, ())):
        with pytest.raises(ValueError, match="hash"):
            Frontier(size, peaks)
    with pytest.raises(ValueError, match="whole hashes"):
        Frontier().extended(b"half")
