# SPDX-License-Identifier: Apache-2.0
"""An office that issues documents with annexes in files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.annexed import Annexed, issued_with_annexes
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
def annexed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Annexed]:
    folder = tmp_path_factory.mktemp("annexed")
    with make_office(folder / "office") as opened:
        yield Annexed(opened, folder, issued_with_annexes(opened, folder))
