# SPDX-License-Identifier: Apache-2.0
"""Each sample reads and looks as it did; `tools/golden.py` accepts what was changed on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.golden import FOLDER, described, golden_file, shades, unlike, words
from support.samples import sample_files, sample_name

if TYPE_CHECKING:
    from pathlib import Path

    from esign.rendering import TypstRenderer

TOLERANCE = 0.02


@pytest.mark.parametrize("sample", list(sample_files()), ids=sample_name)
def test_a_sample_reads_and_looks_as_it_did(sample: Path, renderer: TypstRenderer) -> None:
    if not renderer.font.is_times:
        pytest.skip("the font has not the widths of Times New Roman")
    expected = golden_file(sample_name(sample)).read_text(encoding="utf-8")
    found = described(sample, renderer)
    assert words(found) == words(expected)
    assert unlike(shades(expected), shades(found)) <= TOLERANCE


def test_nothing_is_expected_of_a_sample_that_is_not_there() -> None:
    kept = {path.stem for path in FOLDER.glob("*.txt")}
    assert kept == {sample_name(path) for path in sample_files()}


def test_a_picture_that_has_moved_is_not_the_same() -> None:
    expected = golden_file("decision").read_text(encoding="utf-8")
    picture = shades(expected)
    moved = [picture[-1], *picture[:-1]]
    assert unlike(picture, picture) == 0
    assert unlike(picture, moved) > 2 * TOLERANCE
    assert unlike(picture, picture[:-1]) == 1
