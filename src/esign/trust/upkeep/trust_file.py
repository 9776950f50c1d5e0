# SPDX-License-Identifier: Apache-2.0
"""Changing `trust.toml` line by line, so that every comment stays with its entry.

Whatever is written is read back first: it must say what was there before and the one change, or
nothing is changed.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from esign.errors import ConfigurationError
from esign.trust.policy import read_policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from esign.trust.policy import Anchor

_HEADER = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]\]?\s*(#.*)?")
_KINDS = ("anchor", "signer")


def table_of(anchor: Anchor) -> dict[str, object]:
    """An entry as the table that `trust.toml` holds."""
    table: dict[str, object] = {"name": anchor.name}
    if anchor.file:
        table["file"] = anchor.file
    table |= {
        "sha256": anchor.sha256,
        "trusted_from": anchor.trusted_from,
        "trusted_until": anchor.trusted_until,
        "roles": sorted(role.value for role in anchor.roles),
    }
    return table | ({"hosts": list(anchor.hosts)} if anchor.hosts else {})


def with_entries(text: str, anchors: Iterable[Anchor]) -> str:
    """The text with further entries, before the tables that say how roles are recognised.

    Raises:
        ConfigurationError: the result would not be sound.
    """
    added = [(_kind(anchor), table_of(anchor)) for anchor in anchors]
    block = "\n".join("\n".join(_lines(kind, table)) + "\n" for kind, table in added)
    lines = text.splitlines(keepends=True)
    places = [start for start, _, kind in _spans(lines) if kind == "role"]
    place = places[0] if places else len(lines)
    before, after = "".join(lines[:place]), "".join(lines[place:])
    gap = "" if not before or before.endswith("\n\n") else "\n"
    wanted = tomllib.loads(text)
    for kind, table in added:
        wanted.setdefault(kind, []).append(table)
    return _checked(f"{before}{gap}{block}\n{after}".rstrip("\n") + "\n", wanted)


def without_entry(text: str, name: str) -> str:
    """The text without the entry of that name and the comment right above it.

    Raises:
        ConfigurationError: the result would not be sound.
    """
    lines = text.splitlines(keepends=True)
    start, end, _ = _place(lines, text, name)
    wanted = tomllib.loads(text)
    for kind in _KINDS:
        kept = [entry for entry in wanted.get(kind, []) if entry.get("name") != name]
        wanted.pop(kind, None)
        wanted |= {kind: kept} if kept else {}
    before, after = "".join(lines[:start]).rstrip("\n"), "".join(lines[end:]).lstrip("\n")
    return _checked(f"{before}\n\n{after}".strip("\n") + "\n", wanted)


def with_file(text: str, name: str, file: str) -> str:
    """The text with a certificate's file named in the entry of that name.

    Raises:
        ConfigurationError: the result would not be sound.
    """
    lines = text.splitlines(keepends=True)
    _, _, header = _place(lines, text, name)
    wanted = tomllib.loads(text)
    for kind in _KINDS:
        for entry in wanted.get(kind, []):
            if entry.get("name") == name:
                entry["file"] = file
    lines.insert(header + 1, f"file = {_value(file)}\n")
    return _checked("".join(lines), wanted)


def _checked(text: str, wanted: dict[str, object]) -> str:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ConfigurationError("trust.edit_by_hand") from fault
    if found != wanted:
        raise ConfigurationError("trust.edit_by_hand")
    read_policy(text)
    return text


def _place(lines: list[str], text: str, name: str) -> tuple[int, int, int]:
    """Where an entry begins with its comment, where it ends, and the line of its header."""
    tables = tomllib.loads(text)
    for kind in _KINDS:
        spans = [span for span in _spans(lines) if span[2] == kind]
        entries = tables.get(kind, [])
        for (start, end, _), entry in zip(spans, entries, strict=False):
            if entry.get("name") == name and len(spans) == len(entries):
                header = next(
                    at for at in range(start, end) if _HEADER.fullmatch(lines[at].strip())
                )
                return start, end, header
    raise ConfigurationError("trust.edit_by_hand")


def _spans(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Each table's first line (its comment's), the line after its last, and its name."""
    headers = [
        (at, match[1])
        for at, line in enumerate(lines)
        if (match := _HEADER.fullmatch(line.strip()))
    ]
    starts = [_comment_above(lines, at) for at, _ in headers]
    for place, (_, kind) in enumerate(headers):
        end = starts[place + 1] if place + 1 < len(starts) else len(lines)
        yield starts[place], end, kind


def _comment_above(lines: list[str], header: int) -> int:
    start = header
    while start > 0 and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    return start


def _kind(anchor: Anchor) -> str:
    return "signer" if anchor.is_signer else "anchor"


def _lines(kind: str, table: dict[str, object]) -> Iterator[str]:
    yield f"[[{kind}]]"
    for key, value in table.items():
        yield f"{key} = {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    moment: datetime = value  # type: ignore[assignment]
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(value: str) -> str:
    """A basic string: quotation marks, backslashes and what does not print are escaped."""
    escaped = "".join(
        f"\\u{ord(sign):04x}" if sign in '"\\\x7f' or ord(sign) < ord(" ") else sign
        for sign in value
    )
    return f'"{escaped}"'
