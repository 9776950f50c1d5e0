# SPDX-License-Identifier: Apache-2.0
"""An office that adopts, and the request for the usual decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.documents import TEMPLATES
from support.office import make_office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.issuance import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with make_office(tmp_path / "office") as opened:
        yield opened


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    """A request that does not name its file yet."""
    text = (TEMPLATES / "adopted" / "sample.toml").read_text(encoding="utf-8")
    path = tmp_path / "request.toml"
    path.write_text(text.partition("[file]")[0], encoding="utf-8")
    return path
