# SPDX-License-Identifier: Apache-2.0
"""Which document a person means who types what stands on the page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from support.books import AGENCY, COPY
from support.lives import asked, numbered
from support.ports import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.register import Register
    from support.places import Place


@pytest.fixture
def two_years(either_place: Place) -> Iterator[Register]:
    """The number 01 of 2026 and of 2027, and one of another book."""
    clock = FixedClock()
    with either_place.open(clock) as register:
        numbered(register, "year-2026")
        register.number(asked("copy-2026"), COPY, AGENCY)
        clock.moment = datetime(2027, 1, 4, 3, tzinfo=UTC)
        numbered(register, "year-2027")
        yield register


@pytest.mark.parametrize(
    "typed", ["01/BS-SGDĐT", "1/BS-SGDĐT", "001/bs-sgddt", "  01 / Bs-SgdĐt ", "copy-2026"]
)
def test_a_number_may_be_typed_in_haste(typed: str, two_years: Register) -> None:
    entry = two_years.resolve(typed.strip())
    assert entry is not None
    assert entry.request_id == "copy-2026"


def test_a_look_up_code_names_one_document(two_years: Register) -> None:
    entry = two_years.find("year-2027")
    assert entry is not None
    assert two_years.resolve(entry.lookup_code.lower().replace("-", " ")) == entry


def test_a_number_of_several_years_needs_its_year(two_years: Register) -> None:
    with pytest.raises(InputError) as refusal:
        two_years.resolve("01/QĐ-SGDĐT")
    assert refusal.value.code == "register.several_years"
    assert "2027, 2026" in refusal.value.message("vi")
    for year in (2026, 2027):
        entry = two_years.resolve("01/QĐ-SGDĐT", year)
        assert entry is not None
        assert entry.request_id == f"year-{year}"
    assert two_years.resolve("01/QĐ-SGDĐT", 2025) is None


@pytest.mark.parametrize("typed", ["", "01", "01/", "/QĐ-SGDĐT", "02/QĐ-SGDĐT", "01/QĐ", "x" * 500])
def test_what_names_nothing_finds_nothing(typed: str, two_years: Register) -> None:
    assert two_years.resolve(typed) is None
