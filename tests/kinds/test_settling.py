# SPDX-License-Identifier: Apache-2.0
"""Type and symbol of a document whose kind leaves them to the request."""

import pytest

from esign.errors import InputError
from esign.kinds import placeholders, settled, symbol
from esign.messages import Language
from support.documents import AGENCY, KINDS, fields, kind_of, request_of


def test_a_letter_bears_its_drafting_unit() -> None:
    letter = settled(kind_of("official-letter"), {"unit": "QLCL"})
    assert symbol(letter, AGENCY) == "SGDĐT-QLCL"
    assert letter.type_name == "Công văn"


def test_without_the_unit_no_number_can_be_taken() -> None:
    with pytest.raises(InputError) as refused:
        symbol(kind_of("official-letter"), AGENCY)
    assert refused.value.code == "kind.symbol_open"
    assert "unit" in refused.value.message(Language.VIETNAMESE)
    with pytest.raises(InputError) as refused:
        settled(kind_of("official-letter"), {})
    assert [each.path for each in refused.value.details] == ["unit"]


def test_the_general_kind_is_of_the_type_that_the_request_chooses() -> None:
    content = fields("general")
    general = kind_of("general")
    for each in general.types:
        content["document_type"] = each.abbreviation or each.name
        content["unit"] = "VP"
        own = settled(general, request_of(content).content)
        assert (own.type_name, own.exchange_type_detail) == (each.name, each.exchange)
        expected = f"{each.abbreviation}-SGDĐT" if each.abbreviation else "SGDĐT-VP"
        assert symbol(own, AGENCY) == expected
        assert settled(own, request_of(content).content) == own


def test_the_general_kind_knows_all_29_types_of_the_decree_and_no_other() -> None:
    general = kind_of("general")
    choices = general.schema["properties"]["document_type"]["enum"]  # type: ignore[index]
    assert choices == [each.abbreviation or each.name for each in general.types]
    assert len(set(choices)) == 29


def test_a_letter_of_the_general_kind_needs_its_unit() -> None:
    content = fields("general") | {"document_type": "Thư công"}
    with pytest.raises(InputError) as refused:
        request_of(content)
    assert [each.path for each in refused.value.details] == ["unit"]


@pytest.mark.parametrize("unit", ["QL CL", "qlcl", "QL/CL", "{agency}", ""])
def test_a_unit_that_would_spoil_the_symbol_is_refused(unit: str) -> None:
    with pytest.raises(InputError) as refused:
        request_of(fields("official-letter") | {"unit": unit})
    assert [each.path for each in refused.value.details] == ["unit"]


def test_every_other_kind_stays_as_it_is() -> None:
    for kind in KINDS.kinds().values():
        named = set(placeholders(kind.symbol + kind.symbol_without_type))
        if named <= {"agency", "type"}:
            assert settled(kind, {}) == kind
