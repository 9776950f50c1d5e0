# SPDX-License-Identifier: Apache-2.0
"""What other validators say of the same files; every disagreement has its reason written down."""

from __future__ import annotations

import pytest

from support.others import others_table
from support.sealed import close_forge
from support.source import ROOT

pytestmark = [pytest.mark.witness, pytest.mark.long]


def test_every_disagreement_is_listed_and_explained() -> None:
    """Fails where one has no reason; the page is renewed by `make proof-tables`."""
    try:
        table = others_table()
    finally:
        close_forge()
    assert table in (ROOT / "docs" / "verification.md").read_text(encoding="utf-8")
