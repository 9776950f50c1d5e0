# SPDX-License-Identifier: Apache-2.0
"""Each parser reads the inputs that fuzzing keeps, and some damaged ones, without breaking."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from fuzz.seeds import CORPUS
from fuzz.targets import TARGETS, try_out
from support.mutations import damaged

if TYPE_CHECKING:
    from pathlib import Path

KEPT = sorted(CORPUS.glob("*/*"))
FEW = 3


def label(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("kept", KEPT, ids=label)
def test_what_fuzzing_keeps_breaks_nothing(kept: Path) -> None:
    data, random = kept.read_bytes(), Random(kept.name)  # noqa: S311 - the same in every run
    try_out(kept.parent.name, data)
    for _ in range(FEW):
        try_out(kept.parent.name, damaged(data, random))


def test_every_parser_has_a_corpus_and_none_is_large() -> None:
    assert {path.parent.name for path in KEPT} == set(TARGETS)
    assert sum(path.stat().st_size for path in KEPT) < 600_000
