# SPDX-License-Identifier: Apache-2.0
"""The demonstration office on a token in software, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from esign.demo.token import token_settings
from support.tokens import need_softhsm

if TYPE_CHECKING:
    from pathlib import Path

DEMO = "from esign.cli import main; main()"


def demo(folder: Path, *options: str) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if name != "SOFTHSM2_CONF"}
    command = [sys.executable, "-c", DEMO, "demo", str(folder), "--json", *options]
    done = subprocess.run(
        command, env=environment, capture_output=True, check=False, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr
    shown: dict[str, Any] = json.loads(done.stdout)
    return shown


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_softhsm()
    folder = tmp_path_factory.mktemp("demo") / "office"
    shown = demo(folder, "--token")
    assert {each["report"]["verdict"] for each in shown["documents"]} == {"passed"}
    return folder


def test_both_keys_are_on_the_token_and_in_no_file(office: Path) -> None:
    settings = tomllib.loads((office / "esign.toml").read_text(encoding="utf-8"))
    for table, name in (("signer", "director"), ("seal", "seal")):
        expected = f"pkcs11:token=esign-demo;object={name}?module-name=softhsm2"
        assert settings[table]["key"] == expected
        assert not (office / "keys" / f"{name}.p12").exists()
    assert token_settings(office).is_file()


def test_what_unlocks_it_is_its_owner_s_alone(office: Path) -> None:
    assert (office / "credentials" / "esign-demo").stat().st_mode & 0o077 == 0
    assert (office / "token").stat().st_mode & 0o077 == 0


def test_an_office_that_is_there_goes_on_with_its_token(office: Path) -> None:
    shown = demo(office)
    assert {each["report"]["verdict"] for each in shown["documents"]} == {"passed"}
