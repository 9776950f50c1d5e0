# SPDX-License-Identifier: Apache-2.0
"""What a page sees of a kind's content, without values; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.kinds.places import joined
from esign.kinds.schema import PRINTED, has_use, items, properties, required, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from esign.kinds.schema import Schema

Shape = dict[str, "Shape"] | list["Shape"] | None
"""The fields of a table by name, the one shape of a list's entries, or None for a single value."""


def printed_shape(schema: Mapping[str, object]) -> Shape:
    """The shape of what the page may show."""
    if type_of(schema) == "object":
        fields = properties(schema).items()
        uses = frozenset({PRINTED})
        return {name: printed_shape(node) for name, node in fields if has_use(node, uses)}
    if type_of(schema) == "array":
        return [printed_shape(items(schema))]
    return None


def leaves(shape: Shape, path: str = "") -> Iterator[str]:
    """The paths of the single values, `articles[].text`."""
    if isinstance(shape, dict):
        for name, each in shape.items():
            yield from leaves(each, joined(path, name))
    elif isinstance(shape, list):
        yield from leaves(shape[0], f"{path}[]")
    else:
        yield path


def without_optional(
    schema: Mapping[str, object], content: Mapping[str, object]
) -> Iterator[tuple[str, dict[str, object]]]:
    """The content without any optional field, under an empty path; then without one at a time.

    Of optional fields within lists, only the first variant is without.
    """
    yield "", _least(schema, content)
    for path in _optional(schema, content, ""):
        yield path, _without(content, path.split("."))


def _least(schema: Mapping[str, object], content: Mapping[str, object]) -> dict[str, object]:
    known = properties(schema)
    return {name: _least_value(known[name], content[name]) for name in required(schema)}


def _least_value(node: Schema, value: object) -> object:
    if isinstance(value, dict):
        return _least(node, value)
    if isinstance(value, list):
        return [_least_value(items(node), each) for each in value]
    return value


def _optional(
    schema: Mapping[str, object], content: Mapping[str, object], path: str
) -> Iterator[str]:
    known, needed = properties(schema), required(schema)
    for name, value in content.items():
        place = joined(path, name)
        if name not in needed:
            yield place
        if isinstance(value, dict):
            yield from _optional(known[name], value, place)


def _without(content: Mapping[str, object], steps: list[str]) -> dict[str, object]:
    first, *rest = steps
    if not rest:
        return {name: each for name, each in content.items() if name != first}
    inner = content[first]
    return {**content, first: _without(inner, rest)} if isinstance(inner, dict) else {**content}
