# SPDX-License-Identifier: Apache-2.0
"""Keys by name, and what the settings may say of a key beside its reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, KeyFaultError
from esign.key_wiring import open_configured_key
from esign.messages import Language
from esign.model import SignatureScheme
from esign.settings import load_settings, settings_table
from support.office import SETTINGS
from support.pki import DIRECTOR, TITLE, make_pki
from support.ports import CountingPrompt

if TYPE_CHECKING:
    from pathlib import Path

    from esign.settings import KeySettings

PKI = make_pki()
DIRECTOR_KEY = f"""
[key.director]
key = "pkcs12:keys/director.p12"
role = "person"
name = "{DIRECTOR}"
title = "{TITLE}"
mark = "images/director.png"
mark_width_mm = 45
mark_height_mm = 20
"""
NAMED = '[signer]\nkey = "director"\n'


def loaded(folder: Path, text: str) -> KeySettings:
    path = folder / "esign.toml"
    path.write_text(text, encoding="utf-8")
    signer = load_settings(path).values.signer
    assert signer is not None
    return signer


def faults(folder: Path, text: str) -> set[tuple[str, str]]:
    with pytest.raises(ConfigurationError) as refused:
        loaded(folder, text)
    assert all(detail.message(Language.VIETNAMESE) for detail in refused.value.details)
    return {(detail.code, detail.path) for detail in refused.value.details}


def test_settings_as_they_were_are_as_good_as_ever(tmp_path: Path) -> None:
    signer = loaded(tmp_path, SETTINGS)
    assert signer.key == f"pkcs12:{tmp_path}/keys/director.p12"
    assert (signer.role, signer.scheme, signer.sessions) == (None, None, None)


def test_a_key_is_described_once_and_named_where_it_is_used(tmp_path: Path) -> None:
    signer = loaded(tmp_path, DIRECTOR_KEY + NAMED)
    assert signer.key == f"pkcs12:{tmp_path}/keys/director.p12"
    assert signer.mark == tmp_path / "images" / "director.png"
    assert signer.name == DIRECTOR
    rows = {row[0]: row[1:] for row in settings_table(load_settings(tmp_path / "esign.toml"))}
    assert rows["signer.name"] == (DIRECTOR, "esign.toml")
    assert rows["key.director.role"] == ("person", "esign.toml")


def test_what_stands_beside_the_name_goes_first(tmp_path: Path) -> None:
    assert loaded(tmp_path, f"{DIRECTOR_KEY}{NAMED}mark_width_mm = 30\n").mark_width_mm == 30


def test_the_environment_may_choose_among_the_named_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESIGN_SIGNER__KEY", "director")
    signer = loaded(tmp_path, DIRECTOR_KEY + '[signer]\nkey = "pkcs12:other.p12"\n')
    assert signer.name == DIRECTOR


@pytest.mark.parametrize("name", ["ESIGN_KEY", "ESIGN_KEY__DIRECTOR", "ESIGN_KEY__DIRECTOR__KEY"])
def test_keys_cannot_be_described_in_the_environment(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "pkcs12:a.p12")
    with pytest.raises(ConfigurationError) as refused:
        loaded(tmp_path, SETTINGS)
    assert refused.value.code == "settings.only_in_file"
    assert "[key.…]" in refused.value.message("vi")


def test_a_name_that_no_table_bears_is_refused(tmp_path: Path) -> None:
    text = DIRECTOR_KEY + NAMED.replace("director", "deputy")
    assert ("settings.no_such_key", "signer.key") in faults(tmp_path, text)


def test_an_agency_s_key_is_not_taken_for_the_signer_s(tmp_path: Path) -> None:
    text = DIRECTOR_KEY.replace('"person"', '"agency"') + NAMED
    assert faults(tmp_path, text) == {("settings.key_of_other_role", "signer.key")}


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ('sheme = "rsassa-pss"', "key.director.sheme"),
        ('scheme = "md5"', "key.director.scheme"),
        ("sessions = 0", "key.director.sessions"),
        ('role = "clerk"', "key.director.role"),
    ],
)
def test_a_fault_of_a_named_key_is_found_where_it_stands(
    tmp_path: Path, line: str, path: str
) -> None:
    text = DIRECTOR_KEY.replace('role = "person"', line)
    assert {where for _, where in faults(tmp_path, text)} == {path}


def test_what_a_token_needs_is_read_and_paths_count_from_the_file(tmp_path: Path) -> None:
    more = 'scheme = "rsassa-pss"\nsessions = 4\nmodule = "lib/t.so"\ncertificate = "c.pem"\n'
    text = DIRECTOR_KEY.replace("pkcs12:keys/director.p12", "pkcs11:token=So;object=a") + more
    signer = loaded(tmp_path, text + NAMED)
    assert signer.key == "pkcs11:token=So;object=a"
    assert (signer.scheme, signer.sessions) == (SignatureScheme.RSA_PSS, 4)
    assert (signer.module, signer.certificate) == (tmp_path / "lib/t.so", tmp_path / "c.pem")


@pytest.mark.parametrize(
    ("there", "instead", "code"),
    [(DIRECTOR, "Nguyễn Minh Chau", "key.other_name"), (TITLE, "Phó", "key.other_title")],
)
def test_a_key_that_is_another_s_than_the_settings_say_is_refused(
    tmp_path: Path, there: str, instead: str, code: str
) -> None:
    PKI.p12(PKI.director, tmp_path / "keys" / "director.p12")
    text = DIRECTOR_KEY + NAMED
    assert open_configured_key(loaded(tmp_path, text), CountingPrompt())
    with pytest.raises(KeyFaultError) as refused:
        open_configured_key(loaded(tmp_path, text.replace(there, instead)), CountingPrompt())
    assert refused.value.code == code
