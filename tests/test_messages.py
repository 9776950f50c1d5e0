# SPDX-License-Identifier: Apache-2.0
"""What the tool says reads as people write."""

from __future__ import annotations

import pytest

from esign.messages import Language, message


@pytest.mark.parametrize(
    ("count", "said"),
    [
        ("1", "1 file belongs"),
        (1, "1 file belongs"),
        ("0", "0 files belong"),
        ("1,001", "1,001 files belong"),
    ],
)
def test_an_english_noun_agrees_with_its_count(count: object, said: str) -> None:
    text = message("cli.store_check.unreferenced", Language.ENGLISH, {"count": count})
    assert text.startswith(said)
