# SPDX-License-Identifier: Apache-2.0
"""Page images beside a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.files import write_whole
from esign.rendering import page_images

if TYPE_CHECKING:
    from pathlib import Path

DPI = 110
"""Dots per inch: an A4 page a screen can show, small print still legible."""


def write_pages(pdf: bytes, beside: Path, *, overwrite: bool) -> list[Path]:
    """Write each page as PNG next to the PDF, named `…-1.png` and so on; returns where."""
    paths = []
    for number, image in enumerate(page_images(pdf, DPI), start=1):
        paths.append(beside.with_name(f"{beside.stem}-{number}.png"))
        write_whole(paths[-1], image, overwrite=overwrite)
    return paths
