# SPDX-License-Identifier: Apache-2.0
"""An office that certifies copies, and what it has certified."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.copies import Shelf, certified, extracted
from support.office import make_office
from support.ready import ready_office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.issuance import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with ready_office(tmp_path / "office") as opened:
        yield opened


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    folder = tmp_path_factory.mktemp("shelf")
    with make_office(folder / "office") as opened:
        copy = certified(opened, folder)
        yield Shelf(opened, folder, copy, extracted(opened), certified(opened, folder, form="SL"))
