# SPDX-License-Identifier: Apache-2.0
"""The dialect of JSON Schema that describes a kind's content: reading and soundness.

JSON Schema 2020-12, narrowed so that every fault of a request can be worded and every field says
where it goes:

* only the keywords of `KEYWORDS`; one `type` a node, or a pair of one type and `null`;
* objects list their fields and allow no others; arrays and texts have an upper limit;
* each leaf says its `x-esign-use`: `printed` on the page (and carried), `carried` in the attached
  data and the package only, or `internal` to the register;
* `x-esign-multiline` allows line feeds in a text; `x-esign-width-of` names the sibling array that
  gives the length of each row of an array of arrays;
* `$ref` to `../_base/<file>.json#/$defs/<name>`, or to `#/$defs/<name>`, is written out when read.

An empty text is never a value: a field without one is left out.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from esign.errors import ConfigurationError, Detail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Schema = dict[str, object]

USE: Final = "x-esign-use"
MULTILINE: Final = "x-esign-multiline"
WIDTH_OF: Final = "x-esign-width-of"
PRINTED: Final = "printed"
CARRIED: Final = "carried"
INTERNAL: Final = "internal"

LEAF_TYPES = frozenset({"string", "integer", "boolean"})
KEYWORDS = frozenset(
    {"type", "title", "description", "examples", "properties", "required", "additionalProperties"}
    | {"items", "minItems", "maxItems", "maxLength", "pattern", "enum", "format"}
    | {"minimum", "maximum", USE, MULTILINE, WIDTH_OF}
)
ROOT_KEYWORDS = frozenset({"$schema", "$comment", "$defs"})
REFERENCE = re.compile(r"(?P<file>\.\./_base/[\w-]+\.json)?#/\$defs/(?P<name>\w+)")
MAX_REFERENCES = 8
FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*")
# Jinja looks an attribute up before a key, so a field must not be named like a method of dict.
TAKEN_NAMES = frozenset(dir(dict))


def read_schema(path: Path) -> Schema:
    """The schema in `path`, references written out, found sound.

    Raises:
        ConfigurationError: the file is missing, is no JSON Schema, or leaves the dialect.
    """
    document = _read_json(path)
    expanded = _expanded({k: v for k, v in document.items() if k not in ROOT_KEYWORDS}, path, 0)
    schema = cast("Schema", expanded)
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        place = "/".join(map(str, error.absolute_path))
        raise ConfigurationError("kind.not_a_schema", file=str(path), place=place) from None
    faults = list(_faults(schema, ""))
    if type_of(schema) != "object":
        faults.append(Detail("kind.schema_not_object"))
    if faults:
        raise ConfigurationError("kind.unsound_schema", file=str(path), details=faults)
    return schema


def type_of(schema: Mapping[str, object]) -> str:
    """The type of a node, `null` aside; empty when it says none or several."""
    stated = schema.get("type")
    types = [stated] if isinstance(stated, str) else stated
    named = [each for each in types if each != "null"] if isinstance(types, list) else []
    return str(named[0]) if len(named) == 1 else ""


def properties(schema: Mapping[str, object]) -> Mapping[str, Schema]:
    """The fields of an object node by name."""
    return cast("Mapping[str, Schema]", schema.get("properties", {}))


def required(schema: Mapping[str, object]) -> tuple[str, ...]:
    """The names of an object node's required fields."""
    return tuple(cast("list[str]", schema.get("required", [])))


def items(schema: Mapping[str, object]) -> Schema:
    """The node of an array's entries."""
    return cast("Schema", schema["items"])


def selected(schema: Mapping[str, object], value: object, uses: frozenset[str]) -> object:
    """The part of a checked value whose leaves have one of the uses; None when nothing is left.

    An object or array that the request leaves empty stays, so that “none” is carried as such.
    """
    if isinstance(value, dict):
        known = properties(schema)
        kept = {name: selected(known[name], each, uses) for name, each in value.items()}
        kept = {name: each for name, each in kept.items() if each is not None}
        return kept if kept or not value else None
    if isinstance(value, list):
        entries = [selected(items(schema), each, uses) for each in value]
        if value:
            return [each for each in entries if each is not None] or None
        return [] if has_use(schema, uses) else None
    return value if schema.get(USE) in uses else None


