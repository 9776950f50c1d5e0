# SPDX-License-Identifier: Apache-2.0
"""In which line of a JSON or TOML file a place stands, for messages to authors; pure.

A place that the file does not have is looked for one step up, so that a field left out is told at
the table it belongs into.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PIECE: Final = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\],:]|[^\s{}\[\],:"]+')
HEADING: Final = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(#.*)?")
ASSIGNMENT: Final = re.compile(r"\s*([\w.-]+)\s*=(.*)")
TRIPLE: Final = re.compile(r'"""|\'\'\'')
STEP: Final = re.compile(r"\.?([^.\[\]]+)|(\[\d*\])")


def schema_line(text: str, path: str) -> int:
    """The line of a field in a schema file, by its path, `articles[].text`.

    What lies behind a `$ref` is told at the reference.
    """
    steps: list[str] = []
    for name, entry in STEP.findall(path):
        steps += ["items"] if entry else ["properties", name]
    return _nearest(_json_lines(text), tuple(steps))


def content_line(text: str, path: str) -> int:
    """The line of a field in a TOML file, by its path, `articles[2].text`."""
    steps = [name or entry for name, entry in STEP.findall(path)]
    return _nearest(_toml_lines(text), tuple(steps))


def _nearest(lines: Mapping[tuple[str, ...], int], steps: tuple[str, ...]) -> int:
    while steps and steps not in lines:
        steps = steps[:-1]
    return lines.get(steps, 1)


def _json_lines(text: str) -> Mapping[tuple[str, ...], int]:
    """The line of each key by its path; entries of lists have no place of their own."""
    lines: dict[tuple[str, ...], int] = {}
    path: list[str] = []
    last, key = "", ""
    for match in PIECE.finditer(text):
        piece = match[0]
        if piece == ":":
            key = json.loads(last) if last.startswith('"') else ""
            lines.setdefault((*path, key), text.count("\n", 0, match.start()) + 1)
        elif piece in "{[":
            path.append(key)
            key = "[]" if piece == "[" else ""
        elif piece in "}]" and path:
            key = path.pop()
        last = piece
    return {tuple(each for each in place if each): line for place, line in lines.items()}


def _toml_lines(text: str) -> Mapping[tuple[str, ...], int]:
    lines: dict[tuple[str, ...], int] = {}
    counts: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in _outside_texts(text):
        if heading := HEADING.fullmatch(line):
            table = _table(heading[2].split("."), counts, many=heading[1] == "[[")
            lines.setdefault(table, number)
            # an entry of a list is also looked for under the list's name
            lines.setdefault(table[:-1], number)
        elif assigned := ASSIGNMENT.match(line):
            lines.setdefault((*table, *assigned[1].split(".")), number)
    lines.pop((), None)
    return lines


def _table(names: list[str], counts: dict[tuple[str, ...], int], *, many: bool) -> tuple[str, ...]:
    """The path of a heading, its lists' entries numbered; a list of tables gains one."""
    table: tuple[str, ...] = ()
    for place, name in enumerate(names):
        table = (*table, name)
        if many and place == len(names) - 1:
            counts[table] = counts.get(table, 0) + 1
        if table in counts:
            table = (*table, f"[{counts[table]}]")
    return table


def _outside_texts(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, without those inside a text of several lines."""
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        starts = not inside
        for quote in TRIPLE.findall(line):
            inside = "" if inside == quote else inside or quote
        if starts:
            yield number, line
