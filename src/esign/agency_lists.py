# SPDX-License-Identifier: Apache-2.0
"""Lists of agencies in files, whoever made them: which column says what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from esign.errors import InputError
from esign.model import AgencyRecord
from esign.register import fold
from esign.tables.reading import read_csv, read_xlsx

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_COLUMNS: Final = {
    "code": ("code", "ma", "ma dinh danh", "ma co quan", "ma don vi", "organid", "agencycode"),
    "name": ("name", "ten", "ten co quan", "ten don vi", "organname", "agencyname"),
    "parent_code": ("parent_code", "pcode", "parentcode", "ma cap tren", "ma co quan cap tren"),
    "old_codes": ("old_codes", "oldcodes", "ma cu"),
    "closed": ("closed", "da dong", "ngung hoat dong"),
    "successor_code": ("successor_code", "successorcode", "sap nhap vao", "ma moi"),
    "email": ("email", "mail", "thu dien tu"),
}
"""What each column may be called, folded."""
_FIELDS: Final = {title: field for field, titles in _COLUMNS.items() for title in titles}
_TRUE: Final = frozenset({"1", "true", "x", "co", "yes", "da dong", "ngung hoat dong"})


def read_agencies(data: bytes, name: str) -> Iterator[AgencyRecord]:
    """The agencies that a file lists; what has neither code nor name comes with empty ones.

    Args:
        data: separated values, a spreadsheet or JSON, told apart by what they begin with.
        name: what errors call the file.

    Raises:
        InputError: it cannot be read, or has no column with codes or none with names.
    """
    rows = iter(_rows(data, name))
    first = next(rows, {})
    fields = {_FIELDS.get(fold(str(title))) for title in first}
    if not {"code", "name"} <= fields:
        raise InputError("directory.no_columns", name=name)
    yield _record(first)
    yield from map(_record, rows)


def _rows(data: bytes, name: str) -> Iterable[Mapping[str, Any]]:
    if data[:2] == b"PK":
        return read_xlsx(data, name)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"[", b"{"}:
        return _json_rows(data, name)
    return read_csv(data, name)


def _json_rows(data: bytes, name: str) -> list[Mapping[str, Any]]:
    """The objects of a list, which may stand under one name of an object."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError("tables.unreadable", name=name) from error
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), [])
    if not all(isinstance(row, dict) for row in found):
        raise InputError("tables.unreadable", name=name)
    return list(found)


def _record(row: Mapping[str, Any]) -> AgencyRecord:
    said = {
        field: value
        for title, value in row.items()
        if (field := _FIELDS.get(fold(str(title)))) is not None
    }
    old = said.pop("old_codes", "")
    listed = old if isinstance(old, list) else str(old or "").replace(";", ",").split(",")
    closed = fold(str(said.pop("closed", ""))) in _TRUE
    texts = {field: "" if value is None else str(value).strip() for field, value in said.items()}
    return AgencyRecord(
        texts.get("code", ""),
        texts.get("name", ""),
        texts.get("parent_code", ""),
        tuple(filter(None, (str(code).strip() for code in listed))),
        closed,
        texts.get("successor_code", ""),
        texts.get("email", ""),
    )
