# SPDX-License-Identifier: Apache-2.0
"""Template folders as the catalogue of document kinds.

<root>/_law/           legal bases, procedures, forms and deadlines with their dates
<root>/_base/          page set-up, numbered boxes and field definitions that kinds share
<root>/<kind>/         kind.toml, schema.json, page.typ.j2, sample.toml

Both may hold more Typst files, includes and pictures; files of any other form are overlooked.
"""

from __future__ import annotations

import re
import string
import tomllib
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final, cast

from esign.errors import ConfigurationError, Detail, InputError
from esign.kinds.books import SHIPPED_BOOKS
from esign.kinds.characters import shown
from esign.kinds.checking import REGISTER_FIELDS, suggestion
from esign.kinds.law_files import load_law
from esign.kinds.retention import RETENTION, retention_faults, retention_years
from esign.kinds.schema import is_date, items, properties, required, type_of
from esign.kinds.schema_files import read_schema
from esign.kinds.template_files import template_digest
from esign.model import CERTIFIED_COPIES, CopyForm, DocumentKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from esign.model import LegalData

DESCRIPTION: Final = "kind.toml"
SCHEMA: Final = "schema.json"
PAGE: Final = "page.typ.j2"
SAMPLE: Final = "sample.toml"

KIND_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")
DESCRIPTION_FIELDS: Final = {
    "title": str,
    "type_name": str,
    "book": str,
    "symbol": str,
    "subject": str,
    "exchange_type": int,
    "exchange_type_detail": int,
}
OPTIONAL_FIELDS: Final = {
    **dict.fromkeys(("effective_from", "effective_until"), date),
    **dict.fromkeys(("replaced_by", "type_field", "symbol_without_type"), str),
}
FIELD_CODES: Final = {
    str: "kind.field_not_text",
    int: "kind.field_not_number",
    date: "kind.field_not_date",
}
SIGNER: Final = "signer"
COPY_FORM: Final = "form"
# Every kind asks for who signs and who receives: nothing legal has a default. The texts are those
# that later steps rely on.
COMMON_FIELDS: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    SIGNER: ("object", frozenset({"title", "name"})),
    "recipients": ("array", frozenset()),
    "receivers": ("array", frozenset({"code", "name"})),
}
ANSWERS: Final = "answers"
ANSWERED: Final = frozenset({"code", "number", "issued_on"})
"""A kind may ask which documents it answers; then this is what packages need to know of each."""


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

    @cached_property
    def law(self) -> LegalData:
        """What the law says, by the files in `_law`.

        Raises:
            ConfigurationError: one of them is missing or unsound.
        """
        return load_law(self._root)

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
    described = read_description(folder / DESCRIPTION)
    schema = read_schema(folder / SCHEMA)
    faults = [*name_faults(folder.name), *common_faults(described, schema)]
    faults += [*pattern_faults(described, schema), *value_faults(described)]
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
        effective_from=cast("date | None", described.get("effective_from")),
        effective_until=cast("date | None", described.get("effective_until")),
        replaced_by=str(described.get("replaced_by", "")),
        type_field=str(described.get("type_field", "")),
        types=load_law(folder.parent).types if "type_field" in described else (),
        symbol_without_type=str(described.get("symbol_without_type", "")),
        retention_years=retention_years(described),
    )


def _unknown(name: str, known: tuple[str, ...]) -> InputError:
    kind, names = shown(name), ", ".join(known)
    if close := suggestion(name, known):
        return InputError("request.misspelt_kind", kind=kind, known=names, suggestion=close)
    return InputError("request.unknown_kind", kind=kind, known=names)


def read_description(path: Path) -> dict[str, object]:
    """What `kind.toml` says, every field there and of its type.

    Raises:
        ConfigurationError: it is missing, unreadable or says something else; all faults at once.
    """
    try:
        described = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ConfigurationError("kind.file_missing", file=str(path)) from None
    except UnicodeDecodeError:
        raise ConfigurationError("kind.not_utf8", file=str(path)) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError("kind.toml_syntax", file=str(path), reason=str(error)) from None
    faults = list(_description_faults(described))
    if faults:
        raise ConfigurationError("kind.unsound_description", file=str(path), details=faults)
    return described


