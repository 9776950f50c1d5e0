# SPDX-License-Identifier: Apache-2.0
"""Whether a kind's schema keeps to the dialect of `schema`; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

from esign.errors import Detail
from esign.kinds.places import joined, node_at
from esign.kinds.schema import (
    AFTER,
    CARRIED,
    DIFFERS_FROM,
    IN_FORCE,
    IN_FORCE_FAMILIES,
    INTERNAL,
    ISSUER_OF,
    KEYWORDS,
    NEEDS,
    NOT_BEFORE,
    NOT_IN_FUTURE,
    PERSON,
    PRINTED,
    RULE,
    UNIQUE_BY,
    USE,
    WIDTH_OF,
    YEAR_OF,
    is_date,
    iso_date,
    items,
    properties,
    required,
    type_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from esign.kinds.schema import Schema

LEAF_TYPES = frozenset({"string", "integer", "boolean"})
FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*")
# Jinja looks an attribute up before a key, so a field must not be named like a method of dict.
TAKEN_NAMES = frozenset(dir(dict))
LIMITS: Final = {"string": ("maxLength",), "integer": ("minimum", "maximum")}


def schema_faults(schema: Mapping[str, object]) -> Iterator[Detail]:
    """What keeps a schema from being sound, each fault with its field."""
    if type_of(schema) != "object":
        yield Detail("kind.schema_not_object")
    yield from _faults(schema, "", schema)


def _faults(
    schema: Mapping[str, object], path: str, root: Mapping[str, object]
) -> Iterator[Detail]:
    """What keeps a node and the nodes below it from being sound."""
    for keyword in sorted(schema.keys() - KEYWORDS):
        yield Detail("kind.unknown_keyword", path, {"keyword": keyword})
    match type_of(schema):
        case "object":
            yield from _object_faults(schema, path, root)
        case "array":
            yield from _array_faults(schema, path, root)
        case leaf if leaf in LEAF_TYPES:
            yield from _leaf_faults(schema, path)
        case _:
            yield Detail("kind.type_unclear", path)
    for keyword in _misused(schema, root):
        yield Detail("kind.keyword_misused", path, {"keyword": keyword})


def _object_faults(
    schema: Mapping[str, object], path: str, root: Mapping[str, object]
) -> Iterator[Detail]:
    if schema.get("additionalProperties") is not False:
        yield Detail("kind.open_object", path)
    known = properties(schema)
    for name in required(schema):
        if name not in known:
            yield Detail("kind.required_unknown", path, {"field": name})
    for name, node in known.items():
        place = joined(path, name)
        if not FIELD_NAME.fullmatch(name) or name in TAKEN_NAMES:
            yield Detail("kind.field_name", place)
        if not node.get("title"):
            yield Detail("kind.field_untitled", place)
        for keyword in _misused_beside(node, known, root):
            yield Detail("kind.keyword_misused", place, {"keyword": keyword})
        yield from _faults(node, place, root)


def _array_faults(
    schema: Mapping[str, object], path: str, root: Mapping[str, object]
) -> Iterator[Detail]:
    if "maxItems" not in schema:
        yield Detail("kind.no_limit", path, {"keyword": "maxItems"})
    if isinstance(schema.get("items"), dict):
        yield from _faults(items(schema), f"{path}[]", root)
    else:
        yield Detail("kind.array_untyped", path)


def _leaf_faults(schema: Mapping[str, object], path: str) -> Iterator[Detail]:
    if schema.get(USE) not in {PRINTED, CARRIED, INTERNAL}:
        yield Detail("kind.use_missing", path)
    if not schema.keys() & {"enum", "format"}:
        for keyword in LIMITS.get(type_of(schema), ()):
            if keyword not in schema:
                yield Detail("kind.no_limit", path, {"keyword": keyword})
    if schema.get("format", "date") != "date":
        yield Detail("kind.unknown_format", path, {"format": schema["format"]})


def _misused(schema: Mapping[str, object], root: Mapping[str, object]) -> Iterator[str]:
    """Keywords that name what is not there, or that say nothing about a value of this type."""
    if RULE in schema and ("pattern" not in schema or not isinstance(schema[RULE], str)):
        yield RULE
    if UNIQUE_BY in schema and not _names_text_of_entries(schema):
        yield UNIQUE_BY
    for keyword in (AFTER, NOT_BEFORE):
        demand = schema.get(keyword)
        bounded = iso_date(demand) is not None or _names_date(demand, root)
        if keyword in schema and not (is_date(schema) and bounded):
            yield keyword
    if YEAR_OF in schema:
        demands = schema[YEAR_OF]
        listed = isinstance(demands, list) and all(_names_date(each, root) for each in demands)
        if not listed or not demands or type_of(schema) != "integer":
            yield YEAR_OF
    dated = is_date(schema) or type_of(schema) == "integer"
    if NOT_IN_FUTURE in schema and not (dated and schema[NOT_IN_FUTURE] is True):
        yield NOT_IN_FUTURE
    if type_of(schema) != "string":
        yield from schema.keys() & {IN_FORCE, PERSON, ISSUER_OF}
    else:
        yield from _misused_of_text(schema, root)


def _misused_of_text(schema: Mapping[str, object], root: Mapping[str, object]) -> Iterator[str]:
    if IN_FORCE in schema and schema[IN_FORCE] not in IN_FORCE_FAMILIES:
        yield IN_FORCE
    if PERSON in schema and schema[PERSON] is not True:
        yield PERSON
    if ISSUER_OF in schema and not _names_issue(schema[ISSUER_OF], root):
        yield ISSUER_OF


def _misused_beside(
    node: Schema, siblings: Mapping[str, Schema], root: Mapping[str, object]
) -> Iterator[str]:
    """Keywords that name a sibling which is not there, or is not what they need."""
    if WIDTH_OF in node and type_of(siblings.get(str(node[WIDTH_OF]), {})) != "array":
        yield WIDTH_OF
    demand = str(node.get(DIFFERS_FROM, ""))
    other = siblings.get(demand) or (node_at(root, demand) if "." in demand else None)
    if DIFFERS_FROM in node and {type_of(node), type_of(other or {})} != {"string"}:
        yield DIFFERS_FROM
    need = node.get(NEEDS)
    if NEEDS in node and not (
        isinstance(need, dict)
        and need.keys() == {"field", "when", "rule"}
        and all(isinstance(each, str) for each in need.values())
        and need["field"] in siblings
        and _compiles(need["when"])
    ):
        yield NEEDS


def _names_text_of_entries(schema: Mapping[str, object]) -> bool:
    entry = cast("Schema", schema.get("items") or {})
    field = properties(entry).get(str(schema[UNIQUE_BY]), {})
    return type_of(field) == "string"


def _names_issue(demand: object, root: Mapping[str, object]) -> bool:
    return (
        isinstance(demand, dict)
        and demand.keys() == {"diploma", "on"}
        and isinstance(demand["diploma"], str)
        and _names_date(demand["on"], root)
    )


def _names_date(path: object, root: Mapping[str, object]) -> bool:
    node = node_at(root, path) if isinstance(path, str) else None
    return node is not None and is_date(node)


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True
