# SPDX-License-Identifier: Apache-2.0
"""Places within a request's content, as messages name them: `articles[1].text`; pure.

Entries of lists are counted from 1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from esign.kinds.schema import items, properties, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STEP = re.compile(r"([^.\[\]]+)((?:\[\d+\])*)")
ORDINAL = re.compile(r"\d+")


def joined(path: str, name: str) -> str:
    """The path of a field below `path`."""
    return f"{path}.{name}" if path else name


def walk(
    schema: Mapping[str, object], value: object, path: str = ""
) -> Iterator[tuple[Mapping[str, object], object, str]]:
    """Node, value and path of a value and of all below it that the schema knows, in its order."""
    yield schema, value, path
    if isinstance(value, dict):
        for name, node in properties(schema).items():
            if name in value:
                yield from walk(node, value[name], joined(path, name))
    elif isinstance(value, list) and type_of(schema) == "array":
        for ordinal, each in enumerate(value, start=1):
            yield from walk(items(schema), each, f"{path}[{ordinal}]")


def value_at(content: Mapping[str, object], path: str) -> object:
    """The value of a field that is in no list; None where the content leaves it out."""
    value: object = content
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def node_at(schema: Mapping[str, object], path: str) -> Mapping[str, object] | None:
    """The node of a field that is in no list; None where the schema has no such field."""
    node: Mapping[str, object] | None = schema
    for name in path.split("."):
        node = properties(node).get(name) if node is not None else None
    return node


def rank(schema: Mapping[str, object], path: str) -> tuple[int, ...]:
    """Where a place stands in the order of the schema's fields; unknown ones come last."""
    return tuple(place for place, _ in _steps(schema, path))


def title(schema: Mapping[str, object], path: str) -> str:
    """What the form calls a place: the title of its field; empty for an unknown one."""
    found = ""
    for _, node in _steps(schema, path):
        if node is None:
            return ""
        found = str(node.get("title") or found)
    return found


def named(schema: Mapping[str, object], path: str) -> str:
    """A place with its title, `holder.born_on (Ngày sinh)`."""
    return f"{path} ({title(schema, path)})"


def _steps(
    schema: Mapping[str, object], path: str
) -> Iterator[tuple[int, Mapping[str, object] | None]]:
    """Place among its siblings, and node, of each step; the walk ends at an unknown field."""
    node = schema
    for name, ordinals in STEP.findall(path):
        known = properties(node)
        if name not in known:
            yield len(known), None
            return
        node = known[name]
        yield list(known).index(name), node
        for ordinal in ORDINAL.findall(ordinals):
            node = items(node)
            yield int(ordinal), node
