# SPDX-License-Identifier: Apache-2.0
"""A register in a folder of its own."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from esign.register import Register
from support.ports import FixedClock, SeededRandom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def empty_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register that has no number yet, for copying."""
    folder = tmp_path_factory.mktemp("empty") / "books"
    Register.open(folder, clock=FixedClock(), random=SeededRandom()).close()
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a register is, or can be."""
    return tmp_path / "books"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def register(empty_register: Path, folder: Path, clock: FixedClock) -> Iterator[Register]:
    shutil.copytree(empty_register, folder)
    with Register.open(folder, clock=clock, random=SeededRandom(), patience=0.05) as opened:
        yield opened
