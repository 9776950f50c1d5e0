# SPDX-License-Identifier: Apache-2.0
"""From the bytes of a request file to its table; knows nothing of kinds or fields."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Literal, NoReturn

from esign.errors import InputError
from esign.kinds.characters import shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Media = Literal["toml", "json"]

MAX_BYTES = 1 << 20
MAX_DEPTH = 16
MAX_VALUES = 20_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")
STRAIGHT_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')
CURLY_QUOTE = re.compile("[“”„‟‘’‚‛«»]")
DATE_LIKE = re.compile(r"\b\d{1,4}([-/.])\d{1,2}\1\d{1,4}\b")
NAMED_TWICE = ("Cannot", "Duplicate")  # how tomllib's reasons for it begin


def media_of(path: Path) -> Media:
    """The notation of a request file: JSON by its suffix, else TOML."""
    return "json" if path.suffix.lower() == ".json" else "toml"


def parse(data: bytes, media: Media) -> dict[str, object]:
    """The table that a request file holds.

    A UTF-8 byte order mark is tolerated, as Windows editors write one.

    Raises:
        InputError: the file is too large, empty, not UTF-8, cut off, of wrong syntax, nested too
            deep or too rich, names a field twice, or holds something else than a table.
    """
    if len(data) > MAX_BYTES:
        raise InputError("request.too_large", size=len(data), limit=MAX_BYTES)
    text = _decode(data.removeprefix(BYTE_ORDER_MARK))
    if not text.strip():
        raise InputError("request.empty_file")
    try:
        content = _parse_toml(text) if media == "toml" else _parse_json(text)
    except RecursionError:
        raise InputError("request.too_deep", limit=MAX_DEPTH) from None
    _refuse_excess(content)
    if not isinstance(content, dict):
        raise InputError("request.not_a_table")
    return content


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("request.not_utf8", line=line) from None


def _parse_toml(text: str) -> object:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
        if place := TOML_PLACE.search(reason):
            line, column = map(int, place.groups())
            if culprit := _usual_culprit(text.split("\n")[line - 1], line, column):
                raise culprit from None
        else:
            last = text.rpartition("\n")[2]
            line, column = text.count("\n") + 1, len(last) + 1
            if not reason.startswith(NAMED_TWICE):
                raise InputError("request.cut_off", line=line) from None
        raise InputError("request.toml_syntax", line=line, column=column) from None
    except ValueError:
        # a number with more digits than the interpreter converts
        raise InputError("request.number_too_long") from None


def _usual_culprit(text: str, line: int, column: int) -> InputError | None:
    """What word processors and habits put into a line where TOML cannot read on."""
    bare = STRAIGHT_QUOTED.sub(lambda quoted: "_" * len(quoted[0]), text).partition("#")[0]
    if quote := CURLY_QUOTE.search(bare):
        return InputError("request.curly_quote", line=line, column=quote.start() + 1)
    for day in DATE_LIKE.finditer(bare):
        if day.start() < column <= day.end() + 1:
            return InputError("request.toml_date", line=line, column=day.start() + 1)
    return None


def _parse_json(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_table, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()):
            raise InputError("request.cut_off", line=error.lineno) from None
        raise InputError("request.json_syntax", line=error.lineno, column=error.colno) from None
    except ValueError:
        raise InputError("request.number_too_long") from None


def _table(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    table: dict[str, object] = {}
    for name, value in pairs:
        if name in table:
            raise InputError("request.named_twice", name=shown(name))
        table[name] = value
    return table


def _refuse_constant(name: str) -> NoReturn:
    raise InputError("request.json_constant", name=name)


def _refuse_excess(content: object) -> None:
    """Bounds what the schema check may have to walk through, level by level."""
    level, count = [content], 0
    for _ in range(MAX_DEPTH):
        level = [inner for each in level for inner in _inner(each)]
        count += len(level)
        if count > MAX_VALUES:
            raise InputError("request.too_many_values", limit=MAX_VALUES)
    if level:
        raise InputError("request.too_deep", limit=MAX_DEPTH)


def _inner(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
