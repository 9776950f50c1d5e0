# SPDX-License-Identifier: Apache-2.0
"""The text font of the machine, for pictures of printed words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PIL import ImageFont

from esign.rendering import TypstRenderer
from support.documents import TEMPLATES

if TYPE_CHECKING:
    from pathlib import Path


@cache
def font_file() -> Path:
    """The file of the text font that pages are set in."""
    return TypstRenderer(TEMPLATES).text_font


def times(pixels: float) -> ImageFont.FreeTypeFont:
    """The same at a size."""
    return ImageFont.truetype(str(font_file()), round(pixels))
