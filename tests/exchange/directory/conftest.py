# SPDX-License-Identifier: Apache-2.0
"""A register with a list of agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.agencies import AGENCIES
from support.ports import FixedClock
from support.ready import ready_place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.register import Register


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def empty(tmp_path: Path, clock: FixedClock) -> Iterator[Register]:
    """A register without a list."""
    with ready_place(tmp_path / "register").open(clock) as register:
        yield register


@pytest.fixture
def register(empty: Register) -> Register:
    """A register with one."""
    empty.directory.take_over(AGENCIES, "truc", whole=True, actor="clerk")
    return empty
