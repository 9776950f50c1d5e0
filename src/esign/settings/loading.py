# SPDX-License-Identifier: Apache-2.0
"""`esign.toml`, then `ESIGN_*` from the environment; whatever is not understood is an error."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from esign.errors import ConfigurationError, Detail
from esign.messages import Term
from esign.model import Agency
from esign.settings.contradictions import contradictions
from esign.settings.keys import other_roles, with_chosen_keys
from esign.settings.spellings import faulty_spellings
from esign.settings.tables import Settings
from esign.settings.transports import faulty_exchange, keys_of_kind, shown_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails

SETTINGS_FILE = "esign.toml"
TOML_PLACE = re.compile(r"\(at line ([0-9]+), column ([0-9]+)\)$")
PREFIX = "ESIGN_"
PATHS = {
    *("folder", "mark", "certificate", "module"),
    *("ca_file", "client_certificate", "client_key", "key_file"),
}
KEY_FILES = ("pkcs12:", "pem:", "external:")
"""References of keys that name a file."""
ONLY_IN_FILE: dict[object, str] = {tuple: "[[{}]]", dict: "[{}.…]"}
"""How tables are written that the environment cannot hold."""
OUTSIDE_THE_MODEL = {"ESIGN_LANG", "ESIGN_SETTINGS"}


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings in force.

    Attributes:
        values: the settings.
        source: the file they come from; None when there is none.
        origins: for every key that was set, dotted, where from: a file's name or `environment`.
    """

    values: Settings
    source: Path | None
    origins: Mapping[str, str]


def load_settings(path: Path | str | None = None, *, discover: bool = True) -> LoadedSettings:
    """Read the settings.

    Args:
        path: the settings file; otherwise `ESIGN_SETTINGS`, otherwise `esign.toml` in the current
            folder if there is one.
        discover: whether the current folder counts. A recipient's commands say no: whoever sends a
            file could send the settings that make it pass along with it.

    Raises:
        ConfigurationError: the file is missing, unreadable or has a fault; all faults are reported.
    """
    source = _settings_file(Path(path) if path is not None else None, discover=discover)
    from_file = _resolved(_parsed(source), source.parent) if source else {}
    from_environment = _from_environment()
    merged = with_chosen_keys(_merged(from_file, from_environment))
    name = str(source or "ESIGN_*")
    try:
        values = Settings(**merged)
    except ValidationError as error:
        raise ConfigurationError("settings.faulty", name=name, details=_faults(error)) from error
    if faults := (
        *contradictions(values.book),
        *other_roles(values),
        *faulty_spellings(values),
        *faulty_exchange(values.exchange, values.transport),
    ):
        raise ConfigurationError("settings.faulty", name=name, details=faults)
    if source is None and not merged:
        values.found_nowhere()
    origins = {key: source.name if source else "" for key, _ in _flat(merged)}
    origins |= {key: "environment" for key, _ in _flat(from_environment)}
    return LoadedSettings(values, source, origins)


def agency_of(settings: Settings) -> Agency:
    """The issuing agency.

    Raises:
        ConfigurationError: none is configured.
    """
    if settings.agency is None:
        raise settings.lacking("agency")
    return Agency(**settings.agency.model_dump())


def settings_table(loaded: LoadedSettings) -> Iterator[tuple[str, str, str]]:
    """Every value in force as (dotted key, value, origin); the origin of defaults is `default`."""
    tables = loaded.values.model_dump(mode="json", by_alias=True, exclude_none=True)
    for key, value in _flat(tables):
        yield key, value, loaded.origins.get(key, "default")


def _settings_file(path: Path | None, *, discover: bool) -> Path | None:
    named = path or (Path(os.environ["ESIGN_SETTINGS"]) if "ESIGN_SETTINGS" in os.environ else None)
    if named is None:
        default = Path(SETTINGS_FILE)
        return default.resolve() if discover and default.is_file() else None
    if named.is_dir():
        raise ConfigurationError("settings.folder", name=str(named))
    if not named.is_file():
        raise ConfigurationError("settings.missing", name=str(named))
    return named.resolve()


