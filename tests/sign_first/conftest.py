# SPDX-License-Identifier: Apache-2.0
"""A recipient's trust store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.sealed import trust_store

if TYPE_CHECKING:
    from esign.trust import TrustStore


@pytest.fixture(scope="session")
def trust(tmp_path_factory: pytest.TempPathFactory) -> TrustStore:
    return trust_store(tmp_path_factory.mktemp("recipient") / "trust")
