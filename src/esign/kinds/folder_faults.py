# SPDX-License-Identifier: Apache-2.0
"""Every fault of a template folder at once, each with its file and line: for template authors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError, Detail, EsignError, InputError
from esign.kinds.folder import (
    DESCRIPTION,
    PAGE,
    SAMPLE,
    SCHEMA,
    KindFolder,
    common_faults,
    load_kind,
    name_faults,
    pattern_faults,
    read_description,
    value_faults,
)
from esign.kinds.lines import content_line, schema_line
from esign.kinds.parsing import parse
from esign.kinds.request import read_request, request_from
from esign.kinds.schema_files import read_schema
from esign.kinds.template_files import file_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from esign.model import DocumentKind, Request

TOML_LINE: Final = re.compile(r"\(at line (\d+), column")


@dataclass(frozen=True, slots=True)
class FileFault:
    """A fault in one file of a template.

    Attributes:
        file: its name below the templates folder, `decision/schema.json`; empty for the whole.
        line: its line, counted from 1; 0 where no line can be named.
        detail: the fault; its path is the field, if it has to do with one.
    """

    file: str
    line: int
    detail: Detail


def folder_faults(folder: Path) -> tuple[tuple[FileFault, ...], DocumentKind | None]:
    """What keeps a folder from being a kind, and the kind where nothing does."""
    found = [FileFault(folder.name, 0, each) for each in name_faults(folder.name)]
    found += [
        _fault(ConfigurationError("kind.file_missing", file=str(folder / name)), folder / name)
        for name in (DESCRIPTION, SCHEMA, PAGE, SAMPLE)
        if not (folder / name).is_file()
    ]
    found += [_fault(each, folder / str(each.facts["file"])) for each in file_faults(folder)]
    described, faults = _described(folder)
    schema, more = _schema(folder)
    found += [*faults, *more]
    if described and schema:
        found += _disagreements(folder, described, schema)
    if not found:
        try:
            return (), load_kind(folder)
        except ConfigurationError as error:  # of what lies beside the folder: the base, the law
            return (_fault(error, folder),), None
    return tuple(found), None


def sample_faults(path: Path, kind: DocumentKind) -> tuple[tuple[FileFault, ...], Request | None]:
    """What is wrong with one sample of a kind, and the request that it is when nothing is.

    One that names another kind is checked as one of this kind all the same.
    """
    text = path.read_bytes()
    shown = text.decode("utf-8", errors="replace")
    found: tuple[FileFault, ...] = ()
    kinds = KindFolder(kind.folder.parent)
    try:
        fields = parse(text, "toml")
        named = fields.get("kind")
        if not isinstance(named, str) or named == kind.name:
            return (), read_request(text, "toml", kinds)
        fault = Detail("kind.sample_of_another", "kind", {"named": named, "kind": kind.name})
        found = (_at(path, content_line(shown, "kind"), fault),)
        request_from({**fields, "kind": kind.name}, kinds)
    except InputError as error:
        found += _sample_faults(error, path, shown)
    return found, None


def schema_place(folder: Path, field: str) -> tuple[str, int]:
    """File and line where a kind's schema describes a field."""
    text = (folder / SCHEMA).read_text(encoding="utf-8")
    return f"{folder.name}/{SCHEMA}", schema_line(text, field)


def sample_place(path: Path, field: str) -> tuple[str, int]:
    """File and line where a sample states a field, or should."""
    return f"{path.parent.name}/{path.name}", content_line(path.read_text("utf-8"), field)


def _sample_faults(error: InputError, path: Path, text: str) -> tuple[FileFault, ...]:
    if error.details:
        return tuple(_at(path, content_line(text, each.path), each) for each in error.details)
    line = int(str(error.facts.get("line", content_line(text, "kind"))))
    return (_at(path, line, Detail(error.code, "", error.facts)),)


def _described(folder: Path) -> tuple[Mapping[str, object], list[FileFault]]:
    return _read(folder / DESCRIPTION, read_description, content_line)


def _schema(folder: Path) -> tuple[Mapping[str, object], list[FileFault]]:
    return _read(folder / SCHEMA, read_schema, schema_line)


def _read(
    path: Path,
    reader: Callable[[Path], Mapping[str, object]],
    line: Callable[[str, str], int],
) -> tuple[Mapping[str, object], list[FileFault]]:
    """What a file says; nothing, and its faults, where it is at fault."""
    if not path.is_file():
        return {}, []  # told already
    try:
        return reader(path), []
    except ConfigurationError as error:
        if not error.details:
            return {}, [_fault(error, path)]
        text = path.read_text(encoding="utf-8")
        return {}, [_at(path, line(text, each.path), each) for each in error.details]


def _disagreements(
    folder: Path, described: Mapping[str, object], schema: Mapping[str, object]
) -> Iterator[FileFault]:
    path = folder / SCHEMA
    text = path.read_text(encoding="utf-8")
    for each in common_faults(described, schema):
        field = each.path.removeprefix(f"{SCHEMA}: ")
        yield _at(path, schema_line(text, field), Detail(each.code, field, each.facts))
    path = folder / DESCRIPTION
    text = path.read_text(encoding="utf-8")
    for each in (*pattern_faults(described, schema), *value_faults(described)):
        yield _at(path, content_line(text, each.path), each)


def _fault(error: EsignError, path: Path) -> FileFault:
    """An error about a file as its fault; the line is a fact, or stands in the parser's reason."""
    place = TOML_LINE.search(str(error.facts.get("reason", "")))
    line = place[1] if place else error.facts.get("line", 0)
    return _at(path, int(str(line)), Detail(error.code, "", error.facts))


def _at(path: Path, line: int, detail: Detail) -> FileFault:
    return FileFault(f"{path.parent.name}/{path.name}", line, detail)
