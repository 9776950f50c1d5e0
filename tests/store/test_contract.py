# SPDX-License-Identifier: Apache-2.0
"""What every store promises, whatever it is made of."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError
from esign.register.store import BLOCK, place

if TYPE_CHECKING:
    from support.stores import Shelf

PDF = b"%PDF-1.7 the original"
DIGEST = sha256(PDF).hexdigest()
NOWHERE = "0" * 64


def refused(shelf: Shelf, digest: str) -> str:
    """The code of the error that both ways of reading give."""
    codes = set()
    for read in (shelf.store.get, shelf.store.examine):
        with pytest.raises(ConfigurationError) as refusal:
            read(digest)
        assert digest in refusal.value.facts["name"]
        codes.add(refusal.value.code)
    (code,) = codes
    return code


@pytest.mark.parametrize("spoilt", [b"", b"%PDF-1.7 another", PDF + b"\n", PDF[:-1]])
def test_a_tampered_object_is_named_and_never_returned(shelf: Shelf, spoilt: bytes) -> None:
    shelf.store.put(PDF)
    shelf.lay(place(DIGEST), spoilt)
    assert refused(shelf, DIGEST) == "register.object_damaged"


def test_a_change_behind_the_first_block_is_found(shelf: Shelf) -> None:
    data = bytes(2 * BLOCK + 5)
    digest = shelf.store.put(data)
    shelf.store.examine(digest)
    shelf.lay(place(digest), data[:-1] + b"\1")
    assert refused(shelf, digest) == "register.object_damaged"


def test_a_missing_object_is_named(shelf: Shelf) -> None:
    assert refused(shelf, NOWHERE) == "register.object_lost"
    assert shelf.store.size(NOWHERE) is None
    shelf.store.put(PDF)
    assert refused(shelf, NOWHERE) == "register.object_lost"


def test_a_damaged_object_is_mended_by_putting_the_same_bytes_again(shelf: Shelf) -> None:
    shelf.store.put(PDF)
    shelf.lay(place(DIGEST), b"damage")
    assert shelf.store.put(PDF) == DIGEST
    assert shelf.store.get(DIGEST) == PDF


def test_many_writers_of_the_same_bytes_leave_one_sound_object(shelf: Shelf) -> None:
    start = Barrier(4)

    def put(_turn: int) -> str:
        start.wait()
        return shelf.store.put(PDF)

    with ThreadPoolExecutor(4) as writers:
        assert set(writers.map(put, range(4))) == {DIGEST}
    assert shelf.store.get(DIGEST) == PDF
    assert [held.name for held in shelf.store.listing(DIGEST[:2])] == [place(DIGEST)]


@pytest.mark.parametrize("data", [PDF, b"", bytes(BLOCK), bytes(3 * BLOCK + 1)])
def test_what_was_put_is_got_under_its_digest(shelf: Shelf, data: bytes) -> None:
    digest = shelf.store.put(data)
    assert digest == sha256(data).hexdigest()
    assert shelf.store.get(digest) == data
    assert shelf.store.size(digest) == len(data)
    shelf.store.examine(digest)
    assert shelf.taken(place(digest)) == data


def test_the_listing_shows_what_lies_there(shelf: Shelf) -> None:
    shard = DIGEST[:2]
    assert list(shelf.store.listing(shard)) == []
    assert list(shelf.store.strays()) == []
    shelf.store.put(PDF)
    shelf.lay(f"{shard}/letter.pdf", b"not ours")
    shelf.lay("notes.txt", b"not ours either")
    other, held = sorted(shelf.store.listing(shard), key=lambda each: bool(each.digest))
    assert (held.name, held.digest, held.size) == (place(DIGEST), DIGEST, len(PDF))
    assert not held.is_unfinished
    assert abs(held.modified - datetime.now(UTC)) < timedelta(minutes=10)
    assert (other.name, other.digest, other.size) == (f"{shard}/letter.pdf", "", 8)
    assert [stray.name for stray in shelf.store.strays()] == ["notes.txt"]


def test_an_object_in_a_shard_of_other_digests_is_no_object(shelf: Shelf) -> None:
    shelf.lay(f"00/{DIGEST}", PDF)
    (held,) = shelf.store.listing("00")
    assert held.digest == ""


def test_removing_takes_one_file_and_may_be_repeated(shelf: Shelf) -> None:
    digest = shelf.store.put(b"another")
    shelf.store.put(PDF)
    for _turn in (1, 2):
        shelf.store.remove(place(DIGEST))
    assert refused(shelf, DIGEST) == "register.object_lost"
    assert shelf.store.get(digest) == b"another"


def test_putting_again_makes_an_object_count_as_new(shelf: Shelf) -> None:
    shelf.store.put(PDF)
    (before,) = shelf.store.listing(DIGEST[:2])
    shelf.store.put(PDF)
    (after,) = shelf.store.listing(DIGEST[:2])
    assert after.modified >= before.modified


def test_several_are_put_together_each_under_its_digest(shelf: Shelf) -> None:
    several = (PDF, b"", bytes(BLOCK + 1), PDF, *(b"number %d" % each for each in range(30)))
    digests = shelf.store.put_all(several)
    assert digests == tuple(sha256(data).hexdigest() for data in several)
    assert [shelf.store.get(digest) for digest in digests] == list(several)
    assert [held.name for held in shelf.store.listing(DIGEST[:2])] == [place(DIGEST)]


def test_putting_none_together_is_nothing(shelf: Shelf) -> None:
    assert shelf.store.put_all(()) == ()
    assert list(shelf.store.strays()) == []


def test_damaged_ones_are_mended_among_several_that_are_put_together(shelf: Shelf) -> None:
    shelf.store.put_all((PDF, b"another"))
    shelf.lay(place(DIGEST), b"damage")
    (another,) = shelf.store.put_all((b"another",))
    assert shelf.store.put_all((b"new", PDF, b"another"))[1:] == (DIGEST, another)
    assert shelf.store.get(DIGEST) == PDF


def test_putting_again_together_makes_each_count_as_new(shelf: Shelf) -> None:
    digests = shelf.store.put_all((PDF, b"another"))
    before = [next(shelf.store.listing(digest[:2])).modified for digest in digests]
    shelf.store.put_all((b"another", PDF))
    after = [next(shelf.store.listing(digest[:2])).modified for digest in digests]
    assert all(late >= early for early, late in zip(before, after, strict=True))
