# SPDX-License-Identifier: Apache-2.0
"""Single digits of a signature are changed, which the signature itself does not cover."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from support.tampering import UPPER_CASE_HEX, changed, signatures

if TYPE_CHECKING:
    from support.tampering import Reader


def test_both_signatures_are_found(issued: bytes) -> None:
    assert [len(digits) > 2000 for digits in signatures(issued)] == [True, True]


def test_a_changed_digit_of_the_last_signature_is_noticed(issued: bytes, reader: Reader) -> None:
    choice = reader.choice("the last signature")
    places = choice.sample(signatures(issued)[-1], 100)
    assert reader.overlooked(issued, places, UPPER_CASE_HEX, choice) == []


def test_a_changed_digit_of_the_first_signature_is_noticed(issued: bytes, reader: Reader) -> None:
    choice = reader.choice("the first signature")
    places = choice.sample(signatures(issued)[0], 40)
    assert reader.overlooked(issued, places, UPPER_CASE_HEX, choice) == []


def test_a_changed_case_of_a_digit_is_noticed(issued: bytes, reader: Reader) -> None:
    letters = [place for place in signatures(issued)[-1] if issued[place] in b"ABCDEF"]
    for place in reader.choice("case").sample(letters, 20):
        assert not reader.accepts(changed(issued, place, issued[place] ^ 0x20))


def test_a_certificate_of_a_version_that_no_reader_knows_is_a_fault_of_the_file(
    issued: bytes, reader: Reader
) -> None:
    versions = [found.end() - 1 for found in re.finditer(rb"A003020102(?=021[0-4])", issued)]
    assert len(versions) >= 4
    for place in versions:
        for value in b"18F":
            assert not reader.accepts(changed(issued, place - 1, value))


@pytest.mark.long
@pytest.mark.parametrize("ordinal", [0, 1])
def test_every_changed_digit_of_a_signature_is_noticed(
    ordinal: int, issued: bytes, reader: Reader
) -> None:
    choice = reader.choice(f"every digit of signature {ordinal}")
    places = signatures(issued)[ordinal]
    assert reader.overlooked(issued, places, UPPER_CASE_HEX, choice) == []
