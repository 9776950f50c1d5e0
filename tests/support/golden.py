# SPDX-License-Identifier: Apache-2.0
"""A document as text that a person can compare: its lines, and a coarse picture of each page."""

from __future__ import annotations

import io
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from esign.kinds import read_request, settled
from esign.rendering import page_images
from support.documents import KINDS, numbered_of
from support.measuring import pages_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.rendering import TypstRenderer
    from support.measuring import Page

FOLDER = Path(__file__).parents[1] / "rendering" / "golden"
DPI = 36
CELL = (9, 12)  # pixels of one character of the picture
SHADES = " .:+#"  # from no ink to a quarter of the cell and more
FULL = 0.25


def golden_file(name: str) -> Path:
    """Where the expected text of a sample is kept."""
    return FOLDER / f"{name}.txt"


def described(sample: Path, renderer: TypstRenderer) -> str:
    """The sample, laid out under a fixed number and day, as text."""
    request = read_request(sample.read_bytes(), "toml", KINDS)
    kind = settled(KINDS.kind(request.kind), request.content)
    pdf = renderer.render(numbered_of(request), kind).data
    pictures = page_images(pdf, DPI)
    parts = [
        "\n".join([f"--- page {page.number}", *_rows(page), *_picture(picture)])
        for page, picture in zip(pages_of(pdf), pictures, strict=True)
    ]
    return "\n".join(parts) + "\n"


def words(description: str) -> list[str]:
    """The lines of text of a description."""
    return [line for line in description.splitlines() if not line.startswith("|")]


def shades(description: str) -> list[str]:
    """The rows of its pictures."""
    return [line for line in description.splitlines() if line.startswith("|")]


def unlike(expected: list[str], found: list[str]) -> float:
    """The share of cells whose shade differs by more than one step; 1 where the size differs."""
    if [len(row) for row in expected] != [len(row) for row in found]:
        return 1
    inner = "".join(expected).replace("|", ""), "".join(found).replace("|", "")
    pairs = list(zip(*inner, strict=True))
    far = sum(abs(SHADES.index(one) - SHADES.index(other)) > 1 for one, other in pairs)
    return far / max(1, len(pairs))


def _rows(page: Page) -> Iterator[str]:
    """Lines from top to bottom; what stands side by side is parted by a bar."""
    for _, row in groupby(page.lines, key=lambda line: round(line.baseline)):
        yield " │ ".join(line.text for line in row)


def _picture(png: bytes) -> Iterator[str]:
    image = Image.open(io.BytesIO(png)).convert("L")
    wide, high = image.width // CELL[0], image.height // CELL[1]
    small = image.resize((wide, high), Image.Resampling.BOX)
    data = small.tobytes()
    for row in range(high):
        ink = (1 - value / 255 for value in data[row * wide : (row + 1) * wide])
        yield "|" + "".join(_shade(each) for each in ink) + "|"


def _shade(ink: float) -> str:
    if ink < 0.01:
        return SHADES[0]
    steps = len(SHADES) - 1
    return SHADES[min(steps, 1 + int(ink / FULL * steps))]
