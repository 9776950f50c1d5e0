# SPDX-License-Identifier: Apache-2.0
"""The image by which a signature shows: a handwritten signature or a seal, in its real size.

NĐ 30/2020 Annex I §II.7.d and §II.8.a want PNG with a transparent background.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from struct import unpack
from typing import TYPE_CHECKING

from PIL import Image, ImageStat

from esign.errors import ConfigurationError
from esign.signing.appearance import DrawnObject

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from esign.signing.appearance import Box, Drawing

MOST_BYTES = 10 << 20
PIXELS = range(32, 4001)
OPAQUE = 255
LEAST_MM, MOST_MM = 5, 120
POINTS_PER_MM = 72 / 25.4
TOLERANCE = 0.5  # points; templates and settings round
PNG_START = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


@dataclass(frozen=True, slots=True)
class Mark:
    """An image ready to be drawn.

    Attributes:
        width_mm, height_mm: the real size; the image fits into it with its proportions kept.
        width, height: the image's size in pixels.
        colours: RGB, 8 bits each, row by row, deflated.
        opacity: 8 bits a pixel, row by row, deflated.
    """

    width_mm: float
    height_mm: float
    width: int
    height: int
    colours: bytes = field(repr=False)
    opacity: bytes = field(repr=False)

    @classmethod
    def load(cls, path: Path, width_mm: float, height_mm: float) -> Mark:
        """Read the image of a mark.

        Args:
            path: a PNG with a transparent background.
            width_mm: real width.
            height_mm: real height.

        Raises:
            ConfigurationError: the file is missing, no PNG, not transparent, or of too few or too
                many pixels; or the size is not that of a mark.
        """
        if not all(LEAST_MM <= size <= MOST_MM for size in (width_mm, height_mm)):
            raise ConfigurationError("mark.size", name=path.name, least=LEAST_MM, most=MOST_MM)
        image = _decoded(_read(path), str(path))
        alpha = image.getchannel("A")
        least, most = alpha.getextrema()
        if least == OPAQUE:
            raise ConfigurationError("mark.opaque", name=path.name)
        if most == 0:
            raise ConfigurationError("mark.invisible", name=path.name)
        return cls(
            width_mm,
            height_mm,
            *image.size,
            colours=zlib.compress(_seen_colours(image).tobytes(), 9),
            opacity=zlib.compress(alpha.tobytes(), 9),
        )

    def drawing(self, box: Box, _at: datetime, /, *, exact: bool) -> Drawing:
        """The image alone, centred in its real size, see `Appearance`.

        NĐ 30/2020 Annex I §II.7.d and §II.8.a prescribe no text beside the two images.
        """
        return _drawing(self, box, exact=exact)


@lru_cache(maxsize=64)
def _drawing(mark: Mark, box: Box, *, exact: bool) -> Drawing:
    width, height = mark.width_mm * POINTS_PER_MM, mark.height_mm * POINTS_PER_MM
    if width > box.width + TOLERANCE or height > box.height + TOLERANCE:
        if exact:
            raise ConfigurationError("mark.larger_than_box")
        width, height = min(width, box.width), min(height, box.height)
    scale = min(width / mark.width, height / mark.height)
    width, height = mark.width * scale, mark.height * scale
    place = ((box.width - width) / 2, (box.height - height) / 2)
    return (
        _image(mark, mark.opacity, b"/ColorSpace /DeviceGray\n"),
        _image(mark, mark.colours, b"/ColorSpace /DeviceRGB\n/SMask ", 0, b"\n"),
        DrawnObject(
            (
                b"/Type /XObject\n/Subtype /Form\n/BBox [ 0 0 %b ]\n" % _numbers(box),
                b"/Resources <<\n/XObject <<\n/Mark ",
                1,
                b"\n>>\n>>\n",
            ),
            b"q %.4f 0 0 %.4f %.4f %.4f cm /Mark Do Q" % (width, height, *place),
        ),
    )


def _image(mark: Mark, data: bytes, *colours: bytes | int) -> DrawnObject:
    size = (
        b"/Type /XObject\n/Subtype /Image\n/Width %d\n/Height %d\n"
        b"/BitsPerComponent 8\n/Filter /FlateDecode\n"
    )
    return DrawnObject((*colours, size % (mark.width, mark.height)), data)


def _numbers(values: Box) -> bytes:
    """Numbers as pyHanko writes them: to a ten-thousandth, without needless zeros."""
    written = (f"{value:.4f}".rstrip("0").rstrip(".") for value in values)
    return " ".join(written).encode("ascii")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise ConfigurationError("mark.missing", name=str(path)) from fault
    # The header is read before any decoder sees the file, so a bomb never unfolds.
    if len(data) < len(PNG_START) + 8 or not data.startswith(PNG_START):
        raise ConfigurationError("mark.not_png", name=str(path))
    size = unpack(">II", data[len(PNG_START) : len(PNG_START) + 8])
    if len(data) > MOST_BYTES or not all(side in PIXELS for side in size):
        least, most = PIXELS[0], PIXELS[-1]
        raise ConfigurationError("mark.pixels", name=path.name, least=least, most=most)
    return data


def _seen_colours(image: Image.Image) -> Image.Image:
    """The image without opacity; where nothing shows, in the mean colour, which packs well."""
    colours = image.convert("RGB")
    shown = image.getchannel("A").point(lambda opacity: OPAQUE if opacity else 0)
    mean = tuple(round(part) for part in ImageStat.Stat(colours, shown).mean)
    return Image.composite(colours, Image.new("RGB", image.size, mean), shown)


def _decoded(data: bytes, name: str) -> Image.Image:
    try:
        with Image.open(BytesIO(data), formats=["PNG"]) as image:
            return image.convert("RGBA")
    except (OSError, SyntaxError, ValueError, zlib.error) as fault:
        raise ConfigurationError("mark.not_png", name=name) from fault
