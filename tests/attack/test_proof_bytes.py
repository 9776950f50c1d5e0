# SPDX-License-Identifier: Apache-2.0
"""Single bytes of the added proof are changed."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.model import Level, Verdict
from support.levels import page_at
from support.proving import judged, reader
from support.sealed import sealed_page
from support.tampering import ANY_BYTE, UPPER_CASE_HEX, changed, others, signatures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from esign.trust import TrustStore

WHITE = b"\0\t\n\f\r "
IDENTIFIER = re.compile(rb"/ID \[ <[0-9a-f]*> <([0-9a-f]*)> \]")


@pytest.fixture(scope="module", params=[True, False], ids=["issuing known", "root only"])
def trust(request: pytest.FixtureRequest) -> TrustStore:
    return reader(include_issuing=request.param)


def accepts(data: bytes, trust: TrustStore) -> bool:
    try:
        return judged(data, trust).verdict is Verdict.PASSED
    except InputError:
        return False


def overlooked(
    data: bytes, places: Iterable[int], values: bytes, trust: TrustStore, choice: Random
) -> Iterator[tuple[int, int]]:
    """Places and values that went unnoticed."""
    for place in places:
        value = choice.choice(others(values, data[place]))
        if accepts(changed(data, place, value), trust):
            yield place, value


def sample(level: Level, count: int) -> tuple[bytes, list[int], Random]:
    """Places in what was added to the sealed page to reach a level."""
    choice = Random(f"proof of {level}")  # noqa: S311 - no secret
    data = page_at(level)
    added = range(len(sealed_page()), len(data))
    return data, choice.sample(added, count), choice


def test_a_changed_byte_under_a_time_stamp_is_noticed(trust: TrustStore) -> None:
    data, places, choice = sample(Level.B_LTA, 60)
    assert list(overlooked(data, places, ANY_BYTE, trust, choice)) == []


@pytest.mark.parametrize("level", [Level.B_T, Level.B_LTA])
def test_a_changed_digit_of_the_last_token_is_noticed(level: Level, trust: TrustStore) -> None:
    data, _, choice = sample(level, 1)
    places = choice.sample(signatures(data)[-1], 25)
    assert list(overlooked(data, places, UPPER_CASE_HEX, trust, choice)) == []


def test_a_changed_byte_of_data_that_nothing_covers_is_noticed_if_it_says_anything(
    trust: TrustStore,
) -> None:
    """White space for white space says the same, and the file's identifier says nothing."""
    data, _, choice = sample(Level.B_LT, 1)
    added = range(len(page_at(Level.B_T)), len(data))
    idle = range(*list(IDENTIFIER.finditer(data))[-1].span(1))
    for place, value in overlooked(data, choice.sample(added, 150), ANY_BYTE, trust, choice):
        assert place in idle or (data[place] in WHITE and value in WHITE)


@pytest.mark.long
@pytest.mark.parametrize("level", [Level.B_T, Level.B_LTA])
def test_every_changed_byte_under_a_time_stamp_is_noticed(level: Level, trust: TrustStore) -> None:
    data, _, choice = sample(level, 1)
    places = range(len(sealed_page()), len(data))
    assert list(overlooked(data, places, ANY_BYTE, trust, choice)) == []


def test_random_damage_to_the_proof_never_crashes_and_is_never_accepted(trust: TrustStore) -> None:
    data, _, choice = sample(Level.B_LTA, 1)
    for _ in range(40):
        damaged = bytearray(data)
        start = choice.randrange(len(sealed_page()), len(data))
        if choice.random() < 0.5:
            del damaged[start : start + choice.randrange(1, 3000)]
        else:
            damaged[start:start] = choice.randbytes(choice.randrange(1, 50))
        assert not accepts(bytes(damaged), trust)


def test_every_bracket_of_data_that_nothing_covers_counts(trust: TrustStore) -> None:
    """Where the library that reads the file would forgive another sign."""
    data = page_at(Level.B_LT)
    ends = [match.end() - 1 for match in re.finditer(rb">>", data[len(page_at(Level.B_T)) :])]
    assert len(ends) > 5
    for end in ends:
        assert not accepts(changed(data, len(page_at(Level.B_T)) + end, ord("T")), trust)
