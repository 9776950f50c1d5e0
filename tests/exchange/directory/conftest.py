# SPDX-License-Identifier: Apache-2.0
"""A register with a list of agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.register import Register
from support.agencies import AGENCIES
from support.ports import FixedClock, SeededRandom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def empty(tmp_path: Path, clock: FixedClock) -> Iterator[Register]:
    """A register without a list."""
    with Register.open(tmp_path / "register", clock=clock, random=SeededRandom()) as register:
        yield register


@pytest.fixture
def register(empty: Register) -> Register:
    """A register with one."""
    empty.directory.take_over(AGENCIES, "truc", whole=True, actor="clerk")
    return empty
