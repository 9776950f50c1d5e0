# SPDX-License-Identifier: Apache-2.0
"""What every attack story needs: a recipient who trusts our authority only, and a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.office import discard_samples, issued_samples
from support.sealed import close_forge, trust_store
from support.tampering import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.trust import TrustStore


@pytest.fixture(scope="session")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrustStore]:
    yield trust_store(tmp_path_factory.mktemp("trust"))
    close_forge()


@pytest.fixture(scope="session")
def issued() -> Iterator[bytes]:
    """The example decision as an office has issued it."""
    yield issued_samples().decision.pdf.read_bytes()
    discard_samples()


@pytest.fixture(scope="module", params=["the root only", "the issuing authority too"])
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A recipient for whom the document has to bring the issuing certificate, or need not."""
    local = request.param == "the issuing authority too"
    folder = tmp_path_factory.mktemp("trust")
    return Reader(request.param, trust_store(folder, include_issuing=local))
