# SPDX-License-Identifier: Apache-2.0
"""Single bytes of a sealed document are changed: whatever the place, it is never accepted."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import pytest

from esign.model import Verdict
from support.sealed import sealed_page, trust_store, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esign.trust import TrustStore

HEX = b"0123456789ABCDEF"
LONG_HEX = re.compile(rb"(?<=<)[0-9A-F]{1000,}(?=>)")


@pytest.fixture(scope="module", params=["intermediate embedded", "intermediate local too"])
def recipient(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> TrustStore:
    local = request.param == "intermediate local too"
    return trust_store(tmp_path_factory.mktemp("trust"), include_issuing=local)


def contents(data: bytes) -> list[range]:
    """Where the digits of each signature stand."""
    return [range(*match.span()) for match in LONG_HEX.finditer(data)]


def accepted(places: Iterable[int], digits: bytes, trust: TrustStore, seed: int) -> list[int]:
    """The places where some other byte went unnoticed; empty `digits` stand for any byte."""
    random = Random(seed)  # noqa: S311 - a repeatable choice, no secret
    data = bytearray(sealed_page())
    unnoticed = []
    for place in places:
        old = data[place]
        choices = [byte for byte in digits or range(256) if byte != old]
        data[place] = random.choice(choices)
        if verdict_of(bytes(data), trust) is Verdict.PASSED:
            unnoticed.append(place)
        data[place] = old
    return unnoticed


@pytest.mark.parametrize("ordinal", [0, 1])
def test_a_changed_digit_of_a_signature_is_noticed(ordinal: int, recipient: TrustStore) -> None:
    digits = contents(sealed_page())[ordinal]
    places = Random(ordinal).sample(digits, 150)  # noqa: S311
    assert accepted(places, HEX, recipient, ordinal) == []


def test_a_changed_case_of_a_digit_is_noticed(recipient: TrustStore) -> None:
    data = bytearray(sealed_page())
    letters = [place for place in contents(sealed_page())[1] if data[place] in b"ABCDEF"]
    for place in Random(3).sample(letters, 20):  # noqa: S311
        data[place] ^= 0x20
        assert verdict_of(bytes(data), recipient) is not Verdict.PASSED
        data[place] ^= 0x20


def test_a_changed_byte_anywhere_else_is_noticed(recipient: TrustStore) -> None:
    inside = {place for digits in contents(sealed_page()) for place in digits}
    outside = [place for place in range(len(sealed_page())) if place not in inside]
    assert accepted(Random(7).sample(outside, 100), b"", recipient, 7) == []  # noqa: S311


def test_the_brackets_around_a_signature_are_part_of_it(recipient: TrustStore) -> None:
    for digits in contents(sealed_page()):
        assert accepted((digits.start - 1, digits.stop), b"<> ()/", recipient, 1) == []


@pytest.mark.long
@pytest.mark.parametrize("ordinal", [0, 1])
def test_every_changed_digit_of_a_signature_is_noticed(ordinal: int, recipient: TrustStore) -> None:
    assert accepted(contents(sealed_page())[ordinal], HEX, recipient, 11) == []
