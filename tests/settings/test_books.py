# SPDX-License-Identifier: Apache-2.0
"""Books and roles as data: no kind in two books, no account list that reads as something else."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, Detail
from esign.kinds import Books, misfits
from esign.messages import Language
from esign.model import Book
from esign.register_wiring import books_of
from esign.settings import LoadedSettings, Settings, load_settings, settings_table
from support.books import AGENCY, COPY, DECISION

if TYPE_CHECKING:
    from pathlib import Path

COUNCIL = """
[[book]]
name = "council"
title = "Sổ văn bản của Hội đồng tư vấn"
kinds = ["decision"]
abbreviation = "HĐTV"
"""
COPIES = """
[[book]]
name = "all-copies"
title = "Sổ cấp bản sao"
families = ["copies"]
"""


@pytest.fixture(autouse=True)
def _no_settings_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("ESIGN_"):
            monkeypatch.delenv(name)


def _loaded(folder: Path, text: str) -> LoadedSettings:
    file = folder / "esign.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file)


def _faults(folder: Path, text: str) -> tuple[Detail, ...]:
    with pytest.raises(ConfigurationError) as refused:
        _loaded(folder, text)
    assert refused.value.code == "settings.faulty"
    return refused.value.details


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        (COUNCIL + COUNCIL.replace('"council"', '"other"'), "taken.kinds", "book[2].kinds"),
        (COPIES + COPIES.replace("all-", "no-"), "taken.families", "book[2].families"),
        (COUNCIL + COUNCIL.replace('"decision"', '"notice"'), "taken.name", "book[2].name"),
        (COPIES + COUNCIL.replace('"council"', '"copies"'), "taken.name", "book[2].name"),
        (COUNCIL.replace('"council"', '"incoming"'), "kept_back", "book[1].name"),
    ],
)
def test_books_that_claim_the_same_are_refused(
    text: str, code: str, path: str, tmp_path: Path
) -> None:
    (fault,) = _faults(tmp_path, text)
    assert (fault.code, fault.path) == (f"settings.book_{code}", path)
    assert fault.message(Language.VIETNAMESE).startswith(path)


@pytest.mark.parametrize("name", ["Council", "hội-đồng", "-a", "a--b", "a b", "", "a" * 21, "../a"])
def test_a_book_name_that_no_file_could_bear_is_refused(name: str, tmp_path: Path) -> None:
    (fault,) = _faults(tmp_path, COUNCIL.replace('"council"', f'"{name}"'))
    assert (fault.code, fault.path) == ("settings.bad_value", "book[1].name")


@pytest.mark.parametrize("abbreviation", ["H Đ", "HĐ/TV", "H\\u0009Đ"])
def test_an_abbreviation_that_would_break_the_symbol_is_refused(
    abbreviation: str, tmp_path: Path
) -> None:
    (fault,) = _faults(tmp_path, COUNCIL.replace('"HĐTV"', f'"{abbreviation}"'))
    assert fault.path == "book[1].abbreviation"


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        (COUNCIL.replace("kinds", "kindz"), "settings.unknown_key_near", "book[1].kindz"),
        (COUNCIL.replace("title", "heading"), "settings.unknown_key", "book[1].heading"),
        ("[roles]\nclerks = ['lan']", "settings.unknown_key_near", "roles.clerks"),
        ("[roles]\nclerk = 'lan'", "settings.bad_value", "roles.clerk"),
        ("[roles]\nclerk = ['']", "settings.bad_value", "roles.clerk[1]"),
        ("[book]\nname = 'a'", "settings.bad_value", "book"),
        (
            "[register]\nfolder = 'r'\ndays_to_sign = 31",
            "settings.bad_value",
            "register.days_to_sign",
        ),
    ],
)
def test_a_fault_is_named_by_its_place(text: str, code: str, path: str, tmp_path: Path) -> None:
    faults = {(fault.code, fault.path) for fault in _faults(tmp_path, text)}
    assert (code, path) in faults


@pytest.mark.parametrize("name", ["ESIGN_BOOK", "ESIGN_BOOK__NAME", "ESIGN_BOOK__0__NAME"])
def test_books_cannot_come_from_the_environment(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "council")
    with pytest.raises(ConfigurationError) as refused:
        _loaded(tmp_path, COUNCIL)
    assert refused.value.code == "settings.only_in_file"


def test_accounts_from_the_environment_are_parted_by_commas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESIGN_ROLES__CLERK", "lan, SO\\\\binh,")
    loaded = _loaded(tmp_path, "[roles]\nclerk = ['khac']\nsigner = ['chau']\n")
    assert loaded.values.roles is not None
    assert loaded.values.roles.clerk == ("lan", "SO\\\\binh")
    assert loaded.values.roles.signer == ("chau",)


def test_every_book_is_shown_with_its_origin(tmp_path: Path) -> None:
    rows = {row[0]: row[1:] for row in settings_table(_loaded(tmp_path, COUNCIL + COPIES))}
    assert rows["book[1].kinds"] == ("decision", "esign.toml")
    assert rows["book[2].title"] == ("Sổ cấp bản sao", "esign.toml")
    assert rows["book[2].abbreviation"] == ("", "default")


def test_an_office_without_settings_of_its_own_has_the_shipped_books() -> None:
    books = books_of(Settings())
    assert books.of(DECISION) == Book("outgoing", "Sổ đăng ký văn bản đi")
    assert books.of(COPY) == Book("copies", "Sổ đăng ký bản sao văn bằng, chứng chỉ từ sổ gốc")
    assert books.issuer(DECISION, AGENCY) is AGENCY


def test_the_book_of_a_kind_goes_before_the_book_of_its_family(tmp_path: Path) -> None:
    family = COPIES.replace('["copies"]', '["outgoing"]')
    books = books_of(_loaded(tmp_path, COUNCIL + family).values)
    assert books.of(DECISION).name == "council"
    assert books.issuer(DECISION, AGENCY).abbreviation == "HĐTV"
    assert books.of(COPY) == Book("copies", "Sổ đăng ký bản sao văn bằng, chứng chỉ từ sổ gốc")


def test_a_book_named_like_a_family_holds_it(tmp_path: Path) -> None:
    renamed = COPIES.replace('"all-copies"', '"copies"').replace('families = ["copies"]', "")
    assert books_of(_loaded(tmp_path, renamed).values).of(COPY).title == "Sổ cấp bản sao"


def test_a_book_that_the_settings_no_longer_name_still_has_a_title() -> None:
    assert Books().named("council").title == "Sổ đăng ký “council”"


def _misfits(folder: Path, text: str) -> list[tuple[str, str]]:
    kinds = {
        "decision": DECISION,
        "award": replace(DECISION, name="award"),
        "diploma-copy": COPY,
    }
    books = books_of(_loaded(folder, text).values)
    found = list(misfits(books, kinds))
    assert all(detail.message(Language.VIETNAMESE) for detail in found)
    return [(detail.code, detail.path) for detail in found]


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        (COUNCIL.replace("decision", "decisoin"), "unknown_kind", "[[book]] council"),
        (COPIES.replace('["copies"]', '["copiez"]'), "unknown_family", "[[book]] all-copies"),
        (COPIES.replace('families = ["copies"]', ""), "unused", "[[book]] all-copies"),
        (COUNCIL.replace("abbreviation", "# "), "same_symbol", "[[book]] council"),
    ],
)
def test_books_and_kinds_that_do_not_go_together_are_found(
    text: str, code: str, path: str, tmp_path: Path
) -> None:
    found = _misfits(tmp_path, text)
    assert f"settings.book_{code}" in [each for each, _ in found]
    assert path in [place for _, place in found] or code == "same_symbol"


def test_a_book_with_an_abbreviation_of_its_own_goes_with_the_others(tmp_path: Path) -> None:
    assert _misfits(tmp_path, COUNCIL + COPIES) == []
    assert _misfits(tmp_path, "") == []
