# SPDX-License-Identifier: Apache-2.0
"""An office whose documents wait at desks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.desk import Desks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.issuance import Office


@pytest.fixture
def desks(tmp_path: Path) -> Desks:
    return Desks.write(tmp_path)


@pytest.fixture
def office(desks: Desks) -> Iterator[Office]:
    """The office, with no key opened."""
    with desks.open() as opened:
        yield opened
