# SPDX-License-Identifier: Apache-2.0
"""A kind's schema from its file: references written out, found sound."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from esign.errors import ConfigurationError
from esign.kinds.soundness import schema_faults

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from esign.kinds.schema import Schema

ROOT_KEYWORDS = frozenset({"$schema", "$comment", "$defs"})
REFERENCE = re.compile(r"(?P<file>\.\./_base/[\w-]+\.json)?#/\$defs/(?P<name>\w+)")
MAX_REFERENCES = 8


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
    if faults := list(schema_faults(schema)):
        raise ConfigurationError("kind.unsound_schema", file=str(path), details=faults)
    return schema


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
