# SPDX-License-Identifier: Apache-2.0
"""Template folders as the catalogue of document kinds.

<root>/_base/          page set-up, numbered boxes and field definitions that kinds share
<root>/<kind>/         kind.toml, schema.json, page.typ.j2, sample.toml

Both may hold more Typst files, includes and pictures; files of any other form are overlooked.
"""

from __future__ import annotations

import hashlib
import re
import string
import tomllib
from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError, Detail, InputError
from esign.kinds.characters import shown
from esign.kinds.checking import REGISTER_FIELDS, suggestion
from esign.kinds.schema import items, properties, required, type_of
from esign.kinds.schema_files import read_schema
from esign.model import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

BASE: Final = "_base"
DESCRIPTION: Final = "kind.toml"
SCHEMA: Final = "schema.json"
PAGE: Final = "page.typ.j2"
SAMPLE: Final = "sample.toml"

KIND_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")
BOOKS: Final = frozenset({"outgoing", "copies"})
DESCRIPTION_FIELDS: Final = {
    "title": str,
    "type_name": str,
    "book": str,
    "symbol": str,
    "subject": str,
    "exchange_type": int,
    "exchange_type_detail": int,
}
# Every kind asks for who signs and who receives: nothing legal has a default. The texts are those
# that later steps rely on.
COMMON_FIELDS: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "signer": ("object", frozenset({"title", "name"})),
    "recipients": ("array", frozenset()),
    "receivers": ("array", frozenset({"code", "name"})),
}
# What a template is made of; an editor's backup or a desktop's droppings are not.
SUFFIXES: Final = frozenset({".toml", ".json", ".j2", ".typ", ".svg", ".png", ".jpg"})
# A package of Typst's universe would be fetched from the network while a document is laid out.
PACKAGE: Final = re.compile(r"""["']@[\w-]+/""")


class KindFolder:
    """The kinds below one templates folder; each is loaded once, when first asked for."""

    def __init__(self, path: Path) -> None:
        self._root = path
        self._loaded: dict[str, DocumentKind] = {}

    def kind(self, name: str) -> DocumentKind:
        """The kind of that name.

        Raises:
            InputError: there is none.
            ConfigurationError: its template folder is unsound, or there is no kind at all.
        """
        if name not in self._loaded:
            known = self._names()
            if name not in known:
                raise _unknown(name, known)
            self._loaded[name] = load_kind(self._root / name)
        return self._loaded[name]

    def kinds(self) -> Mapping[str, DocumentKind]:
        """All kinds by name.

        Raises:
            ConfigurationError: a template folder is unsound, or there is none at all.
        """
        return {name: self.kind(name) for name in self._names()}

    def _names(self) -> tuple[str, ...]:
        found = self._root.glob(f"*/{DESCRIPTION}") if self._root.is_dir() else ()
        names = tuple(sorted(each.parent.name for each in found))
        if not names:
            raise ConfigurationError("kind.none", folder=str(self._root))
        return names


def load_kind(folder: Path) -> DocumentKind:
    """The kind that a template folder describes.

    Raises:
        ConfigurationError: a file is missing or unsound; names the file and the remedy.
    """
    missing = [name for name in (PAGE, SAMPLE) if not (folder / name).is_file()]
    if missing:
        raise ConfigurationError("kind.file_missing", file=str(folder / missing[0]))
    described = _description(folder / DESCRIPTION)
    schema = read_schema(folder / SCHEMA)
    faults = [*_name_faults(folder.name), *_schema_faults(schema)]
    faults += [*_pattern_faults(described, schema), *_value_faults(described)]
    if faults:
        raise ConfigurationError("kind.unsound", kind=folder.name, details=faults)
    return DocumentKind(
        name=folder.name,
        title=str(described["title"]),
        type_name=str(described["type_name"]),
        book=str(described["book"]),
        symbol=str(described["symbol"]),
        subject=str(described["subject"]),
        exchange_type=int(str(described["exchange_type"])),
        exchange_type_detail=int(str(described["exchange_type_detail"])),
        schema=schema,
        folder=folder,
        template_digest=template_digest(folder),
    )


