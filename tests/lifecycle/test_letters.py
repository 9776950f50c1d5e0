# SPDX-License-Identifier: Apache-2.0
"""A letter of correction that does not say what it corrects is remarked on in time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.cli.correction import letter_remarks
from esign.model import DocumentNumber
from support.lives import LETTER, released

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.register import Entry, Register


@pytest.fixture
def pair(register: Register) -> tuple[Entry, Entry]:
    """A document, and a letter whose subject is about something else."""
    return released(register, "old-0001"), released(register, "letter-1", LETTER)


def found(
    pair: tuple[Entry, Entry], subject: str, content: Mapping[str, object] | None = None
) -> list[str]:
    document, letter = pair
    remarks = letter_remarks(document, replace(letter, subject=subject), content or {})
    return [each.code for each in remarks]


def test_a_letter_that_names_its_document_nowhere_is_remarked_on(
    pair: tuple[Entry, Entry],
) -> None:
    assert found(pair, "Về việc đính chính văn bản") == ["correct.silent"]
    assert found(pair, "", {"body": ["Kính gửi", {"text": "không số"}], "n": 5}) == [
        "correct.silent"
    ]


def test_a_longer_number_is_another_document(pair: tuple[Entry, Entry]) -> None:
    number = pair[0].number.text
    for other in (f"1{number}", f"{number}-VP", f"{number}.1"):
        assert found(pair, f"V/v đính chính {other}") == ["correct.silent"]


def test_a_letter_that_names_it_in_its_text_alone_is_remarked_on(pair: tuple[Entry, Entry]) -> None:
    number = pair[0].number.text
    content = {"paragraphs": [{"text": f"Đính chính Quyết định số {number} như sau"}]}
    assert found(pair, "V/v đính chính", content) == ["correct.subject"]


def test_a_letter_of_another_year_has_to_name_the_year(pair: tuple[Entry, Entry]) -> None:
    document, letter = pair
    number = letter.number
    next_year = DocumentNumber(number.value, number.symbol, number.book, number.year + 1)
    later = replace(letter, number=next_year)
    subject = f"V/v đính chính {document.number.text}"
    assert found((document, later), subject) == ["correct.year"]
    assert found((document, later), f"{subject} năm {document.number.year}") == []


def test_a_letter_that_says_it_gives_no_remark(pair: tuple[Entry, Entry]) -> None:
    assert found(pair, f"V/v đính chính Quyết định số {pair[0].number.text.lower()}") == []
