# SPDX-License-Identifier: Apache-2.0
"""A recipient with a trust folder, and one limited process for all that he judges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.receiving import Judges
from support.pki import make_pki
from support.ports import FixedClock
from support.sealed import close_forge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def trust_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield make_pki().trust_dir(tmp_path_factory.mktemp("recipient") / "trust")
    close_forge()


@pytest.fixture(scope="module")
def judges(trust_dir: Path) -> Iterator[Judges]:
    with Judges(trust_dir, clock=FixedClock(), processes=1) as judges:
        yield judges
