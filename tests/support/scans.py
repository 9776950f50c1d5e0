# SPDX-License-Identifier: Apache-2.0
"""Sheets of paper as a scanner saves them: one picture a page."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from support.words import times

PAPER = (252, 251, 246)
INK = (20, 20, 40)
STAMP_RED = (200, 0, 0)
MM = 25.4


@cache
def scan(
    *,
    dpi: int = 200,
    size_mm: tuple[int, int] = (210, 297),
    mode: str = "RGB",
    pages: int = 2,
    top: str = "",
) -> bytes:
    """A scanned decision; `top` is printed at the top right."""
    sheets = [_sheet(dpi, size_mm, top).convert(mode) for _ in range(pages)]
    out = BytesIO()
    sheets[0].save(out, "PDF", resolution=dpi, save_all=True, append_images=sheets[1:])
    return out.getvalue()


def _sheet(dpi: int, size_mm: tuple[int, int], top: str) -> Image.Image:
    width, height = (round(side / MM * dpi) for side in size_mm)
    sheet = Image.new("RGB", (width, height), PAPER)
    draw, font = ImageDraw.Draw(sheet), times(13 / 72 * dpi)
    draw.text((width * 0.15, height * 0.09), "UBND TỈNH VÍ DỤ", fill=INK, font=font)
    draw.text((width * 0.4, height * 0.2), "QUYẾT ĐỊNH", fill=INK, font=font)
    draw.text((width * 0.62, height * 0.035), top, fill=INK, font=font)
    side = 36 / MM * dpi
    place = (width * 0.5, height * 0.7)
    draw.ellipse((*place, place[0] + side, place[1] + side), outline=STAMP_RED, width=6)
    return sheet