def _parsed(source: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise _syntax_fault(source, error) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError("settings.not_utf8", name=str(source)) from error
    except OSError as error:
        reason = error.strerror
        raise ConfigurationError("settings.unreadable", name=str(source), reason=reason) from error


def _syntax_fault(source: Path, error: tomllib.TOMLDecodeError) -> ConfigurationError:
    """Where the file stops being TOML; what the library says of it is in English alone."""
    place = TOML_PLACE.search(str(error))
    if place is None:
        return ConfigurationError("settings.syntax_at_end", name=str(source))
    line, column = place.groups()
    return ConfigurationError("settings.syntax", name=str(source), line=line, column=column)


def _resolved(tables: dict[str, Any], base: Path) -> dict[str, Any]:
    """Paths made absolute, counted from the settings file's folder."""
    return {
        table: _anchored_table(content, base) if isinstance(content, dict) else content
        for table, content in tables.items()
    }


def _anchored_table(table: dict[str, Any], base: Path) -> dict[str, Any]:
    return {
        key: _anchored_table(value, base)
        if isinstance(value, dict)
        else _anchored(key, value, base)
        for key, value in table.items()
    }


def _anchored(key: str, value: object, base: Path) -> object:
    if key in PATHS and isinstance(value, str) and value:
        return str(base / value)
    if key == "folders" and isinstance(value, list):
        return [str(base / item) if isinstance(item, str) else item for item in value]
    if key == "key" and isinstance(value, str) and value.startswith(KEY_FILES):
        sort, _, file = value.partition(":")
        return f"{sort}:{base / file}" if file else value
    return value


def _from_environment() -> dict[str, Any]:
    """Tables from variables such as `ESIGN_OUTPUT__FOLDER`; paths count from the current folder."""
    tables: dict[str, Any] = {}
    for name, value in os.environ.items():
        if not name.startswith(PREFIX) or name in OUTSIDE_THE_MODEL:
            continue
        table, nested, key = name.removeprefix(PREFIX).lower().partition("__")
        if not nested and table not in _known_keys([]):
            continue  # not of our form: Kubernetes names a service's variables ESIGN_PORT and so on
        if form := ONLY_IN_FILE.get(get_origin(_annotation(table))):
            raise ConfigurationError("settings.only_in_file", name=name, table=form.format(table))
        if key not in _known_keys([table]):
            raise ConfigurationError("settings.unknown_variable", name=name)
        tables.setdefault(table, {})[key] = _of_text(_tables(table), key, value)
    return tables


def _of_text(tables: Iterable[type[BaseModel]], key: str, value: str) -> str | list[str]:
    """A list where the key holds one: folders as the system parts them, all else by commas."""
    field = next(table.model_fields[key] for table in tables if key in table.model_fields)
    if get_origin(field.annotation) is not tuple:
        return value
    separator = os.pathsep if Path in get_args(field.annotation) else ","
    return [item for each in value.split(separator) if (item := each.strip())]


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def _flat(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every value by its dotted key; tables of a list are counted from 1, as `book[2].title`."""
    for key, value in tables.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flat(value, f"{path}.")
        elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
            for ordinal, each in enumerate(value, start=1):
                yield from _flat(each, f"{path}[{ordinal}].")
        else:
            yield path, ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _faults(error: ValidationError) -> Iterator[Detail]:
    for fault in error.errors():
        place, path = fault["loc"], _path(shown_place(fault["loc"], fault["type"]))
        if fault["type"] == "extra_forbidden":
            key = str(place[-1])
            nearest = difflib.get_close_matches(key, _known_keys(place[:-1]), n=1)
            code = "settings.unknown_key_near" if nearest else "settings.unknown_key"
            yield Detail(code, path, {"key": key, "nearest": "".join(nearest)})
        elif fault["type"] in {"missing", "union_tag_not_found"}:
            yield Detail("settings.key_missing", path)
        elif fault["type"].startswith("settings."):
            yield Detail(fault["type"], path)
        else:
            yield Detail("settings.bad_value", path, {"reason": _reason(fault, path)})


def _reason(fault: ErrorDetails, path: str) -> str:
    """Why a value cannot be used, in words for what people often get wrong."""
    if fault["type"] == "union_tag_invalid":
        return Term("settings.reason.kind")
    if fault["type"] == "string_pattern_mismatch" and path.endswith(".url"):
        return Term("settings.reason.url")
    return fault["msg"]


def _path(place: Sequence[str | int]) -> str:
    """`book[2].title` for the place ("book", 1, "title")."""
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in place)
    return "".join(steps).removeprefix(".")


def _known_keys(place: Sequence[str | int]) -> list[str]:
    """What may stand at a place: the tables at the top, the keys within a table, else nothing."""
    if not place:
        return [field.alias or name for name, field in Settings.model_fields.items()]
    return keys_of_kind(place) or [
        key for table in _tables(str(place[0])) for key in table.model_fields
    ]


def _tables(name: str) -> list[type[BaseModel]]:
    """What a table of that name is made of; empty where there is none."""
    annotation = _annotation(name)
    return [
        each
        for each in (annotation, *get_args(annotation))
        if isinstance(each, type) and issubclass(each, BaseModel)
    ]


def _annotation(table: str) -> object:
    """What the model says a table holds; None of one it does not know."""
    fields = {field.alias or name: field for name, field in Settings.model_fields.items()}
    return fields[table].annotation if table in fields else None
