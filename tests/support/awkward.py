# SPDX-License-Identifier: Apache-2.0
"""Content that is hard to lay out, for any kind."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from esign.kinds.schema import items, properties, required, type_of
from esign.rendering.fonts import vietnamese_letters

if TYPE_CHECKING:
    from collections.abc import Mapping

LONG_NAME = "Công Tằng Tôn Nữ Nguyễn Phúc Hoàng Thiên Bảo Ngọc Minh Châuu"  # 60 letters
LETTERS = "".join(sorted(vietnamese_letters()))


def without_options(schema: Mapping[str, Any], content: Any) -> Any:
    """The content with its required fields only, at every depth."""
    if isinstance(content, dict):
        known, needed = properties(schema), required(schema)
        kept = {name: each for name, each in content.items() if name in needed}
        return {name: without_options(known[name], each) for name, each in kept.items()}
    if isinstance(content, list):
        return [without_options(items(schema), each) for each in content]
    return content


def free_texts(schema: Mapping[str, Any], content: Any, path: tuple[Any, ...] = ()) -> list[Any]:
    """The paths of printed texts that may be any text."""
    if isinstance(content, dict):
        known = properties(schema)
        found = [
            free_texts(known[name], each, (*path, name))
            for name, each in content.items()
            if name in known
        ]
        return [each for paths in found for each in paths]
    if isinstance(content, list):
        entries = [
            free_texts(items(schema), each, (*path, place)) for place, each in enumerate(content)
        ]
        return [each for paths in entries for each in paths]
    roomy = int(schema.get("maxLength", 0)) >= len(LETTERS) + 40
    free = (
        roomy
        and type_of(schema) == "string"
        and not schema.keys()
        & {
            *("pattern", "enum", "format", "x-esign-needs", "x-esign-in-force", "x-esign-person"),
        }
    )
    return [path] if free and schema.get("x-esign-use") == "printed" else []


def with_text(content: dict[str, Any], path: tuple[Any, ...], text: str) -> dict[str, Any]:
    """The content with another text at a path."""
    changed = copy.deepcopy(content)
    node = changed
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = text
    return changed


def listed(count: int, line: str) -> list[str]:
    return [f"{line} số {number}" for number in range(1, count + 1)]
