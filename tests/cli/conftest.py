# SPDX-License-Identifier: Apache-2.0
"""A trial office of one's own for every test of the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.demo import make_demo_office
from esign.system import SystemClock, SystemRandom
from support.office import DECISION

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office") / "demo"
    make_demo_office(folder, SystemClock().now(), SystemRandom())
    return folder


@pytest.fixture
def office(demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trial office of its own, chosen by the environment, with its folder as current one."""
    folder = tmp_path / "demo"
    shutil.copytree(demo_folder, folder)
    monkeypatch.setenv("ESIGN_SETTINGS", str(folder / "esign.toml"))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def sample(office: Path) -> Path:
    del office
    return Path(shutil.copy(DECISION, "request.toml"))


@pytest.fixture
def requests(office: Path) -> Callable[[int], list[str]]:
    """Makes that many requests of their own, in files named `1.toml` and so on."""
    del office

    def make(count: int) -> list[str]:
        text = DECISION.read_text(encoding="utf-8")
        paths = [Path(f"{turn}.toml") for turn in range(1, count + 1)]
        for path in paths:
            lines = [line for line in text.splitlines() if not line.startswith("request_id")]
            stated = f'request_id = "request-000{path.stem}"'
            path.write_text("\n".join([stated, *lines]), encoding="utf-8")
        return [str(path) for path in paths]

    return make


@pytest.fixture
def issued(sample: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """One document, as `issue --json` tells of it."""
    run(esign, ["issue", str(sample), "--json"])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)["documents"][0]
    return document
