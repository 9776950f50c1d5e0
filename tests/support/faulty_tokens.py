# SPDX-License-Identifier: Apache-2.0
"""A token that is pulled out, locked or poor, on demand: SoftHSM2 behind a library of our own."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from support.tokens import PIN, SOFTHSM, need_softhsm, token_store

SOURCE = Path(__file__).with_name("faulty_token.c")


@dataclass(frozen=True)
class FaultyLibrary:
    """The library, and how to ask it for faults."""

    path: Path

    def ask(self, *faults: str) -> None:
        """Have these faults from now on; none = the token is whole."""
        self._control.write_text(" ".join(faults), encoding="utf-8")

    @property
    def logins(self) -> int:
        """How often a PIN has been handed to it."""
        return len(self._logins.read_text(encoding="utf-8"))

    @property
    def _control(self) -> Path:
        return self.path.with_suffix(".control")

    @property
    def _logins(self) -> Path:
        return self.path.with_suffix(".logins")


@cache
def faulty_library(name: str = "faulty") -> FaultyLibrary:
    """The library of this process; skips the test where it cannot be built."""
    need_softhsm()
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler is installed (Debian package gcc)")
    library = FaultyLibrary(token_store() / f"{name}.so")
    command = [compiler, "-shared", "-fPIC", "-w", "-o", library.path, SOURCE, "-ldl"]
    subprocess.run(command, check=True, timeout=60)
    os.environ["FAULTY_TOKEN_REAL"] = str(SOFTHSM)
    os.environ["FAULTY_TOKEN_CONTROL"] = str(library._control)
    os.environ["FAULTY_TOKEN_LOGINS"] = str(library._logins)
    os.environ["FAULTY_TOKEN_PAD"] = PIN
    library._logins.touch()
    library.ask()
    return library
