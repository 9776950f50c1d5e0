# SPDX-License-Identifier: Apache-2.0
"""Settings: file, then environment; whatever is not understood is an error, never ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_origin

import pytest
from pydantic import BaseModel

from esign.errors import ConfigurationError
from esign.settings import Settings, load_settings, settings_table
from support.office import SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

VALUES = {
    "mark_width_mm": "40",
    "mark_height_mm": "15",
    "address": "https://tra.example.vn/v",
    "days_to_sign": "7",
    "days_to_collect": "7",
    "same_person_may_seal": "True",
    "database": "postgresql://vidu@localhost/register",
    "endpoint": "https://vidu.example",
    "urls": "https://tsa.vidu.example",
    "seconds": "7.0",
    "budget": "7.0",
    "pause_seconds": "7.0",
    "rest_seconds": "7.0",
    "policy": "1.3.6.1.4.1.99999.1",
    "level": "B-T",
    "largest_kb": "64",
    "fresh_hours": "7.0",
    "private": "True",
    "package_limit_mb": "7",
    "directory_days": "7",
    "sign_packages": "True",
    "automatic": "False",
    "key": "pkcs12:somewhere.p12",
    "scheme": "rsassa-pss",
    "sessions": "4",
    "commitment": "True",
    "order": "sign-first",
    "signer.role": "person",
    "seal.role": "agency",
}
OF_TABLES = {tuple, dict}
"""What holds several tables; those cannot come from the environment."""
NESTED = {"service"}
NOT_ALONE = {"also_printed_as"}  # see test_spellings
EVERY_KEY = [
    (field.alias or name, key)
    for name, field in Settings.model_fields.items()
    if get_origin(field.annotation) not in OF_TABLES
    for table in (field.annotation, *getattr(field.annotation, "__args__", ()))
    if isinstance(table, type) and issubclass(table, BaseModel)
    for key in table.model_fields
    if key not in NESTED | NOT_ALONE
]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("ESIGN_SETTINGS", raising=False)
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "office" / "esign.toml"
    path.parent.mkdir()
    rest = '[credentials]\nfolder = "c"\n[lookup]\naddress = "https://a.vn"\n'
    rest += '[timestamp]\nurls = ["https://a.vn"]\n'
    rest += '[exchange]\ntransport = "share"\n[transport.share]\nkind = "folder"\nfolder = "b"\n'
    rest += '[transport.somewhere]\nkind = "folder"\nfolder = "a"\n'
    path.write_text(SETTINGS + rest, encoding="utf-8")
    return path


def _refusal(path: Path) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as refused:
        load_settings(path)
    return refused.value


def test_every_table_is_covered() -> None:
    assert {table for table, _ in EVERY_KEY} >= {"agency", "register", "output", "trust", "seal"}


@pytest.mark.parametrize(("table", "key"), EVERY_KEY)
def test_every_key_can_be_set_from_the_environment(
    table: str, key: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = VALUES.get(f"{table}.{key}") or VALUES.get(key, "somewhere")
    monkeypatch.setenv(f"ESIGN_{table}__{key}".upper(), value)
    rows = {row[0]: row[1:] for row in settings_table(load_settings(file))}
    shown, origin = rows[f"{table}.{key}"]
    assert value in shown
    assert origin == "environment"


def test_variables_of_others_decide_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = ("REGISTER", "REGISTER__FOLDER", "OUTPUT__FOLDER", "ESIGN_PORT_80_TCP")
    for name in (*others, "ESIGN_SERVICE_HOST"):
        monkeypatch.setenv(name, "/elsewhere")
    loaded = load_settings(file)
    assert loaded.values.books is not None
    assert loaded.values.books.folder == file.parent / "register"
    assert loaded.origins["register.folder"] == "esign.toml"


@pytest.mark.parametrize("name", ["ESIGN_OUTPUT__FODLER", "ESIGN_OUTPUTS__FOLDER", "ESIGN_OUTPUT"])
def test_a_misspelt_variable_is_named(
    name: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "x")
    refusal = _refusal(file)
    assert refusal.code == "settings.unknown_variable"
    assert refusal.facts["name"] == name


def test_paths_count_from_the_settings_file(file: Path) -> None:
    values = load_settings(file).values
    assert values.output is not None
    assert values.output.folder == file.parent / "issued"
    assert values.signer is not None
    assert values.signer.key == f"pkcs12:{file.parent / 'keys/director.p12'}"


def test_the_current_folder_counts_only_where_it_may(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(file.parent)
    assert load_settings().source == file
    assert load_settings(discover=False).source is None
    monkeypatch.setenv("ESIGN_SETTINGS", str(file))
    assert load_settings(discover=False).source == file


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("[agency]", "[agency", "settings.syntax"),
        ("abbreviation", "abreviation", "settings.faulty"),
        ("mark_width_mm = 45", 'mark_width_mm = "wide"', "settings.faulty"),
        ('code = "H99.12"', "", "settings.faulty"),
        ("[output]", "[outptu]", "settings.faulty"),
    ],
)
def test_a_fault_in_the_file_is_an_error(old: str, new: str, code: str, file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert _refusal(file).code == code


def test_a_settings_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "none.toml").code == "settings.missing"
