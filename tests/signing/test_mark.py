# SPDX-License-Identifier: Apache-2.0
"""The image of a signature or a seal is a transparent PNG of a sensible size, or it is refused."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from esign.errors import ConfigurationError
from esign.signing import Mark
from support.signatories import BLUE, mark_file

if TYPE_CHECKING:
    from pathlib import Path


def refused(path: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        Mark.load(path, 45, 25)
    return caught.value.code


def test_a_missing_image_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Mark.load(tmp_path / "seal.png", 36, 36)
    assert caught.value.code == "mark.missing"
    assert caught.value.facts["name"] == str(tmp_path / "seal.png")


@pytest.mark.parametrize("suffix", ["JPEG", "GIF", "TIFF"])
def test_another_format_under_the_name_of_png_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "seal.png"
    Image.new("RGB", (200, 200)).save(path, format=suffix)
    assert refused(path) == "mark.not_png"


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_image_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "seal.png"
    path.write_bytes(content)
    assert refused(path) == "mark.not_png"


def test_a_truncated_image_is_refused(tmp_path: Path) -> None:
    path = mark_file(tmp_path / "seal.png", BLUE, (200, 200))
    path.write_bytes(path.read_bytes()[:-200])
    assert refused(path) == "mark.not_png"


@pytest.mark.parametrize("mode", ["RGB", "L", "P"])
def test_an_image_without_transparency_is_refused(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "seal.png"
    Image.new(mode, (200, 200)).save(path)
    assert refused(path) == "mark.opaque"


def test_an_image_that_shows_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "seal.png"
    Image.new("RGBA", (200, 200), (255, 0, 0, 0)).save(path)
    assert refused(path) == "mark.invisible"


@pytest.mark.parametrize("size", [(10, 10), (200, 5000), (60000, 60000)])
def test_an_absurd_number_of_pixels_is_refused_before_decoding(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    path = mark_file(tmp_path / "seal.png", BLUE, (200, 200))
    data = path.read_bytes()
    header = size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big")
    path.write_bytes(data[:16] + header + data[24:])
    assert refused(path) == "mark.pixels"


@pytest.mark.parametrize("size", [(0, 36), (36, 500), (-36, 36), (float("nan"), 36)])
def test_an_absurd_real_size_is_refused(tmp_path: Path, size: tuple[float, float]) -> None:
    path = mark_file(tmp_path / "seal.png", BLUE, (200, 200))
    with pytest.raises(ConfigurationError) as caught:
        Mark.load(path, *size)
    assert caught.value.code == "mark.size"


def test_colours_and_opacity_are_kept_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "seal.png"
    image = Image.new("RGBA", (40, 50), (0, 0, 0, 0))
    image.putpixel((3, 4), (10, 20, 30, 77))
    image.save(path)
    mark = Mark.load(path, 36, 36)
    pixel = 4 * 40 + 3
    assert zlib.decompress(mark.colours)[3 * pixel : 3 * pixel + 3] == bytes((10, 20, 30))
    assert zlib.decompress(mark.opacity)[pixel] == 77
    assert (mark.width, mark.height) == (40, 50)
