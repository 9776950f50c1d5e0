# SPDX-License-Identifier: Apache-2.0
"""What the suite works out once is what would have been worked out each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError
from esign.signing.mark import Mark
from support.office import write_office
from support.remembered import kept

if TYPE_CHECKING:
    from pathlib import Path


def test_another_content_under_the_same_name_is_another_answer(tmp_path: Path) -> None:
    write_office(tmp_path)
    first, second = tmp_path / "images" / "director.png", tmp_path / "images" / "seal.png"
    mark = Mark.load(first, 45, 20)
    assert Mark.load(first, 45, 20) is mark
    assert Mark.load(first, 44, 20) != mark
    first.write_bytes(second.read_bytes())
    assert Mark.load(first, 45, 20) != mark
    first.write_bytes(b"no picture")
    with pytest.raises(ConfigurationError):
        Mark.load(first, 45, 20)


def test_what_is_refused_is_refused_each_time() -> None:
    asked: list[int] = []

    def refuse(number: int) -> None:
        asked.append(number)
        raise ValueError

    call = kept(refuse, lambda number: number)
    for _ in range(2):
        with pytest.raises(ValueError, match=r"^$"):
            call(1)
    assert asked == [1, 1]
