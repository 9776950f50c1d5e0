# SPDX-License-Identifier: Apache-2.0
"""Whether a report bears the number of another document than its DocumentId names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.exchange.numbers import number_of, parts_of, years_of
from esign.model.spelling import folded_symbol

if TYPE_CHECKING:
    from esign.model import DocumentReference
    from esign.register.dealings import Dealings

_DIGITS: Final = 9
"""Of a number; no register counts further."""


def names_another(about: DocumentReference, dealings: Dealings) -> bool:
    """Whether number and symbol of a report are those of another document that was issued here."""
    number = number_of(about.code)
    parts = parts_of(about.document_id)
    if not (number.value and number.symbol and parts):
        return False
    years = set(map(int, years_of(about.issued_on, parts[1])))
    symbols = dealings.symbols_beside(about, int(number.value[:_DIGITS]), years)
    meant = {number.symbol, f"{number.year}/{number.symbol}"}
    return not meant.isdisjoint(map(folded_symbol, symbols))