def _description_faults(described: Mapping[str, object]) -> Iterator[Detail]:
    stated = {name: wanted for name, wanted in OPTIONAL_FIELDS.items() if name in described}
    for name, wanted in (DESCRIPTION_FIELDS | stated).items():
        # a boolean is an int to Python, and a moment a date
        if type(described.get(name)) is not wanted:
            yield Detail(FIELD_CODES[wanted], name)
    yield from retention_faults(described)
    known = (*DESCRIPTION_FIELDS, *OPTIONAL_FIELDS, RETENTION)
    for name in described:
        if name not in known:
            yield Detail("kind.unknown_field", shown(name), {"known": ", ".join(known)})


def name_faults(name: str) -> Iterator[Detail]:
    """What is wrong with the folder's name."""
    if not KIND_NAME.fullmatch(name):
        yield Detail("kind.name", name)


def value_faults(described: Mapping[str, object]) -> Iterator[Detail]:
    """Fields of a description that contradict each other or the office."""
    if described["book"] not in SHIPPED_BOOKS:
        yield Detail("kind.unknown_book", "book", {"known": ", ".join(sorted(SHIPPED_BOOKS))})
    first, last = described.get("effective_from"), described.get("effective_until")
    if isinstance(first, date) and isinstance(last, date) and last < first:
        yield Detail("law.ends_before", "effective_until")


def common_faults(
    described: Mapping[str, object], schema: Mapping[str, object]
) -> Iterator[Detail]:
    """What a schema lacks that every kind has, or has that is not its own.

    A certified copy names nobody to sign: the agency signs it alone.
    """
    alone = described["book"] == CERTIFIED_COPIES
    if alone and not _says_form(schema):
        yield Detail("kind.form_of_copy", f"{SCHEMA}: {COPY_FORM}")
    for name, (form, texts) in COMMON_FIELDS.items():
        if alone and name == SIGNER:
            if name in properties(schema):
                yield Detail("kind.signer_of_copy", f"{SCHEMA}: {name}")
        elif name not in required(schema):
            yield Detail("kind.common_field_missing", f"{SCHEMA}: {name}")
        elif not _has_form(properties(schema)[name], form, texts):
            yield Detail("kind.common_field_form", f"{SCHEMA}: {name}")
    if not _names_answered(schema):
        yield Detail("kind.common_field_form", f"{SCHEMA}: {ANSWERS}")
    for name in properties(schema):
        if name in REGISTER_FIELDS | {"kind", "request_id"}:
            yield Detail("kind.reserved_field", f"{SCHEMA}: {name}")


def _names_answered(schema: Mapping[str, object]) -> bool:
    """Whether documents that are answered, where a kind asks for them, are named in full."""
    node = properties(schema).get(ANSWERS)
    if node is None:
        return True
    whole = _has_form(node, "array", ANSWERED)
    return whole and is_date(properties(items(node))["issued_on"])


def _says_form(schema: Mapping[str, object]) -> bool:
    """Whether a copy must say which of the forms of copy it is."""
    stated = properties(schema).get(COPY_FORM, {}).get("enum")
    known = isinstance(stated, list) and set(stated) <= set(CopyForm)
    return known and COPY_FORM in required(schema)


def _has_form(node: Mapping[str, object], form: str, texts: frozenset[str]) -> bool:
    """Whether a node is of that form with those texts required; of texts where none is named."""
    if type_of(node) != form:
        return False
    entry = items(node) if form == "array" else node
    if not texts:
        return type_of(entry) == "string"
    known = properties(entry)
    return all(name in required(entry) and type_of(known[name]) == "string" for name in texts)


def pattern_faults(
    described: Mapping[str, object], schema: Mapping[str, object]
) -> Iterator[Detail]:
    """Patterns of a description that fill in what the schema does not give."""
    known = properties(schema)
    texts = {name for name in required(schema) if type_of(known[name]) == "string"}
    # a symbol has no white space, so what stands in it has a pattern
    in_symbol = {"agency", *(name for name in known if "pattern" in known[name])}
    typed = in_symbol | ({"type"} if "type_field" in described else set())
    fillings = (("symbol", typed), ("symbol_without_type", in_symbol), ("subject", texts))
    for field, allowed in fillings:
        if not _plain_placeholders(str(described.get(field, "")), allowed):
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
