# SPDX-License-Identifier: Apache-2.0
"""The marks have the form the rules ask for, and the seal cannot pass for a real one."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageFont, ImageStat

from esign.demo.marks import seal_mark, signature_mark

AGENCY = "Sở Giáo dục và Đào tạo tỉnh Ví Dụ"
WORDS = (140, 255, 285, 295)  # left, upper, right, lower edge of where the specimen word stands
RING = (0, 200, 60, 225)  # a piece of the ring, three o'clock mirrored
FONTS = (
    Path("/usr/share/fonts/truetype/croscore/Tinos-Bold.ttf"),
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf"),
)


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def ink(png: bytes, box: tuple[int, int, int, int]) -> float:
    """The share of the box that is covered, 0 to 1."""
    return ImageStat.Stat(picture(png).getchannel("A").crop(box)).mean[0] / 255


@pytest.fixture(scope="module")
def plain_seal() -> bytes:
    return seal_mark(AGENCY, None)


@pytest.fixture
def ascii_font(tmp_path: Path) -> Path:
    """Pillow's own font, which lacks Vietnamese letters, as a file."""
    plain = ImageFont.load_default(10)
    assert isinstance(plain, ImageFont.FreeTypeFont)
    assert isinstance(plain.path, io.BytesIO)
    path = tmp_path / "plain.ttf"
    path.write_bytes(plain.path.getvalue())
    return path


def test_a_seal_says_that_it_is_a_specimen_even_without_a_font(plain_seal: bytes) -> None:
    assert ink(plain_seal, WORDS) > 0.1


def test_a_font_without_vietnamese_letters_leaves_the_ring_empty(
    plain_seal: bytes, ascii_font: Path
) -> None:
    assert seal_mark(AGENCY, ascii_font) == plain_seal


def test_the_name_stands_on_the_ring_when_the_font_can_write_it(plain_seal: bytes) -> None:
    font = next((path for path in FONTS if path.is_file()), None)
    if font is None:
        pytest.skip("no font with Vietnamese letters is installed")
    seal = seal_mark(AGENCY, font)
    assert ink(seal, RING) > ink(plain_seal, RING)
    assert ink(seal, WORDS) > 0.1


def test_the_marks_have_their_real_size_at_300_dpi_on_a_transparent_ground(
    plain_seal: bytes,
) -> None:
    for png, (width, height) in ((signature_mark(), (531, 236)), (plain_seal, (425, 425))):
        mark = picture(png)
        assert (mark.mode, mark.size) == ("RGBA", (width, height))
        assert [round(value) for value in mark.info["dpi"]] == [300, 300]
        assert ink(png, (0, 0, 10, 10)) == 0
        assert ink(png, (width - 10, height - 10, width, height)) == 0


def test_the_signature_is_blue_and_the_seal_red(plain_seal: bytes) -> None:
    for png, colour in ((signature_mark(), (24, 58, 164)), (plain_seal, (206, 17, 32))):
        assert picture(png).convert("RGB").getextrema() == tuple((part, part) for part in colour)
