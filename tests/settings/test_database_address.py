# SPDX-License-Identifier: Apache-2.0
"""The address of the register's database holds no password, and a faulty one is not repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError
from esign.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path


def settings(folder: Path, address: str) -> Path:
    path = folder / "esign.toml"
    path.write_text(f'[register]\nfolder = "books"\ndatabase = "{address}"\n', "utf-8")
    return path


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://clerk:correct-horse@office/books",
        "postgresql://clerk:correct-horse@horse@office/books",
        "postgresql://clerk:@office/books",
        "postgresql://office/books?user=clerk&password=correct-horse",
        "postgresql://office/books?sslpassword=correct-horse",
    ],
)
def test_a_password_in_the_address_is_refused_and_not_repeated(
    tmp_path: Path, address: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        load_settings(settings(tmp_path, address))
    (fault,) = refusal.value.details
    assert (fault.code, fault.path) == ("settings.password_in_address", "register.database")
    assert "correct-horse" not in f"{refusal.value} {fault.facts}"


@pytest.mark.parametrize("address", ["", "books", "sqlite:///books", "mysql://office/books"])
def test_an_address_of_another_form_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        load_settings(settings(tmp_path, address))
    assert [fault.path for fault in refusal.value.details] == ["register.database"]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://clerk@office:5433/books?sslmode=verify-full&passfile=/etc/esign/pgpass",
        "postgresql:///books?host=/run/postgresql",
        "postgresql://?service=books",
    ],
)
def test_an_address_without_a_password_is_taken_as_it_is(tmp_path: Path, address: str) -> None:
    values = load_settings(settings(tmp_path, address)).values
    assert values.books is not None
    assert values.books.database == address
