# SPDX-License-Identifier: Apache-2.0
"""Settings: `esign.toml`, then `ESIGN_*` from the environment; unknown keys are errors.

A nested key is written with two underscores in the environment: `ESIGN_OUTPUT__FOLDER`. Relative
paths count from the folder of the settings file.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from esign.errors import ConfigurationError, Detail
from esign.model import Agency
from esign.resources import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SETTINGS_FILE = "esign.toml"
PREFIX = "ESIGN_"
OUTSIDE_THE_MODEL = {"ESIGN_LANG", "ESIGN_SETTINGS"}

Text = Annotated[str, Field(min_length=1)]
FilledPath = Annotated[Path, BeforeValidator(lambda value: value or None)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AgencySettings(_Table):
    """The issuing agency; see `model.Agency` for what each field means."""

    name: Text
    heading: Text
    parent: Text
    abbreviation: Text
    code: Text
    place: Text
    address: str = ""
    email: str = ""
    telephone: str = ""
    website: str = ""


class KeySettings(_Table):
    """A key that signs, and the image it shows: a reference such as `pkcs12:keys/director.p12`."""

    key: Text
    mark: FilledPath
    mark_width_mm: float = Field(gt=0, le=100)
    mark_height_mm: float = Field(gt=0, le=100)


class FolderSettings(_Table):
    """A folder."""

    folder: FilledPath


class FontSettings(_Table):
    """Folders with fonts, searched before those of the system."""

    folders: tuple[Path, ...] = ()


class LookupSettings(_Table):
    """The address under which a look-up code can be checked; its QR code is printed when set."""

    address: str = Field(pattern=r"^https://[^\s]+$")


class Settings(_Table):
    """Everything an installation decides; tables that are absent were not configured."""

    agency: AgencySettings | None = None
    # A field named `register` would hide a method of the model.
    books: FolderSettings | None = Field(None, alias="register")
    output: FolderSettings | None = None
    trust: FolderSettings = FolderSettings(folder=shipped("certs"))
    templates: FolderSettings = FolderSettings(folder=shipped("templates"))
    signer: KeySettings | None = None
    seal: KeySettings | None = None
    credentials: FolderSettings | None = None
    fonts: FontSettings = FontSettings()
    lookup: LookupSettings | None = None


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
    merged = _merged(from_file, from_environment)
    try:
        values = Settings(**merged)
    except ValidationError as error:
        name = str(source or "ESIGN_*")
        raise ConfigurationError("settings.faulty", name=name, details=_faults(error)) from error
    origins = dict.fromkeys(_dotted(from_file), source.name if source else "")
    origins |= dict.fromkeys(_dotted(from_environment), "environment")
    return LoadedSettings(values, source, origins)


def agency_of(settings: Settings) -> Agency:
    """The issuing agency.

    Raises:
        ConfigurationError: none is configured.
    """
    if settings.agency is None:
        raise ConfigurationError("settings.table_missing", table="agency")
    return Agency(**settings.agency.model_dump())


def settings_table(loaded: LoadedSettings) -> Iterator[tuple[str, str, str]]:
    """Every value in force as (dotted key, value, origin); the origin of defaults is `default`."""
    tables = loaded.values.model_dump(mode="json", by_alias=True, exclude_none=True)
    for key in _dotted(tables):
        value: Any = tables
        for step in key.split("."):
            value = value[step]
        yield key, str(value), loaded.origins.get(key, "default")


def _settings_file(path: Path | None, *, discover: bool) -> Path | None:
    named = path or (Path(os.environ["ESIGN_SETTINGS"]) if "ESIGN_SETTINGS" in os.environ else None)
    if named is None:
        default = Path(SETTINGS_FILE)
        return default.resolve() if discover and default.is_file() else None
    if not named.is_file():
        raise ConfigurationError("settings.missing", name=str(named))
    return named.resolve()


def _parsed(source: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            "settings.unreadable", name=str(source), reason=str(error)
        ) from error


def _resolved(tables: dict[str, Any], base: Path) -> dict[str, Any]:
    """Paths made absolute, counted from the settings file's folder."""
    resolved: dict[str, Any] = {}
    for table, content in tables.items():
        resolved[table] = (
            {key: _anchored(key, value, base) for key, value in content.items()}
            if isinstance(content, dict)
            else content
        )
    return resolved


def _anchored(key: str, value: object, base: Path) -> object:
    if key in {"folder", "mark"} and isinstance(value, str) and value:
        return str(base / value)
    if key == "folders" and isinstance(value, list):
        return [str(base / item) if isinstance(item, str) else item for item in value]
    if key == "key" and isinstance(value, str) and value.startswith("pkcs12:"):
        return f"pkcs12:{base / value.removeprefix('pkcs12:')}"
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
        if key not in _known_keys([table]):
            raise ConfigurationError("settings.unknown_variable", name=name)
        several = key == "folders"
        tables.setdefault(table, {})[key] = value.split(os.pathsep) if several else value
    return tables


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def _dotted(tables: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in tables.items():
        if isinstance(value, dict):
            yield from _dotted(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def _faults(error: ValidationError) -> Iterator[Detail]:
    for fault in error.errors():
        place = [str(step) for step in fault["loc"]]
        path = ".".join(place)
        if fault["type"] == "extra_forbidden":
            nearest = difflib.get_close_matches(place[-1], _known_keys(place[:-1]), n=1)
            code = "settings.unknown_key_near" if nearest else "settings.unknown_key"
            yield Detail(code, path, {"key": place[-1], "nearest": "".join(nearest)})
        elif fault["type"] == "missing":
            yield Detail("settings.key_missing", path)
        else:
            yield Detail("settings.bad_value", path, {"reason": fault["msg"]})


def _known_keys(place: list[str]) -> list[str]:
    """What may stand at a place: the tables at the top, the keys within a table, else nothing."""
    fields = {field.alias or name: field for name, field in Settings.model_fields.items()}
    if not place:
        return list(fields)
    if place[0] not in fields:
        return []
    annotation = fields[place[0]].annotation
    return [
        key
        for table in (annotation, *get_args(annotation))
        if isinstance(table, type) and issubclass(table, BaseModel)
        for key in table.model_fields
    ]