def has_use(schema: Mapping[str, object], uses: frozenset[str]) -> bool:
    """Whether the node or one below it has one of the uses."""
    if type_of(schema) == "object":
        return any(has_use(each, uses) for each in properties(schema).values())
    if type_of(schema) == "array":
        return has_use(items(schema), uses)
    return schema.get(USE) in uses


def _read_json(path: Path) -> Schema:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ConfigurationError("kind.file_missing", file=str(path)) from None
    except UnicodeDecodeError:
        raise ConfigurationError("kind.not_utf8", file=str(path)) from None
    except json.JSONDecodeError as error:
        raise ConfigurationError(
            "kind.json_syntax", file=str(path), line=error.lineno, column=error.colno
        ) from None
    if not isinstance(document, dict):
        raise ConfigurationError("kind.not_a_schema", file=str(path), place="")
    return document


def _expanded(node: object, path: Path, depth: int) -> object:
    """The node with every reference replaced by what it names; keywords beside it win."""
    if isinstance(node, list):
        return [_expanded(each, path, depth) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" not in node:
        return {key: _expanded(each, path, depth) for key, each in node.items()}
    target, name = _reference(node["$ref"], path, depth)
    definitions = cast("Mapping[str, object]", _read_json(target).get("$defs", {}))
    if name not in definitions:
        raise ConfigurationError("kind.unknown_reference", file=str(path), reference=node["$ref"])
    beside = {key: _expanded(each, path, depth) for key, each in node.items() if key != "$ref"}
    return cast("Schema", _expanded(definitions[name], target, depth + 1)) | beside


def _reference(reference: object, path: Path, depth: int) -> tuple[Path, str]:
    match = REFERENCE.fullmatch(str(reference))
    if match is None:
        raise ConfigurationError("kind.unknown_reference", file=str(path), reference=reference)
    if depth > MAX_REFERENCES:
        raise ConfigurationError("kind.circular_reference", file=str(path), reference=reference)
    return path.parent / match["file"] if match["file"] else path, match["name"]


def _faults(schema: Mapping[str, object], path: str) -> Iterator[Detail]:
    """What keeps a node and the nodes below it from being sound."""
    for keyword in sorted(schema.keys() - KEYWORDS):
        yield Detail("kind.unknown_keyword", path, {"keyword": keyword})
    match type_of(schema):
        case "object":
            yield from _object_faults(schema, path)
        case "array":
            yield from _array_faults(schema, path)
        case leaf if leaf in LEAF_TYPES:
            yield from _leaf_faults(schema, path)
        case _:
            yield Detail("kind.type_unclear", path)


def _object_faults(schema: Mapping[str, object], path: str) -> Iterator[Detail]:
    if schema.get("additionalProperties") is not False:
        yield Detail("kind.open_object", path)
    known = properties(schema)
    for name in required(schema):
        if name not in known:
            yield Detail("kind.required_unknown", path, {"field": name})
    for name, node in known.items():
        place = f"{path}.{name}" if path else name
        if not FIELD_NAME.fullmatch(name) or name in TAKEN_NAMES:
            yield Detail("kind.field_name", place)
        if not node.get("title"):
            yield Detail("kind.field_untitled", place)
        yield from _faults(node, place)


def _array_faults(schema: Mapping[str, object], path: str) -> Iterator[Detail]:
    if "maxItems" not in schema:
        yield Detail("kind.no_limit", path, {"keyword": "maxItems"})
    if isinstance(schema.get("items"), dict):
        yield from _faults(items(schema), f"{path}[]")
    else:
        yield Detail("kind.array_untyped", path)


def _leaf_faults(schema: Mapping[str, object], path: str) -> Iterator[Detail]:
    if schema.get(USE) not in {PRINTED, CARRIED, INTERNAL}:
        yield Detail("kind.use_missing", path)
    limited = schema.keys() & {"maxLength", "enum", "format"}
    if type_of(schema) == "string" and not limited:
        yield Detail("kind.no_limit", path, {"keyword": "maxLength"})
    if schema.get("format", "date") != "date":
        yield Detail("kind.unknown_format", path, {"format": schema["format"]})
