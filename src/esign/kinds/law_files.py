# SPDX-License-Identifier: Apache-2.0
"""The files below `_law`: what the law says, as an office keeps it; see `docs/legal-data.md`.

texts.toml · procedures.toml · forms.toml · deadlines.toml · issuers.toml · types.toml
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import MISSING, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from esign.errors import ConfigurationError, Detail
from esign.kinds.characters import normalised, shown
from esign.model import (
    Deadline,
    DiplomaIssuer,
    DocumentType,
    Form,
    LegalData,
    LegalText,
    Procedure,
    Provision,
    loose_key,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

LAW: Final = "_law"

Entry = TypeVar("Entry", bound=Provision | DocumentType)
Tables = list[dict[str, object]]

KEY_NAMES: Final = {LegalText: "symbol", Procedure: "code", Form: "code"}
TYPES: Final = {
    **dict.fromkeys(("in_force_from", "in_force_until", "date"), date),
    **dict.fromkeys(("replaced_by", "amended_by"), list),
    **dict.fromkeys(("seen", "confirmed"), bool),
    **dict.fromkeys(("days", "exchange"), int),
}
UNITS: Final = ("working", "calendar")
# Only symbols with a year name one text for all time: 395/QĐ-UBND is taken anew each year.
SYMBOL: Final = re.compile(r"\d+/\d{4}/\S+")


def load_law(root: Path) -> LegalData:
    """What the files of `_law` below a templates folder say.

    Raises:
        ConfigurationError: a file is missing or unsound; names each entry and field.
    """
    folder = root / LAW
    if not folder.is_dir():
        raise ConfigurationError("law.no_folder", folder=str(folder))
    return LegalData(
        texts=_entries(folder / "texts.toml", "text", LegalText),
        procedures=_entries(folder / "procedures.toml", "procedure", Procedure),
        forms=_entries(folder / "forms.toml", "form", Form),
        deadlines=_entries(folder / "deadlines.toml", "deadline", Deadline),
        issuers=_entries(folder / "issuers.toml", "issuer", DiplomaIssuer),
        types=_entries(folder / "types.toml", "type", DocumentType),
    )


def _entries(path: Path, table: str, form: type[Entry]) -> tuple[Entry, ...]:
    given = _tables(path, table)
    found = [
        (f"{table}[{ordinal}]", _keyed(each, form)) for ordinal, each in enumerate(given, start=1)
    ]
    faults = [fault for place, each in found for fault in _form_faults(place, each, form)]
    if not faults:
        entries = [(place, form(**_values(each))) for place, each in found]
        faults = list(_sense_faults(entries))
        if not faults:
            return tuple(entry for _, entry in entries)
    raise ConfigurationError("law.unsound", file=str(path), details=faults)


def _tables(path: Path, table: str) -> Tables:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ConfigurationError("law.file_missing", file=str(path)) from None
    except UnicodeDecodeError:
        raise ConfigurationError("kind.not_utf8", file=str(path)) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError("kind.toml_syntax", file=str(path), reason=str(error)) from None
    tables = content.pop(table, [])
    whole = isinstance(tables, list) and all(isinstance(each, dict) for each in tables)
    if content or not whole:
        raise ConfigurationError("law.other_tables", file=str(path), table=table)
    return cast("Tables", tables)


def _keyed(given: Mapping[str, object], form: type[Entry]) -> dict[str, object]:
    """An entry's fields under the names of the model."""
    own = _key_name(form)
    return {"key" if name == own else name: value for name, value in given.items()}


def _key_name(form: type[Entry]) -> str:
    if form is DocumentType:
        return ""
    return next((name for each, name in KEY_NAMES.items() if form is each), "name")


def _form_faults(place: str, given: Mapping[str, object], form: type[Entry]) -> Iterator[Detail]:
    known = {each.name: each.default is MISSING for each in fields(form)}
    own = _key_name(form)
    for name, needed in known.items():
        path = f"{place}.{own if name == 'key' else name}"
        wanted = TYPES.get(name, str)
        if name not in given:
            if needed:
                yield Detail("law.missing", path)
        # a boolean is an int to Python, and a moment a date
        elif type(given[name]) is not wanted or not _is_filled(given[name]):
            yield Detail("law.wrong_form", path)
    for name in given.keys() - known.keys():
        listed = ", ".join(own if each == "key" else each for each in known)
        yield Detail("kind.unknown_field", f"{place}.{shown(name)}", {"known": listed})


def _is_filled(value: object) -> bool:
    """Whether a text is not empty, and a list holds such texts only."""
    texts = value if isinstance(value, list) else [value]
    return all(each != "" and (value is each or isinstance(each, str)) for each in texts)


def _values(given: Mapping[str, object]) -> dict[str, Any]:
    return {name: _frozen(value) for name, value in given.items()}


def _frozen(value: object) -> object:
    if isinstance(value, list):
        return tuple(normalised(str(each)) for each in value)
    return normalised(value) if isinstance(value, str) else value


def _sense_faults(entries: Sequence[tuple[str, Provision | DocumentType]]) -> Iterator[Detail]:
    """What makes sound entries contradict themselves or each other."""
    earlier: dict[str, list[Provision]] = {}
    for place, entry in entries:
        if isinstance(entry, DocumentType):
            continue
        if isinstance(entry, LegalText) and not SYMBOL.fullmatch(entry.key):
            yield Detail("law.symbol", f"{place}.symbol")
        if isinstance(entry, Deadline) and entry.unit not in UNITS:
            yield Detail("request.not_a_choice", f"{place}.unit", {"choices": " | ".join(UNITS)})
        first, last = entry.in_force_from, entry.in_force_until
        if first is not None and last is not None and last < first:
            yield Detail("law.ends_before", f"{place}.in_force_until")
        same = earlier.setdefault(loose_key(entry.key), [])
        if any(_overlap(each, entry) for each in same):
            yield Detail("law.overlap", place, {"key": entry.key})
        same.append(entry)


def _overlap(one: Provision, other: Provision) -> bool:
    """Whether there is a day on which both would hold."""
    return (one.in_force_from or date.min) <= (other.in_force_until or date.max) and (
        other.in_force_from or date.min
    ) <= (one.in_force_until or date.max)
