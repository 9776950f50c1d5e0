# SPDX-License-Identifier: Apache-2.0
"""Whether a letter says which document it corrects: receivers have nothing else to go by.

NĐ 30/2020/NĐ-CP Đ18 k3 knows corrections by official letter alone, and a letter that names no
document corrects none. Receivers hold the number and symbol against the letter's subject.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import Detail
from esign.receiving import names_number, names_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from esign.register import Entry


def letter_remarks(
    document: Entry, letter: Entry, content: Mapping[str, object]
) -> tuple[Detail, ...]:
    """What is missing in a letter for receivers to see what it corrects.

    Args:
        document: what is corrected.
        letter: the letter, as the register has it.
        content: of the request that the letter was made of.
    """
    number = document.number.text
    facts = {"letter": letter.number.text, "number": number, "year": document.number.year}
    if names_number(letter.subject, number):
        same_year = letter.number.year == document.number.year
        if same_year or names_year(letter.subject, document.number.year):
            return ()
        return (Detail("correct.year", facts=facts),)
    in_text = any(names_number(each, number) for each in _texts(content))
    return (Detail("correct.subject" if in_text else "correct.silent", facts=facts),)


def _texts(value: object) -> Iterator[str]:
    """Every text of a request, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
