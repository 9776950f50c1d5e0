# SPDX-License-Identifier: Apache-2.0
"""Evidence made once for each module; tests must not change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.evidence import Evidence, make_evidence
from support.sealed import close_forge

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def _forge() -> Iterator[None]:
    yield
    close_forge()


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evidence]:
    made = make_evidence(tmp_path_factory.mktemp("evidence"))
    with made.office:
        yield made
