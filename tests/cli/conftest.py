# SPDX-License-Identifier: Apache-2.0
"""A trial office of one's own for every test of the command line."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support.office import DECISION
from support.trial import SETTINGS, issued_in, trial_office

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trial office of its own, chosen by the environment, with its folder as current one."""
    folder = trial_office(tmp_path / "demo")
    monkeypatch.setenv(SETTINGS, str(folder / "esign.toml"))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def unused(office: Path) -> Path:
    """The same office before anything was done in it: it has no register yet."""
    shutil.rmtree(office / "register")
    return office


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
def issued(office: Path, sample: Path) -> dict[str, Any]:
    """One document, issued from the sample, as `issue --json` tells of it."""
    del sample
    return issued_in(office)