def template_digest(folder: Path) -> str:
    """SHA-256 (hex) over the names and contents of the kind's and the base's files, in order.

    Raises:
        ConfigurationError: a file draws on a package from the network.
    """
    summary = hashlib.sha256()
    for part in (folder.parent / BASE, folder):
        for path in sorted(_template_files(part)):
            content = path.read_bytes()
            if PACKAGE.search(content.decode("utf-8", errors="replace")):
                raise ConfigurationError("kind.package", file=str(path))
            name = path.relative_to(folder.parent).as_posix().encode()
            summary.update(b"%d:%s%d:%s" % (len(name), name, len(content), content))
    return summary.hexdigest()


def _template_files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix in SUFFIXES and not hidden and path.is_file():
            yield path


def _unknown(name: str, known: tuple[str, ...]) -> InputError:
    kind, names = shown(name), ", ".join(known)
    if close := suggestion(name, known):
        return InputError("request.misspelt_kind", kind=kind, known=names, suggestion=close)
    return InputError("request.unknown_kind", kind=kind, known=names)


def _description(path: Path) -> dict[str, object]:
    try:
        described = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise ConfigurationError("kind.not_utf8", file=str(path)) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError("kind.toml_syntax", file=str(path), reason=str(error)) from None
    faults = list(_description_faults(described))
    if faults:
        raise ConfigurationError("kind.unsound_description", file=str(path), details=faults)
    return described


def _description_faults(described: Mapping[str, object]) -> Iterator[Detail]:
    for name, wanted in DESCRIPTION_FIELDS.items():
        # a boolean is an int to Python
        if type(described.get(name)) is not wanted:
            code = "kind.field_not_text" if wanted is str else "kind.field_not_number"
            yield Detail(code, name)
    known = ", ".join(DESCRIPTION_FIELDS)
    for name in described:
        if name not in DESCRIPTION_FIELDS:
            yield Detail("kind.unknown_field", shown(name), {"known": known})


def _name_faults(name: str) -> Iterator[Detail]:
    if not KIND_NAME.fullmatch(name):
        yield Detail("kind.name", name)


def _value_faults(described: Mapping[str, object]) -> Iterator[Detail]:
    if described["book"] not in BOOKS:
        yield Detail("kind.unknown_book", "book", {"known": ", ".join(sorted(BOOKS))})


def _schema_faults(schema: Mapping[str, object]) -> Iterator[Detail]:
    for name, (form, texts) in COMMON_FIELDS.items():
        if name not in required(schema):
            yield Detail("kind.common_field_missing", f"{SCHEMA}: {name}")
        elif not _has_form(properties(schema)[name], form, texts):
            yield Detail("kind.common_field_form", f"{SCHEMA}: {name}")
    for name in properties(schema):
        if name in REGISTER_FIELDS | {"kind", "request_id"}:
            yield Detail("kind.reserved_field", f"{SCHEMA}: {name}")


def _has_form(node: Mapping[str, object], form: str, texts: frozenset[str]) -> bool:
    """Whether a node is of that form with those texts required; of texts where none is named."""
    if type_of(node) != form:
        return False
    entry = items(node) if form == "array" else node
    if not texts:
        return type_of(entry) == "string"
    known = properties(entry)
    return all(name in required(entry) and type_of(known[name]) == "string" for name in texts)


def _pattern_faults(
    described: Mapping[str, object], schema: Mapping[str, object]
) -> Iterator[Detail]:
    known = properties(schema)
    texts = {name for name in required(schema) if type_of(known[name]) == "string"}
    for field, allowed in (("symbol", {"agency"}), ("subject", texts)):
        if not _plain_placeholders(str(described[field]), allowed):
            names = ", ".join(f"{{{name}}}" for name in sorted(allowed))
            yield Detail("kind.pattern", field, {"allowed": names})


def _plain_placeholders(pattern: str, allowed: set[str]) -> bool:
    """Whether a pattern fills in nothing but the allowed names, without attribute or format."""
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        return False
    return all(
        name is None or (name in allowed and not form and conversion is None)
        for _, name, form, conversion in parts
    )
