# SPDX-License-Identifier: Apache-2.0
"""What the tests of lasting proof share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.sealed import close_forge

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture(scope="session", autouse=True)
def _forge() -> Iterator[None]:
    yield
    close_forge()
