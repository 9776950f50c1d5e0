# SPDX-License-Identifier: Apache-2.0
"""What a cell may hold, and how days read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from esign.errors import Detail, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from esign.model import BookPrint

# Control characters that XML 1.0 §2.2 forbids; a tab and the ends of lines are allowed.
FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONGEST: Final = 32_767
"""Characters of one cell (ECMA-376 as Excel limits it); what is longer would be cut off unsaid."""
# With these a spreadsheet may begin a formula, the full-width forms included.
FORMULA: Final = frozenset("=+-@＝＋－＠\t\r\n")


def day_text(day: date) -> str:
    """A day, `22/11/2026`."""
    return f"{day:%d/%m}/{day.year:04d}"


def may_begin_formula(text: str) -> bool:
    """Whether a spreadsheet could take a text that is typed or read in for a formula."""
    return text[:1] in FORMULA or text.lstrip()[:1] in FORMULA


def refuse_unfit(book: BookPrint) -> None:
    """Refuse texts that a table could not hold as they are.

    Raises:
        InputError: names each row and column.
    """
    if faults := list(_faults(book)):
        raise InputError("tables.unfit", details=faults)


def _faults(book: BookPrint) -> Iterator[Detail]:
    for row, cells in enumerate(book.rows, start=1):
        for column, cell in zip(book.form.columns, cells, strict=True):
            if not isinstance(cell, str):
                continue
            place = {"row": row, "column": column.title}
            if found := FORBIDDEN.search(cell):
                code_point = f"U+{ord(found[0]):04X}"
                yield Detail("tables.character", facts={**place, "code_point": code_point})
            elif len(cell) > LONGEST:
                yield Detail("tables.too_long", facts={**place, "most": LONGEST})
