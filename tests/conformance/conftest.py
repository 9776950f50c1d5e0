# SPDX-License-Identifier: Apache-2.0
"""What an office of ours has issued, for the witnesses to judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support import office

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def issued_samples() -> Iterator[office.IssuedSamples]:
    """Both examples, issued once; tests must not change the files."""
    yield office.issued_samples()
    office.discard_samples()
