# SPDX-License-Identifier: Apache-2.0
"""A file of 200 MB is not copied to be judged, and judged like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign import acceptance
from esign.errors import InputError
from esign.files import LARGEST_RECEIVED
from esign.receiving import Means, Piece, judge
from esign.trust import TrustStore
from esign.verification.window import LARGE, Window
from support.ports import FIXED_NOW
from support.received import changed_page
from support.sealed import sealed_page

if TYPE_CHECKING:
    from pathlib import Path


def test_a_large_piece_is_a_view_and_a_small_one_a_copy() -> None:
    data = bytes(range(256)) * (LARGE // 128)
    window = Window(data)
    assert isinstance(window.read(LARGE - 1), bytes)
    window.seek(10)
    piece = window.read(LARGE)
    assert isinstance(piece, memoryview)
    assert (piece.obj, bytes(piece)) == (data, data[10 : 10 + LARGE])
    assert window.tell() == 10 + LARGE
    assert bytes(window.read()) == data[10 + LARGE :]
    assert window.read() == b""


@pytest.mark.parametrize("large", [512, 4096])
def test_documents_are_judged_alike_however_they_are_handed_out(
    trust_dir: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    means = Means(TrustStore.open(trust_dir), FIXED_NOW)
    usual = [judge(Piece("a.pdf", data), means) for data in (sealed_page(), changed_page())]
    monkeypatch.setattr("esign.verification.window.LARGE", large)
    pages = (sealed_page(), changed_page())
    assert [judge(Piece("a.pdf", data), means) for data in pages] == usual


def test_more_than_the_bound_is_refused_before_it_is_read(trust_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as target:
        target.truncate(LARGEST_RECEIVED + 1)
    with pytest.raises(InputError, match=r"input\.too_large"):
        acceptance.inspect(path, trust=TrustStore.open(trust_dir), at=FIXED_NOW)
