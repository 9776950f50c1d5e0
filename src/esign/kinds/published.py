# SPDX-License-Identifier: Apache-2.0
"""The schemas that other programs are given: of a request, and of the data inside a document."""

from __future__ import annotations

import copy
import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from esign.kinds.request import REQUEST_ID, REQUEST_ID_TITLE
from esign.kinds.schema import CARRIED, OWN_KEYWORDS, PRINTED, has_use, items, properties, type_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import DocumentKind

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
PUBLISHED: Final = "document-1.json"


@cache
def _document_text() -> str:
    return files("esign.kinds").joinpath(PUBLISHED).read_text(encoding="utf-8")


def document_schema() -> dict[str, Any]:
    """JSON Schema of the data that travel inside every document: `esign.document/1`."""
    schema: dict[str, Any] = json.loads(_document_text())
    return schema


def carried_schema(kind: DocumentKind) -> dict[str, Any]:
    """The same for the documents of one kind: what their `content` holds is described as well."""
    schema = document_schema()
    schema["$id"] += f":{kind.name}"
    schema["title"] = f"{kind.title} (esign.document/1)"
    schema["properties"]["kind"] = {"const": kind.name}
    schema["properties"]["content"] = _carried(kind.schema)
    return schema


def request_schema(kind: DocumentKind) -> dict[str, Any]:
    """JSON Schema of a request of one kind, as a file in JSON states it."""
    schema: dict[str, Any] = copy.deepcopy(dict(kind.schema))
    own = {
        "kind": {"const": kind.name},
        "request_id": {
            "title": REQUEST_ID_TITLE,
            "type": "string",
            "pattern": f"^{REQUEST_ID.pattern}$",
        },
    }
    schema["properties"] = {**own, **schema["properties"]}
    schema["required"] = [*own, *schema["required"]]
    return {"$schema": DIALECT, "$id": f"urn:esign:request:{kind.name}", **schema}


def _carried(node: Mapping[str, object]) -> dict[str, Any]:
    """A node without internal fields, and without what only the making of a request needs."""
    kept = {name: each for name, each in node.items() if name not in OWN_KEYWORDS}
    if type_of(node) == "object":
        uses = frozenset({PRINTED, CARRIED})
        fields = {name: each for name, each in properties(node).items() if has_use(each, uses)}
        kept["properties"] = {name: _carried(each) for name, each in fields.items()}
        stated = node.get("required")
        if isinstance(stated, list):
            kept["required"] = [name for name in stated if name in fields]
    elif type_of(node) == "array":
        kept["items"] = _carried(items(node))
    return kept
