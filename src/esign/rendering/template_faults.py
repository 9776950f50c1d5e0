# SPDX-License-Identifier: Apache-2.0
"""What in a kind's page contradicts its schema, found without laying anything out."""

from __future__ import annotations

import difflib
from dataclasses import fields
from typing import TYPE_CHECKING, Final

from jinja2 import FileSystemLoader

from esign.errors import Detail
from esign.kinds import PAGE, FileFault, Shape, leaves, placeholders, printed_shape, schema_place
from esign.model import Agency
from esign.rendering.source import DOCUMENT_FIELDS, kind_templates
from esign.rendering.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.model import DocumentKind
    from esign.rendering.places import Unknown

SET_FOR_ALL: Final[dict[str, Shape]] = {
    "agency": {each.name: None for each in fields(Agency)},
    "document": dict.fromkeys(DOCUMENT_FIELDS),
}


def page_faults(folder: Path, kind: DocumentKind | None) -> tuple[FileFault, ...]:
    """Faults of a page's syntax, variables that the schema lacks, and fields that nothing prints.

    Args:
        folder: the kind's template folder.
        kind: the kind in it; None where its schema is unsound, and only the syntax is judged.
    """
    if not (folder / PAGE).is_file():
        return ()
    root = folder.parent
    read = Variables(kind_templates(root), FileSystemLoader(root))
    content = None if kind is None else printed_shape(kind.schema)
    read.read(f"{folder.name}/{PAGE}", {**SET_FOR_ALL, "content": content})
    found = [
        FileFault(file, line, Detail("template.syntax", "", {"reason": reason}))
        for file, line, reason in read.broken
    ]
    found += [_unknown(each) for each in dict.fromkeys(read.unknown)]
    if kind is not None and not read.broken:
        found += _unprinted(kind, read.used)
    return tuple(found)


def _unknown(unknown: Unknown) -> FileFault:
    near = difflib.get_close_matches(unknown.name, unknown.known, n=1)
    facts = {"name": unknown.name, "known": ", ".join(near or unknown.known)}
    return FileFault(unknown.file, unknown.line, Detail("template.unknown_variable", "", facts))


def _unprinted(kind: DocumentKind, used: set[str]) -> Iterator[FileFault]:
    """Fields that the schema calls printed and the page never asks for."""
    patterns = [kind.symbol, kind.symbol_without_type]
    patterns += [kind.subject] if "document.subject" in used else []
    through_patterns = {name for each in patterns for name in placeholders(each)}
    for path in leaves(printed_shape(kind.schema)):
        if path not in through_patterns | {kind.type_field} and f"content.{path}" not in used:
            file, line = schema_place(kind.folder, path)
            yield FileFault(file, line, Detail("template.never_printed", path, {"field": path}))
