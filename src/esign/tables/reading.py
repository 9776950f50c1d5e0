# SPDX-License-Identifier: Apache-2.0
"""Tables that other programs wrote, read as text: separated values and spreadsheets."""

from __future__ import annotations

import csv
import io
import zlib
from itertools import islice
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile, ZipFile

from esign.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_ROWS: Final = 500_000
LARGEST_UNPACKED: Final = 400 * 1024 * 1024
"""Bytes of everything within a spreadsheet."""
_MOST_COLUMNS: Final = 100
_ENCODINGS: Final = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SEPARATORS: Final = ";\t,"
_BROKEN: Final = (
    *(BadZipFile, zlib.error, EOFError, RuntimeError, OSError),
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError, SyntaxError),
)
"""What the library raises at a spreadsheet that is damaged, or encrypted."""

Row = dict[str, str]


def read_csv(data: bytes, name: str) -> Iterator[Row]:
    """The rows of separated values by the titles in the first one, which also shows the separator.

    Raises:
        InputError: it is no text, or too long.
    """
    try:
        text = data.decode(_ENCODINGS.get(data[:3], _ENCODINGS.get(data[:2], "utf-8")))
        titles = text.partition("\n")[0]
        separator = max(_SEPARATORS, key=titles.count)
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        yield from _by_title(lines, name)
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError("tables.unreadable", name=name) from error


def read_xlsx(data: bytes, name: str) -> Iterator[Row]:
    """The rows of a spreadsheet's first sheet by the titles in the first one.

    Raises:
        InputError: it is no spreadsheet, or too large.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - separated values need no such library

    try:
        with ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            limit = LARGEST_UNPACKED // 1024**2
            raise InputError("input.too_large", name=name, limit_mb=limit)
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        lines = (
            ["" if value is None else str(value) for value in row[:_MOST_COLUMNS]]
            for row in sheet.iter_rows(values_only=True)
        )
        yield from _by_title(lines, name)
        workbook.close()
    except _BROKEN as error:
        raise InputError("tables.unreadable", name=name) from error


def _by_title(lines: Iterable[list[str]], name: str) -> Iterator[Row]:
    rows = iter(lines)
    titles = [title.strip() for title in next(rows, [])][:_MOST_COLUMNS]
    for number, cells in enumerate(rows):
        if number >= MOST_ROWS:
            raise InputError("tables.too_many_rows", name=name, most=MOST_ROWS)
        if any(cell.strip() for cell in cells):
            yield dict(zip(titles, islice(map(str.strip, cells), len(titles)), strict=False))
