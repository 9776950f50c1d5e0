# SPDX-License-Identifier: Apache-2.0
"""One renderer for all tests of this folder, and what the office and a recipient need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.rendering import TypstRenderer
from support.documents import TEMPLATES
from support.sealed import close_forge
from support.signatories import Bench

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def renderer() -> TypstRenderer:
    return TypstRenderer(TEMPLATES)


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The agency's key and a recipient's trust."""
    yield Bench(tmp_path_factory.mktemp("bench"))
    close_forge()
