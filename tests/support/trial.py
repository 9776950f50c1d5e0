# SPDX-License-Identifier: Apache-2.0
"""Trial offices as `esign demo` makes them, to be used from the command line.

Made once in a test process, with one document issued in a second one; each test gets a copy.
"""

from __future__ import annotations

import atexit
import json
import shutil
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.demo import make_demo_office
from esign.errors import ExitStatus
from esign.system import SystemClock, SystemRandom
from support.office import DECISION
from support.ready import with_register

SETTINGS = "ESIGN_SETTINGS"
"""The variable of the environment that chooses an office."""


def trial_office(folder: Path) -> Path:
    """An office of one's own in `folder`, which is not there yet; nothing is issued in it."""
    shutil.copytree(_made().name, folder)
    with_register(folder / "esign.toml")
    return folder


def issued_in(office: Path) -> dict[str, Any]:
    """Put the register and the files of an issued decision into an office where nothing is issued.

    Returns:
        The document as `issue --json` tells of it.
    """
    made, document = _issued()
    for name in ("register", "issued"):
        shutil.copytree(Path(made.name) / "demo" / name, office / name, dirs_exist_ok=True)
    written = {name: Path(document[name]).name for name in ("pdf", "package")}
    return document | {name: str(office / "issued" / file) for name, file in written.items()}


@cache
def _made() -> TemporaryDirectory[str]:
    folder = _folder()
    make_demo_office(Path(folder.name), SystemClock().now(), SystemRandom())
    return folder


@cache
def _issued() -> tuple[TemporaryDirectory[str], dict[str, Any]]:
    folder = _folder()
    office = trial_office(Path(folder.name) / "demo")
    told = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(told):
        patch.setenv(SETTINGS, str(office / "esign.toml"))
        assert run(esign, ["issue", str(DECISION), "--json"]) == ExitStatus.DONE
    (document,) = json.loads(told.getvalue())["documents"]
    return folder, document


def _folder() -> TemporaryDirectory[str]:
    """A folder that is there until the process ends."""
    folder = TemporaryDirectory(prefix="esign-trial-")
    atexit.register(folder.cleanup)
    return folder
