# SPDX-License-Identifier: Apache-2.0
"""Single bytes of an issued document are changed: wherever it is, it is never accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.sealed import sealed_page
from support.tampering import ANY_BYTE, changed, elsewhere, others, signatures

if TYPE_CHECKING:
    from support.tampering import Reader


def test_a_changed_byte_anywhere_else_is_noticed(issued: bytes, reader: Reader) -> None:
    choice = reader.choice("anywhere but in a signature")
    places = choice.sample(elsewhere(issued), 100)
    assert reader.overlooked(issued, places, ANY_BYTE, choice) == []


def test_the_brackets_around_a_signature_are_part_of_it(issued: bytes, reader: Reader) -> None:
    for digits in signatures(issued):
        for place in (digits.start - 1, digits.stop):
            for value in others(b"<> ()/", issued[place]):
                assert not reader.accepts(changed(issued, place, value))


def test_the_document_as_it_was_issued_is_accepted(issued: bytes, reader: Reader) -> None:
    assert reader.accepts(issued)


PORTIONS = 40


@pytest.mark.long
@pytest.mark.parametrize("portion", range(PORTIONS))
def test_every_byte_of_a_page_counts(portion: int, reader: Reader) -> None:
    """Each once, by another value of its own choice; digits of signatures among them."""
    choice = reader.choice(f"every byte, {portion}")
    places = range(portion, len(sealed_page()), PORTIONS)
    assert reader.overlooked(sealed_page(), places, ANY_BYTE, choice) == []
