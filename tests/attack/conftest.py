# SPDX-License-Identifier: Apache-2.0
"""What every attack story needs: a recipient who trusts our authority only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.sealed import close_forge, trust_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.trust import TrustStore


@pytest.fixture(scope="session")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrustStore]:
    yield trust_store(tmp_path_factory.mktemp("trust"))
    close_forge()
