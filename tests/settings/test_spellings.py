# SPDX-License-Identifier: Apache-2.0
"""Names that certificates spell otherwise, as settings say it; and what signatures are meant as."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError
from esign.messages import Language
from esign.model import Spellings
from esign.settings import load_settings, spellings_of

if TYPE_CHECKING:
    from pathlib import Path

PLAIN, PRINTED = "NGUYEN MINH CHAU", "Nguyễn Minh Châu"


def key(printed: str, table: str = "key.director", role: str = "person", **more: str) -> str:
    lines = [f'{entry} = "{value}"' for entry, value in more.items()]
    spelt = f'role = "{role}"\nalso_printed_as = ["{printed}"]\n'
    marks = 'mark = "a.png"\nmark_width_mm = 45\nmark_height_mm = 20\n'
    return f'[{table}]\nkey = "pem:a.pem"\n{spelt}{marks}' + "\n".join([*lines, ""])


def spellings(folder: Path, text: str) -> Spellings:
    path = folder / "esign.toml"
    path.write_text(text, encoding="utf-8")
    return spellings_of(load_settings(path).values)


def faults(folder: Path, text: str) -> set[tuple[str, str]]:
    with pytest.raises(ConfigurationError) as refused:
        spellings(folder, text)
    assert all(detail.message(Language.VIETNAMESE) for detail in refused.value.details)
    return {(detail.code, detail.path) for detail in refused.value.details}


def test_a_key_says_how_documents_print_its_holder_s_name(tmp_path: Path) -> None:
    known = spellings(tmp_path, key(PRINTED, name=PLAIN))
    assert known.certified(PRINTED.upper()) == PLAIN
    assert known.allow(PLAIN.lower(), PRINTED)
    assert not known.allow(PRINTED, PLAIN)
    assert not known.allow("", "")
    assert not Spellings().allow("", "")


def test_the_key_that_a_table_names_brings_its_spellings_along(tmp_path: Path) -> None:
    text = key(PRINTED, name=PLAIN) + '[signer]\nkey = "director"\n'
    assert spellings(tmp_path, text).certified(PRINTED) == PLAIN


def test_name_and_spelling_may_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESIGN_SIGNER__NAME", PLAIN)
    monkeypatch.setenv("ESIGN_SIGNER__ALSO_PRINTED_AS", f"{PRINTED},Nguyễn Châu")
    known = spellings(tmp_path, key("", "signer").replace('also_printed_as = [""]\n', ""))
    assert known.certified("Nguyễn Châu") == PLAIN


@pytest.mark.parametrize(
    "printed",
    ["Trần Thị Bình An", "Châu", "Nguyễn Minh", "Minh Châu", "Nguyễn Minh Anh", "Nguyễn Văn Châu"],
)
def test_another_person_s_name_is_no_spelling(tmp_path: Path, printed: str) -> None:
    found = faults(tmp_path, key(printed, name=PLAIN))
    assert found == {("settings.spelling_of_another", "key.director.also_printed_as")}


def test_a_spelling_needs_the_certified_name(tmp_path: Path) -> None:
    found = faults(tmp_path, key(PRINTED))
    assert found == {("settings.spelling_without_name", "key.director.also_printed_as")}


@pytest.mark.parametrize(("table", "role"), [("key.seal", "agency"), ("seal", "agency")])
def test_an_agency_has_no_spellings(tmp_path: Path, table: str, role: str) -> None:
    found = faults(tmp_path, key(PRINTED, table, role, name=PLAIN))
    assert found == {("settings.spelling_of_agency", f"{table}.also_printed_as")}


def test_one_printed_name_stands_for_one_certified(tmp_path: Path) -> None:
    other = key(PRINTED, "key.other", name="NGUYEN THI MINH CHAU")
    found = faults(tmp_path, key(PRINTED, name=PLAIN) + other)
    assert found == {("settings.spelling_of_two", "key.other.also_printed_as")}
